"""The two figures of coverage, of the organisation and of the work, by township and by kind of unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.setup import queries
from zhendi.domain.setup.queries import Figure
from zhendi.web.setup import asked
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """Both tables on one page; each number opens its list."""
    asked.require_seeing(request)
    whole, _, kinds = queries.figures(request.scope)
    townships = sorted(queries.by_township(request.scope), key=_worst_first)
    return render(request, "setup/figures.html", whole=whole, kinds=kinds, townships=townships)


def _worst_first(figure: Figure) -> tuple[int, int]:
    return -figure.blank, -figure.due
