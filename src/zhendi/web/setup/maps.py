"""The map: ground, units as dots, blanks as squares, and beside it the list that says the same."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.setup import queries
from zhendi.domain.setup.queries import plans
from zhendi.domain.setup.queries.circles import Circle, circles
from zhendi.domain.setup.queries.problems import usual_limits
from zhendi.domain.setup.sectors import SECTORS
from zhendi.web.orgs.typed import key, number
from zhendi.web.setup import asked
from zhendi.web.setup.drawing import draw
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_STATES = tuple(pair for pair in asked.STATES if pair[0] in {"blank", "late", "covered", "exempt"})
_ROWS = 15


def _planned(request: Request) -> tuple[Circle, ...]:
    """The joint branches of the plan by the county's numbers."""
    found = plans.planning(request.scope, usual_limits(request.scope.as_of), township=key(request.GET.get("township")))
    return circles(request.scope, found.joint)


@require_safe
def index(request: Request) -> HttpResponse:
    """The map of what the filters leave; the list beside it holds the blanks unless another state is asked for."""
    asked.require_seeing(request)
    scope, filters = request.scope, asked.filters(request)
    listed = replace(filters, state=filters.state or "blank", order="since")
    spots = queries.spots(scope, filters)
    grounds = queries.grounds(scope)
    counts = {state: sum(spot.state == state for spot in spots) for state in ("covered", "blank", "exempt")}
    whole, sectors, _ = queries.figures(scope)
    shown = _planned(request) if request.GET.get("plans") == "yes" else ()
    return render(
        request,
        "setup/map.html",
        drawing=draw(grounds, spots, filters.township, shown),
        circles=shown,
        planned=request.GET.get("plans") == "yes",
        derived=grounds.derived,
        counts=counts,
        page=queries.listing(scope, listed, page=number(request.GET.get("page")), size=_ROWS),
        listed=dict(asked.STATES)[listed.state],
        rows=_ROWS,
        asked=asked.words(request),
        narrowed=asked.narrowed(request),
        whole=whole,
        figures={figure.key: figure for figure in sectors},
        sectors=[(sector.code, sector.title) for sector in SECTORS],
        states=_STATES,
        townships=queries.townships(scope),
        placed=len(spots),
    )
