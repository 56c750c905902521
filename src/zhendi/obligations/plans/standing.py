"""Standing and share rules: does it hold on the day, since when, and how long has it been asked?"""

from __future__ import annotations

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans.comparing import compared
from zhendi.obligations.plans.sql import Sql, day, joined
from zhendi.obligations.plans.timeline import TABLE, Columns, evidence_key
from zhendi.policy.schema import Rule, Standing


def states(rule: Rule, columns: Columns, parameters: Parameters) -> Sql:
    """Rows ``subject, began, since, holds, total`` of every subject of whom it is asked on the day.

    Read backwards from the last change: as long as it was asked, and within that as long as it stood the same.
    """
    assert isinstance(rule.asks, Standing)
    total = columns[evidence_key(rule)]
    judged = (
        Sql(f"SELECT subject, day, {total} AS total, CASE WHEN ")
        + _asked(rule, columns, parameters)
        + " THEN 0 ELSE 1 END AS unasked, CASE WHEN "
        + compared(rule.asks.condition, total, "day", parameters)
        + f" THEN 1 ELSE 0 END AS holds FROM {TABLE}"
    )
    back = "PARTITION BY subject ORDER BY day DESC"
    tail = judged.within(
        "SELECT subject, day, total, holds, SUM(unasked) OVER (back) AS breaks, "
        "FIRST_VALUE(holds) OVER (back) AS holds_now, FIRST_VALUE(total) OVER (back) AS total_now FROM (",
        f") judged WINDOW back AS ({back})",
    )
    turned = tail.within(
        "SELECT subject, day, holds_now, total_now, SUM(CASE WHEN holds = holds_now THEN 0 ELSE 1 END) "
        "OVER (PARTITION BY subject ORDER BY day DESC) AS turns FROM (",
        ") tail WHERE breaks = 0",
    )
    return turned.within(
        "SELECT subject, MIN(day) AS began, MIN(CASE WHEN turns = 0 THEN day END) AS since, "
        "MIN(holds_now) AS holds, MIN(total_now) AS total FROM (",
        ") turned GROUP BY subject",
    )


def _asked(rule: Rule, columns: Columns, parameters: Parameters) -> Sql:
    until = Sql(" AND day < %s", (day(rule.valid_to),)) if rule.valid_to else Sql("")
    own = Sql(f"{columns[rule.subjects]} > 0 AND day >= %s", (day(rule.valid_from),)) + until
    guards = (compared(guard.condition, columns[guard.fact], "day", parameters) for guard in rule.guards)
    return joined([own, *guards], " AND ")
