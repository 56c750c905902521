"""Organisations of the demonstration that build together, what they share, and its model points."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import typst
from pylopdf_fonts_zh_cn import __file__ as fonts

from zhendi.demo.dice import Dice
from zhendi.demonstration.places import village_branches
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models import CoBuilding, ModelPoint
from zhendi.domain.setup.operations import co_building, model_points
from zhendi.domain.setup.procedure_lists import criteria
from zhendi.kernel.scope import Actor

_SHARE, _FEWEST = 0.06, 4  # of the village branches have an office of the county as partner
_PURPOSE = "机关党员进村帮办，村里提供实践点"
_SHARED = 0.24  # in a month, so that most share in a half-year
_TITLES = ("党课讲稿", "农技资料汇编", "共建资源清单", "志愿服务安排", "政策问答")
_YOUNG = 35  # days since the youngest pair began
_JUDGED = 120  # days ago that the second model point was judged
_PAGE = b'#set text(lang: "zh", size: 24pt)\n#sys.inputs.title'
_SUMMARY = "党员带头、群众参与，工作有记录，经验可以照着做。"


def beginning(*, actor: Actor, on: date, seed: int) -> None:
    """Pairs of a village and an office; a model point that will have to be looked at again."""
    dice = Dice(f"{seed}:partners")
    villages = village_branches(on)
    _pair(dice.some(villages, max(round(len(villages) * _SHARE), _FEWEST)), on, actor, dice)
    _model(on, actor)


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """Who shared something in the month up to the day."""
    dice = Dice(f"{seed}:shared:{end.year}:{end.month}")
    pairs = CoBuilding.objects.as_of(end.replace(day=1)).values_list("organisation", "partner")
    for one in sorted({each for pair in pairs for each in pair}):
        day = end.replace(day=dice.between(3, 26))
        if dice.odds(_SHARED) and day <= end:
            title = dice.pick(_TITLES)
            co_building.share(
                actor=actor, on=day, organisation_id=one, title=title, directions=["beside"], content=_paper(title)
            )


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """A pair that has begun lately, and a second model point."""
    taken, begun = set(CoBuilding.objects.values_list("organisation", flat=True)), on - timedelta(days=_YOUNG)
    free = [each for each in village_branches(begun) if each.pk not in taken]
    _pair(free[:1], begun, actor, Dice(f"{seed}:partner"))
    _model(on - timedelta(days=_JUDGED), actor)


def _pair(villages: list[Organisation], on: date, actor: Actor, dice: Dice) -> None:
    rows = Organisation.objects.alive().filter(kind="branch", division_code__endswith="000000", founded_on__lte=on)
    offices = dice.some(list(rows.order_by("path")), len(villages))
    for village, office in zip(villages, offices, strict=False):
        co_building.link(
            actor=actor, on=on, organisation_id=village.pk, partner_name=office.full_name, purpose=_PURPOSE
        )


def _model(on: date, actor: Actor) -> None:
    """A village branch with evidence for every criterion, judged and published."""
    held = set(ModelPoint.objects.values_list("organisation", flat=True))
    branch = next(each for each in reversed(village_branches(on)) if each.pk not in held)
    point = model_points.put_forward(actor=actor, on=on, organisation_id=branch.pk, summary=_SUMMARY)
    for each in criteria():
        model_points.give_evidence(
            actor=actor, on=on, point_id=point, criterion=each.code, text=f"{each.text}现场看过，台账相符。"
        )
    model_points.judge(actor=actor, on=on, point_id=point, met=[each.code for each in criteria()])
    model_points.publish(actor=actor, on=on, point_id=point, shown=True)


@cache
def _paper(title: str) -> bytes:
    """One page with a title."""
    kept = typst.Fonts(include_system_fonts=False, font_paths=[str(Path(fonts).parent)])
    return typst.compile(_PAGE, font_paths=kept, sys_inputs={"title": title})
