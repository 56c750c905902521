"""Personal access tokens for the API: made by their owner, shown once, kept as a digest, read-only."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When

from zhendi.domain.people.access import recovery
from zhendi.domain.people.models import Account, ApiToken, Area
from zhendi.domain.people.operations.accounts import own_account
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

_OPENING, _SHOWN = "zd_", 8
_WINDOW = 60  # seconds in which calls are counted


class Issued(NamedTuple):
    """A new token as it is shown, once."""

    token_id: int
    text: str


class Caller(NamedTuple):
    """Whose token a request showed: the account, what the token may read, and its calls in the running minute."""

    account: Account
    areas: frozenset[str]
    calls: int


@transaction.atomic
def issue_token(*, actor: Actor, on: date, now: datetime, name: str, areas: Sequence[str], days: int) -> Issued:
    """A token that may read the ``areas`` for so many days, within what its owner's posts allow at each request.

    ``Refused`` without a post that sees anything, without a name or an area, and for too long a life.
    """
    if not actor.scope.may(SEE):
        raise Refused("您现在没有可查询的任职，不能创建接口令牌。", code="no_post")
    _check(name, areas, days)
    account = own_account(actor=actor)
    text = _OPENING + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account=account, name=name.strip()[:40], digest=_digest(text), opening=text[: len(_OPENING) + _SHOWN],
        areas=" ".join(sorted(set(areas))), created_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    _record(account, on, "token.issued", f"{account.person.name}创建接口令牌“{token.name}”", token)
    return Issued(token.pk, text)


@transaction.atomic
def revoke_token(*, actor: Actor, on: date, now: datetime, token_id: int) -> None:
    """End one of one's own tokens at once; ``NotVisible`` for anybody else's."""
    account = own_account(actor=actor)
    token = ApiToken.objects.select_for_update().filter(pk=token_id, account=account).first()
    if token is None:
        raise NotVisible(f"token {token_id}")
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _record(account, on, "token.revoked", f"{account.person.name}停用接口令牌“{token.name}”", token)


def called(*, text: str, now: datetime) -> Caller | None:
    """Whose token this is, counting the call; ``None`` for one that is unknown, revoked, expired or of a closed account.

    The count is kept in the row, so that the limit is one for all processes and machines.
    """
    window = int(now.timestamp()) // _WINDOW
    usable = ApiToken.objects.usable(now).filter(digest=_digest(text), account__is_active=True)
    counted = usable.update(
        calls=Case(When(window=window, then=F("calls") + 1), default=Value(1)), window=window, used_at=now
    )
    if not counted:
        return None
    token = usable.select_related("account__person").defer(
        "account__person__citizen_number", "account__person__residence"
    )[0]
    return Caller(token.account, frozenset(token.areas.split()), token.calls)


def _check(name: str, areas: Sequence[str], days: int) -> None:
    if not name.strip():
        raise Refused("给令牌起个名字，写明给谁用。", code="name_missing", field="name")
    if not areas or not set(areas) <= set(Area.values):
        raise Refused("至少选一项可读内容。", code="areas_missing", field="areas")
    if not 1 <= days <= settings.API_TOKEN_DAYS:
        raise Refused(f"有效期 1 到 {settings.API_TOKEN_DAYS} 天。", code="days_range", field="days")


def _digest(text: str) -> str:
    """A token is 256 bits of chance: a plain digest tells nothing of it and outlives a change of keys."""
    return hashlib.sha256(text.encode()).hexdigest()


def _record(account: Account, on: date, action: str, summary: str, token: ApiToken) -> None:
    record(
        actor=account.pk, action=action, on=on, subject_type="people.Person", subject_id=account.person_id,
        path=recovery.own_place(account.person_id, on), summary=summary, detail={"token": token.pk, "areas": token.areas},
    )  # fmt: skip
