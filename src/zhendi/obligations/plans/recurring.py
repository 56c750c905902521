"""Recurring rules: for each subject and each period of the calendar, how much evidence there was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans import counting, limits
from zhendi.obligations.plans.comparing import guarded
from zhendi.obligations.plans.counting import Pieces
from zhendi.obligations.plans.sources import Source, begun
from zhendi.obligations.plans.sql import Sql, day, table_of
from zhendi.policy import periods
from zhendi.policy.periods import Period
from zhendi.policy.schema import Recurring, Rule

_DAY = timedelta(days=1)


def calendar(rule: Rule, parameters: Parameters, as_of: date, earliest: date, started: date) -> tuple[Period, ...]:
    """The periods that have begun by the day, from ``earliest`` on, without those that had ended when the registers started."""
    asks = rule.asks
    assert isinstance(asks, Recurring)
    begins, ends = max(earliest, rule.valid_from), min(as_of + _DAY, rule.valid_to or date.max)
    if asks.calendar == "festivals":
        lead = parameters.at(asks.lead, begins)
        found = periods.festival_periods(asks.festivals, lead, begins, ends)
    else:
        found = periods.periods(asks.calendar, begins, ends)
    return tuple(each for each in found if each.ends > started)


def counts(
    rule: Rule,
    sources: Mapping[str, Source],
    parameters: Parameters,
    calendar_of: Sequence[Period],
    cut: Pieces,
    as_of: date,
    subjects: Sequence[int] | None,
) -> Sql:
    """Rows ``subject, begins, ends, due_on, total, needed, status`` for every period in which the subject was there as
    the rule wants it; ``status`` is how it stands while the number is not reached.

    A period that still runs is judged by the day. The evidence lies counted in ``counting.TABLE``, cut as given.
    """
    asks = rule.asks
    assert isinstance(asks, Recurring)
    several = asks.asked_of == "any"  # two times in one period; of the others there is at most one
    totals = " ".join(f"WHEN {number} THEN {cut.of(each)}" for number, each in enumerate(calendar_of))
    # The subject's own row is looked up before its times are spread over the periods: CROSS JOIN keeps that order.
    return (
        Sql(
            f"SELECT {'DISTINCT ' * several}s.subject, p.c0 AS begins, p.c3 AS ends, p.c4 AS due_on, "
            f"CASE p.c7 {totals} END AS total, p.c5 AS needed, p.c6 AS status FROM ("
        )
        + _times(begun(sources[rule.subjects], as_of, subjects))
        + f") s LEFT JOIN {counting.TABLE} k ON k.subject = s.subject CROSS JOIN ("
        + _asked(rule, parameters, calendar_of, as_of)
        + f") p WHERE {_TIMES[asks.asked_of]}"
        + guarded(rule.guards, sources, parameters, as_of, subjects, subject="s.subject", on="p.c2")
    )


def _asked(rule: Rule, parameters: Parameters, calendar_of: Sequence[Period], as_of: date) -> Sql:
    """The periods: first day, first day no longer judged, day judged, end, last day, number needed, status while open,
    place in the calendar.
    """
    given = []
    for number, each in enumerate(calendar_of):
        found = limits.period(rule, parameters, as_of, each)
        judged = (min(each.ends, as_of + _DAY), min(each.last, as_of))
        given.append((each.begins, *judged, found.ends, found.last, found.needed, found.status, number))
    return table_of(given, ("date", "date", "date", "date", "date", "int", "text", "int"))


_TIMES = {
    "end": "s.begins <= p.c2 AND s.ends > p.c2",
    "any": "s.begins <= p.c2 AND s.ends > p.c0",
    "whole": "s.begins <= p.c0 AND s.ends >= p.c1",
}


def _times(spans: Sql) -> Sql:
    """The times without gap in which a subject was there: rows that touch or overlap are one. Most subjects have one row."""
    never = Sql("SELECT subject, begins, COALESCE(ends, %s) AS ends FROM (", (day(limits.NEVER),))
    known = (never + spans + ") span").within("SELECT subject, begins, ends FROM (", ") known WHERE ends > begins")
    how_many = "FROM known GROUP BY subject HAVING COUNT(*)"
    order = "PARTITION BY subject ORDER BY begins, ends"
    before = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    marked = (
        f"SELECT subject, begins, ends, CASE WHEN begins <= MAX(ends) OVER ({before}) THEN 0 ELSE 1 END AS new "
        f"FROM known WHERE subject IN (SELECT subject {how_many} > 1)"
    )
    numbered = f"SELECT subject, begins, ends, SUM(new) OVER ({order}) AS time FROM ({marked}) marked"
    return known.within(
        "WITH known AS MATERIALIZED (",
        f") SELECT subject, MIN(begins) AS begins, MAX(ends) AS ends {how_many} = 1 UNION ALL "
        f"SELECT subject, MIN(begins), MAX(ends) FROM ({numbered}) numbered GROUP BY subject, time",
    )
