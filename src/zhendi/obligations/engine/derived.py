"""The temporary table of what is owed on a day: filled rule by rule, for all subjects or for some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans import deadline, limits, recurring, standing, timeline
from zhendi.obligations.plans.sources import Source, begun
from zhendi.obligations.plans.sql import (
    Sql,
    among,
    analysed,
    as_day,
    day,
    joined,
    one_of,
    rows,
    run,
    table_of,
    temporary,
)
from zhendi.policy.periods import Period
from zhendi.policy.schema import LACKING, Deadline, Policy, Rule, Standing, SubjectKind

TABLE = "zhendi_derived"
COLUMNS = {
    "rule": "code", "subject": "int", "period_from": "date", "period_to": "date", "due_on": "date", "status": "text",
    "since": "date", "total": "int", "needed": "int", "provisional": "flag", "path": "text", "area": "text",
}  # fmt: skip
_FOUND = ("subject", "period_from", "period_to", "due_on", "status", "since", "total", "needed", "provisional")
_PLACES = "zhendi_places"
_LACKING = ", ".join(f"'{status}'" for status in LACKING)
_FEW = 100  # keys that stand in the statement one by one
Subjects = Mapping[SubjectKind, Sequence[int]] | None
Places = Callable[[SubjectKind], Sql]
"""Gives a sub-select ``subject, path, area`` of who answers for each subject of a kind, and on whose ground it is."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be derived: by which policy, from which facts, on which day; ``subjects`` = only some of them.

    ``earliest`` leaves out recurring periods that began before it, ``started`` those that had ended by it.
    """

    policy: Policy
    sources: Mapping[str, Source]
    places: Places
    as_of: date
    earliest: date
    subjects: Subjects = None
    rules: tuple[Rule, ...] = field(default=())
    started: date = date.min

    def asked(self) -> tuple[Rule, ...]:
        """The rules concerned, in the document's order."""
        found = self.rules or self.policy.rules()
        return tuple(rule for rule in found if self.subjects is None or self.kind(rule) in self.subjects)

    def kind(self, rule: Rule) -> SubjectKind:
        """What a rule is about."""
        return self.policy.facts[rule.subjects].subject

    def keys(self, kind: SubjectKind) -> Sequence[int] | None:
        """The subjects of a kind; ``None`` = all."""
        return None if self.subjects is None else self.subjects.get(kind, ())

    @property
    def parameters(self) -> Parameters:
        """The numbers of the policy."""
        return self.policy.parameters


def fill(question: Question) -> None:
    """Fill the table with every obligation of the rules asked, as it stands on the day."""
    temporary(TABLE, COLUMNS, key=("rule", "subject", "period_from"))
    by_kind: dict[SubjectKind, list[Rule]] = defaultdict(list)
    for rule in question.asked():
        by_kind[question.kind(rule)].append(rule)
    for kind, rules in by_kind.items():
        _place(question, kind)
        standing_rules = [rule for rule in rules if isinstance(rule.asks, Standing)]
        columns = _timeline(question, kind, standing_rules) if standing_rules else {}
        for rule in rules:
            if isinstance(rule.asks, Standing):
                _fill_standing(question, rule, columns)
            elif isinstance(rule.asks, Deadline):
                _fill_deadline(question, rule)
            else:
                _fill_recurring(question, rule)
    analysed(TABLE)
    _waive(question)


def _put(rule: Rule, found: Sql) -> None:
    """Put the duties of a rule into the table, each with who answers for it.

    Above the highest there is nobody: what it owes itself stays with it, or nobody would see it.
    """
    above = "CASE WHEN length(p.path) > 4 THEN substr(p.path, 1, length(p.path) - 4) ELSE p.path END"
    path = "p.path" if rule.bearer.of == "own" else above
    named = ", ".join(f"f.{name}" for name in _FOUND)
    head = Sql(
        f"INSERT INTO {TABLE} (rule, {', '.join(_FOUND)}, path, area) "
        f"SELECT CAST(%s AS text), {named}, COALESCE({path}, ''), COALESCE(p.area, '') FROM (",
        (rule.id,),
    )
    run(head + found + f") f LEFT JOIN {_PLACES} p ON p.subject = f.subject")


def _place(question: Question, kind: SubjectKind) -> None:
    temporary(_PLACES, {"subject": "int", "path": "text", "area": "text"}, key=("subject",))
    keys = question.keys(kind)
    found = question.places(kind).within(f"INSERT INTO {_PLACES} SELECT subject, path, area FROM (", ") p WHERE ")
    run(found + ("1 = 1" if keys is None else one_of("subject", keys)))
    analysed(_PLACES)


# --- standing ------------------------------------------------------------------------------------------------

_STATES = "zhendi_states"


def _timeline(question: Question, kind: SubjectKind, rules: Sequence[Rule]) -> timeline.Columns:
    return timeline.build(rules, question.sources, question.parameters, question.as_of, question.keys(kind))


def _fill_standing(question: Question, rule: Rule, columns: timeline.Columns) -> None:
    temporary(_STATES, {"subject": "int", "began": "date", "since": "date", "holds": "int", "total": "int"})
    run(Sql(f"INSERT INTO {_STATES} ") + standing.states(rule, columns, question.parameters))
    days = (as_day(found) for (found,) in rows(Sql(f"SELECT DISTINCT since FROM {_STATES} WHERE holds = 0")))
    broken = [(since, limits.broken(rule, question.parameters, question.as_of, since)) for since in days if since]
    given = [(since, found.due_on, found.status, int(found.provisional)) for since, found in broken]
    needed = limits.needed(rule, question.parameters, question.as_of)
    _put(
        rule,
        Sql(
            "SELECT s.subject, s.began AS period_from, CAST(NULL AS date) AS period_to, d.c1 AS due_on, "
            "CASE s.holds WHEN 1 THEN 'met' ELSE d.c2 END AS status, s.since, s.total, "
            f"{needed} AS needed, COALESCE(d.c3, 0) AS provisional FROM {_STATES} s LEFT JOIN ("
        )
        + table_of(given, ("date", "date", "text", "int"))
        + ") d ON d.c0 = s.since AND s.holds = 0",
    )


# --- deadline ------------------------------------------------------------------------------------------------

_OPENINGS = "zhendi_openings"


def _fill_deadline(question: Question, rule: Rule) -> None:
    keys = question.keys(question.kind(rule))
    found = deadline.openings(rule, question.sources, question.parameters, question.as_of, keys)
    temporary(_OPENINGS, {"subject": "int", "begins": "date", "ends": "date", "closed_on": "date", "pauses": "int"})
    patterns = _pauses(question, rule)
    numbers = table_of([(s, n) for n, (_, held) in enumerate(patterns) for s in held], ("int", "int"))
    run(
        Sql(f"INSERT INTO {_OPENINGS} SELECT o.subject, o.begins, o.ends, o.closed_on, COALESCE(p.c1, 0) FROM (")
        + found
        + ") o LEFT JOIN ("
        + numbers
        + ") p ON p.c0 = o.subject"
    )
    spans = rows(Sql(f"SELECT DISTINCT begins, ends, pauses FROM {_OPENINGS}"))
    given = [_limits(question, rule, (as_day(begins), as_day(ends)), (n, patterns[n][0])) for begins, ends, n in spans]
    table = table_of([row for row in given if row], ("date", "date", "date", "date", "text", "int", "int"))
    closed = "o.closed_on IS NOT NULL"
    status = f"CASE WHEN {closed} THEN CASE WHEN t.c2 IS NULL OR o.closed_on <= t.c2 THEN 'met' ELSE 'met_late' END ELSE t.c4 END"
    _put(
        rule,
        Sql(
            f"SELECT o.subject, o.begins AS period_from, t.c3 AS period_to, t.c2 AS due_on, {status} AS status, "
            f"COALESCE(o.closed_on, o.begins) AS since, CASE WHEN {closed} THEN 1 ELSE 0 END AS total, 1 AS needed, "
            f"t.c5 AS provisional FROM {_OPENINGS} o JOIN ("
        )
        + table
        + Sql(") t ON t.c0 = o.begins AND t.c6 = o.pauses AND t.c1 = COALESCE(o.ends, %s)", (day(limits.NEVER),)),
    )


_Pattern = tuple[tuple[Period, ...], list[int]]
"""Times that do not count, and the subjects of whom these and no others are known."""


def _pauses(question: Question, rule: Rule) -> list[_Pattern]:
    """The patterns of pauses by number, first the one of no pause (it needs no subjects). Days are worked out once for
    each pattern, not for each subject.
    """
    asks = rule.asks
    assert isinstance(asks, Deadline)
    if not asks.pauses:
        return [((), [])]
    kept = begun(question.sources[asks.pauses], question.as_of, question.keys(question.kind(rule)))
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for subject, begins, ends in rows(kept.within("SELECT subject, begins, ends FROM (", ") pause")):
        spans[subject].append((as_day(begins) or limits.NEVER, as_day(ends)))
    subjects: dict[tuple[Period, ...], list[int]] = {(): []}
    for subject, found in spans.items():
        subjects.setdefault(limits.paused(found, question.as_of), []).append(subject)
    return list(subjects.items())


def _limits(
    question: Question, rule: Rule, span: tuple[date | None, date | None], pattern: tuple[int, Sequence[Period]]
) -> tuple[object, ...] | None:
    """``begins, ends, due, end of the period, status while open, provisional, pattern``; ``None``: nothing is owed."""
    (begins, ends), (number, pauses) = span, pattern
    found = limits.opening(rule, question.parameters, question.as_of, begins or limits.NEVER, ends, pauses)
    if found is None:
        return None
    return begins, ends or limits.NEVER, found.due_on, found.period_to, found.status, int(found.provisional), number


# --- recurring -----------------------------------------------------------------------------------------------


def _fill_recurring(question: Question, rule: Rule) -> None:
    parameters, as_of, keys = question.parameters, question.as_of, question.keys(question.kind(rule))
    calendar = recurring.calendar(rule, parameters, as_of, question.earliest, question.started)
    if not calendar:
        return
    _put(
        rule,
        recurring.counts(rule, question.sources, parameters, calendar, as_of, keys).within(
            "SELECT subject, begins AS period_from, ends AS period_to, due_on, "
            "CASE WHEN total >= needed THEN 'met' ELSE status END AS status, begins AS since, total, needed, "
            "0 AS provisional FROM (",
            ") counted",
        ),
    )


# --- who is excused ------------------------------------------------------------------------------------------


def _waive(question: Question) -> None:
    """What is not done is excused while a waiver holds; a recurring one also when it held on the last day of the period."""
    if not rows(Sql("SELECT 1 FROM obligations_waiver LIMIT 1")):
        return
    recurring_rules = [(rule.id,) for rule in question.asked() if rule.kind == "recurring"]
    today = day(question.as_of)
    held = Sql("w.valid_from <= %s AND %s < w.valid_to", (today, today))
    then = (
        Sql(f"{TABLE}.due_on <= %s AND w.valid_from <= {TABLE}.due_on AND {TABLE}.due_on < w.valid_to AND ", (today,))
        + f"{TABLE}.rule IN (SELECT c0 FROM ("
        + table_of(recurring_rules, ("text",))
        + ") r)"
    )
    run(
        Sql(
            f"UPDATE {TABLE} SET status = 'waived' WHERE status IN ({_LACKING}) AND EXISTS ("
            f"SELECT 1 FROM obligations_waiver w WHERE w.rule = {TABLE}.rule AND w.subject = {TABLE}.subject AND (("
        )
        + held
        + ") OR ("
        + then
        + ")))"
    )


def scope_of(question: Question, table: str) -> Sql:
    """The condition that a row of obligations belongs to the question: its rules, and its subjects where named."""
    pieces = []
    by_kind: dict[SubjectKind, list[str]] = defaultdict(list)
    for rule in question.asked():
        by_kind[question.kind(rule)].append(rule.id)
    for kind, codes in by_kind.items():
        piece = among(f"{table}.rule", codes)
        keys = question.keys(kind)
        if keys is not None:
            few = len(keys) <= _FEW
            piece = piece + " AND " + (among if few else one_of)(f"{table}.subject", keys)
        pieces.append(piece)
    return joined(pieces, ") OR (").within("((", "))") if pieces else Sql("1 = 0")
