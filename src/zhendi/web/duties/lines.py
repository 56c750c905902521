"""The clause board as a page shows it: lines, plots and filters made from the board's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhendi.obligations.queries.board import HELD, ORDER, Board, ClauseFigure, Short, State, by_pillar, counted_rules
from zhendi.obligations.queries.cuts import By
from zhendi.web.duties import words
from zhendi.web.duties.words import PILLARS, STATES, Spark, Word
from zhendi.web.shell.environment import url
from zhendi.web.shell.request import Request

AT, AS_OF, BY = "at", "as_of", "by"


class Going(NamedTuple):
    """A place that falls short, with the address of who there."""

    short: Short
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """A clause as the list shows it. ``address``: its page; ``down``: where its figure leads, "" for nowhere."""

    each: ClauseFigure
    word: Word
    value: str
    parts: str
    target: str
    spark: Spark | None
    address: str
    down: str
    going: tuple[Going, ...]
    beside: int
    bearers: str

    @property
    def id(self) -> str:
        """The clause's id."""
        return self.each.clause.id

    @property
    def letter(self) -> str:
        """What stands in the clause's plot: the letter of its id, a point where it has none."""
        return self.id[3:] or "·"

    @property
    def plot(self) -> str:
        """The class of its plot."""
        return {"not_computable": "waived"}.get(self.each.state, self.each.state)


class PlotRow(NamedTuple):
    """Clauses of one subject: 3.1 农村."""

    code: str
    title: str
    lines: tuple[Line, ...]


class Pillar(NamedTuple):
    """One pillar: its rows of plots, and how many clauses stand how."""

    title: str
    rows: tuple[PlotRow, ...]
    sums: tuple[tuple[State, Word, int], ...]


def keep(request: Request, board: Board) -> dict[str, str]:
    """The words of an address by which a page keeps the place, the way to cut the county, and the day looked at."""
    at = request.GET.get(AT, "")
    return {AT: board.path if at else "", BY: said(board.by), AS_OF: request.GET.get(AS_OF, "")}


def way(request: Request) -> By:
    """By which way the county is cut: along the tree unless the address says otherwise."""
    return "area" if request.GET.get(BY) == "area" else "tree"


def said(by: By) -> str:
    """The way as an address says it: the tree is not said."""
    return "" if by == "tree" else by


def lines(board: Board, kept: Mapping[str, str]) -> tuple[Line, ...]:
    """All clauses in the document's order."""
    return tuple(line(each, kept) for each in board.clauses)


def line(each: ClauseFigure, kept: Mapping[str, str]) -> Line:
    """One clause."""
    held = each.state in {*HELD, "track"}
    return Line(
        each, STATES[each.state], words.value(each), share_of(each) if held else "", words.target(each),
        words.clause_spark(each) if held else None, url("opinion", each.clause.id, **kept),
        down(each, kept.get(AT, ""), kept) if held else "",
        tuple(Going(short, down(each, short.path, kept)) for short in each.short),
        sum(figure.counts.overdue for figure in each.beside), words.bearers(each),
    )  # fmt: skip


def share_of(each: ClauseFigure) -> str:
    """Part of whole, in words: 达到目标 5 条，共 12 条."""
    if not each.figures:
        return f"{each.part:,} / {each.whole:,} 条"
    return f"{each.part:,} / {each.whole:,} {words.each_of(each.measuring[0].rule)[:1]}"


def down(each: ClauseFigure, at: str, kept: Mapping[str, str]) -> str:
    """Where a figure leads: to its one rule, to the clause where there are several, to the list for the sum of all."""
    rules, to = counted_rules(each.clause), {**kept, AT: at}
    if len(rules) == 1:
        return url("duties-rule", rules[0].id, **to)
    return url("opinion", each.clause.id, **to) if rules else url("opinions", state="late", **to)


def by_gap(listed: Sequence[Line]) -> tuple[tuple[State, Word, tuple[Line, ...]], ...]:
    """Lines by state, the worst first; within a state those first that miss most."""
    groups = []
    for state in ORDER:
        found = [each for each in listed if each.each.state == state]
        if state in HELD:
            found.sort(key=lambda each: (-each.each.overdue, -each.each.missing))
        if found:
            groups.append((state, STATES[state], tuple(found)))
    return tuple(groups)


def pillars(board: Board, listed: Sequence[Line]) -> tuple[Pillar, ...]:
    """The plots of the three pillars."""
    by_id = {each.id: each for each in listed}
    return tuple(
        _pillar(code, [by_id[each.clause.id] for each in clauses])
        for code, clauses in by_pillar(board.clauses).items()
        if code != "aim"
    )


def aims(listed: Sequence[Line]) -> tuple[Line, ...]:
    """The clauses of the aim."""
    return tuple(each for each in listed if each.each.clause.pillar == "aim")


def chips(board: Board, chosen: str, order: str, kept: Mapping[str, str]) -> list[tuple[str, str, int, bool]]:
    """Filters by state; a state in which no clause stands is left out."""
    found = [("全部", url("opinions", order=order, **kept), len(board.clauses), chosen == "")]
    found += [
        (STATES[state].text, url("opinions", state=state, order=order, **kept), board.of(state), chosen == state)
        for state in ORDER
        if board.of(state) or chosen == state
    ]
    return found


def _pillar(code: str, listed: Sequence[Line]) -> Pillar:
    codes = dict.fromkeys(each.id[:3] for each in listed)
    rows = (
        PlotRow(each, words.GROUPS.get(each, ""), tuple(one for one in listed if one.id[:3] == each)) for each in codes
    )
    sums = [(state, STATES[state], sum(1 for one in listed if one.each.state == state)) for state in ORDER]
    return Pillar(PILLARS[code], tuple(rows), tuple(each for each in sums if each[2]))
