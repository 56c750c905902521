"""One decision: how far it is, what is next, by whom until when, and all that is kept with it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.queries import decision_records
from zhendi.domain.democracy.queries.decision_records import Record
from zhendi.kernel.audit import queries as trail
from zhendi.web.decisions.papers import offered as papers
from zhendi.web.decisions.steps import OFFERED, address
from zhendi.web.decisions.words import BETWEEN, STEPS, cards, stages, yuan
from zhendi.web.shell.forms import Form, blank
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day

OUTCOMES = (
    ("unfounded", "查无损害，继续实施"), ("remedied", "已补救，继续实施"), ("reversed", "撤销决定"),
)  # fmt: skip


@require_safe
def record(request: Request, decision_id: int) -> HttpResponse:
    """The page of a decision as of the reader's day."""
    return page(request, decision_records.record(request.scope, decision_id), blank())


def page(request: Request, row: Record, form: Form) -> HttpResponse:
    """The page of a decision; ``form`` holds why something was refused."""
    today = request.scope.as_of == request.today
    return render(
        request,
        "decisions/record.html",
        status=REFUSED if form.faulty else 200,
        row=row,
        form=form,
        stages=stages(row),
        cards=cards(row),
        offered=[OFFERED[word] for word in row.deeds if word in OFFERED] if today else [],
        leading=today and row.may_lead and row.ended_on is None,
        asked=_facts(row),
        items={item.code: item for item in lists().items},
        papers=papers(row),
        outcomes=OUTCOMES,
        deed_address=address,
        yuan=yuan,
        events=[(_title(each.code), day(each.on), _told(each.by, each.note), "done") for each in reversed(row.steps)],
        entries=trail.entries(request.scope, subject_type="democracy.Decision", subject_id=row.id, size=8).rows
        if request.scope.may("audit")
        else (),
    )


def _facts(row: Record) -> list[tuple[str, object]]:
    """What the proposal says, as pairs; what it does not say is left out."""
    said = row.proposal
    who = f"{said['proposer_title']}：{said['proposed_by']}" if said["proposed_by"] else said["proposer_title"]
    money = f"{yuan(said['money'])}，{said['money_source']}" if said["money"] else ""
    known: list[tuple[str, object]] = [
        ("谁提出", who), ("为什么", said["reason"]), ("办什么", said["text"]), ("多少钱、从哪来", money),
        ("用地", f"{said['land'].normalize():f} 亩" if said["land"] else ""),
        ("涉及", "，".join(filter(None, (f"{said['households']} 户" if said["households"] else "", said["touches"])))),
        ("决议文号", row.number), ("计划完成", day(row.planned_on) if row.planned_on else ""),
    ]  # fmt: skip
    return [(words, value) for words, value in known if value]


def _title(code: str) -> str:
    return STEPS.get(code, BETWEEN.get(code, code))


def _told(by: str, note: str) -> str:
    return "，".join(each for each in (by, note) if each)
