"""The address book of letters: entered by hand, kept with its history, marked when a letter came back from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from zhendi.domain.messaging.models.letters import Letter, LetterAddress, in_force
from zhendi.domain.messaging.operations.letters import checks
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor


class Found(NamedTuple):
    """An address for a letter: the text, its postcode, the row of the book (None: the home on record)."""

    address: str
    postcode: str
    posting_id: int | None


@transaction.atomic
def enter(*, actor: Actor, on: date, letter_id: int, address: str, postcode: str = "", remark: str = "") -> None:
    """Enter where letters to a receiver go from now on. A letter that waits for an address is then ready to print.

    An address held before is closed on the day. Letters of all runs that are not printed yet take the new one.
    """
    one = checks.letter(letter_id, actor=actor)
    said = checks.words(" ".join(address.split()), 80, "地址", "address")
    if len(said) < 6:
        raise Refused("地址太短，邮递员找不到。写到门牌或单位。", code="address", field="address")
    code, note = checks.postcode(postcode), checks.words(remark, 60, "备注", "remark", needed=False)
    known = _known(one)
    LetterAddress.objects.filter(known, in_force(on)).update(valid_to=on)
    made = LetterAddress.objects.create(
        person=one.person, subject_id=one.subject_id, address=said, postcode=code, remark=note, valid_from=on
    )
    waiting = Letter.objects.filter(subject_id=one.subject_id, state__in=[Letter.State.MISSING, Letter.State.READY])
    waiting.filter(run__dropped_on=None).update(
        address=said, postcode=code, posting=made, state=Letter.State.READY, reason=""
    )
    checks.entry(one.run, "address", on, f"登记{one.name}的通信地址", actor=actor, detail={"letter": one.pk})


def known_to(receivers: Sequence[tuple[int, int | None]], day: date) -> Mapping[int, Found]:
    """The addresses in force of receivers given as (subject, person), by subject. One query; the latest one counts."""
    subjects = [subject for subject, _ in receivers]
    persons = {person: subject for subject, person in receivers if person is not None}
    rows = LetterAddress.objects.filter(Q(subject_id__in=subjects) | Q(person__in=list(persons)), in_force(day))
    found: dict[int, Found] = {}
    wanted = set(subjects)
    for row in rows.order_by("valid_from", "pk"):
        subject = persons.get(row.person_id or 0) or (row.subject_id if row.subject_id in wanted else None)
        if subject is not None:
            found[subject] = Found(row.address, row.postcode, row.pk)
    return found


def fault(one: Letter, on: date, reason: str) -> None:
    """No further letter goes where this one came back from."""
    if one.posting is not None and one.posting.faulty_on is None:
        one.posting.faulty_on, one.posting.fault = on, reason
        one.posting.save(update_fields=["faulty_on", "fault"])


def _known(one: Letter) -> Q:
    by_person = Q(person=one.person_id) if one.person_id is not None else Q(pk__in=())
    return by_person | Q(subject_id=one.subject_id)
