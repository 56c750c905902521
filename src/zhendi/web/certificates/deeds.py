"""What is done to certificates: to many at once from the list, to one from its page; and printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhendi.domain.mobile.operations import certificates as operations
from zhendi.domain.mobile.queries import certificates as queries
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.web.certificates import lists, printing, records
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.environment import url
from zhendi.web.shell.forms import kept
from zhendi.web.shell.render import REFUSED
from zhendi.web.shell.request import Request


@require_POST
def many(request: Request) -> HttpResponse:
    """Issue, check or print for the members chosen in the list."""
    lists.require_seeing(request)
    typed = Typed(dict(request.POST.lists()))
    chosen, deed = typed.many("movements"), typed.text("do")
    try:
        if deed == "issue":
            made = operations.issue(actor=_actor(request), on=request.today, movement_ids=chosen)
            said = f"已发 {made} 张活动证，选中后可以打印。"
        else:
            certificates = _held(request, chosen)
            if deed != "check":
                return _printed(request, certificates, deed)
            said = (
                f"已查验 {operations.check(actor=_actor(request), on=request.today, certificate_ids=certificates)} 张。"
            )
    except Refused as refused:
        return lists.page(request, kept(request, refused, "nothing"), REFUSED)
    messages.success(request, said)
    return redirect(url("certificates", state="held" if deed == "issue" else ""))


@require_POST
def check(request: Request, certificate_id: int) -> HttpResponse:
    """The yearly check of one."""
    try:
        operations.check(actor=_actor(request), on=request.today, certificate_ids=[certificate_id])
    except Refused as refused:
        return records.page(request, certificate_id, kept(request, refused, "on"), REFUSED)
    messages.success(request, "已查验，再管一年。")
    return redirect("certificate", certificate_id)


@require_POST
def end(request: Request, certificate_id: int) -> HttpResponse:
    """Lost, withdrawn, or given back."""
    typed = Typed(dict(request.POST.lists()))
    try:
        on = typed.day("on")
        if on > request.today:
            raise Refused("日期还没有到，到了那天再办。", code="future", field="on")
        operations.end(
            actor=_actor(request),
            on=on,
            certificate_id=certificate_id,
            ended=typed.text("ended"),
            note=typed.text("note"),
        )
    except Refused as refused:
        return records.page(request, certificate_id, kept(request, refused, "on", "ended", "note"), REFUSED)
    messages.success(request, "这张证已失效，扫码会显示无效。")
    return redirect("certificate", certificate_id)


@require_POST
def print_one(request: Request, certificate_id: int) -> HttpResponse:
    """One as a card or a sheet."""
    try:
        return _printed(request, [certificate_id], request.POST.get("do", "card"))
    except Refused as refused:
        return records.page(request, certificate_id, kept(request, refused, "nothing"), REFUSED)


def _printed(request: Request, certificates: Sequence[int], form: str) -> HttpResponse:
    cards = operations.print_cards(actor=_actor(request), on=request.today, certificate_ids=certificates)
    return printing.answer_with(cards, "sheet" if form == "sheet" else "card", request.build_absolute_uri)


def _held(request: Request, movements: list[int]) -> list[int]:
    held = queries.of_movements(request.scope.on(request.today), movements)
    if movements and not held:
        raise Refused("选中的人没有有效的活动证，先发证。", code="nobody")
    return held


def _actor(request: Request) -> Actor:
    """The reader as one who acts: on today's state."""
    return replace(request.actor, scope=request.scope.on(request.today))
