"""Who keeps contact with whom: places and their contact persons on the three levels, and members without one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Keeper, Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP, depth
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope

_LEVELS = {1: "县级", 2: "乡级"}
SIZE = 50


class Who(NamedTuple):
    """A contact person of a place."""

    id: int
    name: str
    phone: str
    since: date
    level: str


class Township(NamedTuple):
    """An organisation right below the county with members away, and its contact persons of the county's level."""

    id: int
    name: str
    away: int
    keepers: tuple[str, ...]


class Townships(NamedTuple):
    """A page of townships; ``bare``: of all, those without a contact person of the county's level."""

    rows: tuple[Township, ...]
    total: int
    bare: int
    page: int
    pages: int


class Place(NamedTuple):
    """An organisation that members left, or that stands above such. ``bare``: its own members without a contact person."""

    id: int
    name: str
    level: str
    path: str
    away: int
    bare: int
    keepers: tuple[Who, ...]
    may_keep: bool


class Page(NamedTuple):
    """A page of places."""

    rows: tuple[Place, ...]
    total: int
    page: int
    pages: int


def places(scope: Scope, *, text: str = "", bare: bool = False, page: int = 1, size: int = SIZE) -> Page:
    """County, townships and branches from which members are away, in the order of the tree. Five queries.

    ``bare``: only those where somebody is missing.
    """
    counts = _counts(scope)
    above = {path[:length] for path in counts for length in range(4, len(path) + 1, 4)}
    near = {path for path in above if depth(path) <= 2} | set(counts)
    found = Organisation.objects.filter(in_ranges(scope.ranges()), path__in=near, dissolved_on=None)
    if text:
        found = found.filter(full_name__contains=text)
    listed = list(found.order_by("path").values_list("pk", "short_name", "full_name", "path"))
    named = _named(scope)
    rows = [_place(scope, row, counts, named) for row in listed]
    chosen = [row for row in rows if not bare or row.bare or (row.level != "村级" and not row.keepers)]
    number, pages = turned_to(page, len(chosen), size)
    return Page(tuple(chosen[(number - 1) * size : number * size]), len(chosen), number, pages)


def _place(
    scope: Scope, row: tuple[int, str, str, str], counts: dict[str, tuple[int, int]], named: dict[int, list[Who]]
) -> Place:
    pk, short, full, path = row
    level = _LEVELS.get(depth(path), "村级")
    below = [figures for other, figures in counts.items() if other.startswith(path)] if level != "村级" else []
    away, bare = (sum(each[0] for each in below), 0) if below else counts.get(path, (0, 0))
    return Place(pk, short or full, level, path, away, bare, tuple(named.get(pk, ())), scope.allows(access.WRITE, path))


def _counts(scope: Scope) -> dict[str, tuple[int, int]]:
    """Members away by the path of their branch, and those of them without a contact person in the village."""
    current = Keeper.objects.as_of(scope.as_of).filter(level=Keeper.Level.VILLAGE)
    own = current.filter(movement=OuterRef("pk"))
    branch = current.filter(movement=None, path=OuterRef("path"))
    there = Outgoing.objects.visible_to(scope).as_of(scope.as_of).annotate(own=Exists(own), branch=Exists(branch))
    rows = there.values("path").annotate(
        many=Count("pk"), bare=Count("pk", filter=Q(own=False, branch=False, contact_name=""))
    )
    return {path: (many, bare) for path, many, bare in rows.values_list("path", "many", "bare")}


def townships(scope: Scope, *, text: str = "", bare: bool = False, page: int = 1) -> Townships:
    """Organisations right below the county that have members away, those without a contact person first. Three queries.

    A contact person of the whole county is one for each of them. ``text``: in the name, or of the contact person.
    """
    found = _townships(scope)
    chosen = [
        row
        for row in found
        if (not bare or not row.keepers) and (text in row.name or any(text in name for name in row.keepers))
    ]
    number, pages = turned_to(page, len(chosen), SIZE)
    rows = tuple(chosen[(number - 1) * SIZE : number * SIZE])
    return Townships(rows, len(chosen), sum(not row.keepers for row in found), number, pages)


def _townships(scope: Scope) -> tuple[Township, ...]:
    top = 2 * STEP
    there = Outgoing.objects.visible_to(scope).as_of(scope.as_of).values("path").annotate(many=Count("pk"))
    away: dict[str, int] = defaultdict(int)
    for path, many in there.values_list("path", "many"):
        away[path[:top]] += many
    named: dict[str, list[str]] = defaultdict(list)
    county = Keeper.objects.as_of(scope.as_of).visible_to(scope).filter(movement=None, level=Keeper.Level.COUNTY)
    for path, name in county.order_by("-path", "pk").values_list("path", "name"):
        named[path].append(name)
    rows = Organisation.objects.filter(in_ranges(scope.ranges()), path__in=away, dissolved_on=None, depth=2)
    found = [
        Township(pk, short or full, away[path], tuple(named[path] or named[path[:STEP]]))
        for pk, short, full, path in rows.order_by("path").values_list("pk", "short_name", "full_name", "path")
    ]
    return tuple(sorted(found, key=lambda row: bool(row.keepers)))


def _level(keeper: Keeper) -> str:
    """The level, where it is not that of the place."""
    return "县级" if keeper.level == Keeper.Level.COUNTY and depth(keeper.path) > 1 else ""


def _named(scope: Scope) -> dict[int, list[Who]]:
    found: dict[int, list[Who]] = defaultdict(list)
    rows = Keeper.objects.as_of(scope.as_of).visible_to(scope).filter(movement=None).order_by("pk")
    for each in rows:
        found[each.organisation_id].append(
            Who(each.pk, each.name, mask_mobile(str(each.phone)), each.valid_from, _level(each))
        )
    return found
