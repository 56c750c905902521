"""Members away by place, trade, reason, group and age; where they went as a map, down to the districts."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.mobile.queries import lists, statistics
from zhendi.domain.mobile.queries.statistics import Place
from zhendi.web.mobile import asked, tiles
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """The map and all tables on one page, of the whole country or of a place; each number opens its list."""
    asked.require_seeing(request)
    filters = asked.filters(request)
    place = Place(filters.province, filters.city if filters.province else "")
    whole = statistics.destinations(request.scope)
    return render(
        request,
        "mobile/statistics.html",
        counts=lists.counts(request.scope),
        place=place,
        drawing=tiles.draw(whole.lines),
        places=statistics.destinations(request.scope, place) if place.province else whole,
        tables=statistics.tables(request.scope, place),
        unsaid=lists.NONE,
    )
