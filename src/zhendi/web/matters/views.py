"""The list of matters, one of them, and what is done with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.matters import operations, queries
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE
from zhendi.web.intake.findings import download
from zhendi.web.matters import joint
from zhendi.web.orgs.typed import key, number
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

DETAILS = {
    "place": "现在的地方",
    "since": "从哪天起",
    "employer": "单位",
    "phone": "手机号码",
    "returning": "回来的日期",
    "residence": "家庭住址",
}
_STATES = (("late", "已逾期"), *queries.STATES)
_HEADS = ("事项", "事由", "姓名", "状态", "提出", "应答复", "答复", "办理组织")


@require_safe
def listing(request: Request) -> HttpResponse:
    """Those that wait come first."""
    _require_seeing(request)
    filters = _filters(request)
    page = queries.listing(request.scope, filters, today=request.today, page=number(request.GET.get("page")))
    return render(
        request,
        "matters/list.html",
        page=page,
        filters=filters,
        asked={name: request.GET.get(name, "") for name in ("q", "kind", "state")},
        kinds=queries.KINDS,
        states=_STATES,
        size=queries.SIZE,
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """The list as a workbook: what is brought and how far it is, without what was written."""
    _require_seeing(request)
    lines = queries.every(request.scope)
    rows = [
        (each.kind, each.title, each.person, each.state_title, each.opened_on, each.due_on, each.answered_on or "",
         each.organisation)
        for each in lines
    ]  # fmt: skip
    operations.note_export(actor=request.actor, on=request.today, number=len(lines))
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("来信和求助.xlsx", [Sheet("名单", "来信和求助", _HEADS, rows, note)]))


@require_safe
def record(request: Request, matter_id: int) -> HttpResponse:
    """One matter with its steps."""
    return _page(request, matter_id)


@require_POST
def answer(request: Request, matter_id: int) -> HttpResponse:
    """Answer, or answer and close."""
    try:
        joint.answer(
            actor=request.actor, on=request.today, matter_id=matter_id, note=request.POST.get("note", ""),
            closes=request.POST.get("closes") == "yes",
        )  # fmt: skip
    except Refused as refused:
        return _page(request, matter_id, kept(request, refused, "note"))
    messages.success(request, "已答复。本人在手机页面上能看到。")
    return redirect("matter", matter_id)


@require_POST
def forward(request: Request, matter_id: int) -> HttpResponse:
    """Hand it to an organisation above; whoever no longer sees it goes back to the list."""
    try:
        operations.forward(
            actor=request.actor, on=request.today, matter_id=matter_id,
            organisation_id=key(request.POST.get("organisation")) or 0, note=request.POST.get("why", ""),
        )  # fmt: skip
    except Refused as refused:
        return _page(request, matter_id, kept(request, refused, "organisation", why="note"))
    messages.success(request, "已转交，期限不变。")
    return redirect("matters")


def _page(request: Request, matter_id: int, form: Form | None = None) -> HttpResponse:
    found = queries.record(request.scope, matter_id)
    return render(
        request,
        "matters/record.html",
        status=REFUSED if form else 200,
        matter=found,
        details=[(DETAILS.get(name, name), value) for name, value in found.details.items() if value],
        targets=queries.targets(request.scope, matter_id) if found.may_answer else (),
        form=form or Form(),
        late=found.line.state == "open" and found.line.due_on < request.today,
    )


def _filters(request: Request) -> queries.Filters:
    state = request.GET.get("state", "")
    return queries.Filters(
        text=request.GET.get("q", "")[:60],
        kind=request.GET.get("kind", ""),
        state="" if state == "late" else state,
        late=state == "late",
    )


def _require_seeing(request: Request) -> None:
    if not request.scope.may(SEE):
        raise NotVisible("matters")
