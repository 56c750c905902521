"""The temporary table of what is owed on a day: filled rule by rule, for all subjects or for some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans import deadline, recurring, standing, timeline
from zhendi.obligations.plans.sources import Source
from zhendi.obligations.plans.sql import Sql, as_day, day, one_of, ready, rows, run, table_of, temporary
from zhendi.policy import periods
from zhendi.policy.evaluate import open_status
from zhendi.policy.schema import Deadline, Policy, Recurring, Rule, SubjectKind

TABLE = "zhendi_derived"
COLUMNS = {
    "rule": "text", "subject": "int", "period_from": "date", "period_to": "date", "due_on": "date", "status": "text",
    "since": "date", "total": "int", "needed": "int", "provisional": "flag", "path": "text",
}  # fmt: skip
_LISTED = "rule, subject, period_from, period_to, due_on, status, since, total, needed, provisional, path"
_DAY = timedelta(days=1)
_NEVER = date(9999, 12, 31)
Subjects = Mapping[SubjectKind, Sequence[int]] | None
Places = Callable[[SubjectKind], Sql]
"""Gives a sub-select ``subject, path`` of who answers for each subject of a kind."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be derived: by which policy, from which facts, on which day; ``subjects`` = only some of them.

    ``earliest`` leaves out recurring periods that began before it.
    """

    policy: Policy
    sources: Mapping[str, Source]
    places: Places
    as_of: date
    earliest: date
    subjects: Subjects = None
    rules: tuple[Rule, ...] = field(default=())

    def asked(self) -> tuple[Rule, ...]:
        """The rules concerned, in the document's order."""
        found = self.rules or self.policy.rules()
        return tuple(rule for rule in found if self.subjects is None or self.kind(rule) in self.subjects)

    def kind(self, rule: Rule) -> SubjectKind:
        """What a rule is about."""
        return self.policy.facts[rule.subjects].subject

    def keys(self, kind: SubjectKind) -> Sequence[int] | None:
        """The subjects of a kind; ``None`` = all."""
        return None if self.subjects is None else self.subjects[kind]

    @property
    def parameters(self) -> Parameters:
        """The numbers of the policy."""
        return self.policy.parameters


def fill(question: Question) -> None:
    """Fill the table with every obligation of the rules asked, as it stands on the day."""
    temporary(TABLE, COLUMNS)
    by_kind: dict[SubjectKind, list[Rule]] = defaultdict(list)
    for rule in question.asked():
        by_kind[question.kind(rule)].append(rule)
    for kind, rules in by_kind.items():
        _fill_standing(question, kind, [rule for rule in rules if rule.kind in {"standing", "share"}])
        for rule in rules:
            if isinstance(rule.asks, Deadline):
                _fill_deadline(question, rule)
            elif isinstance(rule.asks, Recurring):
                _fill_recurring(question, rule)
        _place(question, kind, rules)
    ready(TABLE, "rule", "subject", "period_from")
    _waive(question)


# --- standing ------------------------------------------------------------------------------------------------


def _fill_standing(question: Question, kind: SubjectKind, rules: Sequence[Rule]) -> None:
    if not rules:
        return
    keys = question.keys(kind)
    columns = timeline.build(rules, question.sources, question.parameters, question.as_of, keys)
    for rule in rules:
        _fill_one(question, rule, columns)


def _fill_one(question: Question, rule: Rule, columns: timeline.Columns) -> None:
    asks = rule.asks
    assert not isinstance(asks, Deadline | Recurring)
    states = standing.states(rule, columns, question.parameters)
    code = asks.condition.parameter
    needed = question.parameters.integer(code, question.as_of) if code and rule.in_force(question.as_of) else 1
    head = Sql(
        "SELECT CAST(%s AS text), subject, began, NULL, NULL, CASE holds WHEN 1 THEN 'met' ELSE 'due' END, since, total, ",
        (rule.id,),
    )
    run(Sql(f"INSERT INTO {TABLE} ({_LISTED}) ") + head + states.within(f"{needed}, 0, '' FROM (", ") state"))
    open_since = Sql(f"SELECT DISTINCT since FROM {TABLE} WHERE rule = %s AND status = 'due'", (rule.id,))
    dues = [_due(question, rule, asks.within, since) for (found,) in rows(open_since) if (since := as_day(found))]
    _set_dues(rule, dues)


def _due(question: Question, rule: Rule, within: Sequence[str], since: date) -> tuple[object, ...]:
    found = periods.due(since, [question.parameters.at(code, since) for code in within], ())
    notice = periods.before(found.day, question.parameters.at(rule.notice, since))
    return since, found.day, open_status(question.as_of, found.day, notice), int(found.provisional)


def _set_dues(rule: Rule, dues: Iterable[Sequence[object]]) -> None:
    listed = list(dues)
    if not listed:
        return
    given = table_of(listed, ("date", "date", "text", "int"))
    run(
        Sql(f"UPDATE {TABLE} SET due_on = t.c1, status = t.c2, provisional = t.c3 FROM (")
        + given
        + Sql(f") t WHERE {TABLE}.rule = %s AND {TABLE}.status = 'due' AND {TABLE}.since = t.c0", (rule.id,))
    )


# --- deadline ------------------------------------------------------------------------------------------------

_OPENINGS = "zhendi_openings"


def _fill_deadline(question: Question, rule: Rule) -> None:
    keys = question.keys(question.kind(rule))
    found = deadline.openings(rule, question.sources, question.parameters, question.as_of, keys)
    temporary(_OPENINGS, {"subject": "int", "begins": "date", "ends": "date", "closed_on": "date"})
    run(Sql(f"INSERT INTO {_OPENINGS} ") + found)
    spans = rows(Sql(f"SELECT DISTINCT begins, ends FROM {_OPENINGS}"))
    limits = [_limits(question, rule, as_day(begins) or _NEVER, as_day(ends)) for begins, ends in spans]
    table = table_of([row for row in limits if row], ("date", "date", "date", "date", "text", "int"))
    closed = "o.closed_on IS NOT NULL"
    status = f"CASE WHEN {closed} THEN CASE WHEN t.c2 IS NULL OR o.closed_on <= t.c2 THEN 'met' ELSE 'met_late' END ELSE t.c4 END"
    run(
        Sql(
            f"INSERT INTO {TABLE} ({_LISTED}) SELECT CAST(%s AS text), o.subject, o.begins, t.c3, t.c2, {status}, "
            f"COALESCE(o.closed_on, o.begins), CASE WHEN {closed} THEN 1 ELSE 0 END, 1, t.c5, '' "
            f"FROM {_OPENINGS} o JOIN (",
            (rule.id,),
        )
        + table
        + Sql(") t ON t.c0 = o.begins AND t.c1 = COALESCE(o.ends, %s)", (day(_NEVER),))
    )


def _limits(question: Question, rule: Rule, begins: date, ends: date | None) -> tuple[object, ...] | None:
    """``begins, ends, due, end of the period, status while open, provisional``; ``None`` when nothing is owed."""
    asks = rule.asks
    assert isinstance(asks, Deadline)
    parameters, reading = question.parameters, max(begins, rule.valid_from)
    amounts = [parameters.at(code, reading) for code in asks.within]
    found = periods.due(begins, amounts, ()) if asks.within else None
    due_on = found.day if found else ends
    if due_on is None:
        return begins, ends or _NEVER, None, None, "not_yet", 0
    if not rule.in_force(due_on):
        return None
    asked = periods.after(begins, [parameters.at(code, reading) for code in asks.not_before])
    if asks.asked:
        asked = max(asked, periods.before(due_on, parameters.at(asks.asked, max(due_on, rule.valid_from))))
    notice = periods.before(due_on, parameters.at(rule.notice, max(due_on, rule.valid_from)))
    status = open_status(question.as_of, due_on, notice) if question.as_of >= asked else "not_yet"
    return begins, ends or _NEVER, due_on, due_on + _DAY, status, int(bool(found and found.provisional))


# --- recurring -----------------------------------------------------------------------------------------------


def _fill_recurring(question: Question, rule: Rule) -> None:
    asks = rule.asks
    assert isinstance(asks, Recurring)
    parameters, as_of = question.parameters, question.as_of
    calendar = recurring.calendar(rule, parameters, as_of, question.earliest)
    if not calendar:
        return
    limits = []
    for period in calendar:
        notice = periods.before(period.last, parameters.at(rule.notice, period.begins))
        needed = parameters.integer(asks.at_least, period.begins)
        limits.append((period.begins, period.ends, period.last, needed, open_status(as_of, period.last, notice)))
    found = recurring.counts(rule, question.sources, parameters, calendar, as_of, question.keys(question.kind(rule)))
    run(
        Sql(
            f"INSERT INTO {TABLE} ({_LISTED}) SELECT CAST(%s AS text), k.subject, k.begins, t.c1, t.c2, "
            "CASE WHEN k.total >= t.c3 THEN 'met' ELSE t.c4 END, k.begins, k.total, t.c3, 0, '' FROM (",
            (rule.id,),
        )
        + found
        # CROSS JOIN: SQLite keeps this order, or it would count anew for each period.
        + ") k CROSS JOIN ("
        + table_of(limits, ("date", "date", "date", "int", "text"))
        + ") t WHERE t.c0 = k.begins"
    )


# --- who answers, and who is excused -------------------------------------------------------------------------


def _place(question: Question, kind: SubjectKind, rules: Sequence[Rule]) -> None:
    for of, place in (("own", "p.path"), ("above", "substr(p.path, 1, length(p.path) - 4)")):
        codes = [(rule.id,) for rule in rules if rule.bearer.of == of]
        if not codes:
            continue
        run(
            Sql(f"UPDATE {TABLE} SET path = {place} FROM (")
            + question.places(kind)
            + f") p WHERE p.subject = {TABLE}.subject AND {TABLE}.rule IN (SELECT c0 FROM ("
            + table_of(codes, ("text",))
            + ") r)"
        )


def _waive(question: Question) -> None:
    """An open duty is excused while a waiver holds; a recurring one also when it held on the last day of the period."""
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
            f"UPDATE {TABLE} SET status = 'waived' WHERE status IN ('due', 'due_soon', 'overdue') AND EXISTS ("
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
    by_kind: dict[SubjectKind, list[tuple[str]]] = defaultdict(list)
    for rule in question.asked():
        by_kind[question.kind(rule)].append((rule.id,))
    for kind, codes in by_kind.items():
        piece = Sql(f"{table}.rule IN (SELECT c0 FROM (") + table_of(codes, ("text",)) + ") r)"
        keys = question.keys(kind)
        pieces.append(piece if keys is None else piece + " AND " + one_of(f"{table}.subject", keys))
    found = Sql("1 = 0")
    for piece in pieces:
        found = found + " OR (" + piece + ")"
    return found.within("(", ")")
