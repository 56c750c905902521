"""Another person's account, for the secretary who looks after it: open, hand over a code, unlock, rename, close."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.people.operations import accounts
from zhendi.domain.people.queries import accounts as queries
from zhendi.kernel.errors import Refused
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_safe
def card(request: Request, person_id: int) -> HttpResponse:
    """The state of the account and what may be done."""
    return _page(request, person_id)


@require_POST
def open_account(request: Request, person_id: int) -> HttpResponse:
    """Give the person an account; the answer is the slip to hand over."""
    return _slip(
        request,
        person_id,
        lambda _card: accounts.open_account(
            actor=request.actor,
            on=request.today,
            now=request.now,
            person_id=person_id,
            username=request.POST.get("username", ""),
        ),
    )


@require_POST
def code(request: Request, person_id: int) -> HttpResponse:
    """A one-time code for somebody who stands here; the answer is the slip to hand over."""
    return _slip(
        request,
        person_id,
        lambda held: accounts.issue_code(
            actor=request.actor,
            on=request.today,
            now=request.now,
            account_id=held,
            clears_second_factor=request.POST.get("clears_second_factor") == "1",
        ),
    )


@require_POST
def unlock(request: Request, person_id: int) -> HttpResponse:
    """Lift the lock of wrong passwords."""
    return _done(
        request,
        person_id,
        "登录锁定已解除。",
        lambda held: accounts.unlock(actor=request.actor, on=request.today, account_id=held),
    )


@require_POST
def rename(request: Request, person_id: int) -> HttpResponse:
    """Another user name."""
    return _done(
        request,
        person_id,
        "用户名已更改。",
        lambda held: accounts.rename_user(
            actor=request.actor, on=request.today, account_id=held, username=request.POST.get("username", "")
        ),
    )


@require_POST
def close(request: Request, person_id: int) -> HttpResponse:
    """Close the account."""
    return _done(
        request,
        person_id,
        "账号已关闭，所有登录已退出。",
        lambda held: accounts.close_account(actor=request.actor, on=request.today, now=request.now, account_id=held),
    )


def _slip(request: Request, person_id: int, deed: Callable[[int], accounts.Code]) -> HttpResponse:
    try:
        issued = deed(_card(request, person_id).account_id or 0)
    except Refused as refused:
        return _page(request, person_id, form=kept(request, refused, "username"))
    return render(request, "account/slip.html", code=issued, person_id=person_id)


def _done(request: Request, person_id: int, said: str, deed: Callable[[int], None]) -> HttpResponse:
    try:
        deed(_card(request, person_id).account_id or 0)
    except Refused as refused:
        return _page(request, person_id, form=kept(request, refused, "username"))
    messages.success(request, said)
    return redirect("person-account", person_id)


def _card(request: Request, person_id: int) -> queries.AccountCard:
    return queries.account_card(request.scope, person_id, on=request.today, now=request.now)


def _page(request: Request, person_id: int, *, form: Form | None = None) -> HttpResponse:
    card = _card(request, person_id)
    return render(
        request,
        "account/person.html",
        status=REFUSED if form else 200,
        card=card,
        form=form or blank(username=card.username),
    )
