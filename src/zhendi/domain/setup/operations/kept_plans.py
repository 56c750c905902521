"""Keeping a plan on record: asked for, worked out, or broken off. Nothing is founded by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.models import KeptPlan
from zhendi.domain.setup.planner.problem import Limits, Problem, digest
from zhendi.domain.setup.planner.result import Solution, Verdict
from zhendi.kernel import audit
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

SUBJECT = "setup.KeptPlan"


@transaction.atomic
def order(*, actor: Actor, on: date, committee_id: int, limits: Limits) -> int:
    """Ask for a plan of a committee's register under the limits to be worked out and kept; gives its key."""
    committee = Organisation.objects.filter(pk=committee_id).first()
    if committee is None or not actor.scope.allows(SEE, committee.path):
        raise NotVisible("no such organisation")
    if not actor.scope.allows(WRITE, committee.path):
        raise Refused("您的职务不能留存方案，由负责组织工作的经办人办理。", code="not_yours")
    if KeptPlan.objects.filter(committee=committee, state=KeptPlan.State.WAITING, kept_on=on).exists():
        raise Refused("这里已经有一个方案正在测算，等它算完再来。", code="waiting")
    made = KeptPlan.objects.create(
        committee=committee,
        path=committee.path,
        kept_on=on,
        account_id=actor.account_id,
        by=actor.label[:120],
        limits=asdict(limits),
    )
    _record(made, "plan_asked", f"测算{committee.short_name or committee.full_name}的组建方案", on, actor)
    return made.pk


@transaction.atomic
def settle(
    *, actor: Actor, on: date, plan_id: int, problem: Problem, solution: Solution, verdicts: tuple[Verdict, ...]
) -> None:
    """Write down what came of a plan that was asked for: the groups, the cost and its proven bound in person-metres."""
    held = _waiting(plan_id, actor=actor)
    counts = {way: sum(verdict.way == way for verdict in verdicts) for way in ("own", "joint", "attached", "none")}
    held.own, held.joint, held.attached, held.none = (counts[way] for way in ("own", "joint", "attached", "none"))
    held.groups, held.cost, held.bound = len(solution.groups), solution.cost, solution.bound
    held.digest, held.state = digest(problem), KeptPlan.State.DONE
    held.result = _result(solution, verdicts)
    held.save()
    detail = {"digest": held.digest, "cost": solution.cost, "bound": solution.bound, "groups": held.groups}
    _record(held, "plan_kept", f"留存组建方案：联合 {held.groups} 组，还缺条件 {held.none} 个", on, actor, **detail)


@transaction.atomic
def give_up(*, actor: Actor, on: date, plan_id: int) -> None:
    """Say that a plan was not worked out, so that it can be asked for again."""
    held = _waiting(plan_id, actor=actor)
    held.state = KeptPlan.State.FAILED
    held.save(update_fields=["state"])
    _record(held, "plan_failed", "组建方案没有算成", on, actor)


@transaction.atomic
def taken_out(*, actor: Actor, on: date, groups: int, blanks: int) -> None:
    """Write down that a plan left the product as a workbook."""
    audit.record(
        actor=actor,
        action="export.plan",
        on=on,
        subject_type="export.plan",
        subject_id=None,
        path=actor.scope.home.path if actor.scope.home else "",
        summary=f"导出组建方案：联合 {groups} 组，空白 {blanks} 个",
        detail={},
    )


def _waiting(plan_id: int, *, actor: Actor) -> KeptPlan:
    held = KeptPlan.objects.select_for_update().filter(pk=plan_id).first()
    if held is None or not actor.scope.allows(WRITE, held.path):
        raise NotVisible("no such plan")
    if held.state != KeptPlan.State.WAITING:
        raise Refused("这个方案已经算完。", code="unchanged")
    return held


def _result(solution: Solution, verdicts: tuple[Verdict, ...]) -> Mapping[str, Any]:
    return {
        "groups": [
            {
                "hub": group.hub,
                "units": list(group.units),
                "full": group.full,
                "members": group.members,
                "farthest": group.farthest,
                "by_hand": group.by_hand,
            }
            for group in solution.groups
        ],
        "attached": [[each.unit, each.host, each.metres] for each in solution.attached],
        "none": [[verdict.unit, verdict.missing] for verdict in verdicts if verdict.way == "none"],
        "own": [verdict.unit for verdict in verdicts if verdict.way == "own"],
        "words": list(solution.words),
    }


def _record(held: KeptPlan, action: str, summary: str, on: date, actor: Actor, **detail: Any) -> None:
    audit.record(
        actor=actor,
        action=f"setup.{action}",
        on=on,
        subject_type=SUBJECT,
        subject_id=held.pk,
        path=held.path,
        summary=summary,
        detail=detail,
    )
