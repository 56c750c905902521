"""One activity: its plan, its guests, its minutes, its demands."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.activities import queries
from zhendi.web.activities import deeds
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def record(request: Request, activity_id: int) -> HttpResponse:
    """The page of an activity."""
    row = queries.record(request.scope, activity_id)
    return render(
        request,
        "activities/record.html",
        row=row,
        offered=() if request.scope.as_of != request.today else deeds.offered(row),
        replies=queries.replies(),
        link=row.remote if row.remote.startswith("https://") and " " not in row.remote else "",
    )
