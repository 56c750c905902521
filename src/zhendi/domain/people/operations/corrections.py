"""Facts of a person put right, field by field, as they are typed; and persons added who are no members.

Numbers, telephones, addresses and free remarks never reach the trail: of them it says only that they were changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhendi.domain.people import access
from zhendi.domain.people.models import CITIZEN, Membership, NameKey, Person, Phone
from zhendi.domain.people.operations import fields, posts, subjects
from zhendi.kernel import crypto, parameters, pinyin
from zhendi.kernel.dates import completed_years
from zhendi.kernel.errors import Refused
from zhendi.kernel.identifiers.citizen import parse_citizen_number
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import Actor

MINIMUM_AGE = "member.minimum_age"
_DAYS = frozenset({"born_on", "joined_on", "confirmed_on", "league_since", "league_until"})


@transaction.atomic
def correct(
    *, actor: Actor, on: date, person_id: int, given: Mapping[str, str], revision: int | None = None
) -> tuple[str, ...]:
    """Write the facts as typed; names of the fields that changed (none: nothing was written).

    ``given``: texts by the names of ``fields.FIELDS``, only those to be written; "" clears. ``phones``: numbers apart by
    、 or blanks. ``revision``: the number that the form was made from; ``Refused`` when somebody was quicker.
    ``Refused`` with the field at fault for a text that cannot be read or contradicts another fact.
    """
    subject = subjects.take(actor=actor, person_id=person_id, verb=access.WRITE)
    person = subject.person
    if revision is not None and revision != person.revision:
        raise Refused(f"{person.name}的信息刚刚有人改过，看一下现在的内容再改。", code="stale")
    columns, phones = fields.read(given)
    before = {name: getattr(person, name) for name in columns}
    changed = {name: value for name, value in columns.items() if before[name] != value}
    _write(person, changed, on)
    told = {fields.field_of(name): _told(name, before[name], value) for name, value in changed.items()}
    if phones is not None and _replace_phones(person.pk, phones):
        told["phones"] = None
    if told:
        summary = f"更正{person.name}的{'、'.join(fields.FIELDS[name] for name in told)}"
        subjects.close(
            actor=actor, on=on, subject=subject, action="people.corrected", summary=summary, detail={"fields": told}
        )
    return tuple(told)


@transaction.atomic
def add_person(
    *, actor: Actor, on: date, organisation_id: int, role: str, given: Mapping[str, str], approval_number: str = ""
) -> int:
    """Add somebody who is no member, as the holder of a role in an organisation (villagers' representative …); the id.

    A person whose citizen number is on record is not added twice: within reach the role is given to the one on record,
    else ``Refused``. ``given`` as for ``correct``; the name is needed. ``Refused`` and ``NotVisible`` as ``posts.appoint``.
    """
    columns, phones = fields.read({"name": "", **given})
    person = _on_record(actor, columns.get("citizen_number", ""), columns["name"])
    if person is None:
        person = Person()
        _write(person, columns, on)
        _replace_phones(person.pk, phones or ())
    posts.give(
        actor=actor, on=on, person=person, role=role, organisation_id=organisation_id, approval_number=approval_number,
        action="people.added",
    )  # fmt: skip
    return person.pk


def _on_record(actor: Actor, number: str, name: str) -> Person | None:
    """The person who has this number already, seen by the actor and of the same name."""
    if not number:
        return None
    index = crypto.index(number, CITIZEN)
    person = Person.objects.filter(citizen_index=index).first()
    if person is None:
        return None
    seen = Person.objects.visible_to(actor.scope.on(date.max)).filter(pk=person.pk).exists()
    if not seen or person.name != name:
        raise Refused(
            "这个号码已登记在另一人名下，先核对号码，仍不对的报县委组织部。",
            code="number_taken",
            field="citizen_number",
        )
    return person


def _told(name: str, before: object, after: object) -> list[str] | None:
    """What the trail says of a change: before and after, of what is sensitive nothing."""
    return None if name in fields.SENSITIVE else [str(each or "") for each in (before, after)]


def _write(person: Person, changed: Mapping[str, Any], on: date) -> None:
    if not changed:
        return
    born = person.born_on
    for name, value in changed.items():
        setattr(person, name, value)
    _check_number(person, changed)
    if not _DAYS.isdisjoint(changed) or person.born_on != born:  # old faults must not hinder another correction
        _check_dates(person, on)
    if "name" in changed:
        person.sort_name = pinyin.sort_name(person.name)
    person.save()
    if "name" in changed:
        _rename(person)


def _check_number(person: Person, changed: Mapping[str, Any]) -> None:
    """Sex and birth date follow from the number; a contradiction is refused, a gap filled."""
    if not person.citizen_number:
        return
    number = parse_citizen_number(str(person.citizen_number))
    if person.born_on is None or ("citizen_number" in changed and "born_on" not in changed):
        person.born_on = number.birth
    if person.sex is None or ("citizen_number" in changed and "sex" not in changed):
        person.sex = number.sex
    if person.born_on != number.birth and "born_on" in changed:
        raise Refused("出生日期与公民身份号码不符，核对后改其中一项。", code="contradiction", field="born_on")
    if person.sex != number.sex and "sex" in changed:
        raise Refused("性别与公民身份号码不符，核对后改其中一项。", code="contradiction", field="sex")
    index = crypto.index(str(person.citizen_number), CITIZEN)
    if "citizen_number" in changed and Person.objects.filter(citizen_index=index).exclude(pk=person.pk).exists():
        raise Refused(
            "这个号码已登记在另一人名下，先核对号码，仍不对的报县委组织部。",
            code="number_taken",
            field="citizen_number",
        )


def _check_dates(person: Person, on: date) -> None:
    joined = partial(person.joined_on, person.joined_precision)
    confirmed = partial(person.confirmed_on, person.confirmed_precision)
    if joined and confirmed and confirmed.last_day < joined.first_day:
        raise Refused("转正日期早于入党日期，核对后改其中一项。", code="contradiction", field="confirmed")
    if person.born_on and person.born_on > on:
        raise Refused("出生日期还没有到，核对后再填。", code="future", field="born_on")
    if joined and person.born_on:
        least = parameters.load().at(MINIMUM_AGE, on)
        if completed_years(person.born_on, joined.last_day) < least.value:
            raise Refused(
                f"入党时不满 {least.value} 周岁（{least.citation()}），核对入党日期。", code="age", field="joined"
            )
    if person.league_until and person.league_since and person.league_until <= person.league_since:
        raise Refused("离团日期要晚于入团日期。", code="contradiction", field="league_until")


def _rename(person: Person) -> None:
    NameKey.objects.filter(person=person).delete()
    NameKey.objects.bulk_create(NameKey(person=person, key=key) for key in pinyin.keys(person.name))
    Membership.objects.filter(person=person).update(sort_name=person.sort_name)


def _replace_phones(person_id: int, numbers: tuple[str, ...]) -> bool:
    """Whether the telephones are others than those held (their order counts: the first is the one called)."""
    held = tuple(
        map(str, Phone.objects.filter(person=person_id).order_by("rank", "pk").values_list("number", flat=True))
    )
    if held == numbers:
        return False
    Phone.objects.filter(person=person_id).delete()
    Phone.objects.bulk_create(
        Phone(person_id=person_id, number=number, rank=rank) for rank, number in enumerate(numbers, 1)
    )
    return True
