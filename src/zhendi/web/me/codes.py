"""Coming in by a one-time code: telephone and end of the citizen number, then the code. The same answer to everybody."""

from __future__ import annotations

import secrets

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhendi.domain.messaging.operations import codes
from zhendi.domain.people.operations.links import Opened
from zhendi.domain.people.queries.own import Owner
from zhendi.kernel.errors import Refused
from zhendi.web.me import door
from zhendi.web.orgs.typed import key
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

COOKIE, _SALT = "me-code", "zhendi.me.code"
_QUARTER = 15 * 60  # the code itself ends earlier; the server decides


@login_not_required
@never_cache
@sensitive_post_parameters("phone", "tail")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Where a code is to be sent. Who asks is led on, whether or not a message goes out."""
    form, mark = blank(), _mark(request) or secrets.token_urlsafe(32)
    if request.method == "POST" and _offered():
        try:
            code = codes.ask(
                now=request.now, on=request.today, number=request.POST.get("phone", ""),
                tail=request.POST.get("tail", ""), mark=mark, address=get_client_ip_address(request) or "",
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "phone", "tail")
        else:
            if code and not codes.offered():
                messages.success(request, f"演示环境不发短信。这次的验证码是 {code}。")
            return _keep(redirect("me-code-enter"), mark)
    response = render(request, "me/code.html", status=REFUSED if form.faulty else 200, form=form, offered=_offered())
    return _keep(response, mark)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """The code; the right one opens the page, or asks which of two members it is."""
    mark, form, people = _mark(request), blank(), ()
    if request.method == "POST":
        try:
            found = codes.enter(
                now=request.now, on=request.today, mark=mark, code=request.POST.get("code", ""),
                person_id=key(request.POST.get("person")),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "code")
        else:
            if isinstance(found, Opened):
                return _forget(door.keep(redirect("me"), found))
            return _choose(request, found)
    return render(
        request, "me/code_enter.html", status=REFUSED if form.faulty else 200, form=form, people=people,
        waits=codes.waiting(now=request.now, on=request.today, mark=mark),
    )  # fmt: skip


def _choose(request: Request, people: tuple[Owner, ...]) -> HttpResponse:
    return render(request, "me/code_enter.html", form=Form(), people=people, waits=True)


def _offered() -> bool:
    """Without a gateway no code arrives; a demonstration, whose people are made up, shows it instead."""
    return codes.offered() or settings.DEMONSTRATION


def _mark(request: Request) -> str:
    try:
        return str(request.get_signed_cookie(COOKIE, salt=_SALT, max_age=_QUARTER))
    except (KeyError, BadSignature):
        return ""


def _keep(response: HttpResponse, mark: str) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE, mark, salt=_SALT, max_age=_QUARTER, path="/me", httponly=True, secure=settings.SECURE_COOKIES,
        samesite="Lax",
    )  # fmt: skip
    return response


def _forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path="/me", samesite="Lax")
    return response
