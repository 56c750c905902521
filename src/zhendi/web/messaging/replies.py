"""Replies, and who wants no messages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.messaging.operations import replies as operations
from zhendi.domain.messaging.queries import replies as queries
from zhendi.kernel.errors import Refused
from zhendi.web.messaging.tabs import require_seeing, tabs, today_actor
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

STATES = (("waiting", "待处理"), ("help", "可能求助"), ("settled", "已处理"))


@require_safe
def index(request: Request) -> HttpResponse:
    """All replies that the reader sees, those that wait first."""
    return _page(request, blank(), 0)


@require_POST
def settle(request: Request, reply_id: int) -> HttpResponse:
    """Say what was done about one."""
    note = Typed(dict(request.POST.lists())).text("note")
    try:
        operations.settle(actor=today_actor(request), on=request.today, reply_id=reply_id, note=note)
    except Refused as refused:
        return _page(request, kept(request, refused, "note"), reply_id)
    messages.success(request, "记下了，这条回复不再提醒。")
    return redirect("messages-replies")


@require_POST
def no_more(request: Request, message_id: int) -> HttpResponse:
    """Somebody said that no more messages are wanted."""
    operations.no_more(actor=today_actor(request), on=request.today, message_id=message_id)
    messages.success(request, "记下了，以后不再给这个号码发短信，改打电话。")
    return redirect("messages-replies")


@require_POST
def again(request: Request, opt_out_id: int) -> HttpResponse:
    """Somebody wants messages again."""
    operations.again(actor=today_actor(request), on=request.today, opt_out_id=opt_out_id)
    messages.success(request, "恢复了，以后照常发短信。")
    return redirect("messages-replies")


def _page(request: Request, form: Form, faulty: int) -> HttpResponse:
    require_seeing(request)
    words, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    page = queries.listing(request.scope, text=words, state=state, page=number(request.GET.get("page")))
    return render(
        request, "messages/replies.html", status=REFUSED if form.faulty else 200, page=page, size=queries.SIZE,
        asked={"q": words, "state": state}, states=STATES, tabs=tabs(request, "replies"), form=form, faulty=faulty,
        refusing=queries.refusing(request.scope), may_write=request.scope.as_of == request.today,
    )  # fmt: skip
