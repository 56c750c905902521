"""The form of guidance: who guides the organisation, and who shall."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs import queries
from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.operations import guiding
from zhendi.web.orgs import deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: Request, organisation_id: int) -> HttpResponse:
    """Guidance begun, or (with ``end``) ended."""
    row = deeds.subject(request, organisation_id, deeds.GUIDE)

    def act(typed: Typed) -> str:
        on, actor = typed.day("on"), deeds.today_actor(request)
        if typed.text("end"):
            other = typed.chosen("end", "指导组织")
            guiding.unguide(actor=actor, on=on, organisation_id=row.id, guide_id=other)
            return "指导关系已解除。"
        other = typed.chosen("guide", "指导组织")
        guiding.guide(actor=actor, on=on, organisation_id=row.id, guide_id=other)
        return "指导关系已建立。"

    there = {each.organisation.id for each in row.guides}
    options = [
        (line.id, line.called)
        for line in queries.beneath(request.scope.on(request.today))
        if line.id not in there
        and kind(line.kind).level != "group"
        and not line.path.startswith(row.path_today)
        and not row.path_today.startswith(line.path)
    ]
    return deeds.answer(request, row, deeds.GUIDE, act, fields=("guide",), options=options)
