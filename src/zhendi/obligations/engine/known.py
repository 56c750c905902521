"""What the keyed step reads: the facts, places and waivers of a few subjects, all in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from zhendi.obligations.engine.derived import Question
from zhendi.obligations.plans.keyed import Duty, Rows
from zhendi.obligations.plans.levels import Span
from zhendi.obligations.plans.marked import Keys, Marked, of
from zhendi.obligations.plans.sql import Sql, among, as_day, day, joined
from zhendi.policy.schema import LACKING, Rule, SubjectKind

_STEP = 4


class Place(NamedTuple):
    """Who answers, and on whose ground."""

    path: str
    area: str


_NOWHERE = Place("", "")


class Reading(NamedTuple):
    """The statement that reads all, and what each number in its first column stands for: a kind, and a fact ("": none)."""

    statement: Marked
    meant: tuple[tuple[SubjectKind, str], ...]


class Known:
    """What was read about the subjects of a question."""

    def __init__(self, reading: Reading, keys: Keys) -> None:
        self._facts: dict[tuple[str, int], dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        self._places: dict[tuple[str, int], Place] = {}
        self._waivers: dict[tuple[str, int], list[tuple[date, date]]] = defaultdict(list)
        for n, subject, begins, ends, quantity, path, area in reading.statement.rows(keys):
            kind, code = reading.meant[n]
            first, end = as_day(begins), as_day(ends)
            if first is None:
                self._places[kind, subject] = Place(path, area)
            elif code:
                self._facts[kind, subject][code].append(Span(first, end, int(quantity)))
            elif end is not None:
                self._waivers[path, subject].append((first, end))

    def rows(self, kind: SubjectKind, subject: int) -> Rows:
        """All facts of a subject."""
        return Rows(subject, self._facts.get((kind, subject), {}))

    def place(self, kind: SubjectKind, rule: Rule, subject: int) -> Place:
        """Who answers by a rule: above the highest there is nobody, so what it owes itself stays with it."""
        own = self._places.get((kind, subject), _NOWHERE)
        if rule.bearer.of == "own" or len(own.path) <= _STEP:
            return own
        return Place(own.path[:-_STEP], own.area)

    def excused(self, duty: Duty, rule: Rule, as_of: date) -> bool:
        """What is not done, while a waiver holds; a recurring one also when it held on the last day of the period."""
        spans = self._waivers.get((duty.rule, duty.subject), ())
        if not spans or duty.status not in LACKING:
            return False
        days = [as_of]
        if rule.kind == "recurring" and duty.due_on is not None and duty.due_on <= as_of:
            days.append(duty.due_on)
        return any(begins <= each < ends for begins, ends in spans for each in days)


def reading(question: Question, rules: Mapping[SubjectKind, Sequence[Rule]], keys: Keys) -> Reading:
    """What is to be read about as many subjects of each kind."""
    pieces = list(_pieces(question, rules, keys))
    numbered = (sql.within(f"SELECT {n} AS n, ", "") for n, (_, _, sql) in enumerate(pieces))
    return Reading(Marked(joined(numbered, " UNION ALL ")), tuple((kind, code) for kind, code, _ in pieces))


def _pieces(
    question: Question, rules: Mapping[SubjectKind, Sequence[Rule]], keys: Keys
) -> Iterator[tuple[SubjectKind, str, Sql]]:
    """Places and waivers, facts with their code: ``subject, begins, ends, quantity, path, area``. Rows of a fact that begin
    and end on the same days are one.

    Places come first: SQLite's driver makes days of a column that the first piece takes from a table, and takes longer
    for it than ``as_day``.
    """
    nothing = "CAST(NULL AS date) AS begins, CAST(NULL AS date) AS ends, 0 AS quantity"
    for kind, asked in rules.items():
        chosen = of("subject", kind, keys)
        yield kind, "", question.places(kind).within(f"subject, {nothing}, path, area FROM (", ") p WHERE ") + chosen
        waived = Sql("subject, valid_from, valid_to, 0, rule, '' FROM obligations_waiver WHERE ")
        yield kind, "", waived + among("rule", [rule.id for rule in asked]) + " AND " + chosen
        for code in _facts(asked):
            source = question.sources[code]().within(
                "subject, begins, ends, CAST(SUM(quantity) AS bigint), '', '' FROM (", ") f WHERE begins <= %s AND "
            )
            found = Sql(source.text, (*source.values, day(question.as_of))) + chosen
            yield kind, code, found + " GROUP BY subject, begins, ends"


def _facts(asked: Iterable[Rule]) -> list[str]:
    return sorted({code for rule in asked for code in rule.facts()})
