"""Set-up plans for the blanks that the reader sees: tried with the county's numbers or with others, writing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.planner import solve
from zhendi.domain.setup.planner.problem import Limits, Problem
from zhendi.domain.setup.planner.result import Attachment, Group, Plan, Solution, Verdict
from zhendi.domain.setup.queries.problems import Asked, Kept, asked
from zhendi.kernel.scope import Scope

SEARCHED_AT_ONCE = 400  # small units; more take longer than a page may, and are grouped without the search
_REMEMBERED = 8  # plans that the process keeps: the same input gives the same plan


class Member(NamedTuple):
    """A unit in a plan."""

    id: int
    name: str
    full: int
    probationary: int


class JointRow(NamedTuple):
    """A joint branch: it meets at ``hub``; ``farthest`` in metres.

    ``proposal_id`` where people have kept it (``accepted_on``: taken up), with the limits that it goes beyond, in words.
    """

    hub: Member
    units: tuple[Member, ...]
    township: str
    full: int
    farthest: int
    proposal_id: int | None
    accepted_on: date | None
    broken: tuple[str, ...]


class AttachedRow(NamedTuple):
    """A unit attached to an organisation ``metres`` away."""

    unit: Member
    organisation: str
    metres: int


class BlankRow(NamedTuple):
    """A blank with what is best for it and the three ways."""

    unit: Member
    township: str
    verdict: Verdict


class Planning(NamedTuple):
    """A plan for reading. ``small`` = units that needed grouping; ``searched``: with a proof of how good it is."""

    joint: tuple[JointRow, ...]
    attached: tuple[AttachedRow, ...]
    blanks: tuple[BlankRow, ...]
    solution: Solution
    problem: Problem
    small: int

    @property
    def words(self) -> tuple[str, ...]:
        """Sentences about anything unusual."""
        return self.solution.words

    @property
    def gap_per_mille(self) -> int | None:
        """``None`` where there were too many units to search while one waits."""
        return self.solution.gap_per_mille

    @property
    def searched(self) -> bool:
        """True where the bound has been looked for."""
        return self.solution.bound is not None

    def count(self, way: str) -> int:
        """Blanks for which the way is best."""
        return sum(row.verdict.way == way for row in self.blanks)


def planning(scope: Scope, limits: Limits, *, township: int | None = None, patient: bool = False) -> Planning:
    """The plan for the blanks of the reader's day under the limits; of one township's register where one is named.

    ``patient``: search however long it takes; else only where few enough units are to be grouped. Eight queries.
    """
    found = asked(scope, limits, township=township)
    searched = patient or found.small <= SEARCHED_AT_ONCE
    plan = worked_out(found.problem) if searched else _at_once(found.problem)
    return _read(plan, found, _names(plan))


@lru_cache(maxsize=_REMEMBERED)
def worked_out(problem: Problem) -> Plan:
    """The plan with its proven bound, searched for however long it takes."""
    return solve.plan(problem)


@lru_cache(maxsize=_REMEMBERED)
def _at_once(problem: Problem) -> Plan:
    return solve.quick(problem)


def _names(plan: Plan) -> dict[int, str]:
    keys = {each.host for each in plan.solution.attached}
    rows = Organisation.objects.filter(pk__in=keys).values_list("pk", "short_name", "full_name") if keys else ()
    return {pk: short or full for pk, short, full in rows}


def _read(plan: Plan, found: Asked, names: Mapping[int, str]) -> Planning:
    by_key = {unit.pk: unit for unit in found.units}
    return Planning(
        tuple(_joint(group, by_key, found.proposals.get(group.units)) for group in plan.solution.groups),
        tuple(_attached(each, by_key, names) for each in plan.solution.attached),
        tuple(BlankRow(_member(by_key[v.unit]), _place(by_key[v.unit]), v) for v in plan.verdicts),
        plan.solution,
        found.problem,
        found.small,
    )


def _joint(group: Group, by_key: Mapping[int, Unit], kept: Kept | None) -> JointRow:
    hub = by_key[group.hub]
    members = tuple(_member(by_key[key]) for key in group.units)
    return JointRow(
        _member(hub), members, _place(hub), group.full, group.farthest,
        kept.id if kept else None, kept.accepted_on if kept else None, group.broken,
    )  # fmt: skip


def _attached(each: Attachment, by_key: Mapping[int, Unit], names: Mapping[int, str]) -> AttachedRow:
    return AttachedRow(_member(by_key[each.unit]), names[each.host], each.metres)


def _member(unit: Unit) -> Member:
    return Member(unit.pk, unit.name, unit.said_full or 0, unit.said_probationary or 0)


def _place(unit: Unit) -> str:
    return (unit.township.short_name or unit.township.full_name) if unit.township else ""
