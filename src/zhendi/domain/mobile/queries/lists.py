"""The register of members away: chosen, counted and put in order within the reader's reach on the reader's day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.models import Contact, Incoming, Keeper, Outgoing, Search
from zhendi.domain.mobile.places import of_row
from zhendi.domain.mobile.queries.receivers import living, still_owed
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP
from zhendi.domain.people.queries.finding import meaning
from zhendi.kernel.dates import add_months, completed_years
from zhendi.kernel.paging import turned_to
from zhendi.kernel.parameters import load
from zhendi.kernel.provinces import said_as
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import AFTER, Scope

SIZE = 50
LOST, FRESH = "mobile.out_of_contact_months", "mobile.report_months"
Order = Literal["tree", "name", "silent", "place", "long"]
STATES = (
    ("floating", "流动党员"),
    ("away", "外出，未满期"),
    ("lost", "失去联系"),
    ("stale", "登记久未核对"),
    ("searched", "正在查找"),
    ("due_back", "过了预计返回"),
    ("ended", "已结束"),
)
_ORDERS: dict[str, tuple[Any, ...]] = {
    "tree": ("path", "pk"),
    "name": ("person__sort_name", "name", "pk"),
    "silent": (F("contacted_on").asc(nulls_first=True), "path", "pk"),
    "place": ("province", "city", "district", "pk"),
    "long": (F("moved_on").asc(nulls_last=True), "pk"),
}
_COLUMNS = (
    "pk", "person_id", "name", "person__sex", "person__born_on", "organisation_id", "organisation__short_name",
    "organisation__full_name", "path", "province", "city", "district", "employer", "trade", "moved_on", "floating_on",
    "contact_name", "contacted_on", "kept", "checked_on", "valid_from", "valid_to", "ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. ``owed``: a duty of 4.5e still open; ``state``: a code of ``STATES``."""

    text: str = ""
    under: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    trade: str = ""
    reason: str = ""
    group: str = ""
    state: str = ""
    owed: str = ""
    age_from: int | None = None
    age_to: int | None = None
    order: Order = "tree"


class Row(NamedTuple):
    """A member away, as the list shows him; nothing sensitive. ``made``: duties of 4.5e done in the running period."""

    id: int
    person_id: int | None
    name: str
    sex: int | None
    age: int | None
    branch_id: int | None
    branch: str
    township: str
    place: str
    employer: str
    trade: str
    moved_on: date | None
    floating: bool
    keeper: str
    contacted_on: date | None
    checked_on: date
    ended: str
    ended_on: date | None
    made: frozenset[str]


class Page(NamedTuple):
    """A page of the list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


def listing(scope: Scope, filters: Filters | None = None, *, page: int = 1, size: int = SIZE) -> Page:
    """The list by pages; a page beyond the last is the last. Four queries whatever the size."""
    asked = filters or Filters()
    found = narrowed(scope, asked)
    total = found.count()
    number, pages = turned_to(page, total, size)
    ordered = found.annotate(kept=_keeper()).order_by(*_ORDERS[asked.order])
    return Page(_rows(scope, ordered[(number - 1) * size : number * size]), total, number, pages)


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Outgoing]:
    """The movements that a list counts."""
    found = _in_state(scope, filters.state)
    if filters.text:
        word = filters.text
        said = Q(name__contains=word) | Q(city__contains=word) | Q(district__contains=word) | Q(employer__contains=word)
        found = found.filter(said | meaning(word, "person"))
    if filters.under:
        found = found.filter(path__gte=filters.under, path__lt=filters.under + AFTER)
    found = of_place(found, filters.province, filters.city, filters.district)
    for name in ("trade", "reason", "group"):
        value = getattr(filters, name)
        found = found.filter(**{name: "" if value == NONE else value}) if value else found
    if filters.owed:
        found = still_owed(living(found, scope.as_of), filters.owed, scope)
    return _of_age(found, filters, scope.as_of)


NONE = "-"  # "not entered" among the choices of a filter


def of_place(found: QuerySet[Outgoing], province: str, city: str = "", district: str = "") -> QuerySet[Outgoing]:
    """Those gone to a place; "" leaves a level open, ``NONE`` is where nothing is entered."""
    if province:
        found = found.filter(province__in=("",) if province == NONE else said_as(province))
    for name, value in (("city", city), ("district", district)):
        found = found.filter(**{name: "" if value == NONE else value}) if value else found
    return found


def _of_age(found: QuerySet[Outgoing], filters: Filters, on: date) -> QuerySet[Outgoing]:
    if filters.age_from is not None:
        found = found.filter(person__born_on__lte=add_months(on, -12 * filters.age_from))
    if filters.age_to is not None:
        found = found.filter(person__born_on__gt=add_months(on, -12 * (filters.age_to + 1)))
    return found


def floating(day: date) -> Q:
    """Mobile members by the dated rule; whose leaving is undated is one."""
    return Q(floating_on=None) | Q(floating_on__lte=day)


def lost(day: date) -> Q:
    """No contact for the months of the rule, counted from the last one, else from when the register began."""
    limit = add_months(day, -load().integer(LOST, day))
    return floating(day) & (Q(contacted_on__lt=limit) | Q(contacted_on=None, valid_from__lt=limit))


def stale(day: date) -> Q:
    """Nobody checked the entry within the months of the rule."""
    limit = add_months(day, -load().integer(FRESH, day))
    return Q(Q(checked_on=None) | Q(checked_on__lt=limit), Q(contacted_on=None) | Q(contacted_on__lt=limit), valid_from__lt=limit)  # fmt: skip


def _in_state(scope: Scope, state: str) -> QuerySet[Outgoing]:
    seen, day = Outgoing.objects.visible_to(scope), scope.as_of
    if state == "ended":
        return seen.filter(valid_to__lte=day)
    there = seen.as_of(day)
    conditions = {
        "floating": floating(day),
        "away": ~floating(day),
        "lost": lost(day),
        "stale": stale(day),
        "due_back": Q(returns_on__lt=day),
        "searched": Q(Exists(Search.objects.filter(movement=OuterRef("pk"), closed_on=None))),
    }
    return there.filter(conditions[state]) if state in conditions else there


def _keeper() -> Coalesce:
    """The contact person in the village: named for the member, for the branch, or in the register."""
    current = Keeper.objects.current().filter(level=Keeper.Level.VILLAGE).order_by("-valid_from")
    own = current.filter(movement=OuterRef("pk")).values("name")[:1]
    branch = current.filter(movement=None, path=OuterRef("path")).values("name")[:1]
    register = Case(When(contact_name="", then=Value(None)), default=F("contact_name"))
    return Coalesce(Subquery(own), register, Subquery(branch), Value(""), output_field=CharField())


def _rows(scope: Scope, found: QuerySet[Outgoing]) -> tuple[Row, ...]:
    raw = list(found.values(*_COLUMNS))
    made = made_of(scope, [row["pk"] for row in raw], [row["person_id"] for row in raw if row["person_id"]])
    names = townships([row["path"] for row in raw])
    return tuple(_row(row, scope.as_of, made, names) for row in raw)


def _row(row: Mapping[str, Any], day: date, made: Mapping[tuple[str, int], set[str]], names: Mapping[str, str]) -> Row:
    born, since = row["person__born_on"], row["floating_on"]
    duties = made.get(("person", row["person_id"]), set()) | made.get(("movement", row["pk"]), set())
    seen = max(filter(None, (row["checked_on"], row["contacted_on"], row["valid_from"])))
    return Row(
        row["pk"], row["person_id"], row["name"], row["person__sex"], completed_years(born, day) if born else None,
        row["organisation_id"], row["organisation__short_name"] or row["organisation__full_name"] or "",
        names.get(row["path"][: 2 * STEP], ""), of_row(row), row["employer"], row["trade"], row["moved_on"],
        since is None or since <= day, row["kept"], row["contacted_on"], seen, row["ended"], row["valid_to"],
        frozenset(duties),
    )  # fmt: skip


def made_of(scope: Scope, movements: Sequence[int], people: Sequence[int]) -> dict[tuple[str, int], set[str]]:
    """Duties of 4.5e done in the running period, by person and by movement; one query."""
    periods = {duty: cadence.period(duty, scope.as_of) for duty in cadence.DUTIES}
    condition = Q(pk__in=())
    for duty, period in periods.items():
        if period is not None:
            condition |= cadence.counting(duty) & Q(happened_on__gte=period.first, happened_on__lte=scope.as_of)
    rows = Contact.objects.filter(condition).filter(Q(movement__in=movements) | Q(person__in=people))
    found: dict[tuple[str, int], set[str]] = {}
    for movement, person, way, day in rows.values_list("movement_id", "person_id", "way", "happened_on").distinct():
        done = {duty for duty, period in periods.items() if period and period.first <= day and _does(way, duty, day)}
        found.setdefault(("movement", movement), set()).update(done)
        if person:
            found.setdefault(("person", person), set()).update(done)
    return found


def _does(way: str, duty: str, day: date) -> bool:
    return way in load().value(f"mobile.{duty}_ways", day)


def townships(paths: Sequence[str]) -> dict[str, str]:
    """Names of the townships above these places, by path; one query."""
    rows = Organisation.objects.filter(path__in={path[: 2 * STEP] for path in paths})
    return {path: short or full for path, short, full in rows.values_list("path", "short_name", "full_name")}


class Choices(NamedTuple):
    """What there is to choose from in the filters, each with its number; cities of a chosen province, districts of a city."""

    provinces: tuple[tuple[str, str], ...]
    cities: tuple[tuple[str, str], ...]
    districts: tuple[tuple[str, str], ...]
    trades: tuple[tuple[str, str], ...]
    townships: tuple[tuple[str, str], ...]


def choices(scope: Scope, province: str = "", city: str = "") -> Choices:
    """Places, trades and townships of those who are away now. Three queries, one more for each chosen level of place."""
    there = Outgoing.objects.visible_to(scope).as_of(scope.as_of)
    provinces = _counted(there, "province")
    trades = _counted(there, "trade")[:30]
    cities = _counted(of_place(there, province), "city") if province else ()
    districts = _counted(of_place(there, province, city), "district") if province and city else ()
    return Choices(provinces, cities, districts, trades, townships_of(scope))


def townships_of(scope: Scope) -> tuple[tuple[str, str], ...]:
    """The reader's townships, path and name. One query."""
    rows = Organisation.objects.filter(in_ranges(scope.ranges()), depth=2, dissolved_on=None).order_by("path")
    return tuple((path, short or full) for path, short, full in rows.values_list("path", "short_name", "full_name"))


def _counted(rows: QuerySet[Outgoing], column: str) -> tuple[tuple[str, str], ...]:
    found = rows.values(column).annotate(many=Count("pk")).order_by("-many", column).values_list(column, "many")
    return tuple((value or NONE, f"{value or '没填'} {many}") for value, many in found)


class Counts(NamedTuple):
    """Figures above the list. ``joined``: outgoing movements whose other side is known."""

    outgoing: int
    floating: int
    incoming: int
    joined: int
    lost: int
    searched: int


def counts(scope: Scope) -> Counts:
    """How many are away, have come, are joined, are not to be reached, are searched for. Two queries."""
    day = scope.as_of
    searched = Exists(Search.objects.filter(movement=OuterRef("pk"), closed_on=None))
    there = Outgoing.objects.visible_to(scope).as_of(day).annotate(met=Exists(_arrivals()), looked=searched)
    found = there.aggregate(
        outgoing=Count("pk"),
        floating=Count("pk", filter=floating(day)),
        joined=Count("pk", filter=Q(met=True)),
        lost=Count("pk", filter=lost(day)),
        searched=Count("pk", filter=Q(looked=True)),
    )
    return Counts(incoming=Incoming.objects.visible_to(scope).as_of(day).count(), **found)


def _arrivals() -> QuerySet[Incoming]:
    return Incoming.objects.current().filter(outgoing=OuterRef("pk"))
