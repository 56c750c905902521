"""Filling a table with what is owed on a day: rule by rule, for all subjects or for some.

The table is the temporary one that is then compared with what is kept; as long as nothing is kept it is the kept one
itself, so that no duty is written twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhendi.obligations.engine.derived import COLUMNS, KEPT, TABLE, Question
from zhendi.obligations.plans import counting, deadline, limits, recurring, standing, timeline
from zhendi.obligations.plans.sources import begun
from zhendi.obligations.plans.sql import Sql, analysed, as_day, day, one_of, rows, run, table_of, temporary
from zhendi.policy.periods import Period
from zhendi.policy.schema import LACKING, Deadline, Recurring, Rule, Standing, SubjectKind

_FOUND = ("subject", "period_from", "period_to", "due_on", "status", "since", "total", "needed")
_PLACES, _STATES, _OPENINGS = "zhendi_places", "zhendi_states", "zhendi_openings"
_LACKING = ", ".join(f"'{status}'" for status in LACKING)


def fill(question: Question) -> None:
    """Fill the temporary table with every obligation of the rules asked, as it stands on the day."""
    temporary(TABLE, COLUMNS)
    _Filling(question, TABLE).all()
    analysed(TABLE)


def keep(question: Question) -> int:
    """The same straight into the kept obligations, of which there must be none yet; gives how many."""
    return _Filling(question, KEPT).all()


@dataclass(frozen=True, slots=True)
class _Filling:
    """One question and the table that its answer goes into."""

    question: Question
    into: str

    def all(self) -> int:
        by_kind: dict[SubjectKind, list[Rule]] = defaultdict(list)
        for rule in self.question.asked():
            by_kind[self.question.kind(rule)].append(rule)
        written = 0
        for kind, rules in by_kind.items():
            _place(self.question, kind)
            written += self._standing(kind, [rule for rule in rules if isinstance(rule.asks, Standing)])
            written += sum(self._deadline(rule) for rule in rules if isinstance(rule.asks, Deadline))
            written += self._recurring(kind, [rule for rule in rules if isinstance(rule.asks, Recurring)])
        _waive(self.question, self.into)
        return written

    def _put(self, rule: Rule, found: Sql) -> int:
        """Put the duties of a rule into the table, each with who answers for it; gives how many.

        Above the highest there is nobody: what it owes itself stays with it, or nobody would see it.
        """
        above = "CASE WHEN length(p.path) > 4 THEN substr(p.path, 1, length(p.path) - 4) ELSE p.path END"
        path = "p.path" if rule.bearer.of == "own" else above
        named = ", ".join(f"f.{name}" for name in _FOUND)
        head = Sql(
            f"INSERT INTO {self.into} (rule, {', '.join(_FOUND)}, provisional, path, area) "
            f"SELECT CAST(%s AS text), {named}, (f.provisional = 1), COALESCE({path}, ''), COALESCE(p.area, '') FROM (",
            (rule.id,),
        )
        return run(head + found + f") f LEFT JOIN {_PLACES} p ON p.subject = f.subject")

    # --- standing ----------------------------------------------------------------------------------------------

    def _standing(self, kind: SubjectKind, rules: Sequence[Rule]) -> int:
        """Rules about one kind of subject share one timeline."""
        if not rules:
            return 0
        asked = self.question
        columns = timeline.build(rules, asked.sources, asked.parameters, asked.as_of, asked.keys(kind))
        return sum(self._stands(rule, columns) for rule in rules)

    def _stands(self, rule: Rule, columns: timeline.Columns) -> int:
        parameters, as_of = self.question.parameters, self.question.as_of
        temporary(_STATES, {"subject": "int", "began": "date", "since": "date", "holds": "int", "total": "int"})
        run(Sql(f"INSERT INTO {_STATES} ") + standing.states(rule, columns, parameters))
        days = (as_day(found) for (found,) in rows(Sql(f"SELECT DISTINCT since FROM {_STATES} WHERE holds = 0")))
        broken = [(since, limits.broken(rule, parameters, as_of, since)) for since in days if since]
        given = [(since, found.due_on, found.status, int(found.provisional)) for since, found in broken]
        return self._put(
            rule,
            Sql(
                "SELECT s.subject, s.began AS period_from, CAST(NULL AS date) AS period_to, d.c1 AS due_on, "
                "CASE s.holds WHEN 1 THEN 'met' ELSE d.c2 END AS status, s.since, s.total, "
                f"{limits.needed(rule, parameters, as_of)} AS needed, COALESCE(d.c3, 0) AS provisional "
                f"FROM {_STATES} s LEFT JOIN ("
            )
            + table_of(given, ("date", "date", "text", "int"))
            + ") d ON d.c0 = s.since AND s.holds = 0",
        )

    # --- deadline ----------------------------------------------------------------------------------------------

    def _deadline(self, rule: Rule) -> int:
        asked = self.question
        found = deadline.openings(rule, asked.sources, asked.parameters, asked.as_of, asked.keys(asked.kind(rule)))
        temporary(_OPENINGS, {"subject": "int", "begins": "date", "ends": "date", "closed_on": "date", "pauses": "int"})
        patterns = _pauses(asked, rule)
        numbers = table_of([(s, n) for n, (_, held) in enumerate(patterns) for s in held], ("int", "int"))
        run(
            Sql(f"INSERT INTO {_OPENINGS} SELECT o.subject, o.begins, o.ends, o.closed_on, COALESCE(p.c1, 0) FROM (")
            + found
            + ") o LEFT JOIN ("
            + numbers
            + ") p ON p.c0 = o.subject"
        )
        spans = rows(Sql(f"SELECT DISTINCT begins, ends, pauses FROM {_OPENINGS}"))
        given = [_limits(asked, rule, (as_day(begins), as_day(ends)), (n, patterns[n][0])) for begins, ends, n in spans]
        table = table_of([row for row in given if row], ("date", "date", "date", "date", "text", "int", "int"))
        closed = "o.closed_on IS NOT NULL"
        done = "CASE WHEN t.c2 IS NULL OR o.closed_on <= t.c2 THEN 'met' ELSE 'met_late' END"
        return self._put(
            rule,
            Sql(
                f"SELECT o.subject, o.begins AS period_from, t.c3 AS period_to, t.c2 AS due_on, "
                f"CASE WHEN {closed} THEN {done} ELSE t.c4 END AS status, COALESCE(o.closed_on, o.begins) AS since, "
                f"CASE WHEN {closed} THEN 1 ELSE 0 END AS total, 1 AS needed, t.c5 AS provisional "
                f"FROM {_OPENINGS} o JOIN ("
            )
            + table
            + Sql(") t ON t.c0 = o.begins AND t.c6 = o.pauses AND t.c1 = COALESCE(o.ends, %s)", (day(limits.NEVER),)),
        )

    # --- recurring ---------------------------------------------------------------------------------------------

    def _recurring(self, kind: SubjectKind, rules: Sequence[Rule]) -> int:
        """Rules that read the same fact share one scan of it."""
        asked, keys, written = self.question, self.question.keys(kind), 0
        for evidence, sharing in _by_evidence(asked, rules).items():
            cut = counting.pieces(period for _, calendar in sharing for period in calendar)
            counting.build(asked.sources[evidence], cut, asked.as_of, keys)
            for rule, calendar in sharing:
                found = recurring.counts(rule, asked.sources, asked.parameters, calendar, cut, asked.as_of, keys)
                written += self._put(
                    rule,
                    found.within(
                        "SELECT subject, begins AS period_from, ends AS period_to, due_on, "
                        "CASE WHEN total >= needed THEN 'met' ELSE status END AS status, begins AS since, total, "
                        "needed, 0 AS provisional FROM (",
                        ") counted",
                    ),
                )
        return written


def _place(question: Question, kind: SubjectKind) -> None:
    temporary(_PLACES, {"subject": "int", "path": "text", "area": "text"}, key=("subject",))
    keys = question.keys(kind)
    found = question.places(kind).within(f"INSERT INTO {_PLACES} SELECT subject, path, area FROM (", ") p WHERE ")
    run(found + ("1 = 1" if keys is None else one_of("subject", keys)))
    analysed(_PLACES)


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


def _by_evidence(question: Question, rules: Iterable[Rule]) -> Mapping[str, Sequence[tuple[Rule, Sequence[Period]]]]:
    """Recurring rules with their periods, by the fact that they count; those whose periods are all to come are left out."""
    found: dict[str, list[tuple[Rule, Sequence[Period]]]] = defaultdict(list)
    for rule in rules:
        assert isinstance(rule.asks, Recurring)
        calendar = recurring.calendar(rule, question.parameters, question.as_of, question.earliest, question.started)
        if calendar:
            found[rule.asks.evidence].append((rule, calendar))
    return found


def _waive(question: Question, into: str) -> None:
    """What is not done is excused while a waiver holds; a recurring one also when it held on the last day of the period."""
    if not rows(Sql("SELECT 1 FROM obligations_waiver LIMIT 1")):
        return
    recurring_rules = [(rule.id,) for rule in question.asked() if rule.kind == "recurring"]
    today = day(question.as_of)
    held = Sql("w.valid_from <= %s AND %s < w.valid_to", (today, today))
    then = (
        Sql(f"{into}.due_on <= %s AND w.valid_from <= {into}.due_on AND {into}.due_on < w.valid_to AND ", (today,))
        + f"{into}.rule IN (SELECT c0 FROM ("
        + table_of(recurring_rules, ("text",))
        + ") r)"
    )
    run(
        Sql(
            f"UPDATE {into} SET status = 'waived' WHERE status IN ({_LACKING}) AND EXISTS ("
            f"SELECT 1 FROM obligations_waiver w WHERE w.rule = {into}.rule AND w.subject = {into}.subject AND (("
        )
        + held
        + ") OR ("
        + then
        + ")))"
    )
