"""Work with units and villages in the demonstration: liaisons who visit, a village as a centre, industry on record."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q

from zhendi.demo.dice import Dice
from zhendi.demo.names import name
from zhendi.demonstration.places import village_branches
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models import Coverage, Industry, Liaison, ProcedureUnit, Unit
from zhendi.domain.setup.operations import covering, industry, visiting
from zhendi.kernel.scope import Actor

_NAMED, _FEWEST = 0.4, 3  # of the blanks have a liaison
_VISITED = 0.45  # in a month, so that most are seen within a quarter
_WORDS = ("讲了组建党组织的条件", "了解了党员人数，答应年内研究", "送去学习材料，参加了职工座谈")
# The month in which villages tell their figures, what part of them does, and of how many of the largest all do.
_STATISTICS, _ON_RECORD, _LARGEST = 2, 0.2, 3
_CONSIDERED = 0.5
_MAIN = ("茶叶", "毛竹", "水稻和稻渔", "中药材", "生态旅游")
_CENTRE = 25  # days since a village became the centre of a unit


def beginning(*, actor: Actor, on: date, seed: int) -> None:
    """Liaisons of units that nobody covers, sent by their township."""
    dice = Dice(f"{seed}:liaisons")
    blanks = _blanks()
    for unit in dice.some(blanks, max(round(len(blanks) * _NAMED), _FEWEST)):
        called = name(dice, 1 + unit.pk % 2, dice.between(1975, 1998))
        visiting.assign(actor=actor, on=on, unit_id=unit.pk, name=called, organisation_id=unit.township_id)


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """Visits of the month up to the day; in spring the villages' figures, and what the township made of them."""
    dice = Dice(f"{seed}:visits:{end.year}:{end.month}")
    for unit in Liaison.objects.as_of(end.replace(day=1)).order_by("unit").values_list("unit", flat=True):
        day = end.replace(day=dice.between(2, 27))
        if dice.odds(_VISITED) and day <= end:
            visiting.visit(actor=actor, on=day, unit_id=unit, note=dice.pick(_WORDS))
    if end.month == _STATISTICS:
        _figures(end, actor, dice)


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """A unit that a village takes in as its centre."""
    since = on - timedelta(days=_CENTRE)
    villages, blanks = village_branches(since), _blanks(since)
    for unit in Dice(f"{seed}:centre").some(blanks, len(blanks)):
        village = next((each for each in villages if each.path.startswith(unit.path)), None)
        if village is not None:
            covering.cover(actor=actor, on=since, unit_id=unit.pk, form="village", organisation_id=village.pk)
            return


def _blanks(since: date | None = None) -> list[Unit]:
    """Units that nobody covers and nobody founds anything for; ``since``: for so long."""
    held = Coverage.objects.filter(Q(valid_to=None) | Q(valid_to__gt=since) if since else Q(valid_to=None))
    rows = Unit.objects.current().exclude(kind=Unit.Kind.PROJECT).exclude(pk__in=held.values("unit"))
    rows = rows.exclude(pk__in=ProcedureUnit.objects.values("unit")).filter(exemptions=None)
    if since:
        rows = rows.filter(valid_from__lte=since)
    return list(rows.order_by("path", "pk"))


def _figures(end: date, actor: Actor, dice: Dice) -> None:
    """Last year's industry of the villages with most members and of some others."""
    for place in _telling(end, dice):
        before = Decimal(dice.between(400, 3000))
        grown = (before * dice.between(96, 145) / 100).quantize(Decimal("0.01"))
        made = industry.record(
            actor=actor, on=end, organisation_id=place.pk, year=end.year - 1, main=dice.pick(_MAIN), output=grown, before=before,
            source="村集体经济年报",
        )  # fmt: skip
        if dice.odds(_CONSIDERED):
            industry.consider(actor=actor, on=end, industry_id=made, outcome="党员居住集中，暂不改设，明年再看")


def _telling(end: date, dice: Dice) -> list[Organisation]:
    held = set(Industry.objects.filter(year=end.year - 1).values_list("organisation", flat=True))
    villages = [each for each in village_branches(end) if each.pk not in held]
    current = Count("memberships", filter=Q(memberships__valid_to=None))
    ranked = Organisation.objects.filter(pk__in=[each.pk for each in villages]).annotate(members=current)
    largest = list(ranked.order_by("-members", "path")[:_LARGEST])
    others = [each for each in villages if each not in largest]
    return [*largest, *dice.some(others, round(len(others) * _ON_RECORD))]
