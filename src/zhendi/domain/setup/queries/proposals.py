"""One proposal of a joint branch, with the blanks that might belong to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from zhendi.domain.setup import access
from zhendi.domain.setup.models import Proposal, ProposalUnit, Unit
from zhendi.domain.setup.queries.plans import Member
from zhendi.domain.setup.queries.states import BLANK, on_day
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope

MOST_CHOICES = 60
_NOWHERE = Decimal(999)


class ProposalRow(NamedTuple):
    """A proposal that stands. ``choices``: its units, then other small blanks of the township, nearest first."""

    id: int
    hub: Member
    units: tuple[Member, ...]
    choices: tuple[Member, ...]
    proposed_on: date
    accepted_on: date | None
    may_keep: bool


def proposal(scope: Scope, proposal_id: int) -> ProposalRow:
    """The proposal; ``NotVisible`` for one out of sight or dropped. Four queries."""
    found = Proposal.objects.visible_to(scope).standing().select_related("hub").filter(pk=proposal_id).first()
    if found is None:
        raise NotVisible("no such proposal")
    held = Unit.objects.filter(pk__in=found.members.values("unit")).order_by("name", "pk")
    units = tuple(_member(unit) for unit in held)
    return ProposalRow(
        found.pk,
        _member(found.hub),
        units,
        (*units, *_others(scope, found.hub)),
        found.proposed_on,
        found.accepted_on,
        access.may_write(scope, found.hub),
    )


def _others(scope: Scope, hub: Unit) -> tuple[Member, ...]:
    taken = ProposalUnit.objects.filter(unit=OuterRef("pk"), standing=True)
    rows = on_day(scope).filter(BLANK, ~Exists(taken), township=hub.township_id, said_full__gt=0)
    near = sorted(rows, key=lambda unit: (_apart(unit, hub), unit.pk))
    return tuple(_member(unit) for unit in near[:MOST_CHOICES])


def _apart(unit: Unit, hub: Unit) -> Decimal:
    """Degrees between two units, good enough for an order; units without a place come last."""
    east, north = _between(unit.longitude, hub.longitude), _between(unit.latitude, hub.latitude)
    return east + north


def _between(one: Decimal | None, other: Decimal | None) -> Decimal:
    return _NOWHERE if one is None or other is None else abs(one - other)


def _member(unit: Unit) -> Member:
    return Member(unit.pk, unit.name, unit.said_full or 0, unit.said_probationary or 0)
