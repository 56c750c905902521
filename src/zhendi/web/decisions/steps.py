"""The steps of a decision, as data, and how the form of one is answered."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.democracy.queries import decision_records
from zhendi.domain.democracy.queries.decision_records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.decisions.doing import ACTS, FIELDS
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.environment import url
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


class Step(NamedTuple):
    """A step: last word of its address, what its button says, what it means, what is said when it is done."""

    word: str
    title: str
    note: str
    said: str = ""
    grave: bool = False


STEPS = (
    Step("check", "审查和风险检查", "逐条有结论，有风险的写措施"),
    Step("correct", "修改提议", "审查以前可以改"),
    Step("review", "登记两委商议", "村党组织委员会和村民委员会各开各的会，各记一次", "商议已登记。"),
    Step("post", "登记公告", "贴在哪里、从哪天到哪天；期满才能投票", "公告已登记。有意见的随时记下，逐条答复。"),
    Step("first", "拟定第一轮投票", "党员投票。定日子、选监票人，名册按党员名册生成"),
    Step("second", "拟定第二轮投票", "第一轮通过以后才能拟定"),
    Step("resolve", "形成决议", "两轮都通过、结果都生效以后编号", "决议已形成，可以打印、张贴。"),
    Step("publish", "登记决议公开", "贴在哪里、从哪天到哪天；登记以后公开页面也打开", "公开已登记。"),
    Step("enter", "记实施情况", "哪天、做了什么、花了多少钱", "已记下。"),
    Step("finish", "登记实施完成", "全部做完、验收以后", "实施完成。下一步公开结果。"),
    Step("announce", "登记结果公开", "做成什么样、一共花了多少，贴在哪里", "结果公开已登记。下一步问群众满意不满意。"),
    Step("survey", "登记满意度调查", "怎么问的、问了几户、答了几户、满意几户", "调查已登记。"),
    Step("close", "归档", "结果公开期满、损害都处理完", "已归档。"),
    Step("object", "记一条意见", "公告期间谁有什么意见，投票以前逐条答复", "意见已记下。"),
    Step("harm", "记损害反映", "谁反映、什么损害、有什么凭据", "已记下。要不要暂停，由您决定。"),
    Step("reject", "按没有通过了结", "投票没有通过的，到此为止；要再议的重新提出", "已了结。", True),
    Step("withdraw", "撤回提议", "形成决议以前可以撤回，写明理由", "已撤回。", True),
)  # fmt: skip
OFFERED = {each.word: each for each in STEPS}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, decision_id: int, step: str) -> HttpResponse:
    """The form of a step; *not found* where it is not the reader's to take now."""
    deed, row = OFFERED.get(step), decision_records.record(request.scope.on(request.today), decision_id)
    if deed is None or deed.word not in row.deeds or deed.word not in ACTS:
        raise NotVisible(step)
    form = blank(**_filled(request, row, row.needed_days if deed.word == "post" else row.publicity_days))
    if request.method == "POST":
        try:
            ACTS[deed.word](today_actor(request), Typed(dict(request.POST.lists())), row)
        except Refused as refused:
            form = kept(request, refused, *FIELDS[deed.word], "despite")
        else:
            messages.success(request, deed.said)
            return redirect("decision", row.id)
    return page(request, row, deed, form)


def page(request: Request, row: Record, deed: Step, form: Form) -> HttpResponse:
    """The form of a step."""
    return render(
        request, "decisions/step.html", status=REFUSED if form.faulty else 200, row=row, deed=deed, form=form,
        fields=FIELDS[deed.word], bodies=_bodies(row), doubtful=bool(form.error("despite") or form.value("despite")),
    )  # fmt: skip


def address(decision: int, word: str) -> str:
    """Where a step is taken: most share a form, three have their own."""
    own = {
        "check": "decision-check",
        "correct": "decision-correct",
        "first": "decision-round",
        "second": "decision-round",
    }
    if word in own:
        number = {"first": (1,), "second": (2,)}.get(word, ())
        return url(own[word], decision, *number)
    return url("decision-step", decision, word)


def _filled(request: Request, row: Record, days: int) -> dict[str, object]:
    """What the form says before anybody typed: today, for so many days, where the notice before this one hung."""
    places = [each.place for each in row.notices]
    return {
        "on": request.today.isoformat(), "met_on": request.today.isoformat(), "from_on": request.today.isoformat(),
        "until_on": (request.today + timedelta(days=days - 1)).isoformat(), "place": places[-1] if places else "", "way": "visit", "body": next((code for code, _ in _bodies(row)), ""),
    }  # fmt: skip


def _bodies(row: Record) -> list[tuple[str, str]]:
    """The committees that have not met come first."""
    met = {each.body for each in row.reviews}
    bodies = [("party", "村党组织委员会"), ("village", "村民委员会")]
    return sorted(bodies, key=lambda each: each[0] in met)
