"""Figures as they were rolled up: counts of duties of a rule for a place, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import Length, Substr

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel.ranges import in_ranges
from zhendi.obligations.models import Derivation, Obligation
from zhendi.obligations.queries.cuts import Cut
from zhendi.policy.load import load
from zhendi.policy.schema import Rule

_COLUMNS = ("met", "met_late", "due", "due_soon", "overdue", "missed", "waived", "not_yet")


class Counts(NamedTuple):
    """How many duties stand how."""

    met: int = 0
    met_late: int = 0
    due: int = 0
    due_soon: int = 0
    overdue: int = 0
    missed: int = 0
    waived: int = 0
    not_yet: int = 0

    def part_of(self, rule: Rule) -> tuple[int, int]:
        """Part and whole as ``zhendi.policy.figures`` defines them."""
        if rule.kind in {"standing", "share"}:
            return self.met, self.met + self.due + self.due_soon + self.overdue
        return self.met, self.met + self.met_late + self.overdue + self.missed

    @property
    def open(self) -> int:
        """Duties not yet done."""
        return self.due + self.due_soon + self.overdue

    @property
    def late(self) -> int:
        """Duties whose day has passed undone: they may still be done, or are missed for good."""
        return self.overdue + self.missed

    @property
    def lacking(self) -> int:
        """All that is not done, whether it still can be or not."""
        return self.open + self.missed

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(one + another for one, another in zip(self, other, strict=True)))


class Point(NamedTuple):
    """One month of the trend."""

    month: date
    part: int
    whole: int


Trends = Mapping[str, Mapping[date, Counts]]
"""By rule and month."""
Below = Mapping[str, Mapping[str, Counts]]
"""By rule and place."""


def trends(place: Cut, last: date, months: int) -> Trends:
    """Counts of a place for the months up to ``last``, by rule and month; one query.

    Of an area of which the reader sees a part only that of the running month: no other is kept. Two queries.
    """
    if place.within is not None:
        return {rule: {last: there[place.at]} for rule, there in _counted(place, last, len(place.at)).items()}
    found: dict[str, dict[date, Counts]] = defaultdict(dict)
    rows = place.figures().filter(**{place.column: place.at}).order_by("month")
    rows = rows.filter(month__gte=before(last, months - 1), month__lte=last)
    for rule, month, *counts in rows.values_list("rule", "month", *_COLUMNS):
        found[rule][month] = Counts(*counts)
    return found


def below(place: Cut, month: date) -> Below:
    """Counts of the places one level below, by rule and place; one query, two of an area seen in part.

    The places of the tree are named one by one: the range below a city holds the figures of every branch and month.
    """
    if place.within is not None:
        return _counted(place, month, place.next_level)
    if place.by == "tree":
        lower = place.figures().filter(path__in=orgs.paths_below(place.at, place.next_level), month=month)
    else:
        ground = place.figures().filter(place.inside(), month=month).annotate(size=Length(place.column))
        lower = ground.filter(size=place.next_level)
    found: dict[str, dict[str, Counts]] = defaultdict(dict)
    rows = lower.order_by("rule", place.column)
    for rule, path, *counts in rows.values_list("rule", place.column, *_COLUMNS):
        found[rule][path] = Counts(*counts)
    return found


def _counted(place: Cut, month: date, length: int) -> Below:
    """Duties of the reader's own pieces of the tree on the ground of an area, by rule and area of so many digits, as they
    stand today; nothing for another month, and below what is not divided further.
    """
    today = Derivation.objects.filter(pk=1).values_list("as_of", flat=True).first()
    if today is None or today.replace(day=1) != month or not length:
        return {}
    known = [rule.id for rule in load().rules()]  # named, because the index has the area only after the rule
    rows = Obligation.objects.filter(place.inside(), in_ranges(place.within or ()), rule__in=known).annotate(
        place=Substr("area", 1, length), size=Length("area")
    )
    counted = rows.filter(size__gte=length).values("rule", "place", "status").annotate(n=Count("pk"))
    found: dict[str, dict[str, Counts]] = defaultdict(lambda: defaultdict(Counts))
    for rule, at, status, number in counted.order_by("rule", "place").values_list("rule", "place", "status", "n"):
        found[rule][at] = found[rule][at]._replace(**{status: number})
    return found


def points(rules: Iterable[Rule], found: Trends) -> tuple[Point, ...]:
    """The trend of rules taken together; months in which none of them had a duty are left out."""
    by_month: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for rule in rules:
        for month, counts in found.get(rule.id, {}).items():
            by_month[month].append(counts.part_of(rule))
    return tuple(Point(month, *_sums(pairs)) for month, pairs in sorted(by_month.items()))


def before(month: date, number: int) -> date:
    """The first day of the month so many months earlier."""
    year, rest = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(year, rest + 1, 1)


def _sums(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(part for part, _ in pairs), sum(whole for _, whole in pairs)
