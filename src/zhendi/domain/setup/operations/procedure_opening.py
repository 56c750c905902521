"""Beginning a set-up procedure: a founding (for blanks, from an accepted proposal, from a sibling's register or by hand),
or changing what is there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import checks as orgs
from zhendi.domain.orgs.operations import naming
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Coverage, Exemption, Procedure, ProcedureUnit, Proposal, Unit
from zhendi.domain.setup.operations import checks, procedure_checks
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

_FORMS = (Coverage.Form.OWN, Coverage.Form.JOINT)
_SORTS = {Procedure.Sort.UPGRADE, Procedure.Sort.SPLIT, Procedure.Sort.MERGE, Procedure.Sort.DISSOLVE}
MINIMUM = "branch.minimum_full"
FREE_OF_MINIMUM = ("temporary_branch", "functional_branch", "mobile_branch")


@dataclass(frozen=True, slots=True)
class Founding:
    """What is to be founded: below which organisation, its full name and kind, for which units, and why.

    ``said_full``: full members, where no unit of the register is covered. ``source`` and ``source_id``: the cluster or
    the incoming group of a sibling's register from which it comes (``Procedure.Source``).
    """

    parent_id: int
    full_name: str
    kind: str
    unit_ids: Collection[int]
    reason: str
    proposal_id: int | None = None
    said_full: int | None = None
    source: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reshaping:
    """What is to become of an organisation. ``target_id``: merged into, or takes over the members."""

    sort: str
    organisation_id: int
    reason: str
    full_name: str = ""
    kind: str = ""
    target_id: int | None = None
    first_branch: str = ""


@transaction.atomic
def open_founding(*, actor: Actor, on: date, founding: Founding) -> int:
    """Begin a founding; gives the procedure's key. Nothing is founded by it, and the units stay blanks."""
    checks.not_future(on, actor=actor)
    parent = _organisation(founding.parent_id, "parent", actor=actor)
    kind = orgs.known_kind(founding.kind)
    orgs.fits(kind, parent)
    name = naming.official(founding.full_name, kind)
    naming.require_free(name, parent.pk)
    units = _blanks(founding.unit_ids, on, actor=actor)
    require_enough(list(units.values()), kind.code, on, said_full=founding.said_full)
    _require_alone(founding, name, parent)
    proposal = _accepted(founding.proposal_id, units, actor=actor)
    begins = _initiator(parent, units)
    _require_mine(begins, actor=actor)
    held = Procedure.objects.create(
        sort=Procedure.Sort.FOUND, initiator=begins, path=begins.path, parent=parent, proposal=proposal, full_name=name,
        committee=procedure_checks.approver(parent, kind.code), kind=kind.code, opened_on=on,
        form=_FORMS[len(units) > 1] if units else "", reason=words(founding.reason, 400, "组建的理由", "reason"),
        said_full=None if units else founding.said_full, source=founding.source, source_id=founding.source_id,
    )  # fmt: skip
    ProcedureUnit.objects.bulk_create(ProcedureUnit(procedure=held, unit=unit) for unit in units.values())
    procedure_checks.step(held, "opened", on, f"提出组建“{name}”", actor=actor, detail={"units": sorted(units)})
    return held.pk


@transaction.atomic
def open_reshaping(*, actor: Actor, on: date, reshaping: Reshaping) -> int:
    """Begin an upgrade, split, merger or dissolution of an organisation; gives the procedure's key."""
    checks.not_future(on, actor=actor)
    one = _organisation(reshaping.organisation_id, "organisation", actor=actor)
    if reshaping.sort not in _SORTS:
        raise Refused("没有选择办理什么。", code="sort_missing", field="sort")
    sort = Procedure.Sort(reshaping.sort)
    if one.parent is None:
        raise Refused("最上级组织的设置不在这里办。", code="root", field="organisation")
    _require_mine(one, actor=actor)
    if Procedure.objects.running().filter(organisation=one).exists():
        raise Refused(f"“{one.full_name}”已有一件正在办。先把那一件办完或撤回。", code="running")
    name, kind = _becomes(one, sort, reshaping)
    target = _target(one, sort, reshaping.target_id, actor=actor)
    held = Procedure.objects.create(
        sort=sort, initiator=one, path=one.path, parent=one.parent, organisation=one, target=target, full_name=name,
        kind=kind, committee=procedure_checks.approver(one.parent, kind or one.kind), opened_on=on,
        reason=words(reshaping.reason, 400, "理由", "reason"),
        first_branch=words(reshaping.first_branch, 200, "下设支部的全称", "first_branch", needed=False),
    )  # fmt: skip
    procedure_checks.step(held, "opened", on, f"提出{sort.label}：“{one.full_name}”", actor=actor)
    return held.pk


def require_enough(units: Collection[Unit], kind: str, on: date, *, said_full: int | None = None) -> None:
    """``Refused`` where the units together (or, without units, those said) lack the full members that a branch needs."""
    least = parameters.load().integer(MINIMUM, on)
    if not units:
        _require_said(kind, said_full, least)
        return
    full = sum(unit.said_full or 0 for unit in units)
    if full < least and kind not in FREE_OF_MINIMUM:
        said = (
            f"这些单位合起来正式党员 {full} 名，不足 {least} 名，不能成立党支部。再加一个单位，或者挂靠、建临时党支部。"
        )
        raise Refused(said, code="too_few_members", field="units")


def _require_said(kind: str, said_full: int | None, least: int) -> None:
    """Without units: a branch of the ordinary kinds says how many full members it will have."""
    if kinds()[kind].level != "branch" or kind in FREE_OF_MINIMUM:
        return
    if said_full is None:
        said = "没有选单位。选要由新组织覆盖的单位；不覆盖登记单位的，填正式党员人数。"
        raise Refused(said, code="too_few", field="units")
    if said_full < least:
        said = f"正式党员 {said_full} 名，不足 {least} 名，不能成立党支部。并到就近的支部，或者建临时党支部。"
        raise Refused(said, code="too_few_members", field="said_full")


def _require_alone(founding: Founding, name: str, parent: Organisation) -> None:
    """The same founding is not begun twice: neither by name, nor from the same cluster or incoming group."""
    if (founding.source in Procedure.Source.values) != (founding.source_id is not None):
        raise ValueError("a source and its key belong together")
    running = Procedure.objects.running().filter(sort=Procedure.Sort.FOUND)
    if running.filter(parent=parent, full_name=name).exists():
        raise Refused(f"“{name}”已有一件组建正在办。先把那一件办完或撤回。", code="running", field="full_name")
    if founding.source_id is not None:
        lasting = Procedure.objects.filter(ended_on=None, source=founding.source, source_id=founding.source_id)
        if lasting.exists():
            raise Refused("已经为它提出过组建。到组建办理里看办到哪一步。", code="running")


def _becomes(one: Organisation, sort: Procedure.Sort, asked: Reshaping) -> tuple[str, str]:
    """Full name and kind of what will be there; for a merger or an end the organisation's own name and no kind."""
    if sort in {Procedure.Sort.MERGE, Procedure.Sort.DISSOLVE}:
        return one.full_name, ""
    kind = orgs.known_kind(asked.kind)
    orgs.fits(kind, one.parent)
    if sort == Procedure.Sort.UPGRADE and kind.code == one.kind:
        raise Refused("类别和现在一样。选要改设成的类别。", code="unchanged", field="kind")
    name = naming.official(asked.full_name, kind)
    naming.require_free(name, one.parent_id, besides=one.pk if sort == Procedure.Sort.UPGRADE else None)
    return name, kind.code


def _target(one: Organisation, sort: Procedure.Sort, pk: int | None, *, actor: Actor) -> Organisation | None:
    if sort in {Procedure.Sort.UPGRADE, Procedure.Sort.SPLIT} or (pk is None and sort == Procedure.Sort.DISSOLVE):
        return None
    target = _organisation(pk, "target", actor=actor)
    if target.pk == one.pk:
        raise Refused("不能选它自己。选另一个组织。", code="target", field="target")
    if sort == Procedure.Sort.MERGE and kinds()[target.kind].level != kinds()[one.kind].level:
        raise Refused("两个组织不是同一级，先改设再合并。", code="level", field="target")
    return target


def _organisation(pk: int | None, field: str, *, actor: Actor) -> Organisation:
    found = Organisation.objects.filter(pk=pk).select_related("parent").first() if pk is not None else None
    if found is None:
        raise Refused("没有选择党组织。", code="organisation_missing", field=field)
    if not actor.scope.allows(SEE, found.path):
        raise NotVisible("no such organisation")
    if found.dissolved_on is not None:
        raise Refused(f"“{found.full_name}”已经撤销，选一个现有的组织。", code="dissolved", field=field)
    return found


def _require_mine(begins: Organisation, *, actor: Actor) -> None:
    if not access.may_begin(actor.scope, begins.path):
        raise Refused("您的职务不能提出这件事，由负责组织工作的经办人或书记提出。", code="not_yours")


def _initiator(parent: Organisation, units: Mapping[int, Unit]) -> Organisation:
    """Who begins a founding: the committee in whose register the units are; where they differ, the future parent."""
    committees = {unit.township_id for unit in units.values() if unit.township_id is not None}
    only = Organisation.objects.filter(pk__in=committees).first() if len(committees) == 1 else None
    return only if only is not None and only.path.startswith(parent.path) else parent


def _blanks(keys: Collection[int], on: date, *, actor: Actor) -> dict[int, Unit]:
    """The units, locked: on record, blanks, and in no other running procedure."""
    units = {key: checks.living(key, on, actor=actor) for key in sorted(set(keys))}
    covered = set(Coverage.objects.filter(unit__in=units, valid_to=None).values_list("unit_id", flat=True))
    free = set(Exemption.objects.filter(unit__in=units, free_to=None).values_list("unit_id", flat=True))
    taken = set(ProcedureUnit.objects.filter(unit__in=units, standing=True).values_list("unit_id", flat=True))
    for key in sorted(covered | free | taken):
        why = "已有党组织覆盖" if key in covered else "现在免建" if key in free else "已在另一件组建里"
        raise Refused(f"“{units[key].name}”{why}。把它移出。", code="not_blank", field="units")
    return units


def _accepted(pk: int | None, units: Mapping[int, Unit], *, actor: Actor) -> Proposal | None:
    """The proposal that is carried out: accepted, and of exactly these units."""
    if pk is None:
        return None
    held = Proposal.objects.standing().select_for_update(of=("self",)).select_related("hub").filter(pk=pk).first()
    if held is None or not access.may_see(actor.scope, held.hub):
        raise NotVisible("no such proposal")
    if held.accepted_on is None:
        raise Refused("这个方案还没有采纳。先采纳，再办组建。", code="not_accepted")
    if set(held.members.values_list("unit_id", flat=True)) != set(units):
        raise Refused("单位和方案里的不一样。按方案选，或者不从方案提出。", code="differs", field="units")
    return held
