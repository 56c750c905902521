"""The organisations as a tree to open and as a list to narrow, and the register as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast, get_args

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.orgs import queries
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.queries import Filters, Line
from zhendi.domain.orgs.queries.lists import SIZE, Order, Status
from zhendi.domain.people import queries as people
from zhendi.intake.export import export as write_out
from zhendi.kernel import parameters
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import NotVisible, Unreadable
from zhendi.kernel.scope import SEE, Scope
from zhendi.web.orgs.typed import key, number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

STATUSES = (("alive", "现有"), ("dissolved", "已撤销"), ("all", "全部"))
_NARROWING = ("q", "kind", "status", "term", "under", "sort")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page. ``toggle``: the address that opens or closes it ("" = nothing below it).

    ``listed``: the reader may open the list of its members, not only see how many there are.
    """

    line: Line
    level: int
    figures: people.Figures | None
    term: str
    toggle: str = ""
    open: bool = False
    listed: bool = False


@require_safe
def index(request: Request) -> HttpResponse:
    """The tree until something is asked for; then a list."""
    if not (request.scope.may(SEE) or request.scope.may("see_own")):
        raise NotVisible("organisations")
    as_list = request.GET.get("view") == "list" or any(request.GET.get(word) for word in _NARROWING)
    return _list(request) if as_list else _tree(request)


@require_POST
def export(request: Request) -> HttpResponseBase:
    """The register of what the reader sees, or of one organisation and what stands below it; written down as gone out."""
    if not request.scope.may(SEE):
        raise NotVisible("organisations")
    under = key(request.POST.get("under"))
    path = queries.record(request.scope, under).path_today if under else ""
    file = write_out(request.scope, "organisations", actor=request.actor, on=request.today, path=path)
    answer = StreamingHttpResponse(file.chunks, content_type=file.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def rows_of(scope: Scope, lines: Sequence[Line]) -> list[Row]:
    """Lines with the members below them and how their term stands."""
    figures = people.counts(scope, [line.id for line in lines])
    soon = soon_until(scope.as_of)
    return [
        Row(
            line,
            0,
            figures.get(line.id),
            term_state(line.term_ends, scope.as_of, soon),
            listed=scope.allows(SEE, line.path),
        )
        for line in lines
    ]


def term_state(ends_on: date | None, day: date, soon: date | None) -> str:
    """``late``, ``soon`` or nothing."""
    if ends_on is None:
        return ""
    return "late" if ends_on < day else "soon" if soon and ends_on < soon else ""


def soon_until(day: date) -> date | None:
    """Terms that end before this day are announced; None where no rule was in force."""
    try:
        return add_months(day, parameters.load().integer("term.reminder_months", day))
    except Unreadable:
        return None


def _tree(request: Request) -> HttpResponse:
    scope = request.scope
    opened = _opened(request)
    shown = queries.opened(scope, opened)
    rows = [
        replace(row, level=level, toggle=_toggle(row.line, opened), open=row.line.id in opened)
        for row, (level, _) in zip(rows_of(scope, [line for _, line in shown]), shown, strict=True)
    ]
    return _page(request, rows=rows, page=None, filters=Filters(), as_tree=True)


def _opened(request: Request) -> list[int]:
    """What is open: as the address says, at first the tops."""
    if "open" in request.GET:
        return [found for found in map(key, request.GET.getlist("open")) if found]
    return [line.id for line in queries.tree(request.scope)]


def _toggle(line: Line, opened: Sequence[int]) -> str:
    if not line.children:
        return ""
    left = [each for each in opened if each != line.id] if line.id in opened else [*opened, line.id]
    return f"{reverse('organisations')}?{urlencode({'open': left or [0]}, doseq=True)}"


def _list(request: Request) -> HttpResponse:
    filters = _filters(request)
    page = queries.listing(request.scope, filters, page=number(request.GET.get("page")))
    return _page(request, rows=rows_of(request.scope, page.rows), page=page, filters=filters, as_tree=False)


def _filters(request: Request) -> Filters:
    asked = request.GET
    sort = asked.get("sort", "")
    order = sort.removeprefix("-")
    status = asked.get("status", "")
    day = request.scope.as_of
    soon = soon_until(day)
    term = asked.get("term", "")
    return Filters(
        text=asked.get("q", "").strip()[:60],
        kind=asked.get("kind", "") if asked.get("kind", "") in kinds() else "",
        status=cast(Status, status) if status in get_args(Status) else "alive",
        under=key(asked.get("under")),
        term_from=day if term == "soon" else None,
        term_to={"late": day, "soon": soon}.get(term),
        order=cast(Order, order) if order in get_args(Order) else "tree",
        descending=sort.startswith("-"),
    )


def _page(
    request: Request, *, rows: list[Row], page: queries.Page | None, filters: Filters, as_tree: bool
) -> HttpResponse:
    scope = request.scope
    committees = [each.code for each in kinds().values() if each.level == "committee"]
    return render(
        request,
        "orgs/index.html",
        rows=rows,
        page=page,
        size=SIZE,
        filters=filters,
        as_tree=as_tree,
        asked={word: request.GET.get(word, "") for word in _NARROWING},
        narrowed=any(request.GET.get(word) for word in _NARROWING if word != "sort"),
        kinds=[(each.code, each.title) for each in kinds().values()],
        committees=[(line.id, line.called) for line in queries.beneath(scope, kinds_only=committees)],
        statuses=STATUSES[1:],
        overview=queries.overview(scope, soon_until(scope.as_of)),
        may_export=scope.may(SEE),
        may_take_in=scope.may("intake"),
    )
