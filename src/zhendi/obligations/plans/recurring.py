"""Recurring rules: for each subject and each period of the calendar, how much evidence there was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans import limits
from zhendi.obligations.plans.comparing import guarded
from zhendi.obligations.plans.sources import Source, begun
from zhendi.obligations.plans.sql import Sql, day, one_of, table_of
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
    as_of: date,
    subjects: Sequence[int] | None,
) -> Sql:
    """Rows ``subject, begins, ends, due_on, total, needed, status`` for every period in which the subject was there as
    the rule wants it; ``status`` is how it stands while the number is not reached.

    A period that still runs is judged by the day. Evidence is put into its period by the period's own days, so that
    the scan of the facts is one.
    """
    asks = rule.asks
    assert isinstance(asks, Recurring)
    if not calendar_of:
        nothing = ("date", "date", "date", "int", "int", "text")
        given = table_of([(as_of, as_of, as_of, 0, 0, "")], nothing)
        return given.within("SELECT 0 AS subject, c0, c1, c2, c3, c4, c5 FROM (", ") t WHERE 1 = 0")
    there = _there(asks, begun(sources[rule.subjects], as_of, subjects), _asked(rule, parameters, calendar_of, as_of))
    counted = _counted(sources[asks.evidence], calendar_of, as_of, subjects)
    return (
        Sql("SELECT t.subject, t.begins, t.ends, t.due_on, COALESCE(k.total, 0) AS total, t.needed, t.status FROM (")
        + there
        + ") t LEFT JOIN ("
        + counted
        + ") k ON k.subject = t.subject AND k.period = t.period WHERE 1 = 1"
        + guarded(rule.guards, sources, parameters, as_of, subjects, subject="t.subject", on="t.judged")
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


def _counted(source: Source, calendar_of: Sequence[Period], as_of: date, subjects: Sequence[int] | None) -> Sql:
    """Evidence by subject and period. The period is worked out of the day, so that the facts are joined with nothing;
    only where periods overlap (two festivals near each other) one day lies in several, and they are joined.
    """
    span = (calendar_of[0].begins, min(max(p.ends for p in calendar_of), as_of + _DAY))
    proof = source().within("SELECT subject, begins, quantity FROM (", ") fact WHERE begins >= %s AND begins < %s")
    proof = Sql(proof.text, (*proof.values, day(span[0]), day(span[1])))
    if subjects is not None:
        proof = proof + " AND " + one_of("subject", subjects)
    if any(later.begins < earlier.ends for earlier, later in pairwise(calendar_of)):
        given = [(each.begins, each.ends, number) for number, each in enumerate(calendar_of)]
        return (
            Sql("SELECT e.subject, p.c2 AS period, SUM(e.quantity) AS total FROM (")
            + proof
            + ") e JOIN ("
            + table_of(given, ("date", "date", "int"))
            + ") p ON e.begins >= p.c0 AND e.begins < p.c1 GROUP BY e.subject, p.c2"
        )
    periods_of = Sql("SELECT subject, ") + _period(list(enumerate(calendar_of))) + " AS period, quantity FROM ("
    return (periods_of + proof + ") e").within(
        "SELECT subject, period, SUM(quantity) AS total FROM (",
        ") k WHERE period IS NOT NULL GROUP BY subject, period",
    )


def _period(calendar_of: Sequence[tuple[int, Period]]) -> Sql:
    """The number of the period in which ``e.begins`` lies, by halving; NULL between periods (festivals)."""
    if len(calendar_of) == 1:
        number, only = calendar_of[0]
        inside = f"CASE WHEN e.begins >= %s AND e.begins < %s THEN {number} END"
        return Sql(inside, (day(only.begins), day(only.ends)))
    middle = len(calendar_of) // 2
    first = calendar_of[middle][1].begins
    later = Sql("CASE WHEN e.begins >= %s THEN ", (day(first),)) + _period(calendar_of[middle:])
    return later + " ELSE " + _period(calendar_of[:middle]) + " END"


def _there(asks: Recurring, spans: Sql, table: Sql) -> Sql:
    """Subjects by period: there at its end, on any of its days, or on all of them."""
    several = asks.asked_of == "any"  # two times in one period; of the others there is at most one
    head = Sql(
        f"SELECT {'DISTINCT ' * several}s.subject, p.c0 AS begins, p.c2 AS judged, p.c3 AS ends, p.c4 AS due_on, "
        "p.c5 AS needed, p.c6 AS status, p.c7 AS period FROM ("
    )
    return head + _times(spans) + ") s JOIN (" + table + ") p ON " + _TIMES[asks.asked_of]


_TIMES = {
    "end": "s.begins <= p.c2 AND s.ends > p.c2",
    "any": "s.begins <= p.c2 AND s.ends > p.c0",
    "whole": "s.begins <= p.c0 AND s.ends >= p.c1",
}


def _times(spans: Sql) -> Sql:
    """The times without gap in which a subject was there: rows that touch or overlap are one."""
    never = Sql("SELECT subject, begins, COALESCE(ends, %s) AS ends FROM (", (day(limits.NEVER),))
    known = (never + spans + ") span").within("SELECT subject, begins, ends FROM (", ") known WHERE ends > begins")
    order = "PARTITION BY subject ORDER BY begins, ends"
    before = f"{order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    marked = known.within(
        f"SELECT subject, begins, ends, CASE WHEN begins <= MAX(ends) OVER ({before}) THEN 0 ELSE 1 END AS new FROM (",
        ") known",
    )
    numbered = marked.within(f"SELECT subject, begins, ends, SUM(new) OVER ({order}) AS time FROM (", ") marked")
    return numbered.within(
        "SELECT subject, MIN(begins) AS begins, MAX(ends) AS ends FROM (", ") numbered GROUP BY subject, time"
    )
