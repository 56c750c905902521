"""Personal links: issued by one's own secretary, opened by the member with something a stranger does not know.

A forwarded link opens nothing on a second device, and on the first only with the end of the citizen number. Nobody is
told which of the two was wrong. Who proved the telephone by a code (``messaging.operations.codes``) needs no link.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from zhendi.domain.people.access import recovery
from zhendi.domain.people.models import Membership, Person, PersonalLink
from zhendi.kernel import parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor, Scope

TAIL = 4  # characters of the citizen number that are asked for
_DAYS, _TRIES, _SESSION = "link.days", "link.tries", "code.session_days"
_WRONG = "没有对上。请核对身份证号的最后四位；还是不行，就请支部书记重新发一个链接。"


class Issued(NamedTuple):
    """A new link as it is shown, once: ``text`` goes into the address."""

    link_id: int
    name: str
    text: str
    expires_at: datetime


class Opened(NamedTuple):
    """A link that was opened: ``mark`` is what the device keeps, shown once."""

    link_id: int
    mark: str


@transaction.atomic
def issue(*, actor: Actor, on: date, now: datetime, person_id: int) -> Issued:
    """A new link for a person of the actor's reach; an earlier one of the person ends.

    Valid for ``link.days`` days (policy). ``Refused`` for a person without a citizen number, since nothing could be
    asked, and as ``recovery.require``.
    """
    subject = recovery.require(actor, person_id, on)
    if not _tail(person_id):
        raise Refused("这位党员的身份证号还没有登记，先补登再发链接。", code="number_missing")
    _end_open(person_id, now, PersonalLink.Way.LINK)
    text = secrets.token_urlsafe(32)
    link = PersonalLink.objects.create(
        person_id=person_id, digest=_digest(text), issued_by_id=actor.account_id, issued_at=now,
        expires_at=now + timedelta(days=parameters.load().integer(_DAYS, on)),
    )  # fmt: skip
    _record(actor, on, "account.link_issued", subject, f"给{subject.name}发了手机页面的链接", link.pk)
    return Issued(link.pk, subject.name, text, link.expires_at)


@transaction.atomic
def withdraw(*, actor: Actor, on: date, now: datetime, person_id: int) -> None:
    """End the open link of a person at once, on whatever telephone and however it came to it.

    ``Refused`` when there is none, and as ``recovery.require``.
    """
    subject = recovery.require(actor, person_id, on)
    if not _end_open(person_id, now):
        raise Refused("这位党员现在没有可用的链接。", code="no_link")
    _record(actor, on, "account.link_withdrawn", subject, f"停用了{subject.name}的手机链接", None)


def open_link(*, now: datetime, on: date, text: str, tail: str, mark: str = "") -> Opened:
    """Open a link on a device with the last four of the citizen number; ``mark`` is what the device kept, if it did.

    ``NotVisible`` for a link that is unknown, expired, ended, or kept by another device; ``Refused`` for a wrong end of
    the number. After ``link.tries`` wrong ones (policy) the link ends.
    """
    with transaction.atomic():
        link = PersonalLink.objects.usable(now).select_for_update().filter(digest=_digest(text)).first()
        if link is None or (link.device and not constant_time_compare(link.device, _digest(mark))):
            raise NotVisible("personal link")
        right = constant_time_compare(tail.strip().upper().encode(), _tail(link.person_id).encode())
        if right:
            return _keep(link, mark, now)
        _count_failure(link, parameters.load().integer(_TRIES, on), now)
    raise Refused(_WRONG, code="wrong_tail", field="tail")


@transaction.atomic
def enter_by_code(*, now: datetime, on: date, person_id: int) -> Opened:
    """The telephone has proved itself by a code: it comes to the member's page for ``code.session_days`` (policy).

    What another telephone came to by a code ends. ``NotVisible`` for one who is a member nowhere on the day.
    """
    row = Membership.objects.as_of(on).filter(person=person_id).values_list("path", "person__name").first()
    if row is None:
        raise NotVisible("own page")
    _end_open(person_id, now, PersonalLink.Way.CODE)
    mark = secrets.token_urlsafe(32)
    link = PersonalLink.objects.create(
        person_id=person_id, way=PersonalLink.Way.CODE, digest=_digest(secrets.token_urlsafe(32)), device=_digest(mark),
        issued_at=now, opened_at=now, seen_at=now,
        expires_at=now + timedelta(days=parameters.load().integer(_SESSION, on)),
    )  # fmt: skip
    subject = recovery.Subject(person_id, row[1], row[0])
    actor = Actor(None, subject.name, Scope(None, person_id, subject.name, (), on))
    _record(actor, on, "account.code_entered", subject, f"{subject.name}用短信验证码登录手机页面", link.pk)
    return Opened(link.pk, mark)


def leave(*, link_id: int, now: datetime) -> None:
    """The member signs out: the link ends, on every device."""
    PersonalLink.objects.filter(pk=link_id, ended_at=None).update(ended_at=now)


def _keep(link: PersonalLink, mark: str, now: datetime) -> Opened:
    kept = mark if link.device else secrets.token_urlsafe(32)
    link.device, link.opened_at = _digest(kept), link.opened_at or now
    link.seen_at, link.failures = now, 0
    link.save(update_fields=["device", "opened_at", "seen_at", "failures"])
    return Opened(link.pk, kept)


def _count_failure(link: PersonalLink, most: int, now: datetime) -> None:
    link.failures = F("failures") + 1
    link.save(update_fields=["failures"])
    link.refresh_from_db(fields=["failures"])
    if link.failures >= most:
        link.ended_at = now
        link.save(update_fields=["ended_at"])


def _end_open(person_id: int, now: datetime, way: str = "") -> int:
    held = PersonalLink.objects.filter(person=person_id, ended_at=None)
    return (held.filter(way=way) if way else held).update(ended_at=now)


def _tail(person_id: int) -> str:
    number = Person.objects.values_list("citizen_number", flat=True).get(pk=person_id)
    return number[-TAIL:].upper()


def _digest(text: str) -> str:
    """256 bits of chance: a plain digest tells nothing of them."""
    return hashlib.sha256(text.encode()).hexdigest()


def _record(actor: Actor, on: date, action: str, subject: recovery.Subject, summary: str, link: int | None) -> None:
    record(
        actor=actor, action=action, on=on, subject_type="people.Person", subject_id=subject.person_id,
        path=subject.path, summary=summary, detail={"link": link} if link else {},
    )  # fmt: skip
