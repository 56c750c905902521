"""One set-up procedure: how far it is, its units and what they say, its check-list, papers, and what can be done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.setup.operations import procedure_deciding, procedure_standardising
from zhendi.domain.setup.queries import procedure_records
from zhendi.domain.setup.queries.procedure_records import Record
from zhendi.kernel.audit import queries as trail
from zhendi.kernel.errors import Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.procedure.papers import offered as papers
from zhendi.web.procedure.steps import STEPS
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day

_WAY = (
    ("opened", "提出"), ("applied", "请示"), ("approved", "批复"), ("founded", "成立"), ("filed", "备案"),
    ("standardised", "规范"),
)  # fmt: skip
OPINIONS = (("agree", "同意"), ("object", "不同意"))


@require_safe
def record(request: Request, procedure_id: int) -> HttpResponse:
    """The page of a procedure as of the reader's day."""
    row = procedure_records.record(request.scope, procedure_id)
    return page(request, row, blank())


@require_POST
def opinion(request: Request, procedure_id: int) -> HttpResponse:
    """What a unit says."""
    row = procedure_records.record(request.scope.on(request.today), procedure_id)
    typed = Typed(dict(request.POST.lists()))
    try:
        procedure_deciding.opine(
            actor=today_actor(request), on=request.today, procedure_id=procedure_id,
            unit_id=typed.chosen("unit", "单位"), opinion=typed.text("opinion"), said_by=typed.text("said_by"),
            note=typed.text("note"),
        )  # fmt: skip
    except Refused as refused:
        return page(request, row, kept(request, refused, "nothing"))
    messages.success(request, "意见已记下。")
    return redirect("procedure", procedure_id)


@require_POST
def item(request: Request, procedure_id: int) -> HttpResponse:
    """A line of the check-list done, or taken back."""
    row = procedure_records.record(request.scope.on(request.today), procedure_id)
    typed = Typed(dict(request.POST.lists()))
    actor, on, code = today_actor(request), request.today, typed.text("code")
    try:
        if typed.text("undone"):
            procedure_standardising.untick(actor=actor, on=on, procedure_id=procedure_id, code=code)
        else:
            procedure_standardising.tick(
                actor=actor, on=on, procedure_id=procedure_id, code=code, note=typed.text("note")
            )
    except Refused as refused:
        return page(request, row, kept(request, refused, "nothing"))
    messages.success(request, "清单已改。")
    return redirect("procedure", procedure_id)


def page(request: Request, row: Record, form: Form) -> HttpResponse:
    """The page of a procedure; ``form`` holds why something was refused."""
    today = request.scope.as_of == request.today
    audited = request.scope.may("audit")
    return render(
        request,
        "procedure/record.html",
        status=REFUSED if form.faulty else 200,
        row=row,
        form=form,
        stages=_stages(row),
        offered=[each for each in STEPS if each.word in row.deeds] if today else [],
        speaking=today and "apply" in row.deeds,
        ticking=today and "tick" in row.deeds,
        attaching=today and "attach" in row.deeds,
        papers=papers(row),
        opinions=OPINIONS,
        events=[(each.title, day(each.on), _told(each), "done") for each in reversed(row.steps)],
        entries=trail.entries(request.scope, subject_type="setup.Procedure", subject_id=row.id, size=8).rows
        if audited
        else (),
    )


def _stages(row: Record) -> list[tuple[str, str, str]]:
    """The way with what is behind; one that ended shows where it stopped."""
    way = _WAY if row.sort == "found" else _WAY[:5]
    place = max((index for index, (code, _) in enumerate(way) if code in row.days), default=0)
    over = row.row.state in {"ended", "standardised"}
    return [
        (title, day(row.days[code]) if code in row.days else "", _mark(index, place, over=over))
        for index, (code, title) in enumerate(way)
    ]


def _mark(index: int, place: int, *, over: bool) -> str:
    return "done" if index <= place else "now" if index == place + 1 and not over else ""


def _told(step: procedure_records.StepLine) -> str:
    return "，".join(each for each in (step.by, step.number, step.note) if each)
