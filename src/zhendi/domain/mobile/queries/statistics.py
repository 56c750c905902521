"""Members away by place, trade, reason, age and group: how many, how many of them mobile, how many not to be reached."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.queries.lists import NONE, floating, lost
from zhendi.kernel.dates import add_months
from zhendi.kernel.scope import Scope

AGES = (
    (0, 35, "35岁及以下"),
    (36, 45, "36到45岁"),
    (46, 55, "46到55岁"),
    (56, 65, "56到65岁"),
    (66, 130, "66岁及以上"),
)
_PLACES = 200


class Line(NamedTuple):
    """One value of a table: its code for the list's filter, its words, how many."""

    key: str
    title: str
    total: int
    floating: int
    lost: int


class Table(NamedTuple):
    """One way of looking: the word of the list's filter, its title, its lines from many to few."""

    word: str
    title: str
    lines: tuple[Line, ...]


class Destination(NamedTuple):
    """A province with its cities."""

    province: str
    total: int
    cities: tuple[tuple[str, int], ...]


def tables(scope: Scope) -> tuple[Table, ...]:
    """By trade, reason, group and age. Four queries."""
    there, day = Outgoing.objects.visible_to(scope).as_of(scope.as_of), scope.as_of
    return (
        Table("trade", "行业", _lines(there, "trade", day, {})),
        Table("reason", "原因", _lines(there, "reason", day, dict(Outgoing.Reason.choices))),
        Table("group", "人员类别", _lines(there, "group", day, dict(Outgoing.Group.choices))),
        Table("age", "年龄", _ages(there, day)),
    )


def destinations(scope: Scope) -> tuple[Destination, ...]:
    """Where they went, provinces with their cities, from many to few. One query."""
    there = Outgoing.objects.visible_to(scope).as_of(scope.as_of)
    rows = there.values("province", "city").annotate(many=Count("pk")).order_by("-many", "province", "city")[:_PLACES]
    found: dict[str, list[tuple[str, int]]] = {}
    for province, city, many in rows.values_list("province", "city", "many"):
        found.setdefault(province or "没填省份", []).append((city or "没填城市", many))
    made = [Destination(name, sum(many for _, many in cities), tuple(cities)) for name, cities in found.items()]
    return tuple(sorted(made, key=lambda each: (-each.total, each.province)))


def _lines(rows: QuerySet[Outgoing], column: str, day: date, words: dict[str, str]) -> tuple[Line, ...]:
    found = rows.values(column).annotate(
        many=Count("pk"), floats=Count("pk", filter=floating(day)), gone=Count("pk", filter=lost(day))
    )
    listed = found.order_by("-many", column).values_list(column, "many", "floats", "gone")
    return tuple(Line(value or NONE, words.get(value, value) or "没填", *figures) for value, *figures in listed)


def _ages(rows: QuerySet[Outgoing], day: date) -> tuple[Line, ...]:
    bands = [
        When(
            Q(person__born_on__lte=add_months(day, -12 * low), person__born_on__gt=add_months(day, -12 * (high + 1))),
            then=Value(title),
        )
        for low, high, title in AGES
    ]
    banded = rows.annotate(band=Case(*bands, default=Value(""), output_field=CharField()))
    lines = {line.title: line for line in _lines(banded, "band", day, {})}
    known = [lines[title]._replace(key=f"{low}-{high}") for low, high, title in AGES if title in lines]
    return (*known, *([lines["没填"]] if "没填" in lines else []))
