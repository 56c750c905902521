"""Signing in by user name, telephone or citizen number with a password, and the lock-out that counts failures.

What was typed may be a citizen number: it is never written anywhere. Attempts are counted under a keyed digest of the
account that the words mean, so that one account has one counter however it is named; names that mean nobody are
counted in the same way, cost the same work and get the same answer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Max, Q, Sum
from django.http import HttpRequest

from zhendi.domain.people.models import CITIZEN, MOBILE, Account, OneTimeCode
from zhendi.domain.people.models.accounts import ATTEMPT, ONE_TIME_CODE
from zhendi.kernel import clock, crypto

_MOBILE = re.compile(r"1\d{10}")
_CITIZEN = re.compile(r"\d{17}[\dx]")
_FILLING = re.compile(r"[\s-]+|^\+86")
_LONGEST = 64  # of what may be typed as a name; longer is nobody


class PersonBackend(BaseBackend):
    """A password, or a one-time code from one's own secretary (only to set a new password with it)."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's form
        username: str | None = None,
        password: str | None = None,
        recovery_code: str | None = None,
        **_others: Any,
    ) -> Account | None:
        """The account, or ``None`` for a wrong name, a wrong secret and a closed account alike."""
        account = named(username or "")
        if recovery_code is not None:
            right = _code_fits(account, recovery_code, clock.now())
        else:
            right = _password_fits(account, password or "")
        return account if right and account and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session with its person's name; sealed facts stay sealed until they are asked for."""
        found: Account | None = _accounts().filter(pk=user_id, is_active=True).first()
        return found


class LockOut(AxesDatabaseHandler):  # type: ignore[misc]  # axes ships no types
    """Three counters over one window: an account from one address, an account from anywhere, an address."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Failures as axes compares them with ``AXES_FAILURE_LIMIT``: the limit itself once any counter is full."""
        counters = _counters(request, credentials)
        full = any(failures >= limit for failures, limit in counters)
        return max(counters[0][0], settings.AXES_FAILURE_LIMIT if full else 0)


def named(typed: str) -> Account | None:
    """The account that a user name, a telephone or a citizen number means; ``None`` when none or several."""
    name = normalised(typed)
    if _CITIZEN.fullmatch(name):
        rows = _accounts().filter(person__citizen_index=crypto.index(name.upper(), CITIZEN))
    elif _MOBILE.fullmatch(name):
        rows = _accounts().filter(person__phones__number_index=crypto.index(name, MOBILE))
    else:
        rows = _accounts().filter(username=name[:_LONGEST])
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def normalised(typed: str) -> str:
    """What was typed as it is compared: half-width, lower case, without blanks and dashes in numbers.

    A NUL can be nobody's name, and PostgreSQL refuses it: it stands as the mark of an unreadable character.
    """
    text = unicodedata.normalize("NFKC", typed).replace("\0", "\ufffd").strip().lower()
    number = _FILLING.sub("", text)
    return number if _CITIZEN.fullmatch(number) or _MOBILE.fullmatch(number) else text


def attempt_key(account_id: int | None, typed: str = "") -> str:
    """Under which attempts are counted: a keyed digest of the account, or of words that mean nobody."""
    return crypto.index(f"account {account_id}" if account_id else f"nobody {normalised(typed)[:_LONGEST]}", ATTEMPT)


def attempt_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """``AXES_USERNAME_CALLABLE``: the key for what was typed, looked up once a request."""
    typed = str((credentials or {}).get("username") or request.POST.get("username", ""))
    known: dict[str, str] = request.__dict__.setdefault("zhendi_attempt_keys", {})
    if typed not in known:
        account = named(typed)
        known[typed] = attempt_key(account.pk if account else None, typed)
    return known[typed]


def locked_until(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime:
    """When the next attempt is allowed again, for the message on the page."""
    key, address = attempt_name(request, credentials), _address(request)
    last = AccessAttempt.objects.filter(Q(username=key) | Q(ip_address=address)).aggregate(last=Max("attempt_time"))
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    return (last["last"] or clock.now()) + cool_off


def session_hash(session_key: str) -> str:
    """How a session's key is kept: the key itself is 190 bits of chance, so a plain digest tells nothing."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def session_end(started: datetime, seen: datetime) -> datetime:
    """When a session ends by itself: unused for too long, or begun too long ago."""
    idle: timedelta = settings.SESSION_IDLE
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return min(seen + idle, started + longest)


def _accounts() -> Any:
    return Account.objects.select_related("person").defer("person__citizen_number", "person__residence")


def _password_fits(account: Account | None, password: str) -> bool:
    """Compares; for nobody it does the same work as for somebody."""
    if account is None:
        make_password(password)
        return False
    return account.check_password(password)


def _code_fits(account: Account | None, code: str, now: datetime) -> bool:
    digest = code_digest(account.pk if account else 0, code)
    held = OneTimeCode.objects.filter(account=account.pk if account else 0, used_at=None, expires_at__gt=now).first()
    return hmac.compare_digest(held.digest if held else "0" * len(digest), digest)


def code_digest(account_id: int, code: str) -> str:
    """What is kept of a one-time code; blanks, dashes and case do not matter, and letters read as digits count as such."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).upper()
    return crypto.index(f"{account_id} {plain.translate(str.maketrans('OIL', '011'))}", ONE_TIME_CODE)


def _counters(request: HttpRequest, credentials: dict[str, Any] | None) -> list[tuple[int, int]]:
    """Failures in the window with the limit of each counter, in one query."""
    key, address = attempt_name(request, credentials), _address(request)
    row = AccessAttempt.objects.filter(
        Q(username=key) | Q(ip_address=address), attempt_time__gte=get_cool_off_threshold(request)
    ).aggregate(
        both=Sum("failures_since_start", filter=Q(username=key, ip_address=address), default=0),
        anywhere=Sum("failures_since_start", filter=Q(username=key), default=0),
        address=Sum("failures_since_start", filter=Q(ip_address=address), default=0),
    )
    return [
        (row["both"], settings.AXES_FAILURE_LIMIT),
        (row["anywhere"], settings.LOCKOUT_ANYWHERE),
        (row["address"], settings.LOCKOUT_ADDRESS),
    ]


def _address(request: HttpRequest) -> str | None:
    address: str | None = getattr(request, "axes_ip_address", None)
    return address
