"""The steps of a set-up procedure, as data, and how the form of one is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.people import queries as people
from zhendi.domain.setup.operations import procedure_deciding, procedure_standardising
from zhendi.domain.setup.operations.procedure_founding import Meeting
from zhendi.domain.setup.queries import procedure_forms, procedure_records
from zhendi.domain.setup.queries.procedure_records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor, Scope
from zhendi.web.mobile import joint
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


class Step(NamedTuple):
    """A step: last word of its address, what its button says, what it means, the fields of its form."""

    word: str
    title: str
    note: str
    fields: tuple[str, ...]
    said: str
    grave: bool = False


STEPS = (
    Step("apply", "向党委请示", "单位都表态以后报党委，批复期限从这一天起算", ("number", "note"), "已请示，等党委批复。"),
    Step("approve", "批准", "党委开会研究，批复要有文号；批准了还要开成立大会", ("number", "note"), "已批准，等成立。"),
    Step("found", "登记成立", "成立大会开过、变更生效以后登记，覆盖和任职同日写上", ("people", "note"), "已登记成立。"),
    Step("file", "报备案", "批复和选举结果报上级组织部门", ("number", "note"), "已报备案。"),
    Step("standardise", "认定规范完成", "清单全部做到，由党委认定", ("note",), "规范完成，这件事办完了。"),
    Step("refuse", "不予批准", "写明理由，单位可以重新提出", ("reason",), "没有批准，单位仍是空白。", True),
    Step("withdraw", "撤回", "成立以前可以不办了，写明理由", ("reason",), "已撤回，单位仍是空白。", True),
    Step("undo", "撤回组建", "组织撤销，任职结束，单位从这一天起又是空白；以前的日子照旧", ("reason",), "组建已撤回。", True),
)  # fmt: skip
_BY_WORD = {each.word: each for each in STEPS}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, procedure_id: int, step: str) -> HttpResponse:
    """The form of a step; *not found* where it is not the reader's to take now."""
    deed = _BY_WORD.get(step)
    scope = request.scope.on(request.today)
    row = procedure_records.record(scope, procedure_id)
    if deed is None or deed.word not in row.deeds:
        raise NotVisible(step)
    form = blank(on=request.today.isoformat())
    if request.method == "POST":
        try:
            typed = Typed(dict(request.POST.lists()))
            _ACTS[deed.word](today_actor(request), typed, row)
        except Refused as refused:
            form = kept(request, refused, "on", "number", "note", "reason", "secretary", "deputy", "persons")
        else:
            messages.success(request, deed.said)
            return redirect("procedure", row.id)
    splitting = row.sort == "split" and deed.word == "found"
    return render(
        request, "procedure/step.html", status=REFUSED if form.faulty else 200, row=row, deed=deed, form=form,
        members=procedure_forms.members(scope, procedure_id) if splitting else (),
    )  # fmt: skip


def _apply(actor: Actor, typed: Typed, row: Record) -> None:
    procedure_deciding.apply(
        actor=actor, on=_day(typed), procedure_id=row.id, number=typed.text("number"), note=typed.text("note")
    )


def _approve(actor: Actor, typed: Typed, row: Record) -> None:
    procedure_deciding.approve(
        actor=actor, on=_day(typed), procedure_id=row.id, number=typed.text("number"), note=typed.text("note")
    )


def _found(actor: Actor, typed: Typed, row: Record) -> None:
    meeting = Meeting(
        _person(actor.scope, typed, "secretary"), _person(actor.scope, typed, "deputy"), typed.many("persons"),
        typed.text("note"),
    )  # fmt: skip
    joint.carry_out(actor=actor, on=_day(typed), procedure_id=row.id, meeting=meeting)


def _file(actor: Actor, typed: Typed, row: Record) -> None:
    procedure_standardising.file(
        actor=actor, on=_day(typed), procedure_id=row.id, number=typed.text("number"), note=typed.text("note")
    )


def _standardise(actor: Actor, typed: Typed, row: Record) -> None:
    procedure_standardising.standardise(actor=actor, on=_day(typed), procedure_id=row.id, note=typed.text("note"))


def _refuse(actor: Actor, typed: Typed, row: Record) -> None:
    joint.refuse(actor=actor, on=_day(typed), procedure_id=row.id, reason=typed.text("reason"))


def _withdraw(actor: Actor, typed: Typed, row: Record) -> None:
    joint.withdraw(actor=actor, on=_day(typed), procedure_id=row.id, reason=typed.text("reason"))


def _undo(actor: Actor, typed: Typed, row: Record) -> None:
    joint.undo(actor=actor, on=_day(typed), procedure_id=row.id, reason=typed.text("reason"))


def _person(scope: Scope, typed: Typed, field: str) -> int | None:
    """The one person whom the typed name or number means; ``Refused`` for nobody and for several."""
    text = typed.text(field)
    if not text:
        return None
    found = people.search(scope, text, limit=6)
    exact = [hit for hit in found if hit.name == text] or list(found)
    if not exact:
        raise Refused(f"没有找到“{text}”。写姓名、手机号后四位以上或公民身份号码。", code="nobody", field=field)
    if len(exact) > 1:
        named = "、".join(f"{hit.name}（{hit.organisation}）" for hit in exact)
        raise Refused(f"有几个人：{named}。改写手机号或公民身份号码。", code="several", field=field)
    return exact[0].person_id


def _day(typed: Typed) -> date:
    return typed.day("on", "办理日期")


_ACTS: dict[str, Callable[[Actor, Typed, Record], None]] = {
    "apply": _apply, "approve": _approve, "found": _found, "file": _file, "standardise": _standardise,
    "refuse": _refuse, "withdraw": _withdraw, "undo": _undo,
}  # fmt: skip
