"""Recurring rules: for each subject and each period of the calendar, how much evidence there was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans.comparing import guarded
from zhendi.obligations.plans.sources import Source, begun
from zhendi.obligations.plans.sql import Sql, day, days_between, greatest, least, one_of, table_of
from zhendi.policy import periods
from zhendi.policy.periods import Period
from zhendi.policy.schema import Recurring, Rule

_DAY = timedelta(days=1)


def calendar(rule: Rule, parameters: Parameters, as_of: date, earliest: date) -> tuple[Period, ...]:
    """The periods that have begun by the day, from ``earliest`` on."""
    asks = rule.asks
    assert isinstance(asks, Recurring)
    begins, ends = max(earliest, rule.valid_from), min(as_of + _DAY, rule.valid_to or date.max)
    if asks.calendar == "festivals":
        lead = parameters.at(asks.lead, begins)
        return tuple(periods.festival_periods(asks.festivals, lead, begins, ends))
    return tuple(periods.periods(asks.calendar, begins, ends))


def counts(
    rule: Rule,
    sources: Mapping[str, Source],
    parameters: Parameters,
    calendar_of: Sequence[Period],
    as_of: date,
    subjects: Sequence[int] | None,
) -> Sql:
    """Rows ``subject, begins, total`` for every period in which the subject was there as the rule wants it.

    A period that still runs is judged by the day. Evidence is put into its period by the period's own days, so that
    the scan of the facts is one.
    """
    asks = rule.asks
    assert isinstance(asks, Recurring)
    judged = [(p.begins, min(p.ends, as_of + _DAY), min(p.last, as_of)) for p in calendar_of]
    table = table_of(judged, ("date", "date", "date"))
    there = _there(asks, begun(sources[rule.subjects], as_of, subjects), table)
    if not calendar_of:
        return there.within("SELECT subject, begins, 0 AS total FROM (", ") t WHERE 1 = 0")
    counted = _counted(sources[asks.evidence], calendar_of, as_of, subjects)
    return (
        Sql("SELECT t.subject, t.begins, COALESCE(k.total, 0) AS total FROM (")
        + there
        + ") t LEFT JOIN ("
        + counted
        + ") k ON k.subject = t.subject AND k.begins = t.begins WHERE 1 = 1"
        + guarded(rule.guards, sources, parameters, as_of, subjects, subject="t.subject", on="t.judged")
    )


def _counted(source: Source, calendar_of: Sequence[Period], as_of: date, subjects: Sequence[int] | None) -> Sql:
    """Evidence by subject and period. The period is worked out of the day, so that the facts are joined with nothing."""
    span = (calendar_of[0].begins, min(calendar_of[-1].ends, as_of + _DAY))
    proof = source().within("SELECT subject, begins, quantity FROM (", ") fact WHERE begins >= %s AND begins < %s")
    proof = Sql(proof.text, (*proof.values, day(span[0]), day(span[1])))
    if subjects is not None:
        proof = proof + " AND " + one_of("subject", subjects)
    periods_of = Sql("SELECT subject, ") + _period(calendar_of) + " AS begins, quantity FROM (" + proof + ") e"
    return periods_of.within(
        "SELECT subject, begins, SUM(quantity) AS total FROM (",
        ") k WHERE begins IS NOT NULL GROUP BY subject, begins",
    )


def _period(calendar_of: Sequence[Period]) -> Sql:
    """The first day of the period in which ``e.begins`` lies, by halving; NULL between periods (festivals)."""
    if len(calendar_of) == 1:
        only = calendar_of[0]
        inside = "CASE WHEN e.begins >= {0} AND e.begins < {0} THEN {0} END".format("%s")
        return Sql(inside, (day(only.begins), day(only.ends), day(only.begins)))
    middle = len(calendar_of) // 2
    later = Sql("CASE WHEN e.begins >= %s THEN ", (day(calendar_of[middle].begins),)) + _period(calendar_of[middle:])
    return later + " ELSE " + _period(calendar_of[:middle]) + " END"


def _there(asks: Recurring, spans: Sql, table: Sql) -> Sql:
    """Subjects by period: there at its end, on any of its days, or on all of them (spans do not overlap)."""
    joint = Sql("SELECT s.subject, p.c0 AS begins, p.c2 AS judged FROM (") + spans + ") s JOIN (" + table + ") p ON "
    if asks.asked_of == "end":
        return joint + "s.begins <= p.c2 AND (s.ends IS NULL OR s.ends > p.c2) GROUP BY s.subject, p.c0, p.c2"
    overlap = "s.begins <= p.c2 AND (s.ends IS NULL OR s.ends > p.c0) GROUP BY s.subject, p.c0, p.c2"
    if asks.asked_of == "any":
        return joint + overlap
    covered = days_between(greatest("s.begins", "p.c0"), least("COALESCE(s.ends, p.c1)", "p.c1"))
    judged = days_between("p.c0", "p.c1")
    return joint + overlap + f" HAVING SUM({covered}) = MIN({judged})"
