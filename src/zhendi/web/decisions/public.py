"""What everybody may read of a decision once its resolution is published: no sign-in, large type, no script."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.democracy.queries import decisions_public
from zhendi.web.decisions.words import cards, yuan
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request
from zhendi.web.shell.sending import sent


@login_not_required
@require_safe
def result(request: Request, decision_id: int) -> HttpResponse:
    """Resolution, both results, execution, satisfaction."""
    row = decisions_public.published(decision_id, request.today)
    return render(request, "decisions/public.html", row=row, cards=cards(row), yuan=yuan)


@login_not_required
@require_safe
def picture(request: Request, decision_id: int, file_id: int) -> HttpResponse:
    """A picture of it."""
    return sent(decisions_public.picture(decision_id, file_id, request.today))
