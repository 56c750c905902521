"""The own data: to see, to have put right, and to take along."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhendi.domain.matters import queries as matters
from zhendi.domain.mobile import queries as mobile
from zhendi.domain.people.queries import own as people
from zhendi.web.me.door import own
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
@own
def page(request: Request) -> HttpResponse:
    """What is held of the member."""
    return render(
        request,
        "me/record.html",
        record=people.record(request.scope),
        movements=mobile.of_person(request.scope, request.scope.person_id or 0),
        matters=matters.own(request.scope),
    )


@require_safe
@own
def export(request: Request) -> HttpResponse:
    """The same as a file that a machine reads (个人信息保护法 article 45)."""
    held = {
        "record": people.record(request.scope)._asdict(),
        "branch": branch._asdict() if (branch := people.branch(request.scope)) else None,
        "movements": [each._asdict() for each in mobile.of_person(request.scope, request.scope.person_id or 0)],
        "matters": [each._asdict() for each in matters.own(request.scope)],
    }
    answer = HttpResponse(
        json.dumps(held, ensure_ascii=False, indent=1, default=str), content_type="application/json; charset=utf-8"
    )
    answer["Content-Disposition"] = content_disposition_header(True, "我的资料.json") or ""
    return answer
