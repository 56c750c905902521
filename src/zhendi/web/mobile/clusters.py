"""Where members away gather, and what the rule would propose there."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.mobile.queries import clusters
from zhendi.web.mobile import asked
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """Groups with their members; founding is done on the page of organisations by whoever may."""
    asked.require_seeing(request)
    found = clusters.clusters(request.scope)
    may_found = request.scope.may("write_organisations") and request.scope.as_of == request.today
    return render(request, "mobile/clusters.html", found=found, may_found=may_found)
