"""What the forms and papers of set-up procedures need: their beginnings, choices, full names; and links to procedures."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.orgs.kinds import ROOT, kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP, parent_of
from zhendi.domain.people.models import Membership, Post
from zhendi.domain.people.roles import roles
from zhendi.domain.setup.models import Procedure, Proposal, ProposalUnit, Unit
from zhendi.domain.setup.queries.procedures import Row, row, then
from zhendi.domain.setup.queries.states import BLANK, on_day
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope, subtree

MOST_UNITS = 60
MOST_MEMBERS = 120


class Start(NamedTuple):
    """With what the form of a founding begins: units to choose from, those chosen, name and kind that follow from them.

    ``by_hand``: begun at an organisation's page, where it may cover no unit.
    """

    units: tuple[tuple[int, str], ...]
    chosen: tuple[int, ...]
    parents: tuple[tuple[int, str], ...]
    full_name: str
    kind: str
    parent_id: int | None
    proposal_id: int | None
    by_hand: bool = False


def start_below(scope: Scope, parent_id: int, *, for_incoming: bool = False) -> Start:
    """The form's beginning at an organisation's page: below it, for blanks of its ground or for none.

    ``for_incoming``: a temporary branch for the members who came to it and are in no branch (clause 3.5a).
    """
    parent = Organisation.objects.visible_to(scope).alive().filter(pk=parent_id).first()
    if parent is None or kinds()[parent.kind].level not in {"committee", "general_branch"}:
        raise NotVisible("no such organisation")
    ground = parent_of(parent.path) if kinds()[parent.kind].level == "general_branch" else parent.path
    units = on_day(scope).filter(BLANK, in_ranges((subtree(ground),))).order_by("name", "pk")[:MOST_UNITS]
    said = parent.short_name or parent.full_name
    name, kind = ("", "branch")
    if for_incoming:
        name, kind = f"{parent.full_name.removesuffix('委员会')}流动党员临时支部委员会", "temporary_branch"
    return Start(_choices(units), (), ((parent.pk, said),), name, kind, parent.pk, None, by_hand=True)


def start(scope: Scope, *, unit_id: int | None = None, proposal_id: int | None = None) -> Start:
    """The form's beginning from a blank or an accepted proposal; ``NotVisible`` out of sight or no longer so."""
    hub, keys = _chosen(scope, unit_id, proposal_id)
    units = list(on_day(scope).filter(BLANK, pk__in=keys).order_by("name", "pk")[:MOST_UNITS])
    if not units:
        raise NotVisible("no blank")
    township = Organisation.objects.filter(pk=hub.township_id).first() if hub.township_id is not None else None
    parents = parents_in(scope, township.path) if township else ()
    joint = len(units) > 1
    name = f"中共{hub.name}{'联合' if joint else ''}支部委员会"
    kind = "joint_branch" if joint else "branch"
    return Start(_choices(units), tuple(keys), parents, name, kind, hub.township_id, proposal_id)


def _choices(units: Iterable[Unit]) -> tuple[tuple[int, str], ...]:
    return tuple((unit.pk, f"{unit.name}（正式党员 {unit.said_full or 0}）") for unit in units)


def parents_in(scope: Scope, path: str) -> tuple[tuple[int, str], ...]:
    """Organisations below which a branch may be founded, at and under the path."""
    codes = [code for code, each in kinds().items() if each.level in {"committee", "general_branch"}]
    rows = Organisation.objects.visible_to(scope).alive().under(path).filter(kind__in=codes).order_by("path")
    return tuple((pk, short or full) for pk, short, full in rows.values_list("pk", "short_name", "full_name")[:200])


def beside(scope: Scope, organisation_id: int) -> tuple[tuple[int, str], ...]:
    """Organisations of the same level below the same committee: with one of them an organisation can be merged."""
    one = Organisation.objects.visible_to(scope).filter(pk=organisation_id).first()
    if one is None or one.parent_id is None:
        return ()
    codes = [code for code, each in kinds().items() if each.level == kinds()[one.kind].level]
    rows = (
        Organisation.objects.visible_to(scope).alive().filter(parent=one.parent_id, kind__in=codes).exclude(pk=one.pk)
    )
    return tuple((pk, short or full) for pk, short, full in rows.values_list("pk", "short_name", "full_name")[:200])


def members(scope: Scope, procedure_id: int) -> tuple[tuple[int, str], ...]:
    """Members of the organisation that is to be split."""
    held = Procedure.objects.visible_to(scope).filter(pk=procedure_id).first()
    if held is None or held.organisation_id is None:
        return ()
    rows = Membership.objects.as_of(scope.as_of).filter(organisation=held.organisation_id).order_by("sort_name", "pk")
    return tuple(rows.values_list("person_id", "person__name")[:MOST_MEMBERS])


def of_unit(scope: Scope, unit_id: int) -> int | None:
    """The running procedure in which a unit is, for links."""
    held = Procedure.objects.visible_to(scope).filter(units__unit=unit_id, units__standing=True).first()
    return held.pk if held else None


def of_proposal(scope: Scope, proposal_id: int) -> int | None:
    """The latest procedure of a proposal that did not fail, for links."""
    held = Procedure.objects.visible_to(scope).filter(proposal=proposal_id, ended_on=None).order_by("-pk").first()
    return held.pk if held else None


def of_sources(scope: Scope, source: str, keys: Collection[int]) -> dict[int, int]:
    """By the key in the sibling's register, the procedure that came of it and did not fail. One query."""
    found = Procedure.objects.visible_to(scope).filter(source=source, source_id__in=keys, ended_on=None)
    return {held.source_id: held.pk for held in found.only("source_id") if held.source_id is not None}


def of_organisation(scope: Scope, organisation_id: int) -> tuple[Row, ...]:
    """Procedures about an organisation, newest first. Three queries."""
    found = then(scope).filter(Q(organisation=organisation_id) | Q(made=organisation_id) | Q(target=organisation_id))
    rows = found.select_related("committee").prefetch_related("units").order_by("-opened_on", "-pk")
    return tuple(row(each, scope.as_of) for each in rows)


class Names(NamedTuple):
    """Full names as a printed paper needs them, and the leading body that was elected.

    ``above``: the committee of the county, to which is filed; ``signers``: secretaries of initiator and committee on
    the day, "" where none is on record.
    """

    committee: str
    initiator: str
    parent: str
    organisation: str
    target: str
    leaders: tuple[tuple[str, str], ...]
    above: str
    signers: tuple[str, str]


def names(scope: Scope, procedure_id: int) -> Names:
    """The full names of all that a procedure speaks of; ``NotVisible`` out of sight. At most four queries."""
    fields = ("committee", "initiator", "parent", "organisation", "target")
    held = Procedure.objects.visible_to(scope).select_related(*fields).filter(pk=procedure_id).first()
    if held is None:
        raise NotVisible("no such procedure")
    leaders: list[tuple[str, str]] = []
    if held.made_id is not None and held.founded_on is not None:
        posts = Post.objects.filter(organisation=held.made_id, valid_from=held.founded_on).order_by("pk")
        leaders = [(roles()[role].title, name) for role, name in posts.values_list("role", "person__name")]
    committee, initiator, parent, organisation, target = (
        one.full_name if one else "" for one in (getattr(held, field) for field in fields)
    )
    above = Organisation.objects.filter(kind=ROOT, path=held.path[:STEP]).first()
    signed = [_secretary(key, scope.as_of) for key in (held.initiator_id, held.committee_id)]
    return Names(
        committee, initiator, parent, organisation, target, tuple(leaders), above.full_name if above else committee,
        (signed[0], signed[1]),
    )  # fmt: skip


def _secretary(organisation_id: int, day: date) -> str:
    found = Post.objects.as_of(day).filter(organisation=organisation_id, role="secretary")
    return found.values_list("person__name", flat=True).first() or ""


def _chosen(scope: Scope, unit_id: int | None, proposal_id: int | None) -> tuple[Unit, list[int]]:
    if proposal_id is not None:
        held = Proposal.objects.visible_to(scope).standing().select_related("hub").filter(pk=proposal_id).first()
        if held is None or held.accepted_on is None:
            raise NotVisible("no such proposal")
        return held.hub, list(ProposalUnit.objects.filter(proposal=held).values_list("unit_id", flat=True))
    unit = Unit.objects.visible_to(scope).filter(pk=unit_id).first() if unit_id is not None else None
    if unit is None:
        raise NotVisible("no such unit")
    return unit, [unit.pk]
