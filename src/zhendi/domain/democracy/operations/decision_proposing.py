"""A decision is proposed, put right before it is checked, and taken back before anything is resolved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from zhendi.domain.democracy import access
from zhendi.domain.democracy.decision_lists import seconds_of
from zhendi.domain.democracy.models import Decision
from zhendi.domain.democracy.operations import decision_checks
from zhendi.domain.democracy.operations.decision_checks import led, stands_at, step
from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

VILLAGE_KINDS = (Kind.BRANCH, Kind.GENERAL_BRANCH, Kind.COMMITTEE)
BEFORE_RESOLVED = (
    Decision.Stage.PROPOSED, Decision.Stage.CHECKED, Decision.Stage.REVIEWED, Decision.Stage.NOTICED, Decision.Stage.FIRST,
    Decision.Stage.SECOND,
)  # fmt: skip
_JOINTLY = {Decision.Proposer.MEMBERS, Decision.Proposer.REPRESENTATIVES, Decision.Proposer.VILLAGERS}
_MOST_MONEY = Decimal(10) ** 11
_MOST_LAND = Decimal(10) ** 7
_MOST_HOUSEHOLDS = 100_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed. ``money`` in yuan, ``land`` in mu; ``second_rule``: of votes.toml, for the second round."""

    kind: str
    title: str
    reason: str
    text: str
    proposer: str
    second_rule: str
    proposed_by: str = ""
    money: Decimal = Decimal(0)
    money_source: str = ""
    land: Decimal = Decimal(0)
    households: int = 0
    touches: str = ""


@transaction.atomic
def propose(*, actor: Actor, on: date, organisation_id: int, proposal: Proposal) -> int:
    """Propose a decision for a village; gives its key. ``Refused`` while one of the same title is under way there."""
    place = Organisation.objects.alive().filter(pk=organisation_id).first()
    if place is None or not actor.scope.allows(SEE, place.path):
        raise NotVisible(f"organisation {organisation_id}")
    if not access.may_lead(actor.scope, place.path):
        raise Refused("您的职务不能在这个组织提出重大事项。", code="not_yours")
    if place.kind not in VILLAGE_KINDS:
        raise Refused("重大事项由村党支部、党总支或党委提出，换一个组织。", code="kind", field="organisation")
    if on > actor.scope.as_of:
        raise Refused("日期还没有到。填今天或以前的日子。", code="day_future", field="on")
    held = Decision(organisation=place, path=place.path, proposed_on=on)
    _write(held, proposal)
    held.due_on = decision_checks.due_after(Decision.Stage.CHECKED, on)
    held.save()
    step(held, "proposed", on, f"提出重大事项“{held.title}”", actor=actor, detail={"kind": held.kind})
    return held.pk


@transaction.atomic
def correct(*, actor: Actor, on: date, decision_id: int, proposal: Proposal) -> None:
    """Put the proposal right, before the check. What was checked, reviewed and posted is not changed any more."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.PROPOSED)
    _write(held, proposal)
    held.save()
    decision_checks.entry(held, "corrected", on, f"修改重大事项“{held.title}”的提议", actor=actor)


@transaction.atomic
def withdraw(*, actor: Actor, on: date, decision_id: int, reason: str) -> None:
    """Take a proposal back before it is resolved, for a reason. A vote that is under way is declared void first."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, *BEFORE_RESOLVED)
    said = words(reason, 400, "撤回的理由", "reason")
    running = held.rounds.exclude(vote__state__in=("counted", "confirmed", "void"))
    if running.exists():
        raise Refused("还有一轮投票没有结束。先在投票的页面宣布它无效，再撤回。", code="voting")
    finish(held, Decision.End.WITHDRAWN, on, said)
    step(held, "withdrawn", on, f"撤回重大事项“{held.title}”：{said}", actor=actor, note=said)


def finish(held: Decision, how: Decision.End, on: date, reason: str) -> None:
    """End a decision on the day; it stays in the figures of the year."""
    held.ended_on, held.end, held.end_reason, held.due_on = on, how, reason, None
    held.counts_until = date(on.year + 1, 1, 1)
    held.save()


def _write(held: Decision, given: Proposal) -> None:
    """Fill the columns from what was typed; ``Refused`` for what cannot be voted on."""
    if given.kind not in Decision.Kind.values:
        raise Refused("没有选择事项的类别。", code="kind", field="kind")
    if given.proposer not in Decision.Proposer.values:
        raise Refused("没有选择由谁提出。", code="proposer", field="proposer")
    if given.second_rule not in {each.rule for each in seconds_of(given.kind)}:
        said = f"{Decision.Kind(given.kind).label}的第二轮不能这样投票，换一种。"
        raise Refused(said, code="laxer_rule", field="second_rule")
    held.kind, held.proposer, held.second_rule = given.kind, given.proposer, given.second_rule
    held.title = words(given.title, 60, "标题", "title")
    held.reason = words(given.reason, 1000, "理由", "reason")
    held.text = words(given.text, 4000, "内容", "text")
    jointly = given.proposer in _JOINTLY
    held.proposed_by = words(given.proposed_by, 200, "联名人", "proposed_by", needed=jointly)
    _write_touched(held, given)
    clash = Decision.objects.running().filter(organisation=held.organisation, title=held.title).exclude(pk=held.pk)
    if clash.exists():
        raise Refused(f"“{held.title}”已经提出过，正在办。", code="twice", field="title")


def _write_touched(held: Decision, given: Proposal) -> None:
    """Money, land and whom it touches."""
    if not 0 <= given.money < _MOST_MONEY:
        raise Refused("金额不对，按元填，如 280000。", code="money", field="money")
    if not 0 <= given.land < _MOST_LAND:
        raise Refused("面积不对，按亩填，如 3.5。", code="land", field="land")
    if not 0 <= given.households < _MOST_HOUSEHOLDS:
        raise Refused("户数不对，填整数，如 62。", code="households", field="households")
    held.money, held.land, held.households = given.money, given.land, given.households
    held.money_source = words(given.money_source, 120, "资金来源", "money_source", needed=given.money > 0)
    held.touches = words(given.touches, 200, "涉及谁", "touches", needed=False)
