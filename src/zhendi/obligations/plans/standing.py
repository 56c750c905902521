"""Standing and share rules: does it hold on the day, since when, and how long has it been asked?"""

from __future__ import annotations

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans.comparing import compared
from zhendi.obligations.plans.sql import Sql, day, joined
from zhendi.obligations.plans.timeline import ON_ONE_DAY, TABLE, Columns, evidence_key
from zhendi.policy.schema import Rule, Standing


def states(rule: Rule, columns: Columns, parameters: Parameters) -> Sql:
    """Rows ``subject, began, since, holds, total`` of every subject of whom it is asked on the day.

    As long as it was asked, and within that as long as it stood the same: each begins on the day after the last one on
    which it was otherwise. Every row of the timeline knows the day of the next, so that one grouping says all.
    """
    assert isinstance(rule.asks, Standing)
    total = columns[evidence_key(rule)]
    asked = _asked(rule, columns, parameters)
    holds = compared(rule.asks.condition, total, "day", parameters).within("CASE WHEN ", " THEN 1 ELSE 0 END AS holds")
    judged = (
        asked.within(f"SELECT subject, day, next_day, {total} AS total, CASE WHEN ", " THEN 0 ELSE 1 END AS unasked, ")
        + holds
        + f" FROM {TABLE}"
    )
    grouped = judged.within(
        "SELECT subject, MIN(day) AS first, MAX(CASE WHEN unasked = 1 THEN next_day END) AS asked_since, "
        "MAX(CASE WHEN unasked = 1 OR holds = 0 THEN next_day END) AS held_since, "
        "MAX(CASE WHEN unasked = 1 OR holds = 1 THEN next_day END) AS broken_since, "
        "MAX(CASE WHEN next_day IS NULL THEN holds END) AS holds, "
        "MAX(CASE WHEN next_day IS NULL THEN total END) AS total FROM (",
        ") judged GROUP BY subject HAVING MAX(CASE WHEN next_day IS NULL THEN unasked END) = 0",
    )
    of_several = grouped.within(
        "SELECT subject, COALESCE(asked_since, first) AS began, "
        "COALESCE(CASE holds WHEN 1 THEN held_since ELSE broken_since END, first) AS since, holds, total FROM (",
        ") grouped",
    )
    of_one = (
        Sql("SELECT subject, day AS began, day AS since, ") + holds + f", {total} AS total {ON_ONE_DAY} AND " + asked
    )
    return of_one + " UNION ALL " + of_several


def _asked(rule: Rule, columns: Columns, parameters: Parameters) -> Sql:
    until = Sql(" AND day < %s", (day(rule.valid_to),)) if rule.valid_to else Sql("")
    own = Sql(f"{columns[rule.subjects]} > 0 AND day >= %s", (day(rule.valid_from),)) + until
    guards = (compared(guard.condition, columns[guard.fact], "day", parameters) for guard in rule.guards)
    return joined([own, *guards], " AND ")
