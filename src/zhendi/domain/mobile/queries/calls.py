"""The call list of the quarter: whom to call next, and what came of the calls so far."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.models import Call, Outgoing
from zhendi.domain.mobile.places import of_row
from zhendi.domain.mobile.queries.receivers import still_owed, wanted
from zhendi.domain.people.models import Phone
from zhendi.kernel import bulk
from zhendi.kernel.dates import completed_years
from zhendi.kernel.paging import turned_to
from zhendi.kernel.parameters import load
from zhendi.kernel.scope import Scope

SIZE = 20
_OTHER_WAYS = "mobile.calls_before_other_ways"
_COLUMNS = (
    "pk", "person_id", "name", "person__sex", "person__born_on", "organisation__short_name", "organisation__full_name",
    "province", "city", "district", "employer", "contacted_on", "tries", "tried_on", "last_result", "put_off",
)  # fmt: skip


class ToCall(NamedTuple):
    """A member to call. ``failed``: the last message did not reach; ``has_phone``: a number is on record."""

    id: int
    person_id: int | None
    name: str
    sex: int | None
    age: int | None
    branch: str
    place: str
    employer: str
    contacted_on: date | None
    tries: int
    tried_on: date | None
    last_result: str
    next_on: date | None
    failed: bool
    has_phone: bool
    other_ways: bool


class CallList(NamedTuple):
    """The list. ``owed``: without a call in the quarter; ``waiting``: of these put off to a later day."""

    period: str
    until: date
    rows: tuple[ToCall, ...]
    owed: int
    waiting: int
    done: int
    page: int
    pages: int


def to_call(
    scope: Scope, *, failed: Collection[int] = (), ids: Collection[int] | None = None, page: int = 1, size: int = SIZE
) -> CallList:
    """Whom to call in the quarter of the reader's day: messages that failed first, then the longest silent.

    ``failed``: movements whose message did not arrive. ``ids``: only these. Who is put off to a later day comes last.
    Five queries whatever the size.
    """
    period = cadence.period("call", scope.as_of)
    assert period is not None
    whole = wanted(scope, ids=None if ids is None else list(ids))
    owed = still_owed(whole, "call", scope)
    total = owed.count()
    number, pages = turned_to(page, total, size)
    ordered = _ordered(owed, failed, scope.as_of, period.first)
    raw = list(ordered.values(*_COLUMNS)[(number - 1) * size : number * size])
    phones = _have_phone([row["pk"] for row in raw], [row["person_id"] for row in raw if row["person_id"]])
    rows = tuple(_row(row, scope.as_of, set(failed), phones) for row in raw)
    waiting = _put_off(owed, scope.as_of).filter(Q(put_off__gt=scope.as_of)).count()
    asked = whole.filter(Q(floating_on=None) | Q(floating_on__lte=scope.as_of)).count()
    return CallList(period.title, period.last, rows, total, waiting, asked - total, number, pages)


def _put_off(owed: QuerySet[Outgoing], day: date) -> QuerySet[Outgoing]:
    latest = Call.objects.filter(movement=OuterRef("pk"), on__lte=day).order_by("-on", "-pk")
    return owed.annotate(put_off=Subquery(latest.values("next_on")[:1]))


def _ordered(owed: QuerySet[Outgoing], failed: Collection[int], day: date, since: date) -> QuerySet[Outgoing]:
    latest = Call.objects.filter(movement=OuterRef("pk"), on__lte=day).order_by("-on", "-pk")
    tries = latest.filter(on__gte=since).order_by().values("movement").annotate(many=Count("pk")).values("many")
    turn = Case(
        When(Q(put_off__gt=day), then=Value(2)),
        When(pk__in=list(failed), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    marked = _put_off(owed, day).annotate(
        tries=Coalesce(Subquery(tries), 0),
        tried_on=Subquery(latest.values("on")[:1]),
        last_result=Coalesce(Subquery(latest.values("result")[:1]), Value("")),
        turn=turn,
    )
    return marked.order_by("turn", F("put_off").asc(), F("contacted_on").asc(nulls_first=True), "path", "pk")


def _row(row: dict[str, Any], day: date, failed: set[int], phones: set[int]) -> ToCall:
    born, tries = row["person__born_on"], row["tries"]
    return ToCall(
        row["pk"], row["person_id"], row["name"], row["person__sex"], completed_years(born, day) if born else None,
        row["organisation__short_name"] or row["organisation__full_name"] or "", of_row(row), row["employer"],
        row["contacted_on"], tries, row["tried_on"], str(Call.Result(row["last_result"]).label) if row["last_result"] else "",
        row["put_off"], row["pk"] in failed, row["pk"] in phones,
        row["last_result"] == Call.Result.WRONG_NUMBER or tries >= load().integer(_OTHER_WAYS, day),
    )  # fmt: skip


def _have_phone(movements: list[int], people: list[int]) -> set[int]:
    """Movements for which a number is on record, of the register or of the person; two questions."""
    own = Outgoing.objects.filter(pk__in=movements).exclude(phone="").values_list("pk", flat=True)
    known = {row[0] for row in bulk.raw(Phone, ("person_id",), "person_id", people)}
    theirs = Outgoing.objects.filter(pk__in=movements, person__in=known).values_list("pk", flat=True)
    return set(own) | set(theirs)


class Made(NamedTuple):
    """A call that was made in the quarter."""

    id: int
    movement_id: int
    name: str
    on: date
    result: str
    note: str
    open_help: bool
    matter_id: int | None


def made(scope: Scope, *, limit: int = 50) -> tuple[Made, ...]:
    """Calls of the quarter, the latest first. One query."""
    period = cadence.period("call", scope.as_of)
    assert period is not None
    seen = Outgoing.objects.visible_to(scope).values("pk")
    rows = Call.objects.filter(movement__in=seen, on__gte=period.first, on__lte=scope.as_of).order_by(
        "-noted_at", "-pk"
    )
    columns = (
        "pk", "movement_id", "movement__name", "on", "result", "note", "settled_on", "matter", "matter__answered_on",
        "matter__closed_on",
    )  # fmt: skip
    return tuple(
        Made(
            pk,
            movement,
            name,
            on,
            str(Call.Result(result).label),
            note,
            _open(result, settled or answered or closed),
            matter,
        )
        for pk, movement, name, on, result, note, settled, matter, answered, closed in rows.values_list(*columns)[
            :limit
        ]
    )


def _open(result: str, settled_on: date | None) -> bool:
    return result == Call.Result.NEEDS_HELP and settled_on is None
