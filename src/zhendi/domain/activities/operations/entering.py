"""Entering activities that were held already, many at once: a paper ledger brought in with its true days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.activities import access
from zhendi.domain.activities.models import Activity
from zhendi.domain.activities.operations import checks
from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import audit, clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

_EVENING = time(19, 30)


class Held(NamedTuple):
    """One activity of a ledger."""

    organisation_id: int
    kind: str
    title: str
    held_on: date
    place: str = ""
    hours: Decimal = Decimal(0)


@transaction.atomic
def enter(*, actor: Actor, on: date, ledger: Sequence[Held]) -> int:
    """Enter what was held; gives how many are new. The same kind, title and day of an organisation is not entered twice.

    Fixed statements, one entry in the trail. ``NotVisible`` or ``Refused`` with nothing entered when one line cannot be.
    """
    keys = {each.organisation_id for each in ledger}
    places = {each.pk: each for each in Organisation.objects.filter(pk__in=keys)}
    if len(places) != len(keys) or not all(actor.scope.allows(SEE, each.path) for each in places.values()):
        raise NotVisible("no such organisation")
    if not all(access.may_write(actor.scope, each.path) for each in places.values()):
        raise Refused("您的职务不能为这些组织补登活动。", code="not_yours")
    held = {_mark(row) for row in _rows(keys)}
    fresh = [each for each in map(_checked, ledger) if _mark(each) not in held]
    for each in fresh:
        checks.past(each.held_on, actor=actor, field="held_on")
    if not fresh:
        raise Refused("这些活动都已经登记过，没有新的。", code="unchanged")
    Activity.objects.bulk_create(_row(each, places[each.organisation_id], actor) for each in dict.fromkeys(fresh))
    shared = _shared([each.path for each in places.values()])
    audit.record(
        actor=actor, action="activities.enter", on=on, subject_type="activities.Ledger", subject_id=None, path=shared,
        summary=f"补登{len(fresh)}次活动", detail={"count": len(fresh), "organisations": len(keys)},
    )  # fmt: skip
    return len(dict.fromkeys(fresh))


def _checked(each: Held) -> Held:
    if each.kind not in Activity.Kind.values:
        raise Refused("没有选择活动类别。", code="kind_unknown", field="kind")
    return each._replace(title=checks.words(each.title, 120, "名称", "title"))


def _rows(keys: set[int]) -> list[tuple[int, str, str, date | None]]:
    rows = Activity.objects.filter(organisation__in=keys, state=Activity.State.HELD)
    return list(rows.values_list("organisation_id", "kind", "title", "held_on"))


def _mark(row: Held | tuple[int, str, str, date | None]) -> tuple[int, str, str, date | None]:
    return row[0], row[1], row[2], row[3]


def _row(each: Held, place: Organisation, actor: Actor) -> Activity:
    at = datetime.combine(each.held_on, _EVENING, clock.ZONE)
    return Activity(
        organisation=place, path=place.path, kind=each.kind, title=each.title, planned_at=at, place=each.place,
        hours=each.hours, state=Activity.State.HELD, held_on=each.held_on, made_by=actor.scope.person_id, made_at=clock.now(),
    )  # fmt: skip


def _shared(held: Sequence[str]) -> str:
    """The lowest place of the tree that holds all of them."""
    low, high = min(held), max(held)
    same = next(
        (n for n, (one, other) in enumerate(zip(low, high, strict=False)) if one != other), min(len(low), len(high))
    )
    return low[: same // paths.STEP * paths.STEP]
