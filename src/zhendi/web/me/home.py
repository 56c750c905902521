"""The first page of a member: whom to call, what waits, where to go."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.ballots.queries import votes
from zhendi.domain.matters import queries as matters
from zhendi.domain.messaging.queries.own import asked
from zhendi.domain.mobile.queries.certificates import own_certificate
from zhendi.domain.mobile.queries.own import own_keepers, own_movements
from zhendi.domain.people.queries import own as people
from zhendi.domain.people.queries.transfers import own_transfers
from zhendi.web.me.door import own
from zhendi.web.shell.forms import blank
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
@own
def page(request: Request) -> HttpResponse:
    """Branch and contact persons to call, answers that wait for the member, and the ways on."""
    return render(
        request,
        "me/home.html",
        branch=people.branch(request.scope),
        contacts=own_keepers(request.scope),
        certificate=own_certificate(request.scope),
        transfers=[each for each in own_transfers(request.scope) if each.closed_on is None],
        votes=votes.mine(request.scope),
        asked=asked(request.scope, own_movements(request.scope)),
        form=blank(),
        matters=[each for each in matters.own(request.scope) if each.state in {"open", "answered"}],
    )
