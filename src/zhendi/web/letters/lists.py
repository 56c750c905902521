"""The list of runs, with the festivals that come next."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.messaging.access import WRITE
from zhendi.domain.messaging.queries import letters as queries
from zhendi.domain.messaging.queries.letters import RunFilters
from zhendi.domain.mobile import cadence
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.letters.choices import festival_options
from zhendi.web.orgs.typed import number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

STATES = (
    ("missing", "缺地址"),
    ("waiting", "待打印或寄出"),
    ("posted", "已寄出"),
    ("returned", "有退回"),
    ("dropped", "已作废"),
)


@require_safe
def index(request: Request) -> HttpResponse:
    """Runs, the latest first."""
    if not request.scope.may(SEE):
        raise NotVisible("letters")
    asked = request.GET
    state, festival = asked.get("state", ""), asked.get("festival", "")
    filters = RunFilters(
        asked.get("q", "").strip()[:60],
        festival if festival in dict(festival_options(request.today)) else "",
        state if state in dict(STATES) else "",
    )
    return render(
        request,
        "letters/index.html",
        page=queries.runs(request.scope, filters, page=number(asked.get("page"))),
        size=queries.SIZE,
        filters=filters,
        narrowed=any((filters.text, filters.festival, filters.state)),
        states=STATES,
        festivals=festival_options(request.today),
        following=next(
            (each for each in queries.occasions(request.today) if each.owed and each.day >= request.today), None
        ),
        period=cadence.period("letter", request.today),
        may_write=request.scope.may(WRITE) and request.scope.as_of == request.today,
    )
