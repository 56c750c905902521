"""Members handed over by schools and veterans' offices: the list, one of them with what is done, entering one by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile import access
from zhendi.domain.mobile.operations import hand_overs as operations
from zhendi.domain.mobile.operations.hand_overs import Handed
from zhendi.domain.mobile.queries import hand_overs, lists
from zhendi.domain.mobile.queries.hand_overs import Filters, Record, Row
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.intake.findings import download
from zhendi.web.mobile import asked, deeds
from zhendi.web.orgs.typed import Typed, key, number
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_FIELDS = (
    "organisation", "office", "name", "citizen_number", "office_name", "sending", "left_on", "destination", "phone",
    "remark",
)  # fmt: skip
_HEADS = (
    "姓名", "谁交来的", "学校或部队", "接收党组织", "去向", "离校、退役日期", "交来日期", "期限", "结果", "接上日期",
    "编入支部",
)  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """The list; who waits comes first unless another order is chosen."""
    asked.require_seeing(request)
    scope, filters = request.scope, _filters(request)
    return render(
        request,
        "mobile/hand_overs.html",
        page=hand_overs.listing(scope, filters, page=number(request.GET.get("page"))),
        size=hand_overs.SIZE,
        filters=filters,
        offices=hand_overs.OFFICES,
        states=hand_overs.STATES,
        orders=hand_overs.ORDERS,
        counts=lists.counts(scope),
        may_write=scope.may(access.WRITE) and scope.as_of == request.today,
        may_take_in=scope.may("intake"),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, without numbers and telephones; written down as gone out."""
    asked.require_seeing(request)
    request.GET = request.POST
    rows = tuple(hand_overs.every(request.scope, _filters(request)))
    operations.note_export(actor=deeds.today_actor(request), on=request.today, number=len(rows))
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("交接名单.xlsx", [Sheet("交接名单", "交接名单", _HEADS, _cells(rows), note)]))


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """Enter one by hand."""
    scope = request.scope.on(request.today)
    takers = hand_overs.takers(scope)
    if not takers:
        raise NotVisible("hand-overs")

    def act(typed: Typed) -> str:
        operations.enter(
            actor=deeds.today_actor(request),
            on=request.today,
            organisation_id=typed.chosen("organisation", "接收的党组织"),
            handed=_handed(typed),
        )
        return f"{typed.text('name')}已登记，等着接上。"

    start = {"organisation": takers[0][0] if len(takers) == 1 else None}
    return deeds.answer(
        request, "mobile/hand_over_new.html", act, then=("mobile-hand-overs",), fields=_FIELDS, start=start,
        takers=takers, offices=hand_overs.OFFICES,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request, hand_over_id: int) -> HttpResponse:
    """One member; what is posted is carried out (``deed``: settle, forward, reopen)."""
    if request.method != "POST":
        return _page(request, hand_overs.record(request.scope, hand_over_id))
    row = hand_overs.record(request.scope.on(request.today), hand_over_id)
    typed = Typed(dict(request.POST.lists()))
    deed = typed.text("deed")
    if deed not in _ACTS:
        raise NotVisible(deed)
    try:
        said = _ACTS[deed](request, deeds.today_actor(request), typed, row)
    except Refused as refused:
        return _page(request, row, kept(request, refused, *_SHOWN[deed]), deed)
    messages.success(request, said)
    return redirect("mobile-hand-overs") if deed == "forward" else redirect("mobile-hand-over", hand_over_id)


def _settle(_request: Request, actor: Actor, typed: Typed, row: Record) -> str:
    operations.settle(
        actor=actor, on=typed.day("on", "接上的日期"), hand_over_id=row.row.id, outcome=typed.text("outcome"),
        branch_id=key(typed.text("branch")), note=typed.text("note"),
    )  # fmt: skip
    return f"{row.row.name}：{dict(hand_overs.OUTCOMES)[typed.text('outcome')]}，记下了。"


def _forward(request: Request, actor: Actor, typed: Typed, row: Record) -> str:
    operations.forward(
        actor=actor, on=request.today, hand_over_id=row.row.id,
        organisation_id=typed.chosen("organisation", "转给哪个党组织"), note=typed.text("why"),
    )  # fmt: skip
    return f"{row.row.name}已转交，期限不变。"


def _reopen(request: Request, actor: Actor, typed: Typed, row: Record) -> str:
    operations.reopen(actor=actor, on=request.today, hand_over_id=row.row.id, note=typed.text("reason"))
    return f"{row.row.name}又列入等着接的名单。"


_ACTS: Mapping[str, Callable[[Request, Actor, Typed, Record], str]] = {
    "settle": _settle, "forward": _forward, "reopen": _reopen,
}  # fmt: skip
_SHOWN = {"settle": ("outcome", "branch", "note", "on"), "forward": ("organisation",), "reopen": ()}


def _page(request: Request, row: Record, form: Form | None = None, deed: str = "") -> HttpResponse:
    scope = request.scope.on(request.today)
    acting = row.may_keep and request.scope.as_of == request.today
    waiting = acting and row.row.settled_on is None
    return render(
        request,
        "mobile/hand_over.html",
        status=REFUSED if form else 200,
        one=row,
        form=form or blank(on=request.today.isoformat()),
        deed=deed,
        acting=acting,
        waiting=waiting,
        outcomes=hand_overs.OUTCOMES,
        offices=dict(hand_overs.OFFICES),
        branches=hand_overs.branches(scope) if waiting else (),
        receivers=hand_overs.receivers(scope, row.path) if waiting else (),
    )


def _handed(typed: Typed) -> Handed:
    return Handed(
        office=typed.text("office"), name=typed.text("name"), citizen_number=typed.text("citizen_number"),
        office_name=typed.text("office_name"), sending=typed.text("sending"),
        left_on=typed.day("left_on", "离校、退役的日期") if typed.text("left_on") else None,
        destination=typed.text("destination"), phone=typed.text("phone"), remark=typed.text("remark"),
    )  # fmt: skip


def _filters(request: Request) -> Filters:
    said = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "office", "state", "sort")}
    return Filters(
        said["q"],
        said["office"] if said["office"] in dict(hand_overs.OFFICES) else "",
        said["state"] if said["state"] in dict(hand_overs.STATES) else "",
        said["sort"] if said["sort"] in dict(hand_overs.ORDERS) else "wait",
    )


def _cells(rows: tuple[Row, ...]) -> Iterator[tuple[object, ...]]:
    words = dict(hand_overs.OFFICES)
    for row in rows:
        yield (
            row.name, words[row.office], row.office_name, row.organisation, row.destination,
            row.left.iso() if row.left else "", row.handed_on, row.due_on, row.outcome, row.settled_on or "", row.branch,
        )  # fmt: skip
