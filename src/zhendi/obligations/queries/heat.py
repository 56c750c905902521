"""Places one level below against clauses: how many are missing where, compared within their kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhendi.domain.orgs import facts as orgs
from zhendi.domain.orgs.kinds import kind
from zhendi.kernel.scope import Scope
from zhendi.obligations.queries import board, cuts, figures
from zhendi.obligations.queries.board import Board, ClauseFigure
from zhendi.obligations.queries.cuts import By
from zhendi.obligations.queries.figures import Below, Counts

_TENTHS = (1, 2, 4)  # a gap of up to one, two, four tenths of what is asked; more is the darkest
# The three digits of a division code that name a township-level division: GB/T 10114.
_STREETS, _TOWNSHIPS = range(1, 100), range(100, 400)
_COUNTY_DIGITS, _TOWNSHIP_DIGITS, _VILLAGE_DIGITS = 6, 9, 12
_COMMUNITIES = range(1, 200)  # 居委会; villages begin with 200 (统计用区划代码)


class Cell(NamedTuple):
    """What a place is missing of a clause. ``level``: 0 nothing missing, 1 to 4 by share; None: nothing is asked."""

    missing: int
    whole: int
    level: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One place with its cells in the order of the clauses."""

    organisation_id: int
    name: str
    path: str
    missing: int
    cells: tuple[Cell, ...]


class Kin(NamedTuple):
    """Places of the same kind, those that miss most first."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The table: ``whole`` is the board of the place above; ``totals`` belong to its clauses."""

    board: Board
    clauses: tuple[ClauseFigure, ...]
    kin: tuple[Kin, ...]
    totals: tuple[int, ...]


def heat(scope: Scope, *, path: str = "", only_late: bool = False, by: By = "tree") -> Heat:
    """The table below a place that the reader sees; six queries whatever its size. ``NotVisible`` as the board."""
    whole = board.board(scope, path=path, months=1, by=by)
    below = figures.below(whole.place, whole.month)
    shown = tuple(each for each in whole.clauses if _asked(each) and (each.state == "late" or not only_late))
    places = {path for rows in below.values() for path in rows}
    by_kin: dict[str, list[Row]] = defaultdict(list)
    for title, row in (_rows if by == "tree" else _area_rows)(places, shown, below):
        by_kin[title].append(row)
    kin = [Kin(title, tuple(sorted(rows, key=_worst))) for title, rows in by_kin.items()]
    return Heat(whole, shown, tuple(sorted(kin, key=lambda each: -len(each.rows))), tuple(map(_open, shown)))


def _asked(each: ClauseFigure) -> bool:
    return any(figure.whole for figure in each.figures)


def _worst(row: Row) -> tuple[int, str]:
    return -row.missing, row.path


def _open(each: ClauseFigure) -> int:
    counted = {rule.id for rule in board.counted_rules(each.clause)}
    return sum(figure.counts.lacking for figure in each.figures if figure.rule.id in counted)


def _rows(paths: set[str], clauses: Sequence[ClauseFigure], below: Below) -> Iterator[tuple[str, Row]]:
    listed = orgs.organisations().filter(path__in=sorted(paths), valid_to=None).order_by("path")
    for pk, place, short, full, code, division in listed.values_list(
        "organisation_id", "path", "short_name", "full_name", "kind", "division_code"
    ):
        cells = tuple(_cell(each, place, below) for each in clauses)
        yield _kin(code, division), Row(pk, short or full, place, sum(cell.missing for cell in cells), cells)


def _area_rows(keys: set[str], clauses: Sequence[ClauseFigure], below: Below) -> Iterator[tuple[str, Row]]:
    found = cuts.names("area", keys)
    for key in sorted(keys):
        cells = tuple(_cell(each, key, below) for each in clauses)
        named = found.get(key, cuts.gone("area", key))
        yield _area_kin(key), Row(*named, key, sum(cell.missing for cell in cells), cells)


def _area_kin(key: str) -> str:
    if len(key) == _VILLAGE_DIGITS:
        return "社区" if int(key[9:]) in _COMMUNITIES else "村"
    if len(key) == _TOWNSHIP_DIGITS:
        return "街道" if int(key[6:]) in _STREETS else "乡镇"
    return "县（市、区）" if len(key) == _COUNTY_DIGITS else "市（州）"


def _kin(code: str, division: str) -> str:
    """Committees of townships and of streets apart from the others; the rest by kind."""
    own = kind(code)
    level = int(division[6:9]) if len(division) == 12 and division[9:] == "000" else 0
    if own.level == "committee" and level in _TOWNSHIPS:
        return "乡镇党委"
    if own.level == "committee" and level in _STREETS:
        return "街道党（工）委"
    return own.title


def _cell(each: ClauseFigure, path: str, below: Below) -> Cell:
    rules = board.counted_rules(each.clause)
    counts = [(rule, below.get(rule.id, {}).get(path, Counts())) for rule in rules]
    missing = sum(one.lacking for _, one in counts)
    whole = max(sum(one.part_of(rule)[1] for rule, one in counts), missing)
    return Cell(missing, whole, _level(missing, whole))


def _level(missing: int, whole: int) -> int | None:
    if whole == 0:
        return None
    if missing == 0:
        return 0
    return next((level for level, tenths in enumerate(_TENTHS, 1) if 10 * missing <= tenths * whole), len(_TENTHS) + 1)
