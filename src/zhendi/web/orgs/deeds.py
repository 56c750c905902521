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
from zhendi.domain.setup import access
from zhendi.domain.setup.operations import corrections
from zhendi.domain.setup.operations.corrections import Correcting
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor, Scope
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

GROUP_LEVEL = "group"


class Deed(NamedTuple):
    """A deed: last word of its address, its name, what it does, and for which organisations it is offered.

    ``correcting``: it only puts the register right; what is decided anew goes through a set-up procedure.
    """

    word: str
    title: str
    note: str
    fits: Callable[[Record], bool]
    correcting: bool = False

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


def _branch(row: Record) -> bool:
    return row.rights.keep and any(each.level == GROUP_LEVEL for each in kinds_just_below(row.kind))


def _elects(row: Record) -> bool:
    return row.rights.keep and bool(kind(row.kind).term)


def _postpones(row: Record) -> bool:
    return row.rights.keep and row.term is not None and row.term.ends_on is not None


def _splits(row: Record) -> bool:
    return row.rights.reshape and row.parent_id is not None


GROUP = Deed("group", "设党小组", "由这个支部划分的党小组", _branch)
RENAME = Deed("rename", "更名", "改全称或简称，旧名留在沿革里", _reshaped)
MOVE = Deed("move", "调整隶属", "连同下级和党员改隶另一个上级", _reshaped)
RELOCATE = Deed("relocate", "变更所在区划", "改 12 位区划代码", _kept)
TERM = Deed("term", "登记换届", "记下新一届，届满日按规定推算", _elects)
POSTPONE = Deed("postpone", "延期换届", "经上级批准推迟届满日", _postpones)
GUIDE = Deed("guide", "指导关系", "设或解除业务指导组织", _kept)
RECEIVE = Deed("receive", "接待点", "外地党员找得到的地址、位置和时间", _kept)
FOUND = Deed("found", "更正设立", "早已成立、册上没有的", _parent, True)
MERGE = Deed("merge", "更正合并", "早已并到这里的同级组织，党员跟着过来", _reshaped, True)
SPLIT = Deed("split", "更正分设", "早已从这里分出的组织", _splits, True)
RECLASSIFY = Deed("reclassify", "更正改设", "类别登记错了，或者早已改设", _reshaped, True)
DISSOLVE = Deed("dissolve", "更正撤销", "早已不存在，历史照旧可查", _reshaped, True)
DEEDS = (
    GROUP, RENAME, MOVE, RELOCATE, TERM, POSTPONE, GUIDE, RECEIVE, FOUND, MERGE, SPLIT, RECLASSIFY, DISSOLVE,
)  # fmt: skip


class Procedural(NamedTuple):
    """A change that is decided by the set-up procedure: what it is called, where its form is, with which words."""

    title: str
    note: str
    address: str
    words: dict[str, object]


def procedural(row: Record) -> tuple[Procedural, ...]:
    """What can be begun at an organisation by way of a procedure; none for a dissolved one."""
    found = []
    if row.dissolved_on is None and _parent(row):
        note = "提出、征求意见、请示、批复，开过成立大会才成立"
        found.append(Procedural("设下级组织", note, "procedure-found", {"below": row.id}))
    if row.dissolved_on is None and row.parent_id is not None:
        found += [
            Procedural(title, note, "procedure-reshape", {"organisation": row.id, "sort": sort})
            for sort, title, note in _SORTS
        ]
    return tuple(found)


_SORTS = (
    ("upgrade", "升格改设", "换组织类别，例如支部升格为总支"),
    ("split", "拆分", "分出一个新组织"),
    ("merge", "合并", "并入同级的另一个组织"),
    ("dissolve", "撤销", "党员和单位由别的组织接收"),
)


def offered(row: Record, scope: Scope) -> tuple[Deed, ...]:
    """The deeds open to the reader for a record; none for a dissolved organisation."""
    return tuple(deed for deed in DEEDS if _open(deed, row, scope))


def kinds_below(code: str) -> tuple[Kind, ...]:
    """The kinds of organisation, groups aside, that may be founded directly below a kind."""
    return tuple(each for each in kinds_just_below(code) if each.level != GROUP_LEVEL)


def kinds_just_below(code: str) -> tuple[Kind, ...]:
    """The kinds that may stand directly below a kind."""
    return tuple(each for each in kinds().values() if each.fits_below(kind(code)))


def correct(request: Request, typed: Typed, deed: Deed, row: Record, words: str, **said: Any) -> int:
    """Carry a correction out as of the typed day (``words`` names it); gives the key of the organisation concerned."""
    correcting = Correcting(deed.word, row.id, typed.approval(), typed.text("reason"), **said)
    return corrections.correct(actor=today_actor(request), on=typed.day("on", words), correcting=correcting)


def today_actor(request: Request) -> Actor:
    """The reader as one who acts: always on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))


def subject(request: Request, organisation_id: int, deed: Deed) -> Record:
    """The organisation as it is today; *not found* also for whom the deed is not offered."""
    row = queries.record(request.scope.on(request.today), organisation_id)
    if not _open(deed, row, request.scope):
        raise NotVisible(deed.word)
    return row


def _open(deed: Deed, row: Record, scope: Scope) -> bool:
    return deed.fits(row) and (not deed.correcting or access.may_correct(scope, row.path_today))


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
            form = kept(request, refused, "on", "approval_number", "approved_on", "reason", *fields)
        else:
            messages.success(request, said)
            return redirect("organisation", row.id)
    status = REFUSED if form.faulty else 200
    return render(request, f"orgs/{deed.word}.html", status=status, form=form, row=row, deed=deed, **context)
