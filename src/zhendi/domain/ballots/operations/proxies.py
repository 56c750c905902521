"""Proxies in writing, only where the vote's rule knows them: accepted before voting starts, so that names are published."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.ballots import access
from zhendi.domain.ballots.counting.rules import restored
from zhendi.domain.ballots.models import Proxy, RollEntry, Vote
from zhendi.domain.ballots.operations import steps
from zhendi.kernel import parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

MOST = "ballots.proxies_most"
VILLAGERS = "ballots.proxies_villagers"
_BEFORE = (Vote.State.FROZEN, Vote.State.SEALED)


@transaction.atomic
def accept(
    *, actor: Actor, on: date, vote_id: int, giver: int, holder: int, relation: str, document: str
) -> int:  # fmt: skip
    """Take a written proxy of one voter (number of the roll) for another; gives its key.

    ``Refused`` where the rule knows none, once voting has started, for who has no vote, for a candidate as holder, for
    more than ``ballots.proxies_most`` of one holder, for a holder who has given the own vote away, and given twice.
    """
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_BEFORE)
    if not restored(vote.rule).proxy:
        raise Refused("按这次投票的规定，不能委托别人投票。", code="no_proxy")
    _require_near(relation, on)
    one, other = _voter(vote, giver, "giver"), _voter(vote, holder, "holder")
    _require_free(vote, one, other, on)
    made = Proxy.objects.create(
        vote=vote, giver=one, holder=other, relation=relation, on=on,
        document=words(document, 80, "委托书", "document"),
    )  # fmt: skip
    _trail(actor, on, vote, "proxy", f"{one.number}号{one.name}委托{other.number}号{other.name}投票", made.pk)
    return made.pk


@transaction.atomic
def withdraw(*, actor: Actor, on: date, proxy_id: int) -> None:
    """The giver takes the proxy back and votes in person. ``Refused`` once it was used or withdrawn."""
    found = Proxy.objects.select_related("giver", "vote").filter(pk=proxy_id).first()
    if found is None:
        raise NotVisible(f"proxy {proxy_id}")
    vote = access.require_hold(actor, steps.locked(found.vote_id))
    steps.in_state(vote, *_BEFORE, Vote.State.OPEN)
    entry = RollEntry.objects.select_for_update(of=("self",)).get(pk=found.giver_id)
    if entry.channel or not Proxy.objects.filter(pk=proxy_id, withdrawn_on=None).update(withdrawn_on=on):
        raise Refused("这份委托已经用了，或者已经撤销了。", code="used")
    _trail(actor, on, vote, "proxy_withdrawn", f"{entry.number}号{entry.name}撤销委托", proxy_id)


def require_brought(entry: RollEntry, *, proxy: bool) -> None:
    """``Refused`` when a line is used in person though its vote is given away, or by a proxy that there is not."""
    held = entry.proxies.filter(withdrawn_on=None).select_related("holder").first()
    if held is not None and not proxy:
        raise Refused(
            f"{entry.name}已书面委托{held.holder.name}投票。本人要投，先在投票站撤销委托。", code="given_away"
        )
    if held is None and proxy:
        raise Refused(f"{entry.name}没有委托别人投票。", code="no_proxy")


def _require_near(relation: str, on: date) -> None:
    """Near relatives; since 2026 another villager too (村民委员会组织法)."""
    if relation not in Proxy.Relation.values:
        raise Refused("请选择受委托人是委托人的什么人。", code="relation", field="relation")
    if relation == Proxy.Relation.VILLAGER and not parameters.load().integer(VILLAGERS, on):
        raise Refused("按当时的规定只能委托近亲属，请换一个人。", code="relation", field="relation")


def _voter(vote: Vote, number: int, field: str) -> RollEntry:
    entry = vote.roll.select_for_update(of=("self",)).filter(number=number).first()
    if entry is None:
        raise Refused("名册上没有这个号。", code="number_unknown", field=field)
    if entry.right != RollEntry.Right.FULL:
        raise Refused(f"{entry.name}在这次投票中没有表决权。", code="no_right", field=field)
    return entry


def _require_free(vote: Vote, giver: RollEntry, holder: RollEntry, on: date) -> None:
    if giver.pk == holder.pk:
        raise Refused("不能委托给自己。", code="self", field="holder")
    if giver.channel:
        raise Refused(f"{giver.name}已经投过票了。", code="voted", field="giver")
    if vote.candidates.filter(name=holder.name).exists():
        raise Refused("候选人不能接受委托，请换一个人。", code="holder_stands", field="holder")
    live = Proxy.objects.filter(vote=vote, withdrawn_on=None)
    if live.filter(giver=giver).exists():
        raise Refused(f"{giver.name}已经委托过了。", code="given", field="giver")
    if live.filter(giver=holder).exists():
        raise Refused(f"{holder.name}自己也委托了别人，不能再接受委托。", code="holder_gave", field="holder")
    if live.filter(holder=giver).exists():
        raise Refused(f"{giver.name}接受了别人的委托，要本人来投。", code="giver_holds", field="giver")
    most = parameters.load().integer(MOST, on)
    if live.filter(holder=holder).count() >= most:
        raise Refused(f"一个人最多接受{most}人委托，{holder.name}已经满了。", code="too_many", field="holder")


def _trail(actor: Actor, on: date, vote: Vote, word: str, summary: str, key: int) -> None:
    record(
        actor=actor, action=f"ballots.{word}", on=on, subject_type="ballots.Vote", subject_id=vote.pk, path=vote.path,
        summary=f"投票“{vote.title}”：{summary}", detail={"proxy": key},
    )  # fmt: skip
