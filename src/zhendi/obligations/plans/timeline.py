"""How counts of several facts run over time for every subject of one kind: one scan of each fact serves all rules.

The table holds a row for each subject and each day on which something can have changed, with the running count of every
fact on that day, and the day of the next. Between two such days all stays as it is. Of most subjects all began on one day
and nothing came after; they are left where they are (``ON_ONE_DAY``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans.sources import Source, begun, evidence
from zhendi.obligations.plans.sql import Sql, analysed, day, joined, run, table_of, temporary
from zhendi.policy.schema import Rule, Standing

TABLE, CHANGES, _SEVERAL = "zhendi_timeline", "zhendi_changes", "zhendi_several"
ON_ONE_DAY = f"FROM {CHANGES} c WHERE NOT EXISTS (SELECT 1 FROM {_SEVERAL} s WHERE s.subject = c.subject)"
"""Whose counts were set on one day and stayed: the changes are the counts. They are not in the table."""
Columns = Mapping[str, str]
"""Column of the timeline by fact (or by fact and window)."""


def build(
    rules: Sequence[Rule],
    sources: Mapping[str, Source],
    parameters: Parameters,
    as_of: date,
    subjects: Sequence[int] | None,
) -> Columns:
    """Fill the timeline for standing rules about one kind of subject; gives the column of each count."""
    wanted = _wanted(rules, sources, parameters, as_of, subjects)
    columns = {key: f"n{place}" for place, key in enumerate(wanted)}
    counts = dict.fromkeys(columns.values(), "int")
    temporary(CHANGES, {"subject": "int", "day": "date"} | counts, key=("subject", "day"))
    temporary(TABLE, {"subject": "int", "day": "date", "next_day": "date"} | counts, key=("subject", "day"))
    changes = [_changes(sql, place, len(wanted), as_of) for place, sql in enumerate(wanted.values())]
    changes.append(_numbers(rules, wanted, parameters, as_of, len(wanted)))
    sums = ", ".join(f"SUM({name})" for name in counts)
    run(
        joined(changes, " UNION ALL ").within(
            f"INSERT INTO {CHANGES} SELECT subject, day, {sums} FROM (", ") change GROUP BY subject, day"
        )
    )
    analysed(CHANGES)
    _run_up(list(counts))
    analysed(TABLE)
    return columns


def _run_up(counts: Sequence[str]) -> None:
    """From changes to running counts, of those subjects for whom something changed on more than one day."""
    temporary(_SEVERAL, {"subject": "int"}, key=("subject",))
    run(Sql(f"INSERT INTO {_SEVERAL} SELECT subject FROM {CHANGES} GROUP BY subject HAVING COUNT(*) > 1"))
    analysed(_SEVERAL)
    running = ", ".join(f"SUM({name}) OVER upto" for name in counts)
    run(
        Sql(
            f"INSERT INTO {TABLE} SELECT subject, day, LEAD(day) OVER upto, {running} FROM {CHANGES} "
            f"WHERE subject IN (SELECT subject FROM {_SEVERAL}) "
            "WINDOW upto AS (PARTITION BY subject ORDER BY day ROWS UNBOUNDED PRECEDING)"
        )
    )


def evidence_key(rule: Rule) -> str:
    """Under which name a rule's evidence is counted: the fact, and how long an event counts."""
    assert isinstance(rule.asks, Standing)
    return f"{rule.asks.evidence}/{rule.asks.window}" if rule.asks.window else rule.asks.evidence


def _wanted(
    rules: Sequence[Rule],
    sources: Mapping[str, Source],
    parameters: Parameters,
    as_of: date,
    subjects: Sequence[int] | None,
) -> dict[str, Sql]:
    wanted: dict[str, Sql] = {}
    for rule in rules:
        for fact in (rule.subjects, *(guard.fact for guard in rule.guards)):
            if fact not in wanted:
                wanted[fact] = begun(sources[fact], as_of, subjects)
        key = evidence_key(rule)
        if key not in wanted:
            wanted[key] = evidence(rule, sources, parameters, as_of, subjects)
    return wanted


def _changes(sql: Sql, place: int, width: int, as_of: date) -> Sql:
    """Plus on the day on which a row begins, minus on the day on which it ends, in one scan."""
    deltas = ", ".join(
        (f"CASE e.ending WHEN 0 THEN quantity ELSE -quantity END AS n{n}" if n == place else f"0 AS n{n}")
        for n in range(width)
    )
    found = sql.within(
        f"SELECT subject, CASE e.ending WHEN 0 THEN begins ELSE ends END AS day, {deltas} FROM (",
        ") f CROSS JOIN (SELECT 0 AS ending UNION ALL SELECT 1) e WHERE e.ending = 0 OR ends <= %s",
    )
    return Sql(found.text, (*found.values, day(as_of)))


def _numbers(rules: Sequence[Rule], wanted: Mapping[str, Sql], parameters: Parameters, as_of: date, width: int) -> Sql:
    """Days on which a number or a rule itself changes, for the subjects that were there before."""
    days = sorted(set(_turns(rules, parameters, as_of)))
    firsts = joined((wanted[fact] for fact in dict.fromkeys(rule.subjects for rule in rules)), " UNION ALL ")
    nothing = ", ".join("0" for _ in range(width))
    return (
        Sql(f"SELECT s.subject, t.c0, {nothing} FROM (SELECT subject, MIN(begins) AS first FROM (")
        + firsts
        + ") held GROUP BY subject) s JOIN ("
        + table_of([(each,) for each in days], ("date",))
        + ") t ON t.c0 > s.first"
    )


def _turns(rules: Sequence[Rule], parameters: Parameters, as_of: date) -> Iterable[date]:
    for rule in rules:
        assert isinstance(rule.asks, Standing)
        codes = {rule.asks.condition.parameter, *(guard.condition.parameter for guard in rule.guards)} - {""}
        days = {rule.valid_from, rule.valid_to}
        days |= {dated.valid_from for code in codes for dated in parameters.by_code[code].values}
        yield from (each for each in days if each and each <= as_of)
