"""What the planner is asked for a reader's day: the blanks, the branches with room, the limits, what people have set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from zhendi.domain.orgs.models import Kind
from zhendi.domain.people import queries as people
from zhendi.domain.setup.models import Bond, Coverage, Proposal, Unit
from zhendi.domain.setup.planner.problem import Blank, Fixed, Host, Limits, Problem, Weights, middle_of, project
from zhendi.domain.setup.queries.states import BLANK, in_force, on_day
from zhendi.kernel.scope import Scope

OWN_KINDS = (Unit.Kind.LAW, Unit.Kind.ACC)  # clause 3.4b


class Kept(NamedTuple):
    """A standing proposal as a group that stays; ``accepted_on`` where it has been taken up."""

    fixed: Fixed
    id: int
    accepted_on: date | None


class Asked(NamedTuple):
    """The problem with the units that it speaks of; proposals by their units in order."""

    problem: Problem
    units: tuple[Unit, ...]
    proposals: Mapping[tuple[int, ...], Kept]

    @property
    def small(self) -> int:
        """Units that need grouping: with members, too few to stand alone."""
        least = self.problem.limits.minimum_full
        return sum(blank.members > 0 and blank.full < least for blank in self.problem.blanks)


def usual_limits(day: date) -> Limits:
    """The limits that the rules and the county give on a day."""
    return Limits(
        minimum_full=in_force("branch.minimum_full", day),
        maximum_members=in_force("branch.usual_maximum", day),
        maximum_units=in_force("joint_branch.usual_maximum_units", day),
        radius=in_force("planner.radius", day),
        across_townships=bool(in_force("planner.across_townships", day)),
    )


def asked(scope: Scope, limits: Limits, *, township: int | None = None) -> Asked:
    """The blanks of the reader's day under the limits; of one township's register where one is named. Seven queries."""
    found = on_day(scope).filter(BLANK).select_related("township").order_by("pk")
    units = tuple(found.filter(township=township) if township else found)
    keys = {unit.pk for unit in units}
    proposals = _proposals(scope, keys)
    fixed = tuple(kept.fixed for kept in proposals.values())
    together, apart = _bonds(scope, keys)
    return Asked(_problem(scope, units, limits, fixed, together, apart), units, proposals)


def _proposals(scope: Scope, keys: set[int]) -> dict[tuple[int, ...], Kept]:
    """Proposals of the reader's day that stand and whose units are all still blanks of the plan. Two queries."""
    day = scope.as_of
    found = Proposal.objects.visible_to(scope).standing().filter(proposed_on__lte=day).order_by("pk")
    kept = {}
    for one in found.prefetch_related("members"):
        members = tuple(sorted(member.unit_id for member in one.members.all()))
        if members and set(members) <= keys:
            accepted = one.accepted_on if one.accepted_on and one.accepted_on <= day else None
            kept[members] = Kept(Fixed(one.hub_id, members), one.pk, accepted)
    return kept


_Sets = tuple[frozenset[int], ...]


def _bonds(scope: Scope, keys: set[int]) -> tuple[_Sets, _Sets]:
    """What people want together and apart, as far as at least two of the units are still blanks. Two queries."""
    sets: dict[str, list[frozenset[int]]] = {kind: [] for kind in Bond.Kind.values}
    found = Bond.objects.visible_to(scope).as_of(scope.as_of).order_by("pk").prefetch_related("members")
    for bond in found:
        left = frozenset(member.unit_id for member in bond.members.all()) & keys
        if len(left) > 1:
            sets[bond.kind].append(left)
    return tuple(sets[Bond.Kind.TOGETHER]), tuple(sets[Bond.Kind.APART])


def _problem(
    scope: Scope, units: tuple[Unit, ...], limits: Limits, fixed: tuple[Fixed, ...], together: _Sets, apart: _Sets
) -> Problem:
    day = scope.as_of
    hosts = _hosts(scope)
    middle = middle_of([place for unit in [*units, *hosts.values()] if (place := _degrees(unit))])
    least = in_force("setup.own_branch_full", day)
    figures = people.counts(scope, list(hosts))
    return Problem(
        tuple(_blank(unit, middle, least) for unit in units),
        limits,
        _weights(day),
        tuple(
            Host(key, project([place], middle=middle)[0], figures[key].total, _township(unit), unit.industry)
            for key, unit in hosts.items()
            if key in figures and (place := _degrees(unit))
        ),
        together,
        apart,
        fixed,
    )


def _weights(day: date) -> Weights:
    return Weights(
        group=in_force("planner.group_metres", day),
        mixing=in_force("planner.mixing_metres", day),
        attaching=in_force("planner.attaching_metres", day),
        ungrouped=in_force("planner.ungrouped_metres", day),
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
