"""Opinions of the units, the application, the committee's reply, and giving up before anything is founded."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.setup.models import Coverage, Procedure, ProcedureUnit
from zhendi.domain.setup.operations import procedure_checks
from zhendi.domain.setup.operations.procedure_checks import begun, decided, stands_at, step
from zhendi.domain.setup.operations.procedure_opening import require_enough
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_BEFORE = (Procedure.Stage.OPENED, Procedure.Stage.APPLIED, Procedure.Stage.APPROVED)
_NUMBER = 80


@transaction.atomic
def opine(
    *, actor: Actor, on: date, procedure_id: int, unit_id: int, opinion: str, said_by: str, note: str = ""
) -> None:
    """Write down what a unit says to the founding (``agree`` or ``object``) and who said it; until the application."""
    held = begun(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.OPENED)
    line = held.units.select_related("unit").filter(unit=unit_id).first()
    if line is None:
        raise NotVisible("no such unit")
    if opinion not in ProcedureUnit.Opinion.values:
        raise Refused("没有选择同意还是不同意。", code="opinion_missing", field="opinion")
    line.opinion, line.said_on = opinion, on
    line.said_by = words(said_by, 60, "谁代表单位表态", "said_by")
    line.note = words(note, 200, "意见", "note", needed=opinion == ProcedureUnit.Opinion.OBJECT)
    line.save(update_fields=["opinion", "said_on", "said_by", "note"])
    summary = f"“{line.unit.name}”对组建“{held.full_name}”表示{line.get_opinion_display()}"
    procedure_checks.entry(held, "opinion", on, summary, actor=actor, detail={"unit": unit_id, "opinion": opinion})


@transaction.atomic
def apply(*, actor: Actor, on: date, procedure_id: int, number: str = "", note: str = "") -> None:
    """Ask the committee (请示). Every unit has spoken; those that object are left out, the rest must still be enough."""
    held = begun(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.OPENED)
    if held.sort == Procedure.Sort.FOUND and held.units.exists():
        _settle_units(held, on)
    held.stage, held.applied_on = Procedure.Stage.APPLIED, on
    held.due_on = procedure_checks.due(procedure_checks.REPLY_MONTHS, on)
    held.save(update_fields=["stage", "applied_on", "due_on", "form"])
    said = words(number, _NUMBER, "文号", "number", needed=False)
    summary = f"就{held.get_sort_display()}“{held.full_name}”向“{held.committee.full_name}”请示"
    step(held, "applied", on, summary, actor=actor, number=said, note=note.strip())


@transaction.atomic
def approve(*, actor: Actor, on: date, procedure_id: int, number: str, note: str = "") -> None:
    """The committee approves (批复), with the number of its paper. It still founds nothing: the meeting does."""
    held = decided(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.APPLIED)
    said = words(number, _NUMBER, "批复文号", "number")
    held.stage, held.approved_on, held.number = Procedure.Stage.APPROVED, on, said
    held.due_on = procedure_checks.due(procedure_checks.FOUND_MONTHS, on)
    held.save(update_fields=["stage", "approved_on", "number", "due_on"])
    summary = f"“{held.committee.full_name}”批准{held.get_sort_display()}“{held.full_name}”（{said}）"
    step(held, "approved", on, summary, actor=actor, number=said, note=note.strip())


@transaction.atomic
def refuse(*, actor: Actor, on: date, procedure_id: int, reason: str) -> None:
    """The committee does not approve, for a reason; the units are free again."""
    held = decided(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.APPLIED)
    said = words(reason, 200, "不予批准的理由", "reason")
    end(held, Procedure.End.REFUSED, on, said)
    summary = f"“{held.committee.full_name}”不批准{held.get_sort_display()}“{held.full_name}”：{said}"
    step(held, "refused", on, summary, actor=actor, note=said)


@transaction.atomic
def withdraw(*, actor: Actor, on: date, procedure_id: int, reason: str) -> None:
    """Give up before anything is founded, for a reason."""
    held = begun(procedure_id, on, actor=actor)
    stands_at(held, *_BEFORE)
    said = words(reason, 200, "撤回的理由", "reason")
    end(held, Procedure.End.WITHDRAWN, on, said)
    summary = f"撤回{held.get_sort_display()}“{held.full_name}”：{said}"
    step(held, "withdrawn", on, summary, actor=actor, note=said)


def end(held: Procedure, how: Procedure.End, on: date, reason: str) -> None:
    """Close the procedure on the day and let its units go."""
    held.ended_on, held.end, held.end_reason, held.due_on = on, how, reason, None
    held.save(update_fields=["ended_on", "end", "end_reason", "due_on"])
    held.units.update(standing=False)


def _settle_units(held: Procedure, on: date) -> None:
    """Nobody is passed over, who objects is left out, and those who stay are a lawful branch."""
    lines = list(held.units.select_related("unit").order_by("pk"))
    silent = [line.unit.name for line in lines if not line.opinion]
    if silent:
        said = f"还有 {len(silent)} 个单位没有表态。先逐个征求意见。"
        raise Refused(said, code="silent", field="units", details=silent[:20])
    for line in lines:
        line.standing = line.opinion == ProcedureUnit.Opinion.AGREE
    staying = [line.unit for line in lines if line.standing]
    if not staying:
        raise Refused("没有单位同意。撤回，或者重新征求意见。", code="nobody", field="units")
    require_enough(staying, held.kind, on)
    ProcedureUnit.objects.bulk_update(lines, ["standing"])
    held.form = Coverage.Form.JOINT if len(staying) > 1 else Coverage.Form.OWN
