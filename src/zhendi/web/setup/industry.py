"""Villages whose industry grows fast and whose members are many: candidates for a general branch, with the evidence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import industry as deeds
from zhendi.domain.setup.operations import noting
from zhendi.domain.setup.queries import industry
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import Typed, key, number
from zhendi.web.setup import asked
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_HEADINGS = (
    "村党支部", "年份", "主导产业", "产值（万元）", "增长（%）", "党员", "应研究改设", "研究结果", "数据出处",
)  # fmt: skip
FIELDS = ("organisation", "year", "main", "output", "before", "source")


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """The list, and the form for one more village; posted, its figures are entered."""
    asked.require_seeing(request)
    form = blank(year=str(request.today.year - 1))
    if request.method == "POST":
        if not request.scope.may(WRITE):
            raise NotVisible("industry")
        try:
            _record(request)
        except Refused as refused:
            form = kept(request, refused, *FIELDS)
        else:
            messages.success(request, "产业情况已登记。")
            return redirect("units-industry")
    return _page(request, form)


@require_POST
def consider(request: Request, industry_id: int) -> HttpResponse:
    """Say what came of it."""
    typed = Typed(dict(request.POST.lists()))
    try:
        deeds.consider(
            actor=today_actor(request), on=request.today, industry_id=industry_id, outcome=typed.text("outcome")
        )
    except Refused as refused:
        return _page(request, kept(request, refused))
    messages.success(request, "研究结果已记下。")
    return redirect("units-industry")


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose as a workbook; written down as gone out."""
    if not request.scope.may(WRITE):
        raise NotVisible("industry")
    request.GET = request.POST
    text, candidates = _asked(request)
    rows = [row for row in industry.villages(request.scope, text) if row.candidate or not candidates]
    said = f"导出村产业情况 {len(rows)} 个村"
    noting.export(actor=today_actor(request), on=request.today, what="industry", said=said)
    cells = [
        (
            r.organisation,
            r.year,
            r.main,
            r.output,
            r.growth,
            r.members,
            "是" if r.candidate else "",
            r.considered,
            r.source,
        )
        for r in rows
    ]
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("村产业情况.xlsx", [Sheet("村产业情况", "村产业情况", _HEADINGS, cells, note)]))


def _asked(request: Request) -> tuple[str, bool]:
    return request.GET.get("q", "").strip()[:60], request.GET.get("state") == "candidate"


def _page(request: Request, form: Form) -> HttpResponse:
    text, candidates = _asked(request)
    may_keep = request.scope.may(WRITE) and request.scope.as_of == request.today
    return render(
        request,
        "setup/industry.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        page=industry.listing(request.scope, text, candidates=candidates, page=number(request.GET.get("page"))),
        size=industry.SIZE,
        text=text,
        candidates=candidates,
        may_export=request.scope.may(WRITE),
        marks=industry.marks(request.scope.as_of),
        branches=industry.branches(request.scope.on(request.today)) if may_keep else (),
        may_keep=may_keep,
    )


def _record(request: Request) -> None:
    typed = Typed(dict(request.POST.lists()))
    deeds.record(
        actor=today_actor(request),
        on=request.today,
        organisation_id=typed.chosen("organisation", "村党支部"),
        year=key(typed.text("year")) or 0,
        main=typed.text("main"),
        output=_amount(typed, "output"),
        before=_amount(typed, "before"),
        source=typed.text("source"),
    )


def _amount(typed: Typed, name: str) -> Decimal:
    try:
        found = Decimal(typed.text(name).replace(",", "").replace("，", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Refused("产值填数字，以万元计，例如 320.5。", code="amount", field=name)
    return found.quantize(Decimal("0.01")) if abs(found) < 10**10 else found
