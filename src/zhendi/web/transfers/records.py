"""One transfer: how far it is, whose turn it is, its steps; and its letter as a PDF."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.people.operations.transfers import letters
from zhendi.domain.people.operations.transfers.letters import Printed
from zhendi.domain.people.queries import transfer_records
from zhendi.domain.people.queries.transfer_records import Record
from zhendi.intake.words import nationality_name
from zhendi.kernel.audit import queries as trail
from zhendi.kernel.errors import Refused
from zhendi.web.prints import answer, missing_characters, pdf
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day
from zhendi.web.transfers.steps import STEPS

_PATH = (
    ("applied", "申请"), ("agreed", "转出支部"), ("approved", "转出党委"), ("transit", "在途"), ("admitted", "转入党委"),
    ("received", "转入支部"), ("done", "回执，完成"),
)  # fmt: skip
_OUT = ("applied", "agreed", "approved", "transit", "done")
_IN = ("transit", "admitted", "received", "done")
_INTERNAL = ("applied", "agreed", "approved", "admitted", "received", "done")


@require_safe
def record(request: Request, transfer_id: int) -> HttpResponse:
    """The page of a transfer as of the reader's day."""
    row = transfer_records.record(request.scope, transfer_id)
    today = request.scope.as_of == request.today
    audited = request.scope.may("audit")
    return render(
        request,
        "transfers/record.html",
        row=row,
        stages=_stages(row),
        offered=[each for each in STEPS if each.word in row.deeds] if today else [],
        may_print=today and ("print" in row.deeds or _slip_printable(row)),
        events=[(each.title, day(each.on), _told(each), "done") for each in reversed(row.steps)],
        entries=trail.entries(request.scope, subject_type="people.Transfer", subject_id=row.id, size=10).rows
        if audited
        else (),
    )


@require_POST
def letter(request: Request, transfer_id: int) -> HttpResponse:
    """The letter in three parts, or the slip of a letter from outside; written down."""
    try:
        words = letters.print_letter(actor=request.actor, on=request.today, transfer_id=transfer_id)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("transfer", transfer_id)
    rare = missing_characters(words.name + words.to_name + words.to_unit)
    if rare:
        messages.error(request, f"字库里没有“{rare}”，打印出来要手写补上。")
    title = f"{'回执' if words.slip_only else '介绍信'} {words.number} {words.name}.pdf"
    response = answer(pdf("transfer", _data(words)), title)
    response.headers["Cache-Control"] = "no-store"
    return response


def _data(words: Printed) -> dict[str, object]:
    data: dict[str, object] = {
        name: value if value is not None else ""
        for name, value in words._asdict().items()
        if not isinstance(value, date)
    }
    dates = {name: value for name, value in words._asdict().items() if isinstance(value, date)}
    year, _, month = words.dues_paid_to.partition("-")
    return data | dates | {
        "nationality": nationality_name(words.nationality) or "",
        "dues": f"{year}年{int(month)}月" if month else "",
        "days": (words.valid_until - words.issued_on).days if words.valid_until and words.issued_on else "",
    }  # fmt: skip


def _stages(row: Record) -> list[tuple[str, str, str]]:
    """The way from the application to the slip with what is behind; a transfer turned down shows where it stopped."""
    way = _OUT if row.row.direction == "out" else _IN if row.row.direction == "in" else _PATH_OF[row.internal]
    stood = {_state_of(each.title): each.on for each in reversed(row.steps)}  # the first time: a renewal is no new step
    reached = row.row.state if row.row.state != "expired" else "transit"
    place = way.index(reached) if reached in way else len([code for code in way if code in stood]) - 1
    titles = dict(_PATH)
    return [
        (
            titles[code],
            day(stood[code]) if code in stood else "",
            _mark(index, place, over=row.row.closed_on is not None),
        )
        for index, code in enumerate(way)
    ]


_PATH_OF = {True: _INTERNAL, False: tuple(code for code, _ in _PATH)}
_TITLES = {
    "申请": "applied", "转出支部同意": "agreed", "转出党委审核": "approved", "开出介绍信": "transit", "续办介绍信": "transit",
    "介绍信送到": "transit", "转入党委同意": "admitted", "转入支部接收": "received", "回执": "slip", "完成": "done",
}  # fmt: skip


def _state_of(title: str) -> str:
    return _TITLES.get(title, "")


def _mark(index: int, place: int, *, over: bool) -> str:
    return "done" if index < place or (over and index <= place) else "now" if index == place else ""


def _slip_printable(row: Record) -> bool:
    return row.row.direction == "in" and row.received_on is not None


def _told(step: transfer_records.Step) -> str:
    until = f"有效期至{day(step.valid_until)}" if step.valid_until else ""
    return "，".join(each for each in (step.by, until, step.note) if each)
