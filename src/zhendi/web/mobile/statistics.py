"""Members away by place, trade, reason, group and age; where they went as bars."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.mobile.queries import lists, statistics
from zhendi.web.mobile import asked
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """All tables on one page; each number opens its list."""
    asked.require_seeing(request)
    destinations = statistics.destinations(request.scope)
    return render(
        request,
        "mobile/statistics.html",
        counts=lists.counts(request.scope),
        tables=statistics.tables(request.scope),
        destinations=destinations,
        most=max((each.total for each in destinations), default=1),
        none=lists.NONE,
    )
