"""Members away by place, trade, reason, age and group: how many, how many of them mobile, how many not to be reached.

Places are looked at from the provinces down to the districts; a municipality has no cities between.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.queries.lists import NONE, floating, lost, of_place
from zhendi.kernel import provinces
from zhendi.kernel.dates import add_months
from zhendi.kernel.scope import Scope

AGES = (
    (0, 35, "35岁及以下"),
    (36, 45, "36到45岁"),
    (46, 55, "46到55岁"),
    (56, 65, "56到65岁"),
    (66, 130, "66岁及以上"),
)


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


class Place(NamedTuple):
    """What is looked at: everything, a province, or a city of it (``NONE``: where none is entered)."""

    province: str = ""
    city: str = ""

    @property
    def into(self) -> str:
        """The column by which the place falls into smaller ones."""
        if self.city or self.province in provinces.MUNICIPALITIES:
            return "district"
        return "city" if self.province else "province"


EVERYWHERE = Place()


def tables(scope: Scope, place: Place = EVERYWHERE) -> tuple[Table, ...]:
    """Of a place, by trade, reason, group and age. Four queries."""
    there, day = _in(scope, place), scope.as_of
    return (
        Table("trade", "行业", _lines(there, "trade", day, {})),
        Table("reason", "原因", _lines(there, "reason", day, dict(Outgoing.Reason.choices))),
        Table("group", "人员类别", _lines(there, "group", day, dict(Outgoing.Group.choices))),
        Table("age", "年龄", _ages(there, day)),
    )


def destinations(scope: Scope, place: Place = EVERYWHERE) -> Table:
    """The places into which a place falls, from many to few. A province written in two ways is one. One query."""
    lines = _lines(_in(scope, place), place.into, scope.as_of, {})
    if place.into != "province":
        return Table(place.into, {"city": "市", "district": "县（市、区）"}[place.into], lines)
    merged: dict[str, Line] = {}
    for line in lines:
        name = line.key if line.key == NONE else provinces.province(line.key)
        held = merged.get(name, Line(name, line.title if name == NONE else name, 0, 0, 0))
        merged[name] = held._replace(
            total=held.total + line.total, floating=held.floating + line.floating, lost=held.lost + line.lost
        )
    return Table("province", "省", tuple(sorted(merged.values(), key=lambda line: (-line.total, line.key))))


def _in(scope: Scope, place: Place) -> QuerySet[Outgoing]:
    return of_place(Outgoing.objects.visible_to(scope).as_of(scope.as_of), place.province, place.city)


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
