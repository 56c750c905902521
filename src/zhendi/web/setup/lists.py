"""The register of units: figures by sector above, the list below; and the register as a workbook."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.orgs import queries as orgs
from zhendi.domain.setup import queries
from zhendi.domain.setup.access import WRITE
from zhendi.intake.export import export as write_out
from zhendi.web.orgs.typed import key, number
from zhendi.web.setup import asked
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_BLANKS = ("blank", "late")


@require_safe
def index(request: Request) -> HttpResponse:
    """The list; blanks stand with the longest overdue first."""
    asked.require_seeing(request)
    scope, filters = request.scope, asked.filters(request)
    if filters.state in _BLANKS and not request.GET.get("sort"):
        filters = replace(filters, order="since")
    whole, sectors, _ = queries.figures(scope)
    return render(
        request,
        "setup/index.html",
        page=queries.listing(scope, filters, page=number(request.GET.get("page"))),
        size=queries.SIZE,
        filters=filters,
        asked=asked.words(request),
        narrowed=asked.narrowed(request),
        whole=whole,
        sectors=sectors,
        states=asked.STATES,
        kinds=queries.kinds(),
        forms=queries.forms(),
        townships=queries.townships(scope),
        may_write=scope.may(WRITE) and scope.as_of == request.today,
        may_take_in=scope.may("intake"),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """The register of what the reader sees, or of one township; written down as gone out."""
    asked.require_seeing(request)
    township = key(request.POST.get("township"))
    path = orgs.record(request.scope, township).path_today if township else ""
    file = write_out(request.scope, "units", actor=request.actor, on=request.today, path=path)
    answer = StreamingHttpResponse(file.chunks, content_type=file.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
