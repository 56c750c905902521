"""The search for a member with whom there is no contact: its steps, what came of it, and what people decide then."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import MovementChange, Outgoing, Search, SearchStep
from zhendi.domain.mobile.models.contacts import Way
from zhendi.domain.mobile.operations import checks, contacts
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor


@transaction.atomic
def begin(*, actor: Actor, on: date, movement_id: int, lost_since: date) -> int:
    """Open the search for a member; ``lost_since``: last organisational life, dues or contact. Gives the key."""
    row = checks.outgoing(movement_id, actor=actor)
    checks.not_future(on, actor=actor)
    if lost_since > on:
        raise Refused(
            "失去联系的日子还没有到。填最后一次联系、参加组织生活或交党费的日子。",
            code="day_future",
            field="lost_since",
        )
    if Search.objects.filter(movement=row, closed_on=None).exists():
        raise Refused(f"已经在查找{row.name}。", code="already")
    made = Search.objects.create(
        movement=row, path=row.path, lost_since=lost_since, opened_on=on, opened_by=actor.label[:80]
    )
    note = f"最后联系{lost_since.isoformat()}"
    checks.enter(row, MovementChange.Action.SEARCH, on, f"开始查找{row.name}", actor=actor, note=note)
    return made.pk


@transaction.atomic
def step(*, actor: Actor, on: date, search_id: int, means: str, asked: str, result: str, happened_on: date) -> int:
    """One thing done to find the member: who was asked on which day, with what result. Gives the key."""
    search, row = _open(search_id, actor)
    if means not in SearchStep.Means.values or means == SearchStep.Means.DECISION:
        raise Refused("没有选择问了哪里。", code="missing", field="means")
    if happened_on > on:
        raise Refused("日期还没有到。填实际查找的那一天。", code="day_future", field="happened_on")
    who = checks.words(asked, 100, "问了谁", "asked", needed=True)
    said = checks.words(result, 400, "结果", "result", needed=True)
    made = SearchStep.objects.create(
        search=search, on=happened_on, means=means, asked=who, result=said, noted_by=actor.label[:80]
    )
    summary = f"查找{row.name}：{SearchStep.Means(means).label}"
    checks.trail(row, "searched", on, summary, actor=actor, note=said)
    return made.pk


@transaction.atomic
def close(*, actor: Actor, on: date, search_id: int, outcome: str, note: str = "") -> None:
    """The search ends. Found: that is a contact of the day. Failed: only after at least one step was taken."""
    search, row = _open(search_id, actor)
    checks.not_future(on, actor=actor)
    if outcome not in Search.Outcome.values:
        raise Refused("没有选择查找结果。", code="missing", field="outcome")
    if outcome == Search.Outcome.FAILED and not search.steps.exists():
        raise Refused("还没有记下任何一步查找。先记问了谁、结果怎样。", code="no_steps")
    search.closed_on, search.outcome = on, outcome
    search.note = checks.words(note, 400, "说明", "note")
    search.save()
    summary = f"查找{row.name}：{Search.Outcome(outcome).label}"
    MovementChange.objects.create(
        outgoing=row, action=MovementChange.Action.SEARCH, on=on, by=actor.label[:80], note=summary
    )
    if outcome == Search.Outcome.FOUND:
        contacts.note(
            actor=actor, on=on, movement_ids=[row.pk], way=Way.REPLY, happened_on=on, proofs=[f"search:{search.pk}"],
            remark=search.note,
        )  # fmt: skip
    else:
        checks.trail(row, "search_failed", on, summary, actor=actor, note=search.note)


@transaction.atomic
def decide(*, actor: Actor, on: date, search_id: int, decision: str, body: str, basis: str, reason: str) -> int:
    """Write down what a body decided about a member who was not found; by a post of the committee, with its paper.

    The rule only proposes. What follows for the membership is done on the member's own page by whoever may.
    """
    search = Search.objects.select_for_update().select_related("movement").filter(pk=search_id).first()
    if search is None or not access.may_see(actor.scope, search.movement):
        raise NotVisible("no such search")
    row: Outgoing = search.movement
    if not access.may_decide(actor.scope, row.path):
        raise Refused("党籍的处理由上级党委作出，您的职务不能登记决定。", code="forbidden")
    checks.not_future(on, actor=actor)
    if search.outcome != Search.Outcome.FAILED:
        raise Refused("查找还没有结束，不能作处理。", code="open")
    if decision not in Search.Decision.values:
        raise Refused("没有选择决定。", code="missing", field="decision")
    who = checks.words(body, 100, "作出决定的组织", "body", needed=True)
    paper = checks.words(basis, 100, "文号或会议", "basis", needed=True)
    why = checks.words(reason, 400, "理由", "reason", needed=True)
    made = SearchStep.objects.create(
        search=search, on=on, means=SearchStep.Means.DECISION, asked=who, result=why, decision=decision, basis=paper,
        noted_by=actor.label[:80],
    )  # fmt: skip
    summary = f"{row.name}查找无果，{Search.Decision(decision).label}（{paper}）"
    checks.enter(row, MovementChange.Action.SEARCH, on, summary, actor=actor, note=summary)
    return made.pk


def _open(search_id: int, actor: Actor) -> tuple[Search, Outgoing]:
    search = Search.objects.select_for_update().filter(pk=search_id).first()
    if search is None:
        raise NotVisible("no such search")
    row = checks.outgoing(search.movement_id, actor=actor)
    if search.closed_on is not None:
        raise Refused("这次查找已经结束。要再找，重新开始。", code="closed")
    return search, row
