"""The list of activities and its workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.activities import queries
from zhendi.domain.activities.access import WRITE
from zhendi.domain.activities.operations.exporting import exported
from zhendi.domain.people.queries import pieces
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.web.activities import asked
from zhendi.web.orgs.typed import number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import moment

_HEADINGS = ("类别", "名称", "党组织", "时间", "地点", "状态", "开展日期", "邀请", "参加", "未办结诉求")


@require_safe
def index(request: Request) -> HttpResponse:
    """The list; demands of the reader's own that wait are named above it."""
    asked.require_seeing(request)
    scope, filters = request.scope, asked.filters(request)
    mine, late = queries.open_demands(scope)
    return render(
        request,
        "activities/index.html",
        page=queries.listing(scope, filters, page=number(request.GET.get("page"))),
        size=queries.SIZE,
        filters=filters,
        asked=asked.words(request),
        narrowed=asked.narrowed(request),
        kinds=queries.activity_kinds(),
        states=queries.activity_states(),
        places=pieces(scope, filters.under),
        mine=mine,
        late=late,
        may_write=scope.may(WRITE) and scope.as_of == request.today,
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the list shows, all pages; written down as gone out."""
    asked.require_seeing(request)
    request.GET = request.POST  # the same words, sent by the form
    filters = asked.filters(request)
    total = queries.listing(request.scope, filters, size=1).total
    exported(actor=request.actor, on=request.today, rows=total)
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    sheet = Sheet("活动", "活动清单", _HEADINGS, _cells(queries.every(request.scope, filters)), note)
    file = workbook("活动清单.xlsx", [sheet])
    answer = StreamingHttpResponse(file.chunks, content_type=file.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _cells(rows: Iterator[queries.Line]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.kind_title, row.title, row.organisation, moment(row.planned_at), row.place, row.state_title, row.held_on,
            row.invited, row.there, row.open_demands,
        )  # fmt: skip
