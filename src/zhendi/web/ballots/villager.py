"""A villager without an account votes by a printed code. What the device keeps is a signed mark of the slip, for ``/vote``
alone: no session tells afterwards when somebody came.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.ballots.operations import boxes, slips
from zhendi.domain.ballots.queries import own
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.ballots import voting
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_COOKIE, _SALT, _LONGEST = "slip", "zhendi.slip", 12 * 60 * 60  # seconds: a day of voting
_LONGEST_CODE = 40
DOORS = voting.Doors("slip", "slip-credential", "slip-here", "")


def _slip(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for whoever has entered a code on this device; others go to where codes are entered."""

    @login_not_required
    @never_cache
    @wraps(view)
    def inside(request: Request, *words: Any) -> HttpResponseBase:
        try:
            slip_id = int(str(request.get_signed_cookie(_COOKIE, salt=_SALT, max_age=_LONGEST)))
            return view(request, slip_id, *words)
        except (KeyError, BadSignature, NotVisible):
            return redirect("slip")

    return inside


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """Ask for the code; the right one opens the ballot."""
    form = blank()
    if request.method == "POST":
        try:
            slip = slips.enter(
                now=request.now, on=request.today, code=request.POST.get("code", "")[:_LONGEST_CODE],
                address=request.META.get("REMOTE_ADDR", ""),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "code")
        else:
            return _keep(redirect("slip-ballot"), slip.pk)
    return render(request, "ballots/slip.html", status=REFUSED if form.faulty else 200, form=form)


@require_safe
@_slip
def page(request: Request, slip_id: int) -> HttpResponse:
    """The ballot."""
    return _page(request, slip_id, Form())


@require_POST
@_slip
def credential(request: Request, slip_id: int) -> HttpResponse:
    """A blind signature for the line of the roll whose code was entered (hex in, hex out)."""
    return voting.signed(
        request, lambda blinded: boxes.credential_by_slip(on=request.today, slip_id=slip_id, blinded=blinded)
    )


@require_POST
@_slip
def here(request: Request, slip_id: int) -> HttpResponse:
    """For a browser that cannot seal."""
    try:
        dropped = boxes.slip_here(on=request.today, slip_id=slip_id, choice=voting.choice(request))
    except Refused as refused:
        return _page(request, slip_id, kept(request, refused))
    answer = render(request, "ballots/cast.html", receipt=dropped.receipt, doors=DOORS)
    answer.delete_cookie(_COOKIE, path="/vote", samesite="Lax")
    return answer


def _page(request: Request, slip_id: int, form: Form) -> HttpResponse:
    vote, may_vote = own.slip_ballot(slip_id)
    return voting.ballot(request, vote, form, DOORS, may_vote=may_vote)


def _keep(response: HttpResponse, slip_id: int) -> HttpResponse:
    response.set_signed_cookie(
        _COOKIE, str(slip_id), salt=_SALT, path="/vote", httponly=True, secure=settings.SECURE_COOKIES, samesite="Lax"
    )
    return response
