"""Putting the tree of organisations right without a set-up procedure (更正登记): by a named right, for a reason, on a paper.

What is decided anew goes through a procedure. A correction only lets the register say what already is: an organisation
founded long ago that was never entered, a merger that the paper proves. Every one stands in a list of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import founding
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.operations import reorganise
from zhendi.domain.people.operations.reorganise import Branch
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Correction, Procedure
from zhendi.domain.setup.operations import checks
from zhendi.kernel import audit
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

UNNAMED = Branch("")


@dataclass(frozen=True, slots=True)
class Correcting:
    """What is put right at an organisation, by which paper, and why. Which fields a deed reads, its function says."""

    deed: str
    organisation_id: int
    approval: Approval
    reason: str
    name: Branch = UNNAMED
    kind: str = ""
    division_code: str = ""
    first_branch: Branch | None = None
    source_ids: Sequence[int] = ()
    person_ids: Sequence[int] = ()
    successor_id: int | None = None


@transaction.atomic
def correct(*, actor: Actor, on: date, correcting: Correcting) -> int:
    """Put the register right as of a day; gives the key of the organisation concerned (the new one, where one was entered).

    ``Refused`` while a procedure about the organisation is under way: that one decides.
    """
    one = _mine(correcting.organisation_id, on, actor=actor)
    if correcting.deed not in Correction.Deed.values:
        raise NotVisible(correcting.deed)
    reason = words(correcting.reason, 200, "为什么更正", "reason")
    deed = Correction.Deed(correcting.deed)
    made = _ACTS[deed](one, on, correcting, actor)
    name = Organisation.objects.get(pk=made).full_name
    number = correcting.approval.number.strip()
    Correction.objects.create(
        deed=deed, organisation_id=made, path=one.path, name=name, on=on, recorded_on=actor.scope.as_of, number=number,
        reason=reason, by=actor.label[:120],
    )  # fmt: skip
    audit.record(
        actor=actor, action=f"setup.correct_{deed}", on=on, subject_type="orgs.Organisation", subject_id=made,
        path=one.path, summary=f"更正登记，{deed.label}：“{name}”（{number}），{reason}",
        detail={"deed": str(deed), "number": number},
    )  # fmt: skip
    return made


def _mine(pk: int, on: date, *, actor: Actor) -> Organisation:
    checks.not_future(on, actor=actor)
    one = Organisation.objects.filter(pk=pk).first()
    if one is None or not actor.scope.allows(SEE, one.path):
        raise NotVisible("no such organisation")
    if not access.may_correct(actor.scope, one.path):
        raise Refused("更正登记要有专门的权限。新的设置和变更，走组建办理的程序。", code="not_yours")
    if Procedure.objects.running().filter(organisation=one).exists():
        raise Refused(f"“{one.full_name}”正有一件在办。按那一件的程序办，或者先撤回。", code="running")
    return one


def _found(one: Organisation, on: date, asked: Correcting, actor: Actor) -> int:
    """``name``, ``kind``, ``division_code``. A Party group is set up by its branch and is no matter of correction."""
    if asked.kind in kinds() and kinds()[asked.kind].level == "group":
        raise Refused("党小组由党支部设，在党支部的页面办理。", code="level", field="kind")
    return founding.found(
        actor=actor, on=on, parent_id=one.pk, full_name=asked.name.full_name, short_name=asked.name.short_name,
        kind=asked.kind, division_code=asked.division_code, approval=asked.approval,
    )  # fmt: skip


def _split(one: Organisation, on: date, asked: Correcting, actor: Actor) -> int:
    """``name``, ``kind``, ``person_ids``."""
    return reorganise.split(
        actor=actor, on=on, organisation_id=one.pk, name=asked.name, kind=asked.kind, approval=asked.approval,
        person_ids=asked.person_ids,
    )  # fmt: skip


def _merge(one: Organisation, on: date, asked: Correcting, actor: Actor) -> int:
    """``source_ids``: those that went up in the organisation."""
    reorganise.merge(actor=actor, on=on, source_ids=asked.source_ids, target_id=one.pk, approval=asked.approval)
    return one.pk


def _reclassify(one: Organisation, on: date, asked: Correcting, actor: Actor) -> int:
    """``kind``, ``name``, ``first_branch``."""
    reorganise.reclassify(
        actor=actor, on=on, organisation_id=one.pk, kind=asked.kind, name=asked.name, approval=asked.approval,
        first_branch=asked.first_branch,
    )  # fmt: skip
    return one.pk


def _dissolve(one: Organisation, on: date, asked: Correcting, actor: Actor) -> int:
    """``successor_id``: who took over its members and units."""
    reorganise.dissolve(
        actor=actor, on=on, organisation_id=one.pk, approval=asked.approval, successor_id=asked.successor_id
    )
    return one.pk


_ACTS: dict[str, Callable[[Organisation, date, Correcting, Actor], int]] = {
    Correction.Deed.FOUND: _found,
    Correction.Deed.SPLIT: _split,
    Correction.Deed.MERGE: _merge,
    Correction.Deed.RECLASSIFY: _reclassify,
    Correction.Deed.DISSOLVE: _dissolve,
}
