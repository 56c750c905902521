"""From the preview to the register and back: confirm and write, undo, discard. Each names what it will do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.intake import operations, queries
from zhendi.kernel.errors import Refused
from zhendi.web.intake import words
from zhendi.web.intake.doors import above, for_intake
from zhendi.web.shell.forms import Form, blank
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_UNDER_WAY = ("writing", "done")  # a second press of the same button finds it so


@require_http_methods(["GET", "HEAD", "POST"])
@for_intake
def write(request: Request, run_id: int) -> HttpResponseBase:
    """Confirm, and send somebody to write. Pressing twice writes once."""
    if request.method != "POST":
        return _page(request, "intake/write.html", run_id)
    try:
        operations.start(actor=request.actor, on=request.today, run_id=run_id)
    except Refused as refused:
        if queries.run(request.scope, run_id).row.state not in _UNDER_WAY:
            return _page(request, "intake/write.html", run_id, form=above(request, refused))
    return redirect("intake-run", run_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_intake
def undo(request: Request, run_id: int) -> HttpResponseBase:
    """Confirm, and undo what a run wrote; what was built upon it since stands in the way and is named."""

    def deed() -> str:
        result = operations.undo(actor=request.actor, on=request.today, run_id=run_id)
        return f"已撤销第 {run_id} 次导入：删除 {result.deleted:,} 条，恢复原样 {result.restored:,} 条。"

    return _deed(request, "intake/undo.html", run_id, deed, "intake-run", already="undone")


@require_http_methods(["GET", "HEAD", "POST"])
@for_intake
def discard(request: Request, run_id: int) -> HttpResponseBase:
    """Confirm, and drop a run that was not written, with its files."""

    def deed() -> str:
        operations.discard(actor=request.actor, on=request.today, run_id=run_id)
        return f"已放弃第 {run_id} 次导入，文件已清除，登记的内容没有变。"

    return _deed(request, "intake/discard.html", run_id, deed, "intake", already="discarded")


def _deed(
    request: Request, template: str, run_id: int, deed: Callable[[], str], onward: str, *, already: str
) -> HttpResponse:
    """Ask, do, say what was done and go on; done already is done."""
    arguments = (run_id,) if onward == "intake-run" else ()
    if request.method != "POST":
        return _page(request, template, run_id)
    try:
        messages.success(request, deed())
    except Refused as refused:
        if queries.run(request.scope, run_id).row.state != already:
            return _page(request, template, run_id, form=above(request, refused))
    return redirect(onward, *arguments)


def _page(request: Request, template: str, run_id: int, *, form: Form | None = None) -> HttpResponse:
    detail = queries.run(request.scope, run_id)
    return render(
        request,
        template,
        status=REFUSED if form and form.faulty else 200,
        run=detail,
        tally=words.tally(detail),
        sentence=words.sentence(detail.registers),
        form=form or blank(),
    )
