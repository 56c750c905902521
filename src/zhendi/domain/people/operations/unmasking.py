"""Showing a sensitive value whole: for a stated purpose, once, and written down."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.people import access
from zhendi.domain.people.models import Person, Phone
from zhendi.domain.people.operations import subjects
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

FIELDS = {"citizen_number": "公民身份号码", "phones": "手机号码", "residence": "家庭住址"}
_OWN = "本人查看"


@transaction.atomic
def unmask(*, actor: Actor, on: date, person_id: int, field: str, purpose: str) -> str:
    """The value of ``citizen_number``, ``phones`` (apart by 、) or ``residence``; "" where none is held.

    ``NotVisible`` without the verb where the person belongs; ``Refused`` without a purpose, which oneself needs not.
    """
    person = Person.objects.filter(pk=person_id).first()
    path = subjects.path_of(person_id)
    if person is None or field not in FIELDS or not access.may_unmask(actor.scope, path, person_id):
        raise NotVisible(f"{field} of person {person_id}")
    purpose = " ".join(purpose.split()) or (_OWN if access.is_oneself(actor.scope, person_id) else "")
    if not purpose:
        raise Refused("先写用途，查看会留痕。", code="purpose", field="purpose")
    record(
        actor=actor, action="people.unmasked", on=on, subject_type="people.Person", subject_id=person_id, path=path,
        summary=f"查看{person.name}的完整{FIELDS[field]}，用途：{purpose}", detail={"field": field, "purpose": purpose},
    )  # fmt: skip
    return _value(person, field)


def _value(person: Person, field: str) -> str:
    if field != "phones":
        return str(getattr(person, field) or "")
    return "、".join(map(str, Phone.objects.filter(person=person).order_by("rank").values_list("number", flat=True)))
