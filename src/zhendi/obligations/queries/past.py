"""The way down as of a past day: the same lists as ``duties``, from what stood then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope
from zhendi.obligations.engine import past
from zhendi.obligations.engine.derived import Question
from zhendi.obligations.models import Derivation
from zhendi.obligations.plans.sql import Sql, as_day
from zhendi.obligations.queries import cuts, duties
from zhendi.obligations.queries.cuts import By, Cut
from zhendi.obligations.queries.duties import SIZE, Duty, Page, Place
from zhendi.obligations.queries.titles import titles
from zhendi.policy.schema import Rule


@dataclass(frozen=True, slots=True)
class Then:
    """The duties of one rule on a past day, within the reader's pieces of the tree and a place.

    ``recorded``: as the changes were kept at the time; otherwise worked out from the registers of today.
    """

    rule: Rule
    on: date
    recorded: bool
    where: Cut
    inside: Sql

    def counts(self) -> Mapping[str, int]:
        """How many stood how; one query."""
        return past.counts(self.inside)

    def places(self) -> tuple[Place, ...]:
        """Places one level below, worst first; two queries."""
        where = self.where
        found = past.places(self.inside, where.column, max(where.next_level, len(where.at)))
        return duties.named_places(where, found)

    def duties(self, *, status: Sequence[str] = (), page: int = 1, size: int = SIZE) -> Page:
        """One by one, what was overdue first; a page beyond the last is the last. Four queries."""
        numbers = self.counts()
        total = sum(number for word, number in numbers.items() if not status or word in status)
        page, _ = turned_to(page, total, size)
        return Page(self._named(past.listed(self.inside, status, (page - 1) * size, size)), total, page, size)

    def _named(self, found: Sequence[tuple[Any, ...]]) -> tuple[Duty, ...]:
        kind = duties.kind_of(self.rule)
        names = titles(kind, [row[0] for row in found])
        where = cuts.names("tree", {row[-1] for row in found})
        return tuple(
            Duty(
                0, self.rule.id, kind, subject, names.get(subject, "已不在册"),
                *duties.called(where, path), path, status, as_day(begins) or self.on, None,
                as_day(due), as_day(since) or self.on, total or 0, needed or 0, False, "", None,
            )
            for subject, begins, status, since, due, total, needed, path in found
        )  # fmt: skip


def is_past(scope: Scope) -> bool:
    """Whether the reader looks at a day before that of the kept duties; one query."""
    as_of = Derivation.objects.filter(pk=1).values_list("as_of", flat=True).first()
    return as_of is not None and scope.as_of < as_of


def then(scope: Scope, question: Question, *, rule: Rule, path: str, by: By = "tree") -> Then:
    """The duties of a rule on the day of the reader. ``NotVisible`` for a place that is not his to see."""
    where = cuts.cut(scope, by, path)
    begun = Derivation.objects.filter(pk=1).values_list("begun_on", flat=True).first()
    recorded = begun is not None and begun <= scope.as_of
    if recorded:
        past.recorded(rule, scope.as_of)
    else:
        past.reckoned(rule, question)
    return Then(rule, scope.as_of, recorded, where, past.inside(where.column, scope.ranges(), where.at))
