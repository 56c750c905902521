"""What can be done to an activity, as data, and how a form of it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from zhendi.domain.activities import queries
from zhendi.domain.activities.queries import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


class Deed(NamedTuple):
    """A deed: last word of its address, its name, what it does, in which states of an activity it is offered."""

    word: str
    title: str
    note: str
    states: tuple[str, ...]

    @property
    def address(self) -> str:
        """The name of its address."""
        return f"activity-{self.word}"


_PLANNED, _HELD = "planned", "held"
INVITE = Deed("invite", "邀请", "从流动党员、本组织党员里选，或者写名字", (_PLANNED, _HELD))
SHEET = Deed("sheet", "登记出席", "实际哪天开的，谁到场、谁远程参加、谁请假", (_PLANNED, _HELD))
MINUTES = Deed("minutes", "写纪要", "谁说了什么，定了什么；更正时旧的留着", (_HELD,))
DEMAND = Deed("demand", "登记诉求", "有人提出要办的事：交给谁、哪天前答复", (_PLANNED, _HELD))
CHANGE = Deed("change", "更正安排", "改时间、地点、议程、学时", (_PLANNED, _HELD))
CANCEL = Deed("cancel", "取消", "不开了，写明原因", (_PLANNED,))
DEEDS = (INVITE, SHEET, MINUTES, DEMAND, CHANGE, CANCEL)


def offered(row: Record) -> tuple[Deed, ...]:
    """The deeds open to the reader for a record."""
    return tuple(deed for deed in DEEDS if fits(deed, row))


def fits(deed: Deed, row: Record) -> bool:
    """True where the deed makes sense for the activity and the reader may do it."""
    return row.may_keep and row.state in deed.states


def subject(request: Request, activity_id: int, deed: Deed) -> Record:
    """The activity; *not found* also where the deed is not offered."""
    row = queries.record(request.scope.on(request.today), activity_id)
    if not fits(deed, row):
        raise NotVisible(deed.word)
    return row


def answer(
    request: Request,
    row: Record,
    deed: Deed,
    act: Callable[[Typed], str],
    *,
    fields: tuple[str, ...] = (),
    start: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """The form; when it was posted, what came of it: the record with a word of success, or what is wrong."""
    form = blank(**(start or {}))
    if request.method == "POST":
        try:
            said = act(Typed(dict(request.POST.lists())))
        except Refused as refused:
            form = kept(request, refused, *fields)
        else:
            messages.success(request, said)
            return redirect("activity", row.id)
    status = REFUSED if form.faulty else 200
    return render(request, f"activities/{deed.word}.html", status=status, form=form, row=row, deed=deed, **context)
