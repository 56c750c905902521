"""Feedback on members: what came of a half-year, of whom it is still asked, the township's form, the branch's check."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile import half_years
from zhendi.domain.mobile.half_years import Half
from zhendi.domain.mobile.operations import feedback as operations
from zhendi.domain.mobile.operations.feedback import Said
from zhendi.domain.mobile.queries import feedback as queries
from zhendi.domain.mobile.queries.feedback import Filters
from zhendi.domain.mobile.queries.own import shared_number
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.web.intake.findings import download
from zhendi.web.mobile import asked, deeds
from zhendi.web.orgs.typed import Typed, key, number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

FIELDS = ("half", "attended", "held", "conduct")
_NONE = -1  # what was typed is no number
_HEADS = ("党员", "所在支部或来处", "半年", "反馈单位", "参加", "开展", "表现", "填写人", "日期", "核实")
_OWED_HEADS = ("党员", "流入乡镇", "从哪里来", "来的日期")


@require_safe
def index(request: Request) -> HttpResponse:
    """The half-year's list; ``view=owed``: of whom it is still asked."""
    asked.require_seeing(request)
    half, owed = _half(request.GET.get("half", ""), request), request.GET.get("view") == "owed"
    filters, orders = _filters(request.GET, owed=owed), queries.OWED_ORDERS if owed else queries.ORDERS
    page = queries.listing(request.scope, half, filters, owed=owed, page=number(request.GET.get("page")))
    return render(
        request, "mobile/feedback.html", page=page, half=half, halves=halves(request), owed=owed, size=queries.SIZE,
        orders=orders, acting=request.scope.as_of == request.today,
        asked={"q": filters.text, "half": str(half), "view": "owed" if owed else "", "sort": filters.order},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request, incoming_id: int) -> HttpResponse:
    """The township says it of one member."""
    half = _half(request.POST.get("half", request.GET.get("half", "")), request)
    row = queries.form(request.scope.on(request.today), incoming_id, half)
    if row is None:
        raise NotVisible("feedback")

    def act(typed: Typed) -> str:
        operations.give(actor=deeds.today_actor(request), on=request.today, movement_id=incoming_id, said=read(typed))
        return f"{row.name}{half.name}的反馈记下了。"

    start = {"half": str(half), "attended": row.attended, "held": row.held, "conduct": row.conduct}
    return deeds.answer(
        request, "mobile/feedback_give.html", act, then=("mobile-feedback",), fields=FIELDS, start=start, row=row,
        halves=halves(request), shared=shared_number(request.scope.on(request.today), incoming_id),
    )  # fmt: skip


@require_POST
def check(request: Request, feedback_id: int) -> HttpResponse:
    """The branch has asked back."""
    true = request.POST.get("true") == "yes"
    operations.check(actor=deeds.today_actor(request), on=request.today, feedback_id=feedback_id, true=true)
    messages.success(request, "核实无误，记下了。" if true else "不属实的已删除。")
    return redirect("mobile-feedback")


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What came of a half-year, or of whom it is still asked, as it is narrowed and put in order: a workbook."""
    asked.require_seeing(request)
    half = _half(request.POST.get("half", ""), request)
    if request.POST.get("view") == "owed":
        owed = queries.every_owed(request.scope, half, _filters(request.POST, owed=True))
        lines = [(row.name, row.township, row.sending, row.moved_on or "") for row in owed]
        return _out(request, f"{half.name}还没有写反馈的流入党员", _OWED_HEADS, lines)
    rows = [
        (
            row.name, row.branch, row.half, row.organisation, row.attended, row.held, row.conduct, row.by, row.said_on,
            "待核实" if row.waits else "",
        )
        for row in queries.every(request.scope, half, _filters(request.POST, owed=False))
    ]  # fmt: skip
    return _out(request, f"{half.name}党员表现反馈", _HEADS, rows)


def _out(request: Request, title: str, heads: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> HttpResponseBase:
    operations.note_export(actor=deeds.today_actor(request), on=request.today, number=len(rows))
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook(f"{title}.xlsx", [Sheet("反馈", title, heads, rows, note)]))


def _filters(said: QueryDict, *, owed: bool) -> Filters:
    """What the address narrows to; unknown words are left aside."""
    orders = queries.OWED_ORDERS if owed else queries.ORDERS
    return Filters(said.get("q", "").strip()[:60], asked.one_of(said.get("sort", ""), list(dict(orders[1:]))))


def read(typed: Typed) -> Said:
    """What a form of feedback says."""
    attended, held = (key(typed.text(name)) for name in ("attended", "held"))
    return Said(
        typed.text("half"), _NONE if attended is None else attended, _NONE if held is None else held,
        typed.text("conduct"), typed.text("organisation"), typed.text("by"), typed.text("phone"),
    )  # fmt: skip


def halves(request: Request) -> list[tuple[str, str]]:
    """The running half-year and the one before, to choose from."""
    now = half_years.half_of(request.today)
    return [(str(each), each.name) for each in (now, now.before())]


def _half(text: str, request: Request) -> Half:
    return half_years.read(text) or half_years.half_of(request.today)
