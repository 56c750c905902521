"""Plans of people about units that are taken back: drafts go with the units, what was taken up stands in the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import models

from zhendi.domain.setup.models import Bond, BondUnit, Proposal, ProposalUnit
from zhendi.kernel import audit, bulk
from zhendi.kernel.scope import Actor

DRAFTS = frozenset({"setup.Proposal", "setup.ProposalUnit", "setup.BondUnit"})


def taken_up(unit_ids: Collection[int]) -> int:
    """Proposals with any of the units that have been accepted and stand: built upon the units."""
    found = set(_proposals(unit_ids, accepted=True))
    return len(found)


def forget(*, actor: Actor, on: date, unit_ids: Collection[int]) -> int:
    """Delete proposals not taken up, and bonds, that hold any of the units; gives how many. Inside a transaction."""
    proposals = set(_proposals(unit_ids, accepted=False))
    bonds = set(_keys(BondUnit.objects.all(), "bond_id", unit_ids))
    for model, keys in ((Proposal, proposals), (Bond, bonds)):
        for chunk in bulk.chunks(sorted(keys)):
            model._default_manager.filter(pk__in=chunk).delete()
    if proposals or bonds:
        audit.record(
            actor=actor,
            action="setup.forget",
            on=on,
            subject_type="setup.Proposal",
            subject_id=None,
            path=actor.scope.home.path if actor.scope.home else "",
            summary=f"单位撤回，随之去掉未采纳的方案 {len(proposals)} 个、约定 {len(bonds)} 条",
            detail={"proposals": sorted(proposals), "bonds": sorted(bonds)},
        )
    return len(proposals) + len(bonds)


def _proposals(unit_ids: Collection[int], *, accepted: bool) -> Iterable[int]:
    taken = Proposal.objects.standing().filter(accepted_on__isnull=False).values("pk")
    held = (
        ProposalUnit.objects.filter(proposal__in=taken)
        if accepted
        else ProposalUnit.objects.exclude(proposal__in=taken)
    )
    yield from _keys(held, "proposal_id", unit_ids)


def _keys(rows: models.QuerySet[models.Model], name: str, unit_ids: Collection[int]) -> Iterable[int]:
    for chunk in bulk.chunks(sorted(unit_ids)):
        yield from rows.filter(unit__in=chunk).values_list(name, flat=True)
