"""Opening a personal link, and leaving."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.people.operations import links
from zhendi.domain.people.queries import links as held
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.me import door
from zhendi.web.shell.forms import blank
from zhendi.web.shell.forms import kept as kept_form
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@login_not_required
@never_cache
@sensitive_post_parameters("tail")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request, token: str) -> HttpResponse:
    """Ask for what only the member knows; the right answer opens the page and binds the link to this device."""
    _, mark = door.kept(request)
    form = blank()
    if request.method == "POST":
        try:
            opened = links.open_link(
                now=request.now, on=request.today, text=token, tail=request.POST.get("tail", ""), mark=mark
            )
        except Refused as refused:
            form = kept_form(request, refused, "tail")
        except NotVisible:
            return _shut(request)
        else:
            return door.keep(redirect("me"), opened)
    if not held.known(token, mark, request.now):
        return _shut(request)
    return render(request, "me/enter.html", status=REFUSED if form.faulty else 200, form=form)


@login_not_required
@never_cache
@require_safe
def closed(request: Request) -> HttpResponse:
    """What to do without a link that opens."""
    return _shut(request, 200)


@require_POST
@login_not_required
def leave(request: Request) -> HttpResponse:
    """End the link of this device."""
    key, mark = door.kept(request)
    reader = held.reader(key, mark, request.now) if key else None
    if reader:
        links.leave(link_id=reader.link_id, now=request.now)
    return door.forget(redirect("me-closed"))


def _shut(request: Request, status: int = 404) -> HttpResponse:
    return render(request, "me/closed.html", status=status)
