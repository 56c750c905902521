"""Accounts: opened, renamed, recovered and closed by one's own secretary; the password by its owner alone.

Nobody ever learns another's password. Who opens or recovers an account gets a code to hand over in person; with it
the owner sets a password, once, before it expires.
"""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime, timedelta
from typing import NamedTuple

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from zhendi.domain.people import authentication, passwords
from zhendi.domain.people.access import recovery
from zhendi.domain.people.models import Account, ApiToken, OneTimeCode, RecoveryCode, SecondFactor, SignIn
from zhendi.kernel import pinyin
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,29}")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I L O U
_GROUPS, _GROUP = 3, 4  # 60 bits, read out as three groups of four
_WRONG = "账号或一次性码不对，或者码已用过、已过期。"


class Code(NamedTuple):
    """A one-time code as it is shown, once, to who hands it over."""

    account_id: int
    username: str
    name: str
    text: str
    expires_at: datetime


@transaction.atomic
def open_account(*, actor: Actor, on: date, now: datetime, person_id: int, username: str = "") -> Code:
    """Give a person an account (or open a closed one again), and a code with which the owner sets the password.

    Without ``username`` one is made from the pinyin of the name. ``Refused`` when an account is open already, for a
    user name that is taken or malformed, and as ``recovery.require``.
    """
    subject = recovery.require(actor, person_id, on)
    account = Account.objects.select_for_update().filter(person=person_id).first()
    if account and account.is_active:
        raise Refused(f"{subject.name}已有账号：{account.username}。", code="account_exists")
    account = account or Account(person_id=person_id, opened_on=on)
    account.username = _free_name(username, subject.name, account.pk)
    account.is_active = True
    account.set_unusable_password()
    account.save()
    code = _issue(actor, account, subject, now, clears_second_factor=True)
    _record(actor, on, "account.opened", subject, f"为{subject.name}开通账号 {account.username}")
    return code


@transaction.atomic
def issue_code(*, actor: Actor, on: date, now: datetime, account_id: int, clears_second_factor: bool = False) -> Code:
    """A code for a person who stands before the actor and has lost the password (or also the second factor).

    Earlier codes of the account end. The password in use goes on until the code is used.
    ``Refused`` for a closed account and as ``recovery.require``.
    """
    account, subject = recovery.account_of(actor, account_id, on)
    if not account.is_active:
        raise Refused("账号已关闭，先重新开通。", code="closed")
    code = _issue(actor, account, subject, now, clears_second_factor)
    also = "，并解除两步验证" if clears_second_factor else ""
    _record(actor, on, "account.code_issued", subject, f"当面为{subject.name}开具一次性码{also}")
    return code


@transaction.atomic
def use_code(*, on: date, now: datetime, account_id: int, code: str, password: str) -> None:
    """Set the password of an account with a one-time code; the code is spent, sessions and tokens end.

    ``Refused`` for a code that is wrong, spent or expired, and for a password against the rules (``details`` say
    which); a refused password does not spend the code.
    """
    account = Account.objects.select_for_update().select_related("person").filter(pk=account_id, is_active=True).first()
    held = OneTimeCode.objects.select_for_update().filter(account=account_id, used_at=None, expires_at__gt=now).first()
    digest = authentication.code_digest(account_id, code)
    if account is None or held is None or not secrets.compare_digest(held.digest, digest):
        raise Refused(_WRONG, code="code_wrong", field="code")
    _set_password(account, password)
    held.used_at = now
    held.save(update_fields=["used_at"])
    if held.clears_second_factor:
        drop_second_factor(account.pk)
    end_everything(account.pk, now)
    unlock_attempts(account.pk)
    _own_record(account, on, "account.password_set", f"{account.person.name}凭一次性码设置了新密码")


@transaction.atomic
def change_password(
    *, actor: Actor, on: date, now: datetime, current: str, password: str, keep_session: int | None = None
) -> None:
    """The owner changes the password; all other sessions end. ``Refused`` when the current one is wrong."""
    account = own_account(actor=actor)
    if not account.check_password(current):
        raise Refused("现在的密码不对。", code="password_wrong", field="current")
    if account.check_password(password):
        raise Refused("新密码和现在的一样，换一个。", code="password_same", field="password")
    _set_password(account, password)
    SignIn.objects.open().filter(account=account).exclude(pk=keep_session or 0).update(ended_at=now)
    _own_record(account, on, "account.password_changed", f"{account.person.name}更改了密码")


@transaction.atomic
def rename_user(*, actor: Actor, on: date, account_id: int, username: str) -> None:
    """Another user name, by the owner or whoever may recover the account. ``Refused`` when taken or malformed."""
    if actor.account_id == account_id:
        account = own_account(actor=actor)
        subject = recovery.Subject(account.person_id, account.person.name, recovery.own_place(account.person_id, on))
    else:
        account, subject = recovery.account_of(actor, account_id, on)
    former, account.username = account.username, _checked_name(username, account.pk)
    account.save(update_fields=["username"])
    _record(actor, on, "account.renamed", subject, f"{subject.name}的用户名由 {former} 改为 {account.username}")


@transaction.atomic
def close_account(*, actor: Actor, on: date, now: datetime, account_id: int) -> None:
    """Close an account: nobody signs in with it, its sessions, codes and tokens end; what it did stays on record."""
    account, subject = recovery.account_of(actor, account_id, on)
    if not account.is_active:
        raise Refused("账号已经关闭。", code="closed")
    account.is_active = False
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password"])
    OneTimeCode.objects.filter(account=account, used_at=None).delete()
    end_everything(account.pk, now)
    _record(actor, on, "account.closed", subject, f"关闭{subject.name}的账号 {account.username}")


@transaction.atomic
def unlock(*, actor: Actor, on: date, account_id: int) -> None:
    """Lift the lock that wrong passwords brought about, for a person known to be the owner."""
    _, subject = recovery.account_of(actor, account_id, on)
    unlock_attempts(account_id)
    factor = SecondFactor.objects.filter(account=account_id)
    factor.update(failures=0, blocked_until=None)
    _record(actor, on, "account.unlocked", subject, f"解除{subject.name}账号的登录锁定")


@transaction.atomic
def set_large_type(*, actor: Actor, large: bool) -> None:
    """Remember per person whether pages are shown in large type. A taste, not an act: it leaves no audit row."""
    Account.objects.filter(pk=actor.account_id or 0).update(large_type=large)


def own_account(*, actor: Actor) -> Account:
    """The actor's own account, locked for writing; ``NotVisible`` for the command line."""
    found = (
        Account.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=actor.account_id or 0)
        .first()
    )
    if found is None:
        raise NotVisible("own account")
    return found


def end_everything(account_id: int, now: datetime) -> None:
    """End all sessions and tokens of an account."""
    SignIn.objects.open().filter(account=account_id).update(ended_at=now)
    ApiToken.objects.filter(account=account_id, revoked_at=None).update(revoked_at=now)


def drop_second_factor(account_id: int) -> None:
    """Forget the second factor and its recovery codes."""
    SecondFactor.objects.filter(account=account_id).delete()
    RecoveryCode.objects.filter(account=account_id).delete()


def unlock_attempts(account_id: int) -> None:
    """Forget the failed attempts counted for an account."""
    AccessAttempt.objects.filter(username=authentication.attempt_key(account_id)).delete()


def _issue(
    actor: Actor, account: Account, subject: recovery.Subject, now: datetime, clears_second_factor: bool
) -> Code:
    text = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    life: timedelta = settings.RECOVERY_CODE_LIFE
    OneTimeCode.objects.filter(account=account, used_at=None).delete()
    OneTimeCode.objects.create(
        account=account,
        digest=authentication.code_digest(account.pk, text),
        issued_by_id=actor.account_id,
        issued_at=now,
        expires_at=now + life,
        clears_second_factor=clears_second_factor,
    )
    return Code(account.pk, account.username, subject.name, text, now + life)


def _set_password(account: Account, password: str) -> None:
    if wrong := passwords.check(password, account):
        raise Refused(wrong[0], code="password_weak", field="password", details=wrong)
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])


def _free_name(given: str, name: str, own: int | None) -> str:
    """The user name asked for, or the pinyin of the name with the first free number."""
    if given:
        return _checked_name(given, own)
    stem = re.sub(r"[^a-z]", "", next(iter(pinyin.keys(name)), ""))[:20]
    stem = stem if len(stem) > 2 else f"user{stem}"
    taken = set(
        Account.objects.filter(username__startswith=stem).exclude(pk=own or 0).values_list("username", flat=True)
    )
    return next(each for number in range(1, len(taken) + 3) if (each := f"{stem}{number:02}") not in taken)


def _checked_name(given: str, own: int | None) -> str:
    name = authentication.normalised(given)
    if not _USERNAME.fullmatch(name):
        raise Refused(
            "用户名 3 到 30 位，字母开头，只用字母、数字和 . _ -。", code="username_malformed", field="username"
        )
    if Account.objects.filter(username=name).exclude(pk=own or 0).exists():
        raise Refused(f"用户名 {name} 已有人用，换一个。", code="username_taken", field="username")
    return name


def _record(actor: Actor, on: date, action: str, subject: recovery.Subject, summary: str) -> None:
    record(
        actor=actor, action=action, on=on, subject_type="people.Person", subject_id=subject.person_id,
        path=subject.path, summary=summary, detail={},
    )  # fmt: skip


def _own_record(account: Account, on: date, action: str, summary: str) -> None:
    record(
        actor=account.pk, action=action, on=on, subject_type="people.Person", subject_id=account.person_id,
        path=recovery.own_place(account.person_id, on), summary=summary, detail={},
    )  # fmt: skip
