"""The demonstration's building projects: begun in every season, most with an organisation in time, some finished."""

from __future__ import annotations

from datetime import date, timedelta

from zhendi.demo.dice import Dice
from zhendi.demo.names import name
from zhendi.demonstration.places import townships
from zhendi.domain.orgs.kinds import holding_relations
from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.domain.setup.operations import covering, keeping
from zhendi.domain.setup.operations.ending import close
from zhendi.domain.setup.operations.keeping import Entry
from zhendi.kernel.dates import add_months
from zhendi.kernel.scope import Actor

_WORKS = (
    "污水管网改造",
    "通村公路提升",
    "标准厂房二期",
    "小流域治理",
    "老旧小区改造",
    "高标准农田建设",
    "集镇农贸市场新建",
)
_BEGUN, _TOWNSHIPS = 0.7, 6  # of the months; one more begins for each so many townships
_MONTHS = (4, 8, 12, 18, 24)  # planned; the shortest need no branch
_LAGS = (10, 25, 45, 70, 88, 92, 125, 0)  # days until an organisation answers for it; 0 = never
# Days ago that the projects began which the demonstration shows today without an organisation.
_BARE = (140, 20)


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """Projects begun in the month up to the day; who of all was covered, and what was finished by then."""
    dice = Dice(f"{seed}:projects:{end.year}:{end.month}")
    places = townships()
    for place in dice.some(places, 1 + len(places) // _TOWNSHIPS):
        day = end.replace(day=dice.between(1, 25))
        if day <= end and dice.odds(_BEGUN):
            _begin(place, day, dice.pick(_MONTHS), actor, dice)
    for unit in Unit.objects.current().filter(kind=Unit.Kind.PROJECT).order_by("pk"):
        _followed(unit, end, actor, Dice(f"{seed}:project:{unit.pk}"))


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """One project without an organisation for too long, one that has just begun."""
    dice = Dice(f"{seed}:projects")
    for place, ago in zip(townships(), _BARE, strict=False):
        _begin(place, on - timedelta(days=ago), max(_MONTHS), actor, dice)


def _begin(place: Organisation, day: date, months: int, actor: Actor, dice: Dice) -> None:
    """A project of a township, entered on the day on which it began."""
    stem = (place.short_name or place.full_name).removesuffix("党委").removesuffix("工委")
    held = set(Unit.objects.filter(township=place, kind=Unit.Kind.PROJECT).values_list("name", flat=True))
    free = [full for work in _WORKS if (full := f"{stem}{work}项目部") not in held]
    if not free:
        return
    entry = Entry(
        dice.pick(free), Unit.Kind.PROJECT, place.pk, industry="工程建设", employees=dice.between(12, 90),
        said_full=dice.between(0, 5), said_probationary=0, principal=name(dice, 1, dice.between(1968, 1990)),
        starts_on=day, ends_on=add_months(day, months),
    )  # fmt: skip
    keeping.register(actor=actor, on=day, entry=entry)


def _followed(unit: Unit, end: date, actor: Actor, dice: Dice) -> None:
    """Covered after some days by a branch of the township; taken off the register when it is finished."""
    assert unit.starts_on is not None
    assert unit.ends_on is not None
    covered = unit.starts_on + timedelta(days=lag) if (lag := dice.pick(_LAGS)) else None
    if covered and covered <= min(end, unit.ends_on) and not Coverage.objects.filter(unit=unit).exists():
        known = Version.objects.as_of(covered).values("organisation")
        near = Organisation.objects.alive().under(unit.path).filter(kind__in=holding_relations(), pk__in=known)
        branch = near.order_by("path").first()
        if branch is not None:
            covering.cover(actor=actor, on=covered, unit_id=unit.pk, form="attached", organisation_id=branch.pk)
    if unit.ends_on <= end:
        close(actor=actor, on=unit.ends_on, unit_id=unit.pk, end=Unit.End.FINISHED)
