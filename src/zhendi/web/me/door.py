"""How a member comes to the own page: by the link that this device keeps, or by having signed in."""

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

from zhendi.domain.people.operations.links import Opened
from zhendi.domain.people.queries import links
from zhendi.kernel.scope import Actor, Scope
from zhendi.web.shell.middleware import first_needed
from zhendi.web.shell.request import Request

COOKIE, _SALT = "me", "zhendi.me"
_YEAR = 366 * 24 * 60 * 60  # the link itself ends earlier; the server decides
View = Callable[..., HttpResponseBase]


def own(view: View) -> View:
    """A page of the member who asks: scope and actor are the person's, without any post. Others go to the door."""

    @login_not_required
    @wraps(view)
    def inside(request: Request, *words: Any, **more: Any) -> HttpResponseBase:
        scope = _who(request)
        if scope is None:
            return redirect("me-closed")
        request.scope = request.whole_scope = scope
        request.actor = Actor(scope.account_id, scope.name, scope)
        response = view(request, *words, **more)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return inside


def keep(response: HttpResponse, opened: Opened) -> HttpResponse:
    """Let the device keep the link it opened."""
    response.set_signed_cookie(
        COOKIE, f"{opened.link_id}.{opened.mark}", salt=_SALT, max_age=_YEAR, path="/me", httponly=True,
        secure=settings.SECURE_COOKIES, samesite="Lax",
    )  # fmt: skip
    return response


def kept(request: Request) -> tuple[int, str]:
    """The link that this device keeps, and its mark; ``(0, "")`` for none or one that was tampered with."""
    try:
        key, _, mark = str(request.get_signed_cookie(COOKIE, salt=_SALT)).partition(".")
    except (KeyError, BadSignature):
        return 0, ""
    return (int(key), mark) if key.isdigit() else (0, "")


def forget(response: HttpResponse) -> HttpResponse:
    """Let the device forget its link."""
    response.delete_cookie(COOKIE, path="/me", samesite="Lax")
    return response


def _who(request: Request) -> Scope | None:
    """Who has signed in, past every gate, else the member of the link; with the own things only."""
    if request.sign_in is not None and first_needed(request) is None:
        whole = request.whole_scope
        return Scope(whole.account_id, whole.person_id, whole.name, (), request.today)
    key, mark = kept(request)
    reader = links.reader(key, mark, request.now) if key else None
    return Scope(None, reader.person_id, reader.name, (), request.today) if reader else None
