"""A plan as a workbook: the groups, the attachments, every blank with its three ways."""

from __future__ import annotations

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from zhendi.domain.setup.operations import kept_plans as deeds
from zhendi.domain.setup.queries import plans
from zhendi.domain.setup.queries.plans import Planning
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.web.intake.findings import download
from zhendi.web.setup import asked, trying
from zhendi.web.setup.plans import percent
from zhendi.web.shell.request import Request

_GROUPS = ("组", "集中的单位", "单位", "党委", "正式党员", "预备党员", "本组正式党员", "最远（米）", "超出的限制")
_ATTACHED = ("单位", "挂靠的党组织", "距离（米）", "正式党员", "预备党员")
_BLANKS = ("单位", "党委", "建议", "单独组建", "联合组建", "挂靠组建", "还缺什么", "依据")
_WAYS = {"own": "单独组建", "joint": "联合组建", "attached": "挂靠组建", "none": "还缺条件"}


@require_POST
def export(request: Request) -> HttpResponseBase:
    """The plan of the page as a workbook; that it went out is written down."""
    asked.require_seeing(request)
    trial = trying.trial(request)
    found = plans.planning(request.scope, trial.limits, township=trial.township)
    deeds.taken_out(actor=request.actor, on=request.today, groups=len(found.joint), blanks=len(found.blanks))
    note = _note(request, found, tried=trial.tried)
    title = f"组建方案（截至{request.scope.as_of.isoformat()}）"
    sheets = [
        Sheet("联合组建", title, _GROUPS, _groups(found), note),
        Sheet("挂靠组建", title, _ATTACHED, _attached(found), note),
        Sheet("每个空白", title, _BLANKS, _blanks(found), note),
    ]
    return download(workbook(f"{title}.xlsx", sheets))


def _note(request: Request, found: Planning, *, tried: bool) -> str:
    limits = found.problem.limits
    gap = f"离最优不超过 {percent(found.gap_per_mille)}%" if found.searched else "快速分法，没有算离最优多远"
    return (
        f"{'试算：' if tried else ''}半径 {limits.radius} 米，正式党员不少于 {limits.minimum_full} 名，"
        f"党员不超过 {limits.maximum_members} 名，单位不超过 {limits.maximum_units} 个，"
        f"{'可以' if limits.across_townships else '不'}跨乡镇；{gap}；{request.scope.name}导出。方案不等于批准。"
    )


def _groups(found: Planning) -> Iterator[tuple[object, ...]]:
    for place, group in enumerate(found.joint, 1):
        for unit in group.units:
            yield (
                place, group.hub.name, unit.name, group.township, unit.full, unit.probationary, group.full,
                group.farthest, "；".join(group.broken),
            )  # fmt: skip


def _attached(found: Planning) -> Iterator[tuple[object, ...]]:
    for each in found.attached:
        yield each.unit.name, each.organisation, each.metres, each.unit.full, each.unit.probationary


def _blanks(found: Planning) -> Iterator[tuple[object, ...]]:
    for row in found.blanks:
        said = {
            option.way: f"{'可以' if option.feasible else '不能'}：{option.reason}" for option in row.verdict.options
        }
        rules = "；".join(dict.fromkeys(option.rule for option in row.verdict.options))
        yield (
            row.unit.name, row.township, _WAYS[row.verdict.way], said["own"], said["joint"], said["attached"],
            row.verdict.missing, rules,
        )  # fmt: skip
