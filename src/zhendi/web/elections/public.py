"""The public result of an election: open to everybody once it is published."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.democracy.queries import election_forms
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@login_not_required
@require_safe
def result(request: Request, election_id: int) -> HttpResponse:
    """Who was elected, by how many votes, approved by whom; and where each vote can be checked."""
    return render(request, "elections/public.html", row=election_forms.published(election_id))
