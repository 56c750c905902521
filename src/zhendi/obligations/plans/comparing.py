"""Comparing a count with the number in force on a day, in SQL; and guards counted on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans.sources import Source, begun
from zhendi.obligations.plans.sql import Sql, day, joined
from zhendi.policy.schema import Condition, Guard

_SIGNS = {"at_least": ">=", "at_most": "<=", "below": "<", "present": ">="}


def compared(condition: Condition, count: str, on: str, parameters: Parameters) -> Sql:
    """``count`` stands as the condition says, by the number in force on the day that the expression ``on`` gives."""
    return Sql(f"{count} {_SIGNS[condition.comparison]} ") + number(condition.parameter, on, parameters)


def number(code: str, on: str, parameters: Parameters) -> Sql:
    """The whole number in force on a day; 1 where no parameter is named."""
    if not code:
        return Sql("1")
    dated = parameters.by_code[code].values
    first = int(dated[0].value)
    if len(dated) == 1:
        return Sql(str(first))
    cases = joined((Sql(f"WHEN {on} >= %s THEN {int(d.value)}", (day(d.valid_from),)) for d in reversed(dated)), " ")
    return cases.within("CASE ", f" ELSE {first} END")


def guarded(
    guards: Sequence[Guard],
    sources: Mapping[str, Source],
    parameters: Parameters,
    as_of: date,
    subjects: Sequence[int] | None,
    *,
    subject: str,
    on: str,
) -> Sql:
    """`` AND …`` for every guard, counted for the ``subject`` on the day ``on`` (both expressions of the outer row)."""
    found = Sql("")
    for guard in guards:
        rows = begun(sources[guard.fact], as_of, subjects)
        count = (
            Sql("(SELECT COALESCE(SUM(g.quantity), 0) FROM (")
            + rows
            + f") g WHERE g.subject = {subject} AND g.begins <= {on} AND (g.ends IS NULL OR g.ends > {on}))"
        )
        found = found + " AND " + count + compared(guard.condition, "", on, parameters)
    return found
