"""The list of elections, those due first, and of terms that end soon; and either as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.democracy.access import LEAD
from zhendi.domain.democracy.operations import election_checks
from zhendi.domain.democracy.queries import elections
from zhendi.domain.democracy.queries.elections import Ending, Filters, Row
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import number
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

ENDING = "ending"
_HEADINGS = (
    "党组织", "选举", "两轮票选", "现在到哪一步", "下一步", "期限", "是否逾期", "届满日期", "启动日期", "选举日期", "批准的党委",
)  # fmt: skip
_ENDING_HEADINGS = ("党组织", "上级党组织", "届满日期", "是否已过提醒日")


@require_safe
def index(request: Request) -> HttpResponse:
    """What is under way in the reader's piece of the tree, what the filters choose, or terms that end soon."""
    require_seeing(request)
    scope, filters = request.scope, _filters(request)
    at = number(request.GET.get("page"))
    ending = filters.state == ENDING
    page = elections.ending(scope, filters.text, page=at) if ending else elections.listing(scope, filters, page=at)
    return render(
        request, "elections/index.html", page=page, size=elections.SIZE, filters=filters, ending=ending,
        figures=elections.figures(scope), sorts=elections.sorts(), states=elections.states(),
        may_begin=scope.as_of == request.today and scope.may(LEAD),
    )  # fmt: skip


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose; written down as gone out."""
    require_seeing(request)
    request.GET = request.POST
    scope, filters = request.scope, _filters(request)
    note = f"{request.today.isoformat()}，{scope.name}导出"
    if filters.state == ENDING:
        rows = tuple(_ending_cells(elections.every_ending(scope, filters.text)))
        sheet = Sheet("快届满", "快届满没有启动换届的党组织", _ENDING_HEADINGS, iter(rows), note)
    else:
        rows = tuple(_cells(elections.every(scope, filters)))
        sheet = Sheet("换届选举", "换届选举清单", _HEADINGS, iter(rows), note)
    election_checks.note_export(actor=today_actor(request), on=request.today, number=len(rows))
    return download(workbook("换届选举清单.xlsx", [sheet]))


def require_seeing(request: Request) -> None:
    """*Not found* for whoever sees no register at all."""
    if not request.scope.may(SEE):
        raise NotVisible("elections")


def _filters(request: Request) -> Filters:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "sort", "state")}
    return Filters(
        asked["q"], asked["sort"] if asked["sort"] in dict(elections.sorts()) else "",
        asked["state"] if asked["state"] in dict(elections.states()) else "",
    )  # fmt: skip


def _cells(rows: Iterator[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.organisation, row.sort_title, "是" if row.two_rounds else "", row.state_title, row.next_title,
            row.due_on or "", "逾期" if row.late else "", row.term_ends_on, row.opened_on, row.held_on or "", row.committee,
        )  # fmt: skip


def _ending_cells(rows: Iterator[Ending]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (row.organisation, row.parent, row.ends_on, "是" if row.late else "")
