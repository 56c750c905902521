"""Carrying out what was approved, by the existing operations of ``orgs``, ``people`` and of coverage; and undoing a founding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhendi.domain.orgs.operations import founding, terms
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.operations import posts, reorganise
from zhendi.domain.people.operations.reorganise import Branch
from zhendi.domain.setup.models import Coverage, Procedure, Unit
from zhendi.domain.setup.operations import covering, procedure_checks
from zhendi.domain.setup.operations.procedure_checks import decided, stands_at, step
from zhendi.domain.setup.operations.procedure_deciding import end
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

SECRETARY, DEPUTY = "secretary", "deputy_secretary"


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the founding meeting decided: who leads (keys of persons), who goes along in a split, and a note."""

    secretary_id: int | None = None
    deputy_id: int | None = None
    person_ids: Sequence[int] = ()
    note: str = ""


@transaction.atomic
def carry_out(*, actor: Actor, on: date, procedure_id: int, meeting: Meeting) -> int:
    """Hold the founding meeting, or put the change into effect, on a day; gives the key of what came of it.

    A founding writes the organisation, its term, its leading body and the coverage of its units, all or nothing.
    """
    held = decided(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.APPROVED)
    approval = Approval(held.number, held.approved_on)
    held.made_id = _ACTS[Procedure.Sort(held.sort)](held, on, approval, meeting, actor)
    held.stage, held.founded_on = Procedure.Stage.FOUNDED, on
    held.due_on = procedure_checks.due(procedure_checks.FILING_MONTHS, on)
    held.save(update_fields=["made", "stage", "founded_on", "due_on"])
    note = words(meeting.note, 400, "会议情况", "note", needed=False)
    summary = f"{held.get_sort_display()}“{held.full_name}”已经{'成立' if held.sort == 'found' else '生效'}"
    step(held, "founded", on, summary, actor=actor, note=note, detail={"made": held.made_id})
    assert held.made_id is not None
    return held.made_id


@transaction.atomic
def undo(*, actor: Actor, on: date, procedure_id: int, reason: str) -> None:
    """Take a founding back before it is standardised: coverage, posts and the organisation end on the day.

    What was in between stays in the past; from the day on every figure is as if nothing had been founded.
    """
    held = decided(procedure_id, on, actor=actor)
    if held.sort != Procedure.Sort.FOUND:
        raise Refused("改设、拆分、合并和撤销不能在这里撤回，按原来的样子再办一件。", code="sort")
    stands_at(held, Procedure.Stage.FOUNDED, Procedure.Stage.FILED)
    said = words(reason, 200, "撤回的理由", "reason")
    assert held.made_id is not None
    assert held.founded_on is not None
    if on <= held.founded_on:
        day = held.founded_on.isoformat()
        raise Refused(f"{day}才登记成立，撤回的日期要晚于这一天，第二天再办。", code="day_early", field="on")
    for unit in _covered_by(held.made_id):
        covering.uncover(actor=actor, on=on, unit_id=unit, reason=f"组建撤回：{said}"[:200])
    approval = Approval(held.number, held.approved_on)
    reorganise.dissolve(actor=actor, on=on, organisation_id=held.made_id, approval=approval)
    end(held, Procedure.End.UNDONE, on, said)
    step(held, "undone", on, f"撤回组建“{held.full_name}”：{said}", actor=actor, note=said)


def _found(held: Procedure, on: date, approval: Approval, meeting: Meeting, actor: Actor) -> int:
    if meeting.secretary_id is None:
        raise Refused("没有写书记。成立大会选出书记以后再登记。", code="secretary_missing", field="secretary")
    made = founding.found(
        actor=actor, on=on, parent_id=held.parent_id, full_name=held.full_name, kind=held.kind, approval=approval,
        division_code=held.parent.division_code,
    )  # fmt: skip
    if terms.reckon(held.kind, held.parent.division_code, on) is not None:
        terms.start_term(actor=actor, on=on, organisation_id=made, starts_on=on)
    for line in held.units.filter(standing=True).order_by("pk"):
        covering.cover(actor=actor, on=on, unit_id=line.unit_id, form=held.form, organisation_id=made)
    for person, role in ((meeting.secretary_id, SECRETARY), (meeting.deputy_id, DEPUTY)):
        if person is not None:
            posts.appoint(
                actor=actor, on=on, person_id=person, role=role, organisation_id=made, approval_number=held.number
            )
    held.units.update(standing=False)
    return made


def _upgrade(held: Procedure, on: date, approval: Approval, _meeting: Meeting, actor: Actor) -> int:
    assert held.organisation_id is not None
    first = Branch(held.first_branch) if held.first_branch else None
    reorganise.reclassify(
        actor=actor, on=on, organisation_id=held.organisation_id, kind=held.kind, name=Branch(held.full_name),
        approval=approval, first_branch=first,
    )  # fmt: skip
    return held.organisation_id


def _split(held: Procedure, on: date, approval: Approval, meeting: Meeting, actor: Actor) -> int:
    assert held.organisation_id is not None
    return reorganise.split(
        actor=actor, on=on, organisation_id=held.organisation_id, name=Branch(held.full_name), kind=held.kind,
        approval=approval, person_ids=meeting.person_ids,
    )  # fmt: skip


def _merge(held: Procedure, on: date, approval: Approval, _meeting: Meeting, actor: Actor) -> int:
    assert held.organisation_id is not None
    assert held.target_id is not None
    reorganise.merge(actor=actor, on=on, source_ids=[held.organisation_id], target_id=held.target_id, approval=approval)
    return held.target_id


def _dissolve(held: Procedure, on: date, approval: Approval, _meeting: Meeting, actor: Actor) -> int:
    """Where nobody takes over, its units are blanks from the day on."""
    assert held.organisation_id is not None
    if held.target_id is None:
        for unit in _covered_by(held.organisation_id):
            covering.uncover(actor=actor, on=on, unit_id=unit, reason=f"党组织撤销（{held.number}）"[:200])
    reorganise.dissolve(
        actor=actor, on=on, organisation_id=held.organisation_id, approval=approval, successor_id=held.target_id
    )
    return held.organisation_id


def _covered_by(organisation_id: int) -> list[int]:
    rows = Coverage.objects.filter(organisation=organisation_id, valid_to=None)
    return list(
        Unit.objects.filter(pk__in=rows.values("unit"), closed_on=None).order_by("pk").values_list("pk", flat=True)
    )


_ACTS = {
    Procedure.Sort.FOUND: _found,
    Procedure.Sort.UPGRADE: _upgrade,
    Procedure.Sort.SPLIT: _split,
    Procedure.Sort.MERGE: _merge,
    Procedure.Sort.DISSOLVE: _dissolve,
}
