"""What can be done to a unit, as data, and how a form of it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from zhendi.domain.setup import queries
from zhendi.domain.setup.queries import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


class Deed(NamedTuple):
    """A deed: last word of its address, its name, what it does, and in which states of a unit it is offered."""

    word: str
    title: str
    note: str
    states: tuple[str, ...]

    @property
    def address(self) -> str:
        """The name of its address."""
        return f"unit-{self.word}"


LIVING = ("covered", "blank", "exempt")
COVER = Deed("cover", "登记覆盖", "由哪个党组织、以哪种方式覆盖，旧的留在沿革里", ("covered", "blank"))
UNCOVER = Deed("uncover", "解除覆盖", "从这一天起成为空白", ("covered",))
EXCUSE = Deed("excuse", "说明空白原因", "为什么还没有建，期限不变", ("blank",))
EXEMPT = Deed("exempt", "免建", "停产、筹建等，暂不要求建，写明原因", ("blank",))
RESUME = Deed("resume", "恢复应建", "免建的情况没有了，重新算期限", ("exempt",))
LIAISON = Deed("liaison", "指定联络员", "谁联系这个单位，由哪个组织派出", LIVING)
VISIT = Deed("visit", "记走访", "联络员去做了什么", LIVING)
CORRECT = Deed("correct", "更正登记", "改名称、类别、人数、位置等，旧的留在沿革里", LIVING)
MERGE = Deed("merge", "合并重复", "同一单位登记了两条，留下这一条", LIVING)
CLOSE = Deed("close", "注销", "停业、完工、迁出，历史照旧可查", LIVING)
REOPEN = Deed("reopen", "恢复在册", "注销错了，或者又开业了", ("closed",))
DEEDS = (COVER, UNCOVER, EXCUSE, EXEMPT, RESUME, LIAISON, VISIT, CORRECT, MERGE, CLOSE, REOPEN)


def offered(row: Record) -> tuple[Deed, ...]:
    """The deeds open to the reader for a record."""
    return tuple(deed for deed in DEEDS if fits(deed, row))


def fits(deed: Deed, row: Record) -> bool:
    """True where the deed makes sense for the unit and the reader may do it."""
    if deed is VISIT and row.liaison is None:
        return False
    return row.may_keep and row.line.state in deed.states


def today_actor(request: Request) -> Actor:
    """The reader as one who acts: always on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))


def subject(request: Request, unit_id: int, deed: Deed) -> Record:
    """The unit as it is today; *not found* also where the deed is not offered."""
    row = queries.record(request.scope.on(request.today), unit_id)
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
    """The form; when it was posted, what came of it: the record with a word of success, or what is wrong.

    ``act`` carries the deed out and says so; ``fields`` are those that the page shows beside the day.
    """
    form = blank(on=request.today.isoformat(), **(start or {}))
    if request.method == "POST":
        try:
            said = act(Typed(dict(request.POST.lists())))
        except Refused as refused:
            form = kept(request, refused, "on", *fields)
        else:
            messages.success(request, said)
            return redirect("unit", row.id)
    status = REFUSED if form.faulty else 200
    return render(request, f"setup/{deed.word}.html", status=status, form=form, row=row, deed=deed, **context)
