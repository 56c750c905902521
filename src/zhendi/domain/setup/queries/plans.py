"""Set-up plans for the blanks that the reader sees: tried with the county's numbers or with others, writing nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.people import queries as people
from zhendi.domain.setup.models import Coverage, Proposal, Unit
from zhendi.domain.setup.planner import solve
from zhendi.domain.setup.planner.problem import Blank, Fixed, Host, Limits, Problem, Weights, middle_of, project
from zhendi.domain.setup.planner.result import Attachment, Group, Plan, Verdict
from zhendi.domain.setup.queries.states import BLANK, in_force, on_day
from zhendi.kernel.scope import Scope

SEARCHED_AT_ONCE = 400  # small units; more take longer than a page may, and are grouped without the search
OWN_KINDS = (Unit.Kind.LAW, Unit.Kind.ACC)  # clause 3.4b


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
    """A plan for reading. ``gap_per_mille`` is ``None`` where there were too many units to search while one waits."""

    joint: tuple[JointRow, ...]
    attached: tuple[AttachedRow, ...]
    blanks: tuple[BlankRow, ...]
    gap_per_mille: int | None
    words: tuple[str, ...]

    def count(self, way: str) -> int:
        """Blanks for which the way is best."""
        return sum(row.verdict.way == way for row in self.blanks)


def usual_limits(day: date) -> Limits:
    """The limits that the rules and the county give on a day."""
    return Limits(
        minimum_full=in_force("branch.minimum_full", day),
        maximum_members=in_force("branch.usual_maximum", day),
        maximum_units=in_force("joint_branch.usual_maximum_units", day),
        radius=in_force("planner.radius", day),
        across_townships=bool(in_force("planner.across_townships", day)),
    )


def planning(scope: Scope, limits: Limits, *, township: int | None = None) -> Planning:
    """The plan for the blanks of the reader's day under the limits; of one township's register where one is named."""
    units = _blanks(scope, township)
    proposals = _proposals(scope, units)
    problem = _problem(scope, units, limits, tuple(fixed for fixed, _, _ in proposals.values()))
    small = sum(blank.members > 0 and blank.full < limits.minimum_full for blank in problem.blanks)
    plan = solve.plan(problem) if small <= SEARCHED_AT_ONCE else solve.quick(problem)
    return _read(plan, units, _names(plan), proposals)


def _blanks(scope: Scope, township: int | None) -> list[Unit]:
    found = on_day(scope).filter(BLANK).select_related("township").order_by("pk")
    return list(found.filter(township=township) if township else found)


class _Kept(NamedTuple):
    fixed: Fixed
    id: int
    accepted_on: date | None


def _proposals(scope: Scope, units: list[Unit]) -> dict[tuple[int, ...], _Kept]:
    """Proposals of the reader's day that stand and whose units are all still blanks of the plan. Two queries."""
    day, keys = scope.as_of, {unit.pk for unit in units}
    found = Proposal.objects.visible_to(scope).standing().filter(proposed_on__lte=day).order_by("pk")
    kept = {}
    for one in found.prefetch_related("members"):
        members = tuple(sorted(member.unit_id for member in one.members.all()))
        if members and set(members) <= keys:
            accepted = one.accepted_on if one.accepted_on and one.accepted_on <= day else None
            kept[members] = _Kept(Fixed(one.hub_id, members), one.pk, accepted)
    return kept


def _problem(scope: Scope, units: list[Unit], limits: Limits, fixed: tuple[Fixed, ...]) -> Problem:
    day = scope.as_of
    hosts = _hosts(scope)
    placed = [_degrees(unit) for unit in [*units, *hosts.values()] if unit.longitude is not None]
    middle = middle_of([each for each in placed if each])
    least = in_force("setup.own_branch_full", day)
    figures = people.counts(scope, list(hosts))
    return Problem(
        tuple(_blank(unit, middle, least) for unit in units),
        limits,
        Weights(
            group=in_force("planner.group_metres", day),
            mixing=in_force("planner.mixing_metres", day),
            attaching=in_force("planner.attaching_metres", day),
            ungrouped=in_force("planner.ungrouped_metres", day),
        ),
        tuple(
            Host(key, project([place], middle=middle)[0], figures[key].total, _township(unit), unit.industry)
            for key, unit in hosts.items()
            if key in figures and (place := _degrees(unit))
        ),
        fixed=fixed,
    )


def _hosts(scope: Scope) -> dict[int, Unit]:
    """Branches with a place: that of the first unit which the branch covers as its own. One query."""
    covering = Coverage.objects.as_of(scope.as_of).filter(
        form=Coverage.Form.OWN,
        organisation__kind=Kind.BRANCH,
        unit__in=Unit.objects.as_of(scope.as_of).visible_to(scope),
        unit__longitude__isnull=False,
        unit__latitude__isnull=False,
    )
    rows = covering.select_related("unit__township").order_by("organisation_id", "-unit_id")
    return {row.organisation_id: row.unit for row in rows if row.organisation_id is not None}


def _blank(unit: Unit, middle: tuple[float, float], least: int) -> Blank:
    place, full = _degrees(unit), unit.said_full or 0
    return Blank(
        unit.pk,
        project([place], middle=middle)[0] if place else None,
        full,
        unit.said_probationary or 0,
        unit.industry or unit.kind,
        _township(unit),
        own_required=unit.kind in OWN_KINDS and full >= least,
    )


def _degrees(unit: Unit) -> tuple[float, float] | None:
    if unit.longitude is None or unit.latitude is None:
        return None
    return float(unit.longitude), float(unit.latitude)


def _township(unit: Unit) -> str:
    return str(unit.township_id or "")


def _names(plan: Plan) -> dict[int, str]:
    keys = {each.host for each in plan.solution.attached}
    rows = Organisation.objects.filter(pk__in=keys).values_list("pk", "short_name", "full_name") if keys else ()
    return {pk: short or full for pk, short, full in rows}


def _read(
    plan: Plan, units: list[Unit], names: Mapping[int, str], proposals: Mapping[tuple[int, ...], _Kept]
) -> Planning:
    by_key = {unit.pk: unit for unit in units}
    return Planning(
        tuple(_joint(group, by_key, proposals.get(group.units)) for group in plan.solution.groups),
        tuple(_attached(each, by_key, names) for each in plan.solution.attached),
        tuple(BlankRow(_member(by_key[v.unit]), _place(by_key[v.unit]), v) for v in plan.verdicts),
        plan.solution.gap_per_mille,
        plan.solution.words,
    )


def _joint(group: Group, by_key: Mapping[int, Unit], kept: _Kept | None) -> JointRow:
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
