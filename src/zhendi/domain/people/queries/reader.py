"""Who is reading, for the gate before every page: the session, the account behind it and the posts held, in one statement.

Nothing is kept from one request to the next: a session ended elsewhere, a closed account and a post given up count at once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.sessions.models import Session as Stored
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from zhendi.domain.people.authentication import session_end, session_hash
from zhendi.domain.people.models import Account, Person, SecondFactor, SignIn
from zhendi.domain.people.queries.scope import PLACE, STANDS, Held, held
from zhendi.domain.people.roles import MEMBER
from zhendi.kernel.prepared import Prepared
from zhendi.kernel.ranges import holding

_ACCOUNT = [field.attname for field in Account._meta.concrete_fields]


class Session(NamedTuple):
    """The running session."""

    sign_in_id: int
    seen_at: datetime
    ends_at: datetime
    verified: bool
    has_second_factor: bool


class Reader(NamedTuple):
    """An open session with its account and what that person holds today.

    ``stored``: what the framework keeps under the session's key, signed; None for nothing, or nothing any more.
    """

    session: Session
    account: Account
    held: tuple[Held, ...]
    stored: str | None


def reader_of(session_key: str, now: datetime) -> Reader | None:
    """The open session behind a key with its account, while neither is closed or over; one query.

    The account has its person's name; sealed facts stay sealed until they are asked for. That the session is the
    account's is for the caller to see to, who has Django's session.
    """
    on = now.date()
    rows = _OPEN(session_hash=session_hash(session_key), key=session_key, day=on)
    if not rows:
        return None
    pk, started, seen, verified, factor, stored, person_name, *values = rows[0]
    if (until := session_end(started, seen)) <= now:
        return None
    values = values[: len(_ACCOUNT)]
    account = Account.from_db(DEFAULT_DB_ALIAS, _ACCOUNT, values)
    account.person = Person.from_db(DEFAULT_DB_ALIAS, ["id", "name"], [account.person_id, person_name])
    session = Session(pk, seen, until, verified is not None, factor)
    return Reader(session, account, _held(rows, on), stored)


def _held(rows: list[tuple[Any, ...]], on: date) -> tuple[Held, ...]:
    """Posts and the own branch: each row has one post beside one membership, either may be missing."""
    places = -2 * _WIDE
    posts = {row[places:-_WIDE] for row in rows if row[places] is not None}
    own = {(MEMBER, *row[-_WIDE + 1 :]) for row in rows if row[-_WIDE] is not None}
    return held((*posts, *own), on)


def _open(session_hash: str, key: str, day: date) -> QuerySet[Any, Any]:
    factor = SecondFactor.objects.filter(account=OuterRef("account")).exclude(secret="")
    stored = Stored.objects.filter(session_key=key, expire_date__gt=Now()).values("session_data")
    found = SignIn.objects.open().filter(session_hash=session_hash, account__is_active=True)
    found = found.annotate(
        factor=Exists(factor), stored=Subquery(stored[:1]),
        post=FilteredRelation("account__person__posts", condition=holding("account__person__posts", day)),
        branch=FilteredRelation(
            "account__person__memberships",
            condition=holding("account__person__memberships", day) & Q(account__person__memberships__standing__in=STANDS),
        ),
    )  # fmt: skip
    return found.values_list(
        "pk", "started_at", "seen_at", "verified_at", "factor", "stored", "account__person__name",
        *(f"account__{name}" for name in _ACCOUNT),
        "post__role", *(f"post__{name}" for name in PLACE),
        "branch__standing", *(f"branch__{name}" for name in PLACE),
    )  # fmt: skip


_WIDE = len(PLACE) + 1  # columns of a place that is held
_OPEN = Prepared(_open)
