"""Batches: the list, one batch as it goes out, taking it back, sending by hand."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.messaging import purposes
from zhendi.domain.messaging.access import WRITE
from zhendi.domain.messaging.gateways import carriers
from zhendi.domain.messaging.operations import batches as operations
from zhendi.domain.messaging.operations import byhand
from zhendi.domain.messaging.operations.exporting import UNMASK
from zhendi.domain.messaging.queries import batches as queries
from zhendi.domain.mobile.operations import contacts
from zhendi.kernel.errors import Refused
from zhendi.web.messaging.tabs import require_seeing, tabs, today_actor
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

STAGES = (("open", "在发"), ("done", "发完"), ("recalled", "已撤回"))
_MINUTE = 60


@require_safe
def index(request: Request) -> HttpResponse:
    """All batches that the reader sees, the newest first."""
    require_seeing(request)
    words, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    page = queries.listing(request.scope, text=words, state=state, page=number(request.GET.get("page")))
    return render(
        request, "messages/index.html", page=page, size=queries.SIZE, asked={"q": words, "state": state},
        stages=STAGES, tabs=tabs(request, "batches"), may_write=request.scope.may(WRITE), local=local(),
    )  # fmt: skip


@require_safe
def sent(request: Request) -> HttpResponse:
    """Single messages with their texts: the outbox that can be read."""
    require_seeing(request)
    words, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    page = queries.messages(request.scope, text=words, state=state, page=number(request.GET.get("page")), whole=True)
    return render(
        request, "messages/sent.html", page=page, size=queries.SIZE, asked={"q": words, "state": state},
        states=tuple(queries.TITLES.items()), tabs=tabs(request, "sent"), may_unmask=request.scope.may(UNMASK), may_write=request.scope.may(WRITE),
        local=local(),
    )  # fmt: skip


@require_safe
def record(request: Request, sms_batch_id: int) -> HttpResponse:
    """One batch: how far it has come, and its messages."""
    batch = queries.record(request.scope, sms_batch_id)
    words, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    page = queries.messages(
        request.scope, batch_id=sms_batch_id, text=words, state=state, page=number(request.GET.get("page"))
    )
    left = max(int((batch.line.send_after - request.now).total_seconds()), 0)
    purpose = purposes.find(batch.purpose)
    return render(
        request, "messages/batch.html", parts=("region", "panel", "progress"), batch=batch, page=page,
        size=queries.SIZE, asked={"q": words, "state": state}, states=tuple(queries.TITLES.items()),
        purpose=purpose.title if purpose else batch.purpose, minutes=-(-left // _MINUTE),
        moving=batch.line.counts.waiting + batch.line.counts.sending + batch.line.counts.sent > 0,
        by_hand=not settings.DEMONSTRATION and batch.may_write and batch.gateways.get("outbox", 0) > 0 and batch.line.counts.sent > 0,
        may_unmask=request.scope.may(UNMASK), member="mobile-member" if batch.purpose.startswith("mobile.") else "",
    )  # fmt: skip


@require_POST
def recall(request: Request, sms_batch_id: int) -> HttpResponse:
    """Take back what has not gone."""
    queries.record(request.scope, sms_batch_id)
    try:
        taken = operations.recall(actor=today_actor(request), on=request.today, now=request.now, batch_id=sms_batch_id)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"撤回 {taken} 条，没有发出去。")
    return redirect("messages-batch", sms_batch_id)


@require_POST
def by_hand(request: Request, sms_batch_id: int) -> HttpResponse:
    """Texts with whole numbers, to be sent by a telephone; then said to be sent."""
    queries.record(request.scope, sms_batch_id)
    chosen = Typed(dict(request.POST.lists())).many("pick")
    if chosen:
        done = byhand.sent(actor=today_actor(request), on=request.today, message_ids=chosen)
        contacts.gather(now=request.now)
        messages.success(request, f"登记 {done} 条已用手机发出。")
        return redirect("messages-batch", sms_batch_id)
    texts = byhand.reveal(actor=today_actor(request), on=request.today, batch_id=sms_batch_id)
    response = render(request, "messages/by_hand.html", batch=queries.record(request.scope, sms_batch_id), texts=texts)
    response.headers["Cache-Control"] = "no-store"
    return response


def local() -> str:
    """Whether no gateway is set, so that nothing leaves this machine: "outbox", in a demonstration "demonstration"."""
    if not all(each.local for each in carriers()):
        return ""
    return "demonstration" if settings.DEMONSTRATION else "outbox"
