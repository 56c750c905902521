"""One-time codes: a member's telephone proves itself and comes to the own page, without password and without app.

Whoever asks gets the same answer, takes the same steps and meets the same limits, whether or not number and end of the
citizen number belong together: nobody learns who is a member. A code is good once, for minutes, on the device that
asked for it. What is kept of it is a keyed digest; the message that carries it belongs to no place of the tree, so that
no page shows it, and is emptied when its time is over.
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare

from zhendi.domain.messaging import rows
from zhendi.domain.messaging.gateways import carriers
from zhendi.domain.messaging.limits import limits
from zhendi.domain.messaging.models import ADDRESS, Batch, Channel, Message, PhoneCode, State, Template
from zhendi.domain.messaging.purposes import CODE, Addressed, Purpose, register
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.operations import links
from zhendi.domain.people.operations.links import Opened
from zhendi.domain.people.queries.own import Owner, named, owners
from zhendi.kernel import crypto, parameters
from zhendi.kernel.errors import NotVisible, Refused

_CONTEXT = "messaging.phone_code"
_KEPT = timedelta(days=2)  # the limits look back a day
_NUMBER, _TAIL = re.compile(r"1[3-9]\d{9}"), re.compile(r"\d{3}[\dX]")
_FILLING, _COUNTRY = re.compile(r"[\s-]+"), re.compile(r"^\+?(?:00)?86(?=1\d{10}$)")
_GONE = "这个验证码过期或作废了，请重新获取。"


def offered() -> bool:
    """Whether there is a gateway by which a code can reach a telephone at all."""
    return not all(each.local for each in carriers())


def ask(*, now: datetime, on: date, number: str, tail: str, mark: str, address: str) -> str:
    """Send a code to a member's telephone, if ``tail`` is the end of the member's citizen number; gives the code.

    The code is for a demonstration to show and for nobody else. ``mark`` is what the device keeps; the same device
    asking twice within ``code.wait_seconds`` asked once. ``address`` is where it asks from, for the limit. ``Refused``
    for what is no number and beyond the limits (policy, ``code.*``), in the same way for every number.
    """
    plain, end = _number(number), _end(tail)
    digits = f"{secrets.randbelow(10**6):06d}"
    with transaction.atomic():
        row = _asked(plain, mark, address, now, on)
        if row is None:
            return ""
        found = owners(plain, end, on, _written_to(plain, on))
        row.people = " ".join(str(each.person_id) for each in found)
        row.digest = _digest(row, digits) if found else ""
        row.save(update_fields=["people", "digest"])
        _write(row, plain, digits, now, wanted=bool(found))
    return digits


def enter(
    *, now: datetime, on: date, mark: str, code: str = "", person_id: int | None = None
) -> Opened | tuple[Owner, ...]:
    """Come in by the code; two members with one telephone and one end are given to choose from, then ``person_id`` says.

    ``Refused`` (``gone``) for a code that expired, was used, was given wrong ``code.tries`` times or was asked for
    elsewhere; (``wrong``) for another code.
    """
    with transaction.atomic():
        row = _open(mark, now, on)
        if row.passed_at is not None or constant_time_compare(row.digest, _digest(row, _plain(code))):
            return _pass(row, person_id, now, on)
        PhoneCode.objects.filter(pk=row.pk).update(failures=F("failures") + 1)
    raise Refused("验证码没有对上。请看最新的那条短信，再输一次。", code="wrong", field="code")


def waiting(*, now: datetime, on: date, mark: str) -> bool:
    """Whether this device has asked for a code that can still be given."""
    try:
        _open(mark, now, on, lock=False)
    except Refused:
        return False
    return True


@transaction.atomic
def clear(*, now: datetime) -> int:
    """Empty messages whose code is over, and forget all of it after two days; gives how many were forgotten."""
    over = Message.objects.filter(purpose=CODE, batch__expires_at__lte=now)
    over.filter(state=State.UNKNOWN).update(state=State.EXPIRED, next_try_at=None)
    over.exclude(variables="").update(variables="")
    old = PhoneCode.objects.filter(asked_at__lt=now - _KEPT)
    batches = Batch.objects.filter(purpose=CODE, made_at__lt=now - _KEPT)
    Message.objects.filter(batch__in=batches.values("pk")).delete()
    batches.delete()
    return old.delete()[0]


def still_wanted(messages: Sequence[Addressed], on: date) -> dict[int, str]:
    """Codes that were used already; what is over has expired with its batch. One query."""
    del on
    keys = [each.subject_id for each in messages if each.subject_id is not None]
    good = set(PhoneCode.objects.filter(pk__in=keys, used_at=None).values_list("pk", flat=True))
    return {each.message_id: "验证码已经用过" for each in messages if each.subject_id not in good}


def purpose() -> None:
    """Make the purpose known; called once when the product starts."""
    register(Purpose(CODE, "手机验证码", still_wanted, ("验证码", "分钟"), urgent=True, needed=("验证码",)))


def _asked(plain: str, mark: str, address: str, now: datetime, on: date) -> PhoneCode | None:
    """A row for this asking; ``None`` where the device asked for the same a moment ago."""
    held = parameters.load()
    index, where = crypto.index(plain, _CONTEXT), crypto.index(address, _CONTEXT)
    device, wait = _device(mark), max(held.integer("code.wait_seconds", on), 1)
    slot = int(now.timestamp()) // wait
    _within_limits(index, where, now, on)
    row = PhoneCode(
        number=index, slot=slot, address=where, device=device, asked_at=now,
        expires_at=now + timedelta(minutes=held.integer("code.minutes", on)),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if PhoneCode.objects.filter(number=index, slot=slot, device=device).exists():
            return None
        raise Refused(f"刚刚发过一条验证码，请过{wait}秒再获取。", code="soon", field="phone") from None
    return row


def _written_to(plain: str, on: date) -> list[int]:
    """Persons whom messages to this number reached of late: the register of members away may know a newer number."""
    since = on - timedelta(days=parameters.load().integer("code.written_days", on))
    sent = Message.objects.filter(address_index=crypto.index(plain, ADDRESS), sent_on__gte=since)
    reached = sent.filter(state__in=(State.SENT, State.DELIVERED)).exclude(person_id=None)
    return [int(key) for key in reached.values_list("person_id", flat=True).distinct() if key is not None]


def _within_limits(index: str, where: str, now: datetime, on: date) -> None:
    """``Refused`` once a number, an address or the whole county has asked for enough within a day. Three counts."""
    held, day = parameters.load(), PhoneCode.objects.filter(asked_at__gt=now - timedelta(days=1))
    if day.filter(number=index).count() >= held.integer("code.number_daily", on):
        raise Refused("这个号码今天获取验证码的次数用完了。请明天再试，或请支部书记发一个链接。", code="number_daily")
    if where and day.filter(address=where).count() >= held.integer("code.address_daily", on):
        raise Refused(
            "您所在的网络今天获取验证码太多了。换成手机流量再试，或请支部书记发一个链接。", code="address_daily"
        )
    if day.count() >= held.integer("code.daily", on):
        raise Refused("今天的验证码已发完。请明天再试，或请支部书记发一个链接。", code="daily")


def _write(row: PhoneCode, plain: str, digits: str, now: datetime, *, wanted: bool) -> None:
    """The message, due before everything else. For a number that is nobody's the same work is done and taken back."""
    spot = transaction.savepoint()
    template = _template()
    batch = Batch.objects.create(
        purpose=CODE, channel=Channel.SMS, template=template, template_revision=template.revision, title=template.title,
        body=template.body, signature=template.signature, registered=template.registered, path="", made_at=now,
        made_by_label="", send_after=now, expires_at=row.expires_at, size=1,
    )  # fmt: skip
    minutes = int((row.expires_at - now).total_seconds() // 60)
    Message.objects.create(
        batch=batch, purpose=CODE, subject_id=row.pk, path="", name="", address=plain, key=rows.keys(1, now)[0],
        variables=json.dumps({"验证码": digits, "分钟": str(minutes)}, ensure_ascii=False),
        next_try_at=now - limits(now.date()).life,
    )  # fmt: skip
    if wanted:
        transaction.savepoint_commit(spot)
    else:
        transaction.savepoint_rollback(spot)


def _template() -> Template:
    """The county's own text, under the code by which its gateway knows it; else the product's, which nobody can take away."""
    top = Organisation.objects.filter(parent=None).values("path")
    found = Template.objects.standing().filter(Q(path="") | Q(path__in=top), purpose=CODE)
    return found.order_by("-path", "-pk")[0]


def _open(mark: str, now: datetime, on: date, *, lock: bool = True) -> PhoneCode:
    """What this device asked for last, while it is good."""
    found = PhoneCode.objects.select_for_update() if lock else PhoneCode.objects.all()
    row = found.filter(device=_device(mark)).order_by("-asked_at", "-pk").first() if mark else None
    most = parameters.load().integer("code.tries", on)
    if row is None or row.used_at is not None or row.expires_at <= now or row.failures >= most:
        raise Refused(_GONE, code="gone")
    return row


def _pass(row: PhoneCode, person_id: int | None, now: datetime, on: date) -> Opened | tuple[Owner, ...]:
    people = [int(each) for each in row.people.split()]
    row.passed_at = row.passed_at or now
    if len(people) > 1 and person_id not in people:
        row.save(update_fields=["passed_at"])
        return named(people)
    row.used_at = now
    row.save(update_fields=["passed_at", "used_at"])
    try:
        return links.enter_by_code(now=now, on=on, person_id=people[0] if len(people) == 1 else int(person_id or 0))
    except NotVisible:
        raise Refused(_GONE, code="gone") from None


def _number(said: str) -> str:
    plain = _COUNTRY.sub("", _FILLING.sub("", unicodedata.normalize("NFKC", said)))
    if not _NUMBER.fullmatch(plain):
        raise Refused("手机号码是11位数字。", code="number", field="phone")
    return plain


def _end(said: str) -> str:
    plain = unicodedata.normalize("NFKC", said).strip().upper()
    if not _TAIL.fullmatch(plain):
        raise Refused("填身份证号的最后四位，例如0016或123X。", code="tail", field="tail")
    return plain


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code))[:12]


def _digest(row: PhoneCode, digits: str) -> str:
    """Six digits are soon tried through: only the key of the installation makes a digest of them safe."""
    return crypto.index(f"{row.pk} {row.device} {digits}", _CONTEXT)


def _device(mark: str) -> str:
    """256 bits of chance: a plain digest tells nothing of them."""
    return sha256(mark.encode()).hexdigest()
