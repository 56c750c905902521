"""Where the rows of a named fact come from, in one form: ``subject, begins, ends, quantity``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from zhendi.kernel.parameters import Parameters
from zhendi.obligations import areas
from zhendi.obligations.plans.sql import Sql, day, one_of, rows, table_of
from zhendi.policy import periods
from zhendi.policy.schema import Rule, Standing

Source = Callable[[], Sql]
"""Gives a sub-select with the columns ``subject, begins, ends, quantity`` (an event has no ``ends``)."""


def begun(source: Source, as_of: date, subjects: Sequence[int] | None) -> Sql:
    """Rows of a fact that had begun on the day, of all subjects or of some."""
    sql = source().within("SELECT subject, begins, ends, quantity FROM (", ") fact WHERE begins <= %s")
    sql = Sql(sql.text, (*sql.values, day(as_of)))
    return sql if subjects is None else sql + " AND " + one_of("subject", subjects)


def evidence(
    rule: Rule, sources: Mapping[str, Source], parameters: Parameters, as_of: date, subjects: Sequence[int] | None
) -> Sql:
    """The evidence of a standing rule; events that count for a while get the end that their day gives them."""
    assert isinstance(rule.asks, Standing)
    sql = begun(sources[rule.asks.evidence], as_of, subjects)
    if not rule.asks.window:
        return sql
    ends = table_of(_lasting(sql, rule, rule.asks.window, parameters), ("date", "date"))
    return (
        sql.within("SELECT f.subject, f.begins, w.c1 AS ends, f.quantity FROM (", ") f JOIN (")
        + ends
        + ") w ON w.c0 = f.begins"
    )


def placed(subjects: Sql, ground: Sql, *, own_code: bool) -> Sql:
    """``subject, path, area``: subjects with their path (and own 12-digit ``code``) on the ground of their path."""
    code = "COALESCE(NULLIF(p.code, ''), g.code)" if own_code else "g.code"
    return (
        Sql(f"SELECT p.subject, p.path, {areas.of_code(code)} AS area FROM (")
        + subjects
        + ") p JOIN ("
        + ground
        + ") g ON g.path = p.path"
    )


def _lasting(sql: Sql, rule: Rule, window: str, parameters: Parameters) -> list[tuple[date, date]]:
    found = rows(sql.within("SELECT DISTINCT begins FROM (", ") f"))
    days = [each if isinstance(each, date) else date.fromisoformat(each) for (each,) in found]
    return [(begins, periods.after(begins, [parameters.at(window, max(begins, rule.valid_from))])) for begins in days]
