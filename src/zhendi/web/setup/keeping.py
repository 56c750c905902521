"""Forms of the register: a unit entered, put right, closed, brought back, merged with its duplicate."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs import queries as orgs
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.setup import queries
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import ending
from zhendi.domain.setup.operations import keeping as operations
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup import choices, deeds, typing_in
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def register(request: Request) -> HttpResponse:
    """Enter a unit."""
    if not request.scope.may(WRITE):
        raise NotVisible("register a unit")
    townships = _townships(request)
    form = blank(on=request.today.isoformat(), township=_first(request, townships))
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            made = operations.register(
                actor=deeds.today_actor(request), on=typed.day("on"), entry=typing_in.entry(typed)
            )
        except Refused as refused:
            form = kept(request, refused, "on", *typing_in.FIELDS)
        else:
            messages.success(request, f"“{typed.text('name')}”已登记。")
            return redirect("unit", made)
    return render(
        request,
        "setup/register.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        row=None,
        townships=townships,
        kinds=queries.kinds(),
        responsibles=(),
    )


@require_http_methods(_METHODS)
def correct(request: Request, unit_id: int) -> HttpResponse:
    """Put the entry right."""
    row = deeds.subject(request, unit_id, deeds.CORRECT)

    def act(typed: Typed) -> str:
        given = typing_in.entry(typed)
        operations.correct(actor=deeds.today_actor(request), on=typed.day("on"), unit_id=row.id, entry=given)
        return "登记已更正。"

    return deeds.answer(
        request,
        row,
        deeds.CORRECT,
        act,
        fields=typing_in.FIELDS,
        start=typing_in.shown(row),
        townships=_townships(request),
        kinds=queries.kinds(),
        responsibles=choices.organisations(request, row),
    )


@require_http_methods(_METHODS)
def close(request: Request, unit_id: int) -> HttpResponse:
    """Take it off the register."""
    row = deeds.subject(request, unit_id, deeds.CLOSE)

    def act(typed: Typed) -> str:
        ending.close(
            actor=deeds.today_actor(request),
            on=typed.day("on"),
            unit_id=row.id,
            end=typed.text("end"),
            note=typed.text("note"),
        )
        return f"“{row.line.name}”已注销。"

    return deeds.answer(request, row, deeds.CLOSE, act, fields=("end", "note"), ends=queries.ends())


@require_http_methods(_METHODS)
def reopen(request: Request, unit_id: int) -> HttpResponse:
    """Bring it back."""
    row = deeds.subject(request, unit_id, deeds.REOPEN)

    def act(typed: Typed) -> str:
        ending.reopen(actor=deeds.today_actor(request), on=typed.day("on"), unit_id=row.id)
        return f"“{row.line.name}”已恢复在册。"

    return deeds.answer(request, row, deeds.REOPEN, act)


@require_http_methods(_METHODS)
def merge(request: Request, unit_id: int) -> HttpResponse:
    """Let a second entry of the same unit go up in this one."""
    row = deeds.subject(request, unit_id, deeds.MERGE)

    def act(typed: Typed) -> str:
        other = typed.chosen("duplicate", "重复的那一条")
        ending.merge(actor=deeds.today_actor(request), on=typed.day("on"), unit_id=row.id, duplicate_id=other)
        return f"已合并，留下“{row.line.name}”。"

    options = queries.alike(request.scope.on(request.today), row.id)
    return deeds.answer(request, row, deeds.MERGE, act, fields=("duplicate",), options=options)


def _townships(request: Request) -> list[tuple[int, str]]:
    committees = [each.code for each in kinds().values() if each.level == "committee"]
    rows = orgs.beneath(request.scope.on(request.today), WRITE, kinds_only=committees)
    return [(row.id, row.called) for row in rows]


def _first(request: Request, townships: list[tuple[int, str]]) -> int | None:
    """The township that the address names, or the only one."""
    asked = key(request.GET.get("township"))
    if any(pk == asked for pk, _ in townships):
        return asked
    return townships[0][0] if len(townships) == 1 else None
