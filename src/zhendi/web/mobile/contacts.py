"""Noting contacts by hand: of one member or of several chosen in the list, with the true day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhendi.domain.mobile.operations import contacts
from zhendi.domain.mobile.queries import choices
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.kernel.errors import Refused
from zhendi.web.mobile import deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_POST
def note(request: Request) -> HttpResponse:
    """The form for those chosen; posted again with ``way`` it is carried out."""
    typed = Typed(dict(request.POST.lists()))
    chosen = typed.many("pick")
    if not chosen:
        raise Refused("没有选择人。回到清单，勾选后再记。", code="missing")
    rows = receivers(request.scope.on(request.today), ids=chosen)
    form = blank(happened_on=request.today, way="visit")
    if request.POST.get("happened_on") is not None:
        try:
            many = contacts.note(
                actor=deeds.today_actor(request),
                on=request.today,
                movement_ids=chosen,
                way=typed.text("way"),
                happened_on=typed.day("happened_on", "联系日期"),
                remark=typed.text("remark"),
            )
        except Refused as refused:
            form = kept(request, refused, "way", "happened_on", "remark")
        else:
            messages.success(request, f"记下 {many} 人的联系。" if many else "这一天已经记过，没有重复记。")
            return redirect("mobile-member", chosen[0]) if len(chosen) == 1 else redirect("mobile")
    status = REFUSED if form.faulty else 200
    return render(request, "mobile/note.html", status=status, form=form, rows=rows, ways=choices.WAYS)
