"""Members whom schools and the veterans' office hand over in the demonstration, and how their branches pick them up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from zhendi.demo.dice import Dice
from zhendi.demo.identity import citizen_number, mobile
from zhendi.demo.names import name
from zhendi.demonstration.accounts import ACCOUNTS
from zhendi.demonstration.places import village_branches
from zhendi.domain.mobile.models import HandOver
from zhendi.domain.mobile.operations import hand_overs
from zhendi.domain.mobile.operations.hand_overs import Handed
from zhendi.domain.orgs.kinds import holding_relations
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Post
from zhendi.kernel.identifiers.citizen import check_character
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
# What the demonstration shows today.
_SCHOOL, _OFFICE = ("school", "江城大学"), ("veterans", "县退役军人事务局")
_TOWNSHIP_OFFICER, _SECRETARY = ACCOUNTS[1].username, ACCOUNTS[2].username
_BEFORE = 40  # days between leaving school or the forces and the list


class _Story(NamedTuple):
    """One on a list: who, from where, how many days ago it came, where to, and what came of it ("" = waits)."""

    name: str
    birth: str
    source: tuple[str, str]
    ago: int
    destination: str
    outcome: str = ""
    note: str = ""


_STORIES = (
    _Story("孟启明", "20030412", _SCHOOL, 12, "回乡创业"),
    _Story("俞听雨", "20031120", _SCHOOL, 46, "在外求职，还没有定下来"),
    _Story("陆远舟", "20021008", _SCHOOL, 70, "县城就业", "contacted", "电话联系上，下月把组织关系转回来"),
    _Story("闻知秋", "20030227", _SCHOOL, 70, "回村任职", "placed"),
    _Story("汤可为", "20030609", _SCHOOL, 68, "考取研究生", "elsewhere", "考取外省研究生，组织关系转到学校"),
    _Story("沈卫疆", "19990815", _OFFICE, 6, "县城就业"),
    _Story("鲁守边", "19981103", _OFFICE, 90, "回村务农", "placed"),
    _Story("项海宁", "20000130", _OFFICE, 52, "外出务工"),
    _Story("童立业", "20000922", _OFFICE, 52, "自主择业", "mistake", "查过档案，不是党员，名单写错"),
)  # fmt: skip
_HANDED_ON = 1  # the story that the township hands on to the secretary's branch


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
    """The lists that the township officer of the demonstration has, as they stand today: some wait, some are past their day,
    some were picked up in each way, one went on to the secretary's branch. Nothing where the county is too small for the two.
    """
    del seed  # told, not thrown
    town = _held_by(_TOWNSHIP_OFFICER)
    branch = Membership.objects.current().filter(person__account__username=_SECRETARY).first()
    if town is None or branch is None:
        return
    branches = Organisation.objects.alive().filter(kind__in=holding_relations(), path__startswith=town.path)
    places = list(branches.order_by("path").values_list("pk", flat=True))
    for serial, story in enumerate(_STORIES):
        made = _told(story, serial, town.pk, on, actor)
        if serial == _HANDED_ON:
            hand_overs.forward(
                actor=actor, on=on, hand_over_id=made, organisation_id=branch.organisation_id, note="户口在你村，请联系"
            )
        if story.outcome:
            place = places[serial % len(places)] if story.outcome == "placed" else None
            hand_overs.settle(
                actor=actor, on=on - timedelta(days=story.ago - 20), hand_over_id=made, outcome=story.outcome,
                branch_id=place, note=story.note,
            )  # fmt: skip


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


def _told(story: _Story, serial: int, town_id: int, on: date, actor: Actor) -> int:
    came = on - timedelta(days=story.ago)
    office, name = story.source
    body = f"999999{story.birth}{901 + serial}"
    handed = Handed(
        office, story.name, body + check_character(body), office_name=name, left_on=came - timedelta(days=_BEFORE),
        destination=story.destination, phone=f"199000039{serial:02d}",
        sending="江城大学党委" if office == "school" else "原部队党委",
    )  # fmt: skip
    return hand_overs.enter(actor=actor, on=came, organisation_id=town_id, handed=handed)


def _held_by(username: str) -> Organisation | None:
    """The organisation in which somebody of the demonstration holds a post."""
    post = Post.objects.filter(person__account__username=username, role="township_officer", valid_to=None)
    found = post.select_related("organisation").first()
    return found.organisation if found else None
