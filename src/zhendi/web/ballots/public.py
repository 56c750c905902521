"""What everybody may see of a counted vote: the result, the check of a receipt, and the file to check all with."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhendi.domain.ballots.operations import publishing
from zhendi.domain.ballots.queries import votes
from zhendi.kernel.scope import operator
from zhendi.web.ballots.words import bars, needed
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_LONGEST = 30


@login_not_required
@require_safe
def result(request: Request, vote_id: int) -> HttpResponse:
    """The result in public words; ``code`` asks whether a ballot is in it. The choice of a ballot nobody can find here."""
    publishing.require_public(vote_id)
    code = request.GET.get("code", "").strip()[:_LONGEST]
    found = votes.record(operator("公开", request.today).scope, vote_id)
    return render(
        request, "ballots/result.html", vote=found, bars=bars(found), needed=needed(found.result), code=code,
        held=publishing.holds_receipt(vote_id, code) if code else None,
    )  # fmt: skip


@login_not_required
@require_safe
def file(_request: Request, vote_id: int) -> HttpResponse:
    """The published file, for ``zhendi ballots verify``."""
    answer = JsonResponse(publishing.published(vote_id), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = content_disposition_header(True, f"投票{vote_id}.json") or ""
    return answer
