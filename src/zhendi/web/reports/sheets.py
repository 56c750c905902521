"""All reports of a half-year in one sheet, by branch or by township; printed, and as a workbook with the roster."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.mobile.operations import reports as operations
from zhendi.domain.mobile.queries import reports as queries
from zhendi.domain.mobile.queries.reports import Line
from zhendi.intake.export import registers
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import AFTER
from zhendi.web.intake.findings import download
from zhendi.web.mobile import asked as paths
from zhendi.web.orgs.typed import number
from zhendi.web.prints import answer, pdf
from zhendi.web.reports import asked
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day

_STATES = (("missing", "没有报"), ("filed", "报了"))
_MASKED = "证件号码、电话已打码，仅供查阅。"
_THEN = "人员、所在党支部、最近一次联系是那一天的，其他各栏按现在的登记。"
_THEN_IN = "人员是那一天在册的，各栏按现在的登记。"


@require_safe
def index(request: Request) -> HttpResponse:
    """The sheet; fifty lines a page, the total of all."""
    sheet, words = _sheet(request)
    page, pages = turned_to(number(request.GET.get("page")), len(sheet.lines), queries.SIZE)
    start = (page - 1) * queries.SIZE
    return render(
        request,
        "reports/index.html",
        sheet=sheet,
        rows=sheet.lines[start : start + queries.SIZE],
        page=page,
        pages=pages,
        size=queries.SIZE,
        columns=queries.short_columns(),
        halves=[(str(each), each.name) for each in queries.halves(request.scope)],
        states=_STATES,
        asked=words,
    )


@require_safe
def printed(request: Request) -> HttpResponse:
    """The sheet as a PDF across the page."""
    sheet, _ = _sheet(request)
    data = {
        "title": f"{sheet.half.name}流动党员情况汇总表", "unit": _home(request), "columns": [t for _, t in queries.columns()],
        "rows": [[each.name, *_numbers(each), _filed(each)] for each in sheet.lines],
        "total": ["合计", *[sheet.total[word] for word, _ in queries.columns()], f"{sheet.filed}/{sheet.due}"],
        "date": request.today, "single": False,
    }  # fmt: skip
    return answer(pdf("half_year", data), f"{sheet.half.name}流动党员情况汇总表.pdf")


@require_POST
def export(request: Request) -> HttpResponseBase:
    """The sheet, and the members away and come in the national roster's columns as of the half-year's last day, masked;
    written down as gone out.
    """
    request.GET = request.POST
    sheet, words = _sheet(request, whole=True)
    operations.note_export(actor=request.actor, on=request.today, half=sheet.half.name, number=len(sheet.lines))
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    headings = ("党组织", *(title for _, title in queries.columns()), "报出日期或几个报了")
    within = ((words["under"], words["under"] + AFTER),) if words["under"] else request.scope.ranges()
    scope, title = request.scope, f"{sheet.half.name}流动党员情况汇总表"
    then = queries.day_of(scope, sheet.half)
    away, come = queries.rosters(scope, sheet.half)
    on_record = f"（{then.year}年{then.month}月{then.day}日在册）"
    pages = [
        Sheet("按支部", title, headings, _cells(sheet), note),
        Sheet("按党委", title, headings, _cells(queries.by_township(sheet)), note),
        Sheet(
            "流出党员",
            f"流出党员名册{on_record}",
            registers.OUTGOING,
            registers.outgoing(scope, within, whole=False, chosen=away, on=then),
            _MASKED + (_THEN if then < request.today else ""),
        ),
        Sheet(
            "流入党员",
            f"流入党员名册{on_record}",
            registers.INCOMING,
            registers.incoming(scope, within, whole=False, chosen=come),
            _MASKED + (_THEN_IN if then < request.today else ""),
        ),
    ]
    return download(workbook(f"{sheet.half.name}流动党员半年报告（打码）.xlsx", pages))


def _sheet(request: Request, *, whole: bool = False) -> tuple[queries.Sheet, dict[str, str]]:
    """The sheet that the address asks for, by branch when ``whole``; and the words of the address."""
    asked.require_seeing(request)
    words = {name: request.GET.get(name, "").strip()[:60] for name in ("half", "q", "state", "view", "under")}
    words["state"] = words["state"] if words["state"] in dict(_STATES) else ""
    half = asked.half(request)
    words["half"] = str(half)
    words["under"] = paths.path(words["under"])
    found = queries.sheet(request.scope, half, text=words["q"], state=words["state"], under=words["under"])
    by_township = words["view"] == "township" and not whole
    return queries.by_township(found) if by_township else found, words


def _numbers(line: Line) -> list[int]:
    return [line.figures[word] for word, _ in queries.columns()]


def _filed(line: Line) -> str:
    if not line.files:
        return f"{line.filed}/{line.due}" if line.due else ""
    return day(line.filed_on) if line.filed_on else ""


def _cells(sheet: queries.Sheet) -> Iterator[tuple[object, ...]]:
    for line in sheet.lines:
        yield (line.name, *_numbers(line), (line.filed_on or "") if line.files else _filed(line))
    yield ("合计", *(sheet.total[word] for word, _ in queries.columns()), f"{sheet.filed}/{sheet.due}")


def _home(request: Request) -> str:
    return request.scope.home.organisation_name if request.scope.home else ""
