"""One set-up procedure: its units and what they say, its steps, check-list, papers, and what the reader may do now."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Attachment, Coverage, Procedure
from zhendi.domain.setup.procedure_lists import items
from zhendi.domain.setup.queries.procedures import RUNNING, Row, row, then
from zhendi.domain.setup.queries.states import in_force
from zhendi.kernel import uploads
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope
from zhendi.kernel.uploads import Content


class UnitLine(NamedTuple):
    """A unit of a founding; ``standing``: it is (or came to be) covered by what is founded."""

    id: int
    name: str
    full: int
    probationary: int
    opinion: str
    opinion_title: str
    said_by: str
    said_on: date | None
    note: str


class StepLine(NamedTuple):
    """A step taken."""

    code: str
    title: str
    on: date
    by: str
    number: str
    note: str


class ItemLine(NamedTuple):
    """A line of the check-list: what, until when, done when and by whom."""

    code: str
    title: str
    text: str
    due_on: date | None
    done_on: date | None
    by: str
    note: str
    late: bool


class FileLine(NamedTuple):
    """An attached file without its bytes."""

    id: int
    title: str
    part: str
    content_type: str
    size: int
    added_on: date
    by: str


class Record(NamedTuple):
    """All of a procedure as the page shows it. ``deeds``: words of the steps open to the reader today."""

    id: int
    row: Row
    sort: str
    kind_title: str
    form_title: str
    reason: str
    first_branch: str
    number: str
    days: dict[str, date]
    end_reason: str
    ended_on: date | None
    initiator: tuple[int, str]
    committee: tuple[int, str]
    parent: tuple[int, str]
    organisation: tuple[int, str] | None
    target: tuple[int, str] | None
    made: tuple[int, str] | None
    proposal_id: int | None
    units: tuple[UnitLine, ...]
    steps: tuple[StepLine, ...]
    items: tuple[ItemLine, ...]
    files: tuple[FileLine, ...]
    deeds: tuple[str, ...]

    @property
    def silent(self) -> int:
        """How many units have not spoken yet."""
        return sum(1 for each in self.units if not each.opinion)


def record(scope: Scope, procedure_id: int) -> Record:
    """The procedure as of the reader's day; ``NotVisible`` out of sight. Five queries."""
    names = ("initiator", "committee", "parent", "organisation", "target", "made")
    held = then(scope).select_related(*names).prefetch_related("units").filter(pk=procedure_id).first()
    if held is None:
        raise NotVisible("no such procedure")
    day = scope.as_of
    line = row(held, day)
    stages = {code: getattr(held, f"{code}_on") for code in Procedure.Stage.values}
    return Record(
        held.pk, line, held.sort, kinds()[held.kind].title if held.kind else "",
        str(Coverage.Form(held.form).label) if held.form else "", held.reason, held.first_branch, held.number,
        {code: on for code, on in stages.items() if on and on <= day}, held.end_reason, held.ended_on,
        _named(held.initiator), _named(held.committee), _named(held.parent), _place(held.organisation),
        _place(held.target), _place(held.made), held.proposal_id, _units(held, day), _steps(held, day),
        _items(held, day), files(held.files.filter(added_on__lte=day)), _deeds(scope, held, line),
    )  # fmt: skip


def files(found: Any) -> tuple[FileLine, ...]:
    """Attached files without their bytes. One query."""
    columns = ("pk", "title", "part", "content_type", "size", "added_on", "by")
    return tuple(FileLine(*each) for each in found.order_by("added_on", "pk").values_list(*columns))


def file(scope: Scope, procedure_id: int, file_id: int) -> Content:
    """An attached file with its bytes."""
    seen = Procedure.objects.visible_to(scope).filter(pk=procedure_id).exists()
    found = Attachment.objects.filter(pk=file_id, procedure=procedure_id).first() if seen else None
    if found is None:
        raise NotVisible("no such file")
    return opened(found)


def opened(found: Attachment) -> Content:
    """The file unsealed."""
    return uploads.opened(title=found.title, content_type=found.content_type, content=found.content)


def _named(one: Organisation) -> tuple[int, str]:
    return one.pk, one.short_name or one.full_name


def _place(one: Organisation | None) -> tuple[int, str] | None:
    return None if one is None else _named(one)


def _units(held: Procedure, day: date) -> tuple[UnitLine, ...]:
    lines = held.units.select_related("unit").order_by("unit__name", "pk")
    return tuple(
        UnitLine(
            line.unit_id, line.unit.name, line.unit.said_full or 0, line.unit.said_probationary or 0,
            *((line.opinion, line.get_opinion_display(), line.said_by, line.said_on, line.note)
              if line.said_on and line.said_on <= day else ("", "", "", None, "")),
        )
        for line in lines
    )  # fmt: skip


_TITLES = {**dict(Procedure.Stage.choices), **dict(Procedure.End.choices)}


def _steps(held: Procedure, day: date) -> tuple[StepLine, ...]:
    rows = held.steps.filter(on__lte=day).order_by("on", "pk")
    return tuple(
        StepLine(each.step, str(_TITLES.get(each.step, each.step)), each.on, each.by, each.number, each.note)
        for each in rows
    )


def _items(held: Procedure, day: date) -> tuple[ItemLine, ...]:
    if held.sort != Procedure.Sort.FOUND or held.founded_on is None or held.founded_on > day:
        return ()
    done = {each.code: each for each in held.items.filter(done_on__lte=day)}
    found = []
    for item in items():
        due = add_months(held.founded_on, in_force(item.within, held.founded_on))
        one = done.get(item.code)
        late = (one.done_on if one else day) > due
        found.append(
            ItemLine(item.code, item.title, item.text, due, one.done_on if one else None, one.by if one else "",
                     one.note if one else "", late)
        )  # fmt: skip
    return tuple(found)


def _deeds(scope: Scope, held: Procedure, line: Row) -> tuple[str, ...]:
    """Words of the steps that are this reader's to take now."""
    if line.state not in RUNNING or held.ended_on is not None or line.state != held.stage:
        return ()
    begins, decides = access.may_begin(scope, held.path), scope.allows(access.WRITE, held.committee.path)
    found: list[str] = []
    if line.state == "opened" and begins:
        found += ["apply"]
    if line.state == "applied" and decides:
        found += ["approve", "refuse"]
    if line.state == "approved" and decides:
        found += ["found"]
    if line.state == "founded" and decides:
        found += ["file"]
    if line.state == "filed" and decides:
        found += ["standardise"]
    if line.state in {"opened", "applied", "approved"} and begins:
        found += ["withdraw"]
    if line.state in {"founded", "filed"} and held.sort == Procedure.Sort.FOUND:
        found += ["undo"] if decides else []
        found += ["tick"] if begins or (held.made and access.may_begin(scope, held.made.path)) else []
    if begins:
        found += ["attach"]
    return tuple(found)
