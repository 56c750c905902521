"""Deadline rules: each opening with its first closing, whether the subject is still there, and the guards of that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans.comparing import guarded
from zhendi.obligations.plans.sources import Source, begun
from zhendi.obligations.plans.sql import Sql, day
from zhendi.policy.schema import Deadline, Rule


def openings(
    rule: Rule,
    sources: Mapping[str, Source],
    parameters: Parameters,
    as_of: date,
    subjects: Sequence[int] | None,
) -> Sql:
    """Rows ``subject, begins, ends, closed_on``: openings by the day that are closed, or whose subject is still there."""
    asks = rule.asks
    assert isinstance(asks, Deadline)
    opened = begun(sources[asks.opens], as_of, subjects)
    closing = begun(sources[asks.closes], as_of, subjects)
    # What renews is the beginning of the next and closes nothing that began on its day.
    later = ">" if asks.renews else ">="
    found = (
        Sql("SELECT o.subject, o.begins, o.ends, (SELECT MIN(c.begins) FROM (")
        + closing
        + f") c WHERE c.subject = o.subject AND c.begins {later} o.begins) AS closed_on FROM ("
        + opened
        + ") o WHERE o.subject IN (SELECT subject FROM ("
        + begun(sources[rule.subjects], as_of, subjects)
        + ") known)"
    )
    found = found + guarded(rule.guards, sources, parameters, as_of, subjects, subject="o.subject", on="o.begins")
    return (
        Sql("SELECT subject, begins, ends, closed_on FROM (")
        + found
        + ") opening WHERE closed_on IS NOT NULL OR subject IN (SELECT subject FROM ("
        + _there(begun(sources[rule.subjects], as_of, subjects), as_of)
        + ") there)"
    )


def _there(sql: Sql, as_of: date) -> Sql:
    found = sql.within("SELECT subject FROM (", ") span WHERE ends IS NULL OR ends > %s")
    return Sql(found.text, (*found.values, day(as_of)))
