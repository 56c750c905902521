"""What happened in the county in the year before the day of its workbooks, so that it can be shown as it was.

The county as it stands is the end of the story: who came, moved, was confirmed or took over a branch, and which
branches were founded. ``zhendi.demo.past`` reads it backwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from zhendi.demo.dice import Dice
from zhendi.demo.organisations import Organisation
from zhendi.demo.people import Member
from zhendi.demo.synthetic import Synthetic
from zhendi.kernel.dates import add_months, completed_years

YEAR = 12  # months that the story reaches back
_YOUNG = ("coop", "firm")  # settings whose branches may have been founded within the year
_FOUNDED = 0.4
_HANDED_OVER, _ENOUGH = 0.12, 8  # of the branches with so many members
_CONFIRMED, _ARRIVED, _MOVED = 0.018, 0.010, 0.008  # of the members without a post, in this order
_PHONE_LATER = 0.14
_SETTLED = 30  # days before the day of the county in which nothing more happens
_LEAST_AGE = 28


class Move(NamedTuple):
    """A day, and the branch to which the member belonged before it."""

    day: date
    before: Organisation


class Handover(NamedTuple):
    """The day on which a branch got its secretary, and who was it before."""

    day: date
    former: Member


@dataclass(slots=True)
class Chronicle:
    """Events by citizen number of the member, handovers by key of the branch."""

    arrivals: dict[str, date] = field(default_factory=dict)
    moves: dict[str, Move] = field(default_factory=dict)
    phones: dict[str, date] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)


def live_through(county: Synthetic, dice: Dice) -> Chronicle:
    """Give the county a year: some of its facts (founding days, days of confirmation) become recent ones."""
    story = Chronicle()
    _found(county, story, dice)
    _hand_over(county, story, dice)
    homes = _villages(county)
    for member in county.members:
        if not member.busy and member.number not in story.moves:
            _of_member(member, homes, story, dice, county.on)
    return story


def some_day(dice: Dice, on: date) -> date:
    """A day within the year of the story."""
    return dice.day(add_months(on, -YEAR) + timedelta(days=1), on - timedelta(days=_SETTLED))


def _villages(county: Synthetic) -> dict[str, list[Organisation]]:
    """Branches of villages by the code of their township."""
    found: dict[str, list[Organisation]] = {}
    for each in county.organisations:
        if each.township and each.village and each.members:
            found.setdefault(each.township.code, []).append(each)
    return found


def _found(county: Synthetic, story: Chronicle, dice: Dice) -> None:
    """Some branches of co-operatives and firms are young: their members came from the villages around."""
    homes = _villages(county)
    for each in county.organisations:
        if each.setting not in _YOUNG or each.township is None or not dice.odds(_FOUNDED):
            continue
        each.founded = each.term_from = some_day(dice, county.on)
        each.term_to = add_months(each.founded, 36)
        for member in each.members:
            story.moves[member.number] = Move(each.founded, dice.pick(homes[each.township.code]))


def _hand_over(county: Synthetic, story: Chronicle, dice: Dice) -> None:
    kept = {id(part.member.branch) for part in county.cast}
    large = [each for each in county.organisations if len(each.members) >= _ENOUGH and id(each) not in kept]
    for branch in dice.some(large, max(round(len(large) * _HANDED_OVER), 1)):
        able = [
            each for each in branch.members
            if each.confirmed and each.phones and not each.busy and completed_years(each.birth, county.on) > _LEAST_AGE
        ]  # fmt: skip
        if able:
            former = dice.pick(able)
            former.busy = True
            story.handovers[branch.key] = Handover(some_day(dice, county.on), former)


def _of_member(member: Member, homes: dict[str, list[Organisation]], story: Chronicle, dice: Dice, on: date) -> None:
    """At most one of: confirmed, arrived, moved; and perhaps the telephone became known late."""
    if member.phones and dice.odds(_PHONE_LATER):
        story.phones[member.number] = some_day(dice, on)
    chance, township = dice.random(), member.branch.township
    if chance < _CONFIRMED:
        _confirm(member, dice, on)
    elif chance < _CONFIRMED + _ARRIVED:
        story.arrivals[member.number] = some_day(dice, on)
    elif chance < _CONFIRMED + _ARRIVED + _MOVED and township:
        before = dice.pick(homes[township.code])
        if before is not member.branch:
            story.moves[member.number] = Move(some_day(dice, on), before)


def _confirm(member: Member, dice: Dice, on: date) -> None:
    """The member's year of probation ended within the year of the story."""
    joined = dice.day(add_months(on, -2 * YEAR), add_months(on, -YEAR) - timedelta(days=2 * _SETTLED))
    if member.confirmed and completed_years(member.birth, joined) > _LEAST_AGE:
        member.joined = joined
        member.confirmed = add_months(joined, YEAR) + timedelta(days=dice.pick((0, 0, 6, 12, 20)))
