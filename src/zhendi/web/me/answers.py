"""Answering the month's message: it stands among the branch's replies, counts as a contact, and help becomes a matter.

The three apps do not know each other; the page calls them, in one transaction.
"""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.matters import operations as matters
from zhendi.domain.messaging.operations import answers
from zhendi.domain.messaging.queries.own import asked
from zhendi.domain.mobile.operations import contacts
from zhendi.domain.mobile.queries.own import own_movements
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.me.door import own
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

CHANGED, HELP = "changed", "help"
_TITLE = "回短信说需要帮助"


@require_http_methods(["GET", "HEAD", "POST"])
@own
def answer(request: Request, message_id: int) -> HttpResponse:
    """The message alone, and its answer."""
    form = blank()
    if request.method == "POST":
        try:
            matter = _give(request, message_id)
        except Refused as refused:
            form = kept(request, refused, "text")
        else:
            return _onward(request, matter)
    found = asked(request.scope, own_movements(request.scope))
    if found is None or found.message_id != message_id:
        raise NotVisible("message")
    return render(request, "me/answer.html", status=REFUSED if form.faulty else 200, asked=found, form=form)


@transaction.atomic
def _give(request: Request, message_id: int) -> int | None:
    """The answer; of one that asks for help the key of the matter, 0 where it was asked before."""
    said, text = request.POST.get("said", ""), request.POST.get("text", "")
    given = answers.answer(
        actor=request.actor, on=request.today, now=request.now, message_id=message_id, said=said, text=text
    )
    contacts.gather(now=request.now)
    if said != HELP:
        return None
    if not given.fresh:
        return 0
    return matters.bring(actor=request.actor, on=request.today, kind="help", title=_TITLE, text=text)


def _onward(request: Request, matter: int | None) -> HttpResponse:
    said = request.POST.get("said", "")
    if said == HELP:
        messages.success(request, "已交给您的支部。答复后这里能看到。")
        return redirect("me-matter", matter) if matter else redirect("me")
    if said == CHANGED:
        messages.success(request, "支部收到了。地址、单位、号码变了的，请填在下面。")
        return redirect("me-change")
    messages.success(request, "支部收到了，谢谢您报平安。")
    return redirect("me")
