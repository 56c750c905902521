"""The second factor: a one-time password from the owner's telephone (TOTP, RFC 6238), and codes for a lost one.

The secret is sealed in the database. A time step is accepted once; after a few wrong ones the next try must wait,
each time twice as long.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP

from zhendi.domain.people.access import recovery
from zhendi.domain.people.models import Account, RecoveryCode, SecondFactor
from zhendi.domain.people.models.accounts import RECOVERY_CODE
from zhendi.domain.people.operations.accounts import drop_second_factor, own_account
from zhendi.kernel import crypto
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

_BYTES = 20
_STEPS_OFF = 1  # a telephone's clock may be half a minute out
_FREE_TRIES = 3
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
_CODES, _CODE_LENGTH = 10, 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class Setup(NamedTuple):
    """What the owner's telephone needs: the secret to type, and the address that the square picture holds."""

    secret: str
    address: str


@transaction.atomic
def begin_setup(*, actor: Actor) -> Setup:
    """A new secret, in force only when confirmed. Asking again before that shows the same one."""
    account = own_account(actor=actor)
    factor, _ = SecondFactor.objects.select_for_update().get_or_create(account=account)
    if not factor.pending:
        factor.pending = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
        factor.save(update_fields=["pending"])
    return Setup(factor.pending, _address(account.username, factor.pending))


@transaction.atomic
def confirm_setup(*, actor: Actor, on: date, now: datetime, token: str) -> tuple[str, ...]:
    """Put the new secret in force when the telephone shows the right number; gives the recovery codes, shown once.

    ``Refused`` for a wrong number and where no set-up was begun.
    """
    account = own_account(actor=actor)
    factor = SecondFactor.objects.select_for_update().filter(account=account).exclude(pending="").first()
    if factor is None:
        raise Refused("先扫码添加，再填验证码。", code="no_setup", field="token")
    step = _step(factor.pending, token, now, after=-1)
    if step is None:
        raise Refused("验证码不对。看手机时间准不准，再填新的 6 位数。", code="token_wrong", field="token")
    factor.secret, factor.pending, factor.confirmed_at = factor.pending, "", now
    factor.last_step, factor.failures, factor.blocked_until = step, 0, None
    factor.save()
    codes = _new_codes(account)
    _record(account, on, "account.second_factor_on", f"{account.person.name}启用了两步验证")
    return codes


def verify(*, account_id: int, on: date, now: datetime, token: str) -> None:
    """Check a number of the telephone or a recovery code; each works once.

    ``Refused`` for a wrong one and while further tries must wait; a failure is counted although it refuses.
    """
    with transaction.atomic():
        wrong = _verify(account_id, on, now, token)
    if wrong:
        raise Refused(wrong, code="token_wrong", field="token")


def _verify(account_id: int, on: date, now: datetime, token: str) -> str:
    factor = SecondFactor.objects.select_for_update().filter(account=account_id).exclude(secret="").first()
    if factor is None:
        return "账号还没有启用两步验证。"
    if factor.blocked_until and factor.blocked_until > now:
        return f"错了太多次，{_wait(factor.blocked_until - now)}后再试。"
    step = _step(factor.secret, token, now, after=factor.last_step)
    if step is None and not _spend(account_id, on, now, token):
        return _failed(factor, now)
    factor.last_step = factor.last_step if step is None else step
    factor.failures, factor.blocked_until = 0, None
    factor.save(update_fields=["last_step", "failures", "blocked_until"])
    return ""


@transaction.atomic
def new_recovery_codes(*, actor: Actor, on: date) -> tuple[str, ...]:
    """Ten fresh recovery codes, shown once; the former ones no longer work."""
    account = own_account(actor=actor)
    if not SecondFactor.objects.filter(account=account).exclude(secret="").exists():
        raise Refused("账号还没有启用两步验证。", code="no_second_factor")
    codes = _new_codes(account)
    _record(account, on, "account.recovery_codes", f"{account.person.name}换了一组备用码")
    return codes


@transaction.atomic
def turn_off(*, actor: Actor, on: date, password: str, required: bool) -> None:
    """Give the second factor up; ``Refused`` where a post requires it and for a wrong password."""
    account = own_account(actor=actor)
    if required:
        raise Refused("您的职务要求两步验证，不能停用。换手机可以重新扫码。", code="required")
    if not account.check_password(password):
        raise Refused("密码不对。", code="password_wrong", field="password")
    drop_second_factor(account.pk)
    _record(account, on, "account.second_factor_off", f"{account.person.name}停用了两步验证")


def _step(secret: str, token: str, now: datetime, *, after: int) -> int | None:
    """The time step whose number was typed, if it lies near now and after the last one used."""
    digits = re.sub(r"\s", "", token)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    clock = TOTP(base64.b32decode(secret))
    clock.time = now.timestamp()
    return clock.t() if clock.verify(int(digits), tolerance=_STEPS_OFF, min_t=after + 1) else None


def _failed(factor: SecondFactor, now: datetime) -> str:
    factor.failures = min(factor.failures + 1, 1000)
    over = factor.failures - _FREE_TRIES
    if over >= 0:
        factor.blocked_until = now + min(_FIRST_WAIT * 2 ** min(over, 16), _LONGEST_WAIT)
    factor.save(update_fields=["failures", "blocked_until"])
    if factor.blocked_until and over >= 0:
        return f"验证码不对，{_wait(factor.blocked_until - now)}后再试。"
    return "验证码不对。每个验证码只能用一次，等手机换出新的再填。"


def _wait(left: timedelta) -> str:
    seconds = max(1, round(left.total_seconds()))
    return f"{seconds} 秒" if seconds < 90 else f"{-(-seconds // 60)} 分钟"


def _new_codes(account: Account) -> tuple[str, ...]:
    codes = tuple("".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(_CODES))
    RecoveryCode.objects.filter(account=account).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, digest=_digest(account.pk, code)) for code in codes)
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def _spend(account_id: int, on: date, now: datetime, typed: str) -> bool:
    """Use up the recovery code that was typed, if it is one of those left."""
    digest = _digest(account_id, typed)
    left = RecoveryCode.objects.select_for_update().filter(account=account_id, used_at=None)
    found = next((code for code in left if hmac.compare_digest(code.digest, digest)), None)
    if found is None:
        return False
    found.used_at = now
    found.save(update_fields=["used_at"])
    account = Account.objects.select_related("person").get(pk=account_id)
    _record(account, on, "account.recovery_code_used", f"{account.person.name}用了一个备用码登录")
    return True


def _digest(account_id: int, typed: str) -> str:
    return crypto.index(f"{account_id} {re.sub(r'[^0-9a-z]', '', typed.lower())}", RECOVERY_CODE)


def _address(username: str, secret: str) -> str:
    issuer = settings.OTP_TOTP_ISSUER
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def _record(account: Account, on: date, action: str, summary: str) -> None:
    record(
        actor=account.pk, action=action, on=on, subject_type="people.Person", subject_id=account.person_id,
        path=recovery.own_place(account.person_id, on), summary=summary, detail={},
    )  # fmt: skip
