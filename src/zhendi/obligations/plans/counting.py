"""Events by subject and piece of time: one scan of a fact serves all recurring rules that read it.

The days of all their periods cut the time into pieces so fine that every period is made of whole ones: a quarter of
three months, two festivals that overlap of three pieces. The table holds a row for each subject and a column for each
piece.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhendi.obligations.plans.sources import Source
from zhendi.obligations.plans.sql import Sql, analysed, apart, day, one_of, run, temporary
from zhendi.policy.periods import Period

TABLE = "zhendi_counted"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of time, one after another: the days on which each begins, and the day on which the last ends."""

    days: tuple[date, ...]

    def __len__(self) -> int:
        return len(self.days) - 1

    def of(self, period: Period) -> str:
        """The events of a subject in a period, as an expression over a row of the table; none may be known of it."""
        first, last = bisect_left(self.days, period.begins), bisect_left(self.days, period.ends)
        return f"COALESCE({' + '.join(f'n{number}' for number in range(first, min(last, len(self))))}, 0)"


def pieces(periods: Iterable[Period]) -> Pieces:
    """The pieces of which all the periods are made."""
    return Pieces(tuple(sorted({turn for period in periods for turn in (period.begins, period.ends)})))


def build(source: Source, cut: Pieces, as_of: date, subjects: Sequence[int] | None) -> None:
    """Fill the table with the events of a fact that had happened by the day, of all subjects or of some."""
    columns = [f"n{number}" for number in range(len(cut))]
    temporary(TABLE, {"subject": "int"} | dict.fromkeys(columns, "int"), key=("subject",))
    sums = ", ".join(f"COALESCE(SUM(quantity) FILTER (WHERE piece = {number}), 0)" for number in range(len(cut)))
    # Kept apart, or the piece would be worked out anew for each column.
    dated = apart(_dated(source, cut, as_of, subjects))
    run(dated.within(f"INSERT INTO {TABLE} SELECT subject, {sums} FROM (", ") dated GROUP BY subject"))
    analysed(TABLE)


def _dated(source: Source, cut: Pieces, as_of: date, subjects: Sequence[int] | None) -> Sql:
    """Each event with the number of its piece."""
    found = Sql("SELECT subject, ") + _piece(list(enumerate(cut.days[:-1]))) + " AS piece, quantity FROM ("
    within = Sql(
        ") event WHERE begins >= %s AND begins < %s AND begins <= %s",
        (day(cut.days[0]), day(cut.days[-1]), day(as_of)),
    )
    found = found + source() + within
    return found if subjects is None else found + " AND " + one_of("subject", subjects)


def _piece(days: Sequence[tuple[int, date]]) -> Sql:
    """The number of the piece in which ``begins`` lies, by halving."""
    if len(days) == 1:
        return Sql(str(days[0][0]))
    middle = len(days) // 2
    later = Sql("CASE WHEN begins >= %s THEN ", (day(days[middle][1]),)) + _piece(days[middle:])
    return later + " ELSE " + _piece(days[:middle]) + " END"
