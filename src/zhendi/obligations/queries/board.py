"""The clause board: every clause with its figure for the reader's place, its trend, and where it falls short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from django.db.models.functions import Length

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel.scope import Scope
from zhendi.obligations.access import STEP
from zhendi.obligations.models import Figure
from zhendi.policy.load import load
from zhendi.policy.schema import Clause, Rule, Share

State = Literal["late", "soon", "met", "track", "none", "awaiting", "not_computable"]
_ORDER: Sequence[State] = ("late", "soon", "met", "track", "none", "awaiting", "not_computable")
_COLUMNS = ("met", "met_late", "due", "due_soon", "overdue", "waived", "not_yet")
_WORST = 3


class Counts(NamedTuple):
    """How many duties stand how."""

    met: int = 0
    met_late: int = 0
    due: int = 0
    due_soon: int = 0
    overdue: int = 0
    waived: int = 0
    not_yet: int = 0

    def part_of(self, rule: Rule) -> tuple[int, int]:
        """Part and whole as ``zhendi.policy.figures`` defines them."""
        if rule.kind in {"standing", "share"}:
            return self.met, self.met + self.due + self.due_soon + self.overdue
        return self.met, self.met + self.met_late + self.overdue

    @property
    def open(self) -> int:
        """Duties not yet done."""
        return self.due + self.due_soon + self.overdue


class Short(NamedTuple):
    """A place below that falls short, and by how many."""

    organisation_id: int
    name: str
    missing: int


class Point(NamedTuple):
    """One month of the trend."""

    month: date
    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class RuleFigure:
    """One rule for a place: its counts, part of whole, its target in per cent, how it stands, and the trend."""

    rule: Rule
    counts: Counts
    part: int
    whole: int
    target: int
    state: State
    trend: tuple[Point, ...]
    short: tuple[Short, ...]
    short_places: int


@dataclass(frozen=True, slots=True)
class ClauseFigure:
    """One clause: its rules' figures; the first that falls short furthest speaks for it."""

    clause: Clause
    state: State
    figures: tuple[RuleFigure, ...]

    @property
    def leading(self) -> RuleFigure | None:
        """The figure that stands for the clause: the worst of its rules, the first among equals."""
        return min(self.figures, key=lambda each: _ORDER.index(each.state), default=None)


@dataclass(frozen=True, slots=True)
class Board:
    """All clauses for one place, in the document's order; ``months`` of the trend; ``derived`` = there are figures."""

    path: str
    clauses: tuple[ClauseFigure, ...]
    derived: bool

    def of(self, state: State) -> int:
        """How many clauses stand so."""
        return sum(1 for each in self.clauses if each.state == state)


def board(scope: Scope, *, path: str = "", months: int = 12) -> Board:
    """The board of a place that the reader sees (his own when none is named); four queries whatever its size."""
    place = path or home(scope)
    if not place or not any(low <= place < high for low, high in scope.ranges()):
        return Board(place, tuple(_clause(clause, {}, {}, {}) for clause in load().clauses), derived=False)
    last = scope.as_of.replace(day=1)
    trends = _trends(place, last, months)
    below = _below(place, last)
    names = orgs.titles_by_path({path for rows in below.values() for path, _ in rows})
    clauses = tuple(_clause(clause, trends, below, names) for clause in load().clauses)
    return Board(place, clauses, derived=bool(trends))


def home(scope: Scope) -> str:
    """The place at which a reader's board begins: that of his highest post that sees; the root for the operator."""
    if scope.everything:
        return orgs.root_path()
    return min((low for low, _ in scope.ranges()), key=lambda path: (len(path), path), default="")


def _trends(place: str, last: date, months: int) -> Mapping[str, Sequence[tuple[date, Counts]]]:
    first = _months_before(last, months - 1)
    found: dict[str, list[tuple[date, Counts]]] = defaultdict(list)
    rows = Figure.objects.filter(path=place, month__gte=first, month__lte=last).order_by("month")
    for rule, month, *counts in rows.values_list("rule", "month", *_COLUMNS):
        found[rule].append((month, Counts(*counts)))
    return found


def _below(place: str, last: date) -> Mapping[str, Sequence[tuple[str, int]]]:
    """By rule the places one level below with open duties, worst first."""
    lower = Figure.objects.filter(month=last, path__gt=place, path__lt=place + "~")
    rows = lower.annotate(size=Length("path")).filter(size=len(place) + STEP)
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for rule, path, *counts in rows.values_list("rule", "path", *_COLUMNS):
        if Counts(*counts).open:
            found[rule].append((path, Counts(*counts).open))
    return {rule: sorted(each, key=lambda row: (-row[1], row[0])) for rule, each in found.items()}


def _clause(
    clause: Clause,
    trends: Mapping[str, Sequence[tuple[date, Counts]]],
    below: Mapping[str, Sequence[tuple[str, int]]],
    names: Mapping[str, tuple[int, str]],
) -> ClauseFigure:
    figures = tuple(_figure(rule, trends.get(rule.id, ()), below.get(rule.id, ()), names) for rule in clause.rules)
    state = min((each.state for each in figures), key=_ORDER.index, default=None)
    if state is None:
        state = "not_computable" if clause.not_computable else "awaiting"
    return ClauseFigure(clause, state, figures)


def _figure(
    rule: Rule,
    trend: Sequence[tuple[date, Counts]],
    below: Sequence[tuple[str, int]],
    names: Mapping[str, tuple[int, str]],
) -> RuleFigure:
    counts = trend[-1][1] if trend else Counts()
    part, whole = counts.part_of(rule)
    target = _target(rule, trend[-1][0] if trend else rule.valid_from)
    points = tuple(Point(month, *each.part_of(rule)) for month, each in trend)
    short = tuple(Short(*names[path], count) for path, count in below[:_WORST] if path in names)
    state = _state(counts, part, whole, target)
    return RuleFigure(rule, counts, part, whole, target, state, points, short, len(below))


def _target(rule: Rule, day: date) -> int:
    """In per cent; a standing rule asks for all."""
    code = rule.asks.target if isinstance(rule.asks, Share) else "target.complete"
    return load().parameters.integer(code, max(day, rule.valid_from))


def _state(counts: Counts, part: int, whole: int, target: int) -> State:
    if whole == 0:
        return "none"
    if 100 * part >= target * whole:
        return "met"
    return "late" if counts.overdue else "soon"


def _months_before(month: date, number: int) -> date:
    year, rest = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(year, rest + 1, 1)


def by_pillar(clauses: Iterable[ClauseFigure]) -> Mapping[str, Sequence[ClauseFigure]]:
    """Clauses by pillar in the document's order."""
    found: dict[str, list[ClauseFigure]] = defaultdict(list)
    for each in clauses:
        found[each.clause.pillar].append(each)
    return found
