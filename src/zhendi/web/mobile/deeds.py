"""How a form about movements is answered: the page again with what was typed, or the next page with a word of success."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from zhendi.domain.mobile.queries import records
from zhendi.domain.mobile.queries.records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


def today_actor(request: Request) -> Actor:
    """The reader as one who acts: always on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))


def kept_record(request: Request, movement_id: int) -> Record:
    """A movement that the reader keeps and that goes on; *not found* else."""
    row = records.record(request.scope.on(request.today), movement_id)
    if not row.may_keep or row.valid_to is not None:
        raise NotVisible("no such movement")
    return row


def answer(
    request: Request,
    template: str,
    act: Callable[[Typed], str],
    *,
    then: tuple[Any, ...],
    fields: tuple[str, ...] = (),
    start: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """The form; when it was posted, what came of it. ``then``: the address gone to after success, by name and keys.

    ``act`` carries the deed out and says so; ``fields`` are those that the page shows.
    """
    form = blank(**(start or {}))
    if request.method == "POST":
        try:
            said = act(Typed(dict(request.POST.lists())))
        except Refused as refused:
            form = kept(request, refused, *fields)
        else:
            messages.success(request, said)
            return redirect(*then)
    return render(request, template, status=REFUSED if form.faulty else 200, form=form, **context)
