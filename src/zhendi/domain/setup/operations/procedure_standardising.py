"""After the founding: filing with the organisation department above, the check-list, and the end of the stage."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.setup import access
from zhendi.domain.setup.models import Procedure, ProcedureItem
from zhendi.domain.setup.operations import procedure_checks
from zhendi.domain.setup.operations.procedure_checks import begun, decided, stands_at, step
from zhendi.domain.setup.procedure_lists import items
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words


@transaction.atomic
def file(*, actor: Actor, on: date, procedure_id: int, number: str = "", note: str = "") -> None:
    """The committee reports the result to the organisation department above (备案).

    What was changed or ended needs no standardising: for those the procedure is done.
    """
    held = decided(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.FOUNDED)
    said = words(number, 80, "文号", "number", needed=False)
    held.stage, held.filed_on, held.due_on = Procedure.Stage.FILED, on, None
    if held.sort == Procedure.Sort.FOUND and held.founded_on is not None:
        held.due_on = procedure_checks.due(procedure_checks.STANDARDISE_MONTHS, held.founded_on)
    else:
        held.stage, held.standardised_on = Procedure.Stage.STANDARDISED, on
    held.save(update_fields=["stage", "filed_on", "standardised_on", "due_on"])
    summary = f"{held.get_sort_display()}“{held.full_name}”已报备案"
    step(held, "filed", on, summary, actor=actor, number=said, note=note.strip())


@transaction.atomic
def tick(*, actor: Actor, on: date, procedure_id: int, code: str, note: str = "") -> None:
    """A line of the check-list is done on a day; again with another note puts it right."""
    held = _new_one(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.FOUNDED, Procedure.Stage.FILED)
    line = next((each for each in items() if each.code == code), None)
    if line is None:
        raise Refused("规范清单里没有这一项，刷新页面再看。", code="item", field="code")
    said = words(note, 200, "说明", "note", needed=False)
    ProcedureItem.objects.update_or_create(
        procedure=held, code=code, defaults={"done_on": on, "by": actor.label[:120], "note": said}
    )
    summary = f"“{held.full_name}”规范清单：{line.title}，已做到"
    procedure_checks.entry(held, "item", on, summary, actor=actor, detail={"code": code, "note": said})


@transaction.atomic
def untick(*, actor: Actor, on: date, procedure_id: int, code: str) -> None:
    """Take back a line of the check-list that was ticked by mistake."""
    held = _new_one(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.FOUNDED, Procedure.Stage.FILED)
    done, _ = held.items.filter(code=code).delete()
    if not done:
        raise Refused("这一项没有做到过，没有改动。", code="unchanged")
    procedure_checks.entry(held, "item", on, f"“{held.full_name}”规范清单：{code} 改回未做到", actor=actor)


@transaction.atomic
def standardise(*, actor: Actor, on: date, procedure_id: int, note: str = "") -> None:
    """The committee finds that all is in order: the last step. Every line of the check-list must be done."""
    held = decided(procedure_id, on, actor=actor)
    stands_at(held, Procedure.Stage.FILED)
    done = dict(held.items.values_list("code", "done_on"))
    left = [each.title for each in items() if each.code not in done]
    if left:
        raise Refused(f"规范清单还有 {len(left)} 项没做到。", code="items", details=left)
    if max(done.values()) > on:
        raise Refused("清单里有的项目是这一天以后才做到的，日期往后填。", code="day_early", field="on")
    held.stage, held.standardised_on, held.due_on = Procedure.Stage.STANDARDISED, on, None
    held.save(update_fields=["stage", "standardised_on", "due_on"])
    step(held, "standardised", on, f"“{held.full_name}”规范完成", actor=actor, note=note.strip())


def _new_one(pk: int, on: date, *, actor: Actor) -> Procedure:
    """A procedure whose new organisation the actor leads, or for whose committee the actor acts."""
    held = procedure_checks.seen(pk, on, actor=actor)
    if held.made is not None and access.may_begin(actor.scope, held.made.path):
        return held
    return begun(pk, on, actor=actor)
