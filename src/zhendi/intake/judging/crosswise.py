"""What can only be seen when all files have been judged: floating marks, secretaries, declared totals."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from zhendi.intake.judging.context import Context
from zhendi.intake.judging.members import Candidate
from zhendi.intake.judging.resolver import Resolver
from zhendi.intake.judging.sheet import WARNING, Note, Sheet
from zhendi.intake.verdict import Finding

_WHAT = {"rows": "", "full": "正式党员", "probationary": "预备党员"}


def warn_floating(found: Sequence[Candidate], outgoing: set[str] | None, context: Context) -> None:
    """Members marked as floating whom no register of outgoing members names; nothing when none is there."""
    if outgoing is None and not context.known.has_outgoing:
        return
    marked = [made for made in found if made.good and made.row is not None and made.row.said_floating]
    absent = [made for made in marked if made.number not in (outgoing or set())]
    held = set(context.known.outgoing({made.number for made in absent})) if absent else set()
    for made in absent:
        if made.number not in held:
            message = "名册标明流动，流出党员登记册中却没有此人，请核对是否应登记"
            made.sheet.put(Note(made.index, "floating", WARNING, "floating_flag_mismatch", message))


def warn_secretaries(sheets: Sequence[Sheet], context: Context) -> None:
    """Secretaries of whose name nobody stands in the branch; only where the branch's roster is among the files."""
    present: dict[str, set[str]] = {}
    for row in context.verdict.members:
        present.setdefault(row.organisation, set()).add(row.name)
    rows = {each.source: each for each in context.verdict.organisations}
    for sheet in sheets:
        for index in range(len(sheet)):
            registered = rows.get(sheet.source(index))
            if registered is None or not registered.secretary:
                continue
            people = _people(registered.full_name, present, context.resolver)
            if people and registered.secretary not in people:
                message = f"{registered.full_name}的名册中没有叫“{registered.secretary}”的党员，请核对书记姓名"
                sheet.put(Note(index, "sec", WARNING, "secretary_not_in_roster", message))


def _people(name: str, present: dict[str, set[str]], resolver: Resolver) -> set[str]:
    """Names in a branch; in those of a general branch. Of a committee nothing is asked: its secretary's own branch
    may be anywhere.
    """
    place = resolver.places.get(name)
    if place is None or place.level not in ("branch", "general_branch"):
        return set()
    found = set(present.get(name, ()))
    for child in resolver.children.get(name, ()) if place.level == "general_branch" else ():
        found |= present.get(child.full_name, set())
    return found


def warn_totals(sheet: Sheet, found: Sequence[Candidate]) -> None:
    """Declared totals that are not those of the rows that they stand for."""
    numbers = [row.number for row in sheet.table.rows]
    standings = {made.index: made.standing for made in found}
    for total in sheet.table.totals:
        first, last = bisect_left(numbers, total.first), bisect_right(numbers, total.last)
        if total.what == "rows":
            counted = last - first
        elif total.what in _WHAT and standings:
            counted = sum(standings.get(index) == total.what for index in range(first, last))
        else:
            continue
        if counted != total.figure:
            message = f"合计写明{_WHAT[total.what]}{total.figure}，上面实有{counted}行，请核对是否漏行或多行"
            sheet.verdict.findings.append(
                Finding(
                    sheet.table.sheet, total.row, total.column, "", "", "declared_total_mismatch", WARNING,
                    str(total.figure), message,
                )
            )  # fmt: skip
