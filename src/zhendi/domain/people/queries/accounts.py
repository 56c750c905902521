"""What a person sees of the own account, and a secretary of others'."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from axes.models import AccessAttempt
from django.conf import settings

from zhendi.domain.people import authentication
from zhendi.domain.people.access import recovery
from zhendi.domain.people.authentication import session_end
from zhendi.domain.people.models import Account, ApiToken, Area, OneTimeCode, RecoveryCode, SecondFactor, SignIn
from zhendi.domain.people.roles import roles
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope


class SessionRow(NamedTuple):
    """One session in the list of one's own."""

    id: int
    device: str
    address: str
    started_at: datetime
    seen_at: datetime
    this: bool


class TokenRow(NamedTuple):
    """One token in the list of one's own."""

    id: int
    name: str
    opening: str
    areas: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    state: str


class PostRow(NamedTuple):
    """One post by which the reader may do something."""

    organisation_id: int
    organisation: str
    role: str
    role_title: str


class OwnAccount(NamedTuple):
    """The own account as its page shows it."""

    account_id: int
    person_id: int
    name: str
    username: str
    large_type: bool
    opened_on: date
    posts: tuple[PostRow, ...]
    second_factor_on: bool
    second_factor_since: datetime | None
    second_factor_required: bool
    recovery_codes_left: int
    sessions: tuple[SessionRow, ...]
    tokens: tuple[TokenRow, ...]


class AccountCard(NamedTuple):
    """A person's account as a secretary sees it; ``account_id`` is ``None`` where there is none yet."""

    person_id: int
    name: str
    account_id: int | None
    username: str
    active: bool
    locked: bool
    second_factor_on: bool
    last_seen_at: datetime | None
    code_until: datetime | None
    may_manage: bool
    why_not: str


def second_factor_required(scope: Scope) -> bool:
    """Whether one of the posts held asks for a second factor, in an installation that has not turned it off."""
    return settings.SECOND_FACTOR and any(roles()[grant.role].second_factor for grant in scope.grants)


def own_account(scope: Scope, *, sign_in_id: int, now: datetime) -> OwnAccount:
    """The reader's own account; ``NotVisible`` for the command line, which has none."""
    account = Account.objects.filter(pk=scope.account_id).first() if scope.account_id else None
    if account is None:
        raise NotVisible("own account")
    factor = SecondFactor.objects.filter(account=account).exclude(secret="").first()
    posts = tuple(
        dict.fromkeys(PostRow(g.organisation_id, g.organisation_name, g.role, g.role_title) for g in scope.grants)
    )
    return OwnAccount(
        account.pk, account.person_id, scope.name, account.username, account.large_type, account.opened_on, posts,
        factor is not None, factor.confirmed_at if factor else None, second_factor_required(scope),
        RecoveryCode.objects.filter(account=account, used_at=None).count() if factor else 0,
        sessions(scope, sign_in_id=sign_in_id, now=now), tokens(scope, now=now),
    )  # fmt: skip


def sessions(scope: Scope, *, sign_in_id: int, now: datetime) -> tuple[SessionRow, ...]:
    """One's own open sessions, the latest used first."""
    rows = SignIn.objects.open().filter(account=scope.account_id).order_by("-seen_at", "-pk")
    return tuple(
        SessionRow(row.pk, row.device, row.address, row.started_at, row.seen_at, row.pk == sign_in_id)
        for row in rows
        if session_end(row.started_at, row.seen_at) > now
    )


def tokens(scope: Scope, *, now: datetime) -> tuple[TokenRow, ...]:
    """One's own tokens, the newest first, with those that no longer work."""
    return tuple(
        TokenRow(
            row.pk, row.name, row.opening, "、".join(Area(area).label for area in row.areas.split()), row.created_at,
            row.expires_at, row.used_at, _token_state(row, now),
        )
        for row in ApiToken.objects.filter(account=scope.account_id).order_by("-pk")
    )  # fmt: skip


def areas() -> tuple[tuple[str, str], ...]:
    """What a token may be given to read: code and title."""
    return tuple((area.value, str(area.label)) for area in Area)


def account_card(scope: Scope, person_id: int, *, on: date, now: datetime) -> AccountCard:
    """A person's account for whoever may look after it; ``NotVisible`` for everybody else."""
    may, why, name = recovery.verdict(scope, person_id, on)
    account = Account.objects.filter(person=person_id).first()
    if account is None:
        return AccountCard(person_id, name, None, "", False, False, False, None, None, may, why)
    return AccountCard(
        person_id, name, account.pk, account.username, account.is_active, _locked(account.pk, now),
        SecondFactor.objects.filter(account=account).exclude(secret="").exists(),
        SignIn.objects.filter(account=account).order_by("-seen_at").values_list("seen_at", flat=True).first(),
        OneTimeCode.objects.filter(account=account, used_at=None, expires_at__gt=now).values_list("expires_at", flat=True).first(),
        may, why,
    )  # fmt: skip


def _token_state(token: ApiToken, now: datetime) -> str:
    if token.revoked_at:
        return "已停用"
    return "已到期" if token.expires_at <= now else "有效"


def _locked(account_id: int, now: datetime) -> bool:
    attempts = AccessAttempt.objects.filter(
        username=authentication.attempt_key(account_id), attempt_time__gt=now - settings.AXES_COOLOFF_TIME
    )
    return any(each.failures_since_start >= settings.AXES_FAILURE_LIMIT for each in attempts)
