"""What can be done to an organisation, as data, and how a form of it is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from zhendi.domain.orgs import queries
from zhendi.domain.orgs.kinds import Kind, kind, kinds
from zhendi.domain.orgs.queries import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


class Deed(NamedTuple):
    """A deed: last word of its address, its name, what it does, and for which organisations it is offered."""

    word: str
    title: str
    note: str
    fits: Callable[[Record], bool]

    @property
    def address(self) -> str:
        """The name of its address."""
        return f"organisation-{self.word}"


def _kept(row: Record) -> bool:
    return row.rights.keep


def _reshaped(row: Record) -> bool:
    return row.rights.reshape


def _parent(row: Record) -> bool:
    return row.rights.keep and bool(kinds_below(row.kind))


def _elects(row: Record) -> bool:
    return row.rights.keep and bool(kind(row.kind).term)


def _postpones(row: Record) -> bool:
    return row.rights.keep and row.term is not None and row.term.ends_on is not None


def _splits(row: Record) -> bool:
    return row.rights.reshape and row.parent_id is not None


FOUND = Deed("found", "设下级组织", "新成立一个隶属这里的组织", _parent)
RENAME = Deed("rename", "更名", "改全称或简称，旧名留在沿革里", _reshaped)
MOVE = Deed("move", "调整隶属", "连同下级和党员改隶另一个上级", _reshaped)
MERGE = Deed("merge", "合并", "把同级的其他组织并到这里，党员跟着过来", _reshaped)
SPLIT = Deed("split", "分设", "从这里分出一个新组织，选哪些党员过去", _splits)
RECLASSIFY = Deed("reclassify", "改设", "换组织类别，例如支部升格为总支", _reshaped)
RELOCATE = Deed("relocate", "变更所在区划", "改 12 位区划代码", _kept)
TERM = Deed("term", "登记换届", "记下新一届，届满日按规定推算", _elects)
POSTPONE = Deed("postpone", "延期换届", "经上级批准推迟届满日", _postpones)
GUIDE = Deed("guide", "指导关系", "设或解除业务指导组织", _kept)
DISSOLVE = Deed("dissolve", "撤销", "不再存在，历史照旧可查", _reshaped)
DEEDS = (FOUND, RENAME, MOVE, MERGE, SPLIT, RECLASSIFY, RELOCATE, TERM, POSTPONE, GUIDE, DISSOLVE)


def offered(row: Record) -> tuple[Deed, ...]:
    """The deeds open to the reader for a record; none for a dissolved organisation."""
    return tuple(deed for deed in DEEDS if deed.fits(row))


def kinds_below(code: str) -> tuple[Kind, ...]:
    """The kinds that may be founded directly below a kind."""
    return tuple(each for each in kinds().values() if each.fits_below(kind(code)))


def today_actor(request: Request) -> Actor:
    """The reader as one who acts: always on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))


def subject(request: Request, organisation_id: int, deed: Deed) -> Record:
    """The organisation as it is today; *not found* also for whom the deed is not offered."""
    row = queries.record(request.scope.on(request.today), organisation_id)
    if not deed.fits(row):
        raise NotVisible(deed.word)
    return row


def answer(
    request: Request,
    row: Record,
    deed: Deed,
    act: Callable[[Typed], str],
    *,
    fields: tuple[str, ...],
    start: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """The form; when it was posted, what came of it: the record with a word of success, or what is wrong.

    ``act`` carries the deed out and says so; ``fields`` are those that the page shows beside day and approval.
    """
    form = blank(on=request.today.isoformat(), **(start or {}))
    if request.method == "POST":
        try:
            said = act(Typed(dict(request.POST.lists())))
        except Refused as refused:
            form = kept(request, refused, "on", "approval_number", "approved_on", *fields)
        else:
            messages.success(request, said)
            return redirect("organisation", row.id)
    status = REFUSED if form.faulty else 200
    return render(request, f"orgs/{deed.word}.html", status=status, form=form, row=row, deed=deed, **context)
