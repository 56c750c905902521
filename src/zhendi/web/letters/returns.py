"""One letter: its address, that it came back, the next try, that it is not sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.messaging.operations.letters import addresses, posting
from zhendi.domain.messaging.queries.letters import LetterRow, RunRecord
from zhendi.kernel.errors import Refused
from zhendi.web.letters import joint
from zhendi.web.letters.acting import acting, kept_letter
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def address(request: Request, letter_id: int) -> HttpResponse:
    """Enter where letters to this receiver go."""
    row, one = kept_letter(request, letter_id, "missing", "ready", "returned")

    def act(typed: Typed) -> str:
        addresses.enter(
            actor=acting(request),
            on=request.today,
            letter_id=one.id,
            address=typed.text("address"),
            postcode=typed.text("postcode"),
            remark=typed.text("remark"),
        )
        return f"{one.name}的通信地址已登记。"

    return _answer(request, row, one, "address", act, ("address", "postcode", "remark"), {})


@require_http_methods(_METHODS)
def returned(request: Request, letter_id: int) -> HttpResponse:
    """Note that it came back."""
    row, one = kept_letter(request, letter_id, "posted")

    def act(typed: Typed) -> str:
        joint.returned(
            actor=acting(request),
            on=request.today,
            letter_id=one.id,
            returned_on=typed.day("returned_on", "退回日期"),
            reason=typed.text("reason"),
        )
        return f"{one.name}的信已登记退回，不再算作联系。登记新地址后改寄，或者打电话。"

    reasons = [(each, each) for each in posting.REASONS]
    start = {"returned_on": request.today.isoformat()}
    return _answer(request, row, one, "returned", act, ("returned_on", "reason"), start, reasons=reasons)


@require_POST
def again(request: Request, letter_id: int) -> HttpResponse:
    """Once more, to the next address."""
    row, one = kept_letter(request, letter_id, "returned")
    posting.again(actor=acting(request), on=request.today, letter_id=one.id)
    messages.success(request, f"{one.name}的信已改寄，登记了新地址就能打印。")
    return redirect("letters-run", row.id)


@require_http_methods(_METHODS)
def leave(request: Request, letter_id: int) -> HttpResponse:
    """It is not sent, with the reason."""
    row, one = kept_letter(request, letter_id, "missing", "ready", "printed")

    def act(typed: Typed) -> str:
        posting.leave(actor=acting(request), on=request.today, letter_id=one.id, reason=typed.text("reason"))
        return f"不给{one.name}寄了。"

    return _answer(request, row, one, "leave", act, ("reason",), {})


def _answer(
    request: Request,
    row: RunRecord,
    one: LetterRow,
    word: str,
    act: Callable[[Typed], str],
    fields: tuple[str, ...],
    start: dict[str, str],
    **context: Any,
) -> HttpResponse:
    form = blank(**start)
    if request.method == "POST":
        try:
            said = act(Typed(dict(request.POST.lists())))
        except Refused as refused:
            form = kept(request, refused, *fields)
        else:
            messages.success(request, said)
            return redirect("letters-run", row.id)
    status = REFUSED if form.faulty else 200
    return render(request, f"letters/{word}.html", status=status, form=form, row=row, one=one, **context)
