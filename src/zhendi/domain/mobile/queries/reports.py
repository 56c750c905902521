"""Half-yearly reports: figures of each branch as the registers show them, whether it has filed, totals by township."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from zhendi.domain.mobile import half_years
from zhendi.domain.mobile.access import WRITE
from zhendi.domain.mobile.half_years import COLUMNS, SHORT, Half, half_of
from zhendi.domain.mobile.models import HalfYearReport, Incoming, Outgoing
from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

SIZE = 50
_TOWNSHIP = 2 * STEP  # characters of the path of what stands directly below the county
_HALVES = 6  # half-years to choose from


class Line(NamedTuple):
    """One organisation, or a township with all below. ``filed_on`` None: not filed (of a township: not all)."""

    organisation_id: int
    name: str
    short: str
    path: str
    files: bool
    figures: dict[str, int]
    filed_on: date | None
    filed: int
    due: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The reports of a half-year: lines and their total."""

    half: Half
    lines: tuple[Line, ...]
    total: dict[str, int]
    filed: int
    due: int


@dataclass(frozen=True, slots=True)
class Report:
    """One branch's report: the figures now, and those that were filed with the remark."""

    half: Half
    organisation_id: int
    name: str
    figures: dict[str, int]
    filed: dict[str, int]
    filed_on: date | None
    by: str
    remark: str
    may_file: bool


def columns() -> tuple[tuple[str, str], ...]:
    """The figures: word and title, in the order of the report."""
    return COLUMNS


def short_columns() -> tuple[tuple[str, str, str], ...]:
    """The figures for a wide table: word, title of two characters, full title."""
    return tuple((word, SHORT[word], title) for word, title in COLUMNS)


def halves(scope: Scope) -> tuple[Half, ...]:
    """The half-years to choose from, the reader's own first."""
    found = [half_of(scope.as_of)]
    while len(found) < _HALVES:
        found.append(found[-1].before())
    return tuple(found)


def sheet(scope: Scope, half: Half, *, text: str = "", state: str = "", under: str = "") -> Sheet:
    """All organisations in reach that have members away (or come), in the order of the tree. At most fifteen queries.

    ``state``: filed, missing or ""; ``under``: only what stands at or below this path.
    """
    within = in_ranges(scope.ranges(SEE), "organisation__path")
    counted = {each.organisation_id: each.figures for each in half_years.counted(within, half, scope.as_of)}
    known = Organisation.objects.filter(pk__in=counted).order_by("path")
    reports = HalfYearReport.objects.filter(organisation__in=counted, year=half.year, half=half.half)
    filed = dict(reports.filter(filed_on__lte=scope.as_of).values_list("organisation_id", "filed_on"))
    lines = [_line(one, counted[one.pk], filed.get(one.pk)) for one in known]
    lines = [each for each in lines if text in each.name and _fits(each, state) and each.path.startswith(under)]
    filed_of, due = sum(each.filed for each in lines), sum(each.due for each in lines)
    return Sheet(half, tuple(lines), total(lines), filed_of, due)


def day_of(scope: Scope, half: Half) -> date:
    """The day whose state a report of the half-year shows: its last one, or the reader's while it is still running."""
    return min(scope.as_of, half.last)


def rosters(scope: Scope, half: Half) -> tuple[QuerySet[Outgoing], QuerySet[Incoming]]:
    """Who was away, and who had come, on the day of the report: also those whose movement has ended since."""
    day = day_of(scope, half)
    return Outgoing.objects.visible_to(scope).as_of(day), Incoming.objects.visible_to(scope).as_of(day)


def by_township(found: Sheet) -> Sheet:
    """The same sheet with one line for each township. One query."""
    return replace(found, lines=tuple(_by_township(found.lines)))


def report(scope: Scope, organisation_id: int, half: Half) -> Report:
    """The report of one branch; ``NotVisible`` beyond the reader's reach, and for what files none."""
    one = Organisation.objects.filter(in_ranges(scope.ranges(SEE)), pk=organisation_id).first()
    if one is None or not kind(one.kind).may("hold_relation"):
        raise NotVisible(f"report of {organisation_id}")
    within = in_ranges(((one.path, one.path + "!"),), "organisation__path")
    figures = next(
        (each.figures for each in half_years.counted(within, half, scope.as_of)), dict.fromkeys(dict(COLUMNS), 0)
    )
    held = HalfYearReport.objects.filter(
        organisation=one, year=half.year, half=half.half, filed_on__lte=scope.as_of
    ).first()
    may = scope.allows(WRITE, one.path) and half == half_of(scope.as_of)
    if held is None:
        return Report(half, one.pk, one.full_name, figures, {}, None, "", "", may)
    return Report(half, one.pk, one.full_name, figures, held.figures, held.filed_on, held.by, held.remark, may)


def total(lines: Iterable[Line]) -> dict[str, int]:
    """The sums of all columns."""
    listed = list(lines)
    return {word: sum(each.figures[word] for each in listed) for word, _ in COLUMNS}


def _line(one: Organisation, figures: dict[str, int], filed_on: date | None) -> Line:
    files = kind(one.kind).may("hold_relation")
    due = int(files and bool(figures["end"]))
    return Line(
        one.pk,
        one.full_name,
        one.short_name or one.full_name,
        one.path,
        files,
        figures,
        filed_on,
        int(bool(due and filed_on)),
        due,
    )


def _fits(line: Line, state: str) -> bool:
    if state == "filed":
        return line.filed_on is not None
    return line.due > line.filed if state == "missing" else True


def _by_township(lines: Sequence[Line]) -> list[Line]:
    groups: dict[str, list[Line]] = {}
    for each in lines:
        groups.setdefault(each.path[:_TOWNSHIP], []).append(each)
    names = {one.path: one for one in Organisation.objects.filter(path__in=groups)}
    found = []
    for path, members in groups.items():
        one = names.get(path)
        days = [each.filed_on for each in members if each.due]
        found.append(
            Line(
                one.pk if one else 0, one.full_name if one else "", (one.short_name or one.full_name) if one else "", path,
                False, total(members),
                max((day for day in days if day), default=None) if all(days) else None,
                sum(each.filed for each in members), sum(each.due for each in members),
            )
        )  # fmt: skip
    return found
