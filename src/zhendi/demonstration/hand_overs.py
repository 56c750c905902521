"""Members whom schools and the veterans' office hand over in the demonstration, and how their branches pick them up."""

from __future__ import annotations

from datetime import date, timedelta

from zhendi.demo.dice import Dice
from zhendi.demo.identity import citizen_number, mobile
from zhendi.demo.names import name
from zhendi.demonstration.places import village_branches
from zhendi.domain.mobile.models import HandOver
from zhendi.domain.mobile.operations import hand_overs
from zhendi.domain.mobile.operations.hand_overs import Handed
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.scope import Actor

# Graduates come in summer, soldiers in spring and autumn: month of the year, office, name of the office, share of branches.
_COMING = {
    3: ("veterans", "县退役军人事务局", 0.04), 7: ("school", "江城职业技术学院", 0.06), 9: ("veterans", "县退役军人事务局", 0.04),
    12: ("school", "南岭师范学院", 0.03),
}  # fmt: skip
_FEWEST = 2
_LAGS = (4, 9, 15, 22, 28, 30, 31, 44, 0)  # days until somebody is picked up; 0 = never
_PICKED = ("contacted", "placed", "placed", "elsewhere", "mistake")
_NOTES = {"elsewhere": "已在外省参加工作，组织关系由那边的支部接收", "mistake": "本人不是党员，名单写错了"}
_BORN, _YEAR, _SEQUENCES = date(2003, 1, 1), 365, 290
# Days ago that somebody was handed over and after how many picked up, for those whom the demonstration shows today.
_TODAY = ((40, 0), (8, 0), (16, 12))


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """The lists that came in the month up to the day, and who of all was picked up by then."""
    dice = Dice(f"{seed}:hand-overs:{end.year}:{end.month}")
    if end.month in _COMING:
        office, told, share = _COMING[end.month]
        branches = village_branches(end)
        for branch in dice.some(branches, max(round(len(branches) * share), _FEWEST)):
            day = end.replace(day=dice.between(1, 10))
            if day <= end:
                _enter(branch, office, told, day, actor, dice)
    for row in HandOver.objects.waiting().order_by("pk"):
        lag = Dice(f"{seed}:picked-up:{row.pk}").pick(_LAGS)
        if lag and row.valid_from + timedelta(days=lag) <= end:
            _settle(row, row.valid_from + timedelta(days=lag), actor, dice)


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """One who waits too long, one who waits, one picked up these days."""
    dice = Dice(f"{seed}:hand-overs")
    branches = dice.some(village_branches(on - timedelta(days=max(ago for ago, _ in _TODAY))), len(_TODAY))
    for branch, (ago, lag) in zip(branches, _TODAY, strict=False):
        day = on - timedelta(days=ago)
        made = _enter(branch, "school", "江城职业技术学院", day, actor, dice)
        if lag:
            _settle(HandOver.objects.get(pk=made), day + timedelta(days=lag), actor, dice)


def _enter(branch: Organisation, office: str, told: str, day: date, actor: Actor, dice: Dice) -> int:
    """One more line of a list, with a number that belongs to nobody."""
    serial = HandOver.objects.count()
    birth, sex = _BORN + timedelta(days=serial * 7 % _YEAR), 1 + serial % 2
    handed = Handed(
        office, name(dice, sex, birth.year), citizen_number(birth, 700 + serial % _SEQUENCES), told,
        sending=f"{told}党委", left_on=day - timedelta(days=dice.between(5, 25)), destination="回原籍", phone=mobile(dice),
    )  # fmt: skip
    return hand_overs.enter(actor=actor, on=day, organisation_id=branch.pk, handed=handed)


def _settle(row: HandOver, day: date, actor: Actor, dice: Dice) -> None:
    outcome = dice.pick(_PICKED)
    branch = row.organisation_id if outcome == "placed" else None
    hand_overs.settle(
        actor=actor, on=day, hand_over_id=row.pk, outcome=outcome, branch_id=branch, note=_NOTES.get(outcome, "")
    )
