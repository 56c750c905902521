"""What members away bring in the demonstration: requests for help and changes, most answered in time, some late or never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from zhendi.demo.dice import Dice
from zhendi.domain.matters import operations as matters
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.domain.people.models import Membership
from zhendi.kernel.scope import Actor, Scope

_A_MONTH, _FEWEST = 40, 2  # members away for each matter of a month; matters of a month at least
_DAYS = (2, 9)  # of the month, on which they are brought
_NEVER, _CONTENT = 0.06, 0.5  # answered never; the member says that it is done
# What is brought, with the days after which it may be answered.
_TEXTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "help": (
        ("孩子转学要哪些材料", "下学期想把孩子转回镇中心小学，要带哪些材料？"),
        ("工资拖欠", "工地欠了两个月工资，不知道找哪个部门。"),
        ("老人医保", "父母在老家看病，在外地怎么报销？"),
        ("房屋漏雨", "家里老屋漏雨，人不在家，能不能请村里看一看？"),
    ),
    "change": (
        ("换了手机号", "原来的号码不用了，新号码已经告诉联系人。"),
        ("换了地方", "上个月换到邻近的区上班，住处也换了。"),
        ("换了单位", "现在在一家物流公司，单位名称和以前登记的不一样。"),
    ),
}
_LAGS: Mapping[str, Sequence[int]] = {"help": (0, 1, 1, 2, 3, 4, 5, 6, 13), "change": (1, 2, 4, 6, 9, 12, 19)}
_ANSWERS = {"help": "已经问过，要带的材料和找哪个窗口都写给您了。", "change": "已经核对，登记册改过来了。"}
# Kind and days ago of what waits today: too long, and in time.
_WAITING = (("help", 21), ("help", 1), ("change", 33), ("change", 3))


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """What members away brought in the month up to the day, and what was answered by then."""
    dice = Dice(f"{seed}:matters:{end.year}:{end.month}")
    first = end.replace(day=1)
    people = _people(actor, first, dice)
    number = max(len(people) // _A_MONTH, _FEWEST)
    for place, person in enumerate(people[:number]):
        kind = ("help", "change")[place % 2]
        day = first + timedelta(days=dice.between(*_DAYS) - 1)
        answered = None if dice.odds(_NEVER) else day + timedelta(days=dice.pick(_LAGS[kind]))
        if day <= end and _member(person, day):
            brought = _bring(kind, person, day, actor, dice)
            if answered is not None and answered <= end:
                _answer(kind, brought, person, answered, actor, dice)


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """What waits today, and one matter that its member took back."""
    dice = Dice(f"{seed}:matters")
    people = _people(actor, on, dice)
    for person, (kind, ago) in zip(people, _WAITING, strict=False):
        day = on - timedelta(days=ago)
        if _member(person, day):
            _bring(kind, person, day, actor, dice)
    for person in people[len(_WAITING) :][:1]:
        made = _bring("help", person, on, actor, dice)
        matters.withdraw(actor=_oneself(person, on), on=on, matter_id=made)


def _people(actor: Actor, on: date, dice: Dice) -> list[int]:
    """Members away on a day, in random order."""
    found = [each.person_id for each in receivers(actor.scope.on(on)) if each.person_id is not None]
    return dice.some(found, len(found))


def _member(person: int, day: date) -> bool:
    return Membership.objects.as_of(day).filter(person=person).exists()


def _bring(kind: str, person: int, day: date, actor: Actor, dice: Dice) -> int:
    title, text = dice.pick(_TEXTS[kind])
    return matters.bring_for(actor=actor, on=day, person_id=person, kind=kind, title=title, text=text)


def _answer(kind: str, matter: int, person: int, day: date, actor: Actor, dice: Dice) -> None:
    matters.answer(actor=actor, on=day, matter_id=matter, note=_ANSWERS[kind])
    if dice.odds(_CONTENT):
        matters.accept(actor=_oneself(person, day), on=day, matter_id=matter)


def _oneself(person: int, day: date) -> Actor:
    """The member on the own page."""
    return Actor(None, "本人", Scope(None, person, "本人", (), day))
