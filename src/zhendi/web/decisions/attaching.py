"""What is done on the page of a decision itself: objections answered, harm dealt with, papers put in and taken out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.democracy.operations import decision_files, decision_harm, decision_preparing
from zhendi.domain.democracy.queries import decision_records
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.decisions.records import page
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import kept
from zhendi.web.shell.request import Request
from zhendi.web.shell.sending import sent


@require_POST
def answer(request: Request, decision_id: int, objection_id: int) -> HttpResponse:
    """Answer an objection."""
    text = Typed(dict(request.POST.lists())).text("answer")
    return _done(
        request, decision_id, "答复已记下。",
        lambda: decision_preparing.answer(
            actor=today_actor(request), on=request.today, decision_id=decision_id, objection_id=objection_id, text=text
        ),
    )  # fmt: skip


@require_POST
def deal(request: Request, decision_id: int, harm_id: int, deed: str) -> HttpResponse:
    """suspend: stop the execution; settle: what was decided about the report."""
    typed, actor = Typed(dict(request.POST.lists())), today_actor(request)
    if deed == "suspend":
        return _done(
            request, decision_id, "已暂停实施。",
            lambda: decision_harm.suspend(
                actor=actor, on=request.today, decision_id=decision_id, harm_id=harm_id, reason=typed.text("reason")
            ),
        )  # fmt: skip
    if deed == "settle":
        return _done(
            request, decision_id, "处理已记下。",
            lambda: decision_harm.settle(
                actor=actor, on=request.today, decision_id=decision_id, harm_id=harm_id, outcome=typed.text("outcome"),
                remedy=typed.text("remedy"),
            ),
        )  # fmt: skip
    raise NotVisible(deed)


@require_POST
def attach(request: Request, decision_id: int) -> HttpResponse:
    """Keep the file."""
    typed, upload = Typed(dict(request.POST.lists())), request.FILES.get("file")

    def keep() -> object:
        if upload is None:
            raise Refused("没有选文件。", code="missing", field="file")
        return decision_files.attach(
            actor=today_actor(request), on=request.today, decision_id=decision_id,
            title=typed.text("file_title") or (upload.name or ""), content=upload.read(), shown=typed.text("shown") == "1",
        )  # fmt: skip

    return _done(request, decision_id, "材料已放入。", keep)


@require_POST
def detach(request: Request, decision_id: int, file_id: int) -> HttpResponse:
    """Take a file out, for a reason."""
    reason = Typed(dict(request.POST.lists())).text("reason")
    return _done(
        request, decision_id, "材料已取出。",
        lambda: decision_files.detach(
            actor=today_actor(request), on=request.today, decision_id=decision_id, file_id=file_id, reason=reason
        ),
    )  # fmt: skip


@require_safe
def file(request: Request, decision_id: int, file_id: int) -> HttpResponse:
    """The bytes, to be looked at or kept."""
    return sent(decision_records.file(request.scope, decision_id, file_id))


def _done(request: Request, decision: int, said: str, act: Callable[[], object]) -> HttpResponse:
    """Do it and come back to the page; a refusal stands above it."""
    row = decision_records.record(request.scope.on(request.today), decision)
    try:
        act()
    except Refused as refused:
        return page(request, row, kept(request, refused, "nothing"))
    messages.success(request, said)
    return redirect("decision", decision)
