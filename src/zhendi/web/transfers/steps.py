"""The steps of a transfer, as data, and how the form of one is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.people.operations.transfers import receiving, sending
from zhendi.domain.people.queries import transfer_records
from zhendi.domain.people.queries.transfer_records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.orgs.typed import Typed
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
    Step("agree", "支部同意", "同意转出，送党委审核", ("note",), "支部已同意，等党委审核。"),
    Step(
        "issue",
        "审核，开介绍信",
        "核对党费和有效期，介绍信编号自动生成",
        ("dues_paid_to", "valid_until", "note"),
        "已审核。",
    ),
    Step("admit", "同意接收，交支部", "选接收的支部，由支部办接收", ("branch", "note"), "已同意接收，等支部接收。"),
    Step("receive", "支部接收", "从这一天起是本支部党员，原支部同日减少", ("note",), "已接收，人员已在支部名册上。"),
    Step("send-slip", "发回执", "回执直接到转出党委，这件转接办结", ("note",), "回执已发出，办结。"),
    Step("slip", "收到回执", "写回执上的接收日期，组织关系从那天起转出", ("received_on", "note"), "回执已登记，办结。"),
    Step("renew", "续办介绍信", "凭转出支部的证明续办", ("proof", "valid_until"), "介绍信已续办。"),
    Step("decline", "退回申请", "退回支部，写明理由", ("reason",), "申请已退回。", True),
    Step(
        "return", "退回介绍信", "没有正当理由不得拒收，写明理由", ("reason",), "介绍信已退回，党员仍在转出支部。", True
    ),
    Step("withdraw", "撤回", "不转了，党员仍在原支部", ("reason",), "已撤回，党员仍在原支部。", True),
)
_BY_WORD = {each.word: each for each in STEPS}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, transfer_id: int, step: str) -> HttpResponse:
    """The form of a step; *not found* where it is not the reader's to take now."""
    deed = _BY_WORD.get(step)
    row = transfer_records.record(request.scope.on(request.today), transfer_id)
    if deed is None or deed.word not in row.deeds:
        raise NotVisible(step)
    form = blank(**_start(request, row, deed))
    if request.method == "POST":
        try:
            typed = Typed(dict(request.POST.lists()))
            _ACTS[deed.word](_actor(request), typed, row)
        except Refused as refused:
            form = kept(request, refused, "on", *deed.fields)
        else:
            messages.success(request, deed.said)
            return redirect("transfer", row.id)
    return render(
        request, "transfers/step.html", status=REFUSED if form.faulty else 200, row=row, deed=deed, form=form,
        branches=_branches(request, row, deed), usual=transfer_records.usual_days(row.row.direction, request.today),
        longest=transfer_records.longest_months(request.today),
    )  # fmt: skip


def _actor(request: Request) -> Actor:
    """The reader as one who acts: on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))


def _start(request: Request, row: Record, deed: Step) -> dict[str, Any]:
    start: dict[str, Any] = {"on": request.today.isoformat()}
    if "dues_paid_to" in deed.fields:
        start["dues_paid_to"] = row.dues_paid_to
    return start


def _branches(request: Request, row: Record, deed: Step) -> tuple[tuple[int, str], ...]:
    if "branch" not in deed.fields or row.to_committee_id is None:
        return ()
    found = transfer_records.branches_under(request.scope.on(request.today), row.to_committee_id)
    return tuple(each for each in found if each[1] != row.row.leaves)


def _until(typed: Typed) -> date | None:
    return typed.day("valid_until", "有效期") if typed.text("valid_until") else None


def _agree(actor: Actor, typed: Typed, row: Record) -> None:
    sending.agree(actor=actor, on=_day(typed, actor), transfer_id=row.id, note=typed.text("note"))


def _issue(actor: Actor, typed: Typed, row: Record) -> None:
    sending.issue(
        actor=actor, on=_day(typed, actor), transfer_id=row.id, dues_paid_to=typed.text("dues_paid_to"),
        valid_until=_until(typed), note=typed.text("note"),
    )  # fmt: skip


def _admit(actor: Actor, typed: Typed, row: Record) -> None:
    receiving.admit(
        actor=actor, on=_day(typed, actor), transfer_id=row.id, branch_id=typed.chosen("branch", "接收的支部"),
        note=typed.text("note"),
    )  # fmt: skip


def _receive(actor: Actor, typed: Typed, row: Record) -> None:
    receiving.receive(actor=actor, on=_day(typed, actor), transfer_id=row.id, note=typed.text("note"))


def _send_slip(actor: Actor, typed: Typed, row: Record) -> None:
    receiving.send_slip(actor=actor, on=_day(typed, actor), transfer_id=row.id, note=typed.text("note"))


def _slip(actor: Actor, typed: Typed, row: Record) -> None:
    sending.take_slip(
        actor=actor, on=_day(typed, actor), transfer_id=row.id, received_on=typed.day("received_on", "接收日期"),
        note=typed.text("note"),
    )  # fmt: skip


def _renew(actor: Actor, typed: Typed, row: Record) -> None:
    sending.renew(
        actor=actor, on=_day(typed, actor), transfer_id=row.id, proof=typed.text("proof"), valid_until=_until(typed)
    )


def _decline(actor: Actor, typed: Typed, row: Record) -> None:
    sending.decline(actor=actor, on=_day(typed, actor), transfer_id=row.id, reason=typed.text("reason"))


def _return(actor: Actor, typed: Typed, row: Record) -> None:
    receiving.give_back(actor=actor, on=_day(typed, actor), transfer_id=row.id, reason=typed.text("reason"))


def _withdraw(actor: Actor, typed: Typed, row: Record) -> None:
    sending.withdraw(actor=actor, on=_day(typed, actor), transfer_id=row.id, reason=typed.text("reason"))


def _day(typed: Typed, actor: Actor) -> date:
    """The day of the step: today or before."""
    day = typed.day("on")
    if day > actor.scope.as_of:
        raise Refused("日期还没有到，到了那天再办。", code="future", field="on")
    return day


_ACTS: dict[str, Callable[[Actor, Typed, Record], None]] = {
    "agree": _agree, "issue": _issue, "admit": _admit, "receive": _receive, "send-slip": _send_slip, "slip": _slip,
    "renew": _renew, "decline": _decline, "return": _return, "withdraw": _withdraw,
}  # fmt: skip
