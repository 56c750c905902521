"""The gateways' health, for the county's office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.messaging.operations import health
from zhendi.domain.messaging.queries import gateways as queries
from zhendi.kernel.errors import Refused
from zhendi.web.messaging.tabs import tabs, today_actor
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """Which gateways there are and how they do."""
    lines, queue = queries.health(request.scope, now=request.now)
    return render(request, "messages/gateways.html", lines=lines, queue=queue, tabs=tabs(request, "gateways"))


@require_POST
def switch(request: Request, gateway: str) -> HttpResponse:
    """Take one out of use, or back."""
    off = request.POST.get("off") == "1"
    try:
        health.switch(actor=today_actor(request), on=request.today, name=gateway, off=off)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "通道停用了，短信改走别的通道。" if off else "通道启用了。")
    return redirect("messages-gateways")
