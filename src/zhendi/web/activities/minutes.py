"""Writing the minutes."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.activities.operations import minutes as operations
from zhendi.web.activities import asked, deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, activity_id: int) -> HttpResponse:
    """The minutes, or a further version of them."""
    row = deeds.subject(request, activity_id, deeds.MINUTES)

    def act(typed: Typed) -> str:
        operations.write(
            actor=asked.acting(request),
            on=request.today,
            activity_id=row.id,
            text=typed.text("text"),
            recorder=typed.text("recorder"),
        )
        return "纪要已保存。"

    last = row.minutes[0] if row.minutes else None
    start = {"text": last.text, "recorder": last.recorder} if last else {"recorder": request.scope.name}
    return deeds.answer(request, row, deeds.MINUTES, act, fields=("text", "recorder"), start=start)
