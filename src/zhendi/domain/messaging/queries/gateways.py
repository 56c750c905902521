"""The gateways' health, for the county's office."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from zhendi.domain.messaging import access
from zhendi.domain.messaging.gateways import carriers
from zhendi.domain.messaging.models import OPEN, Gateway, Message, State
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope


class Line(NamedTuple):
    """A gateway. ``state``: good, resting (failed of late), off (taken out of use)."""

    name: str
    title: str
    local: bool
    rate: int
    state: str
    rests_until: datetime | None
    accepted: int
    refused: int
    uncertain: int
    last_good_at: datetime | None
    last_bad_at: datetime | None
    last_fault: str


class Queue(NamedTuple):
    """What stands in the outbox of the whole county."""

    waiting: int
    sending: int
    unknown: int


def may_keep(scope: Scope) -> bool:
    """Whether the reader is of the county's office; one query."""
    return access.may_keep(scope, _top())


def health(scope: Scope, *, now: datetime) -> tuple[tuple[Line, ...], Queue]:
    """All gateways in the order of the settings, and the queue; ``NotVisible`` for all but the county's office."""
    if not may_keep(scope):
        raise NotVisible("gateways")
    held = {row.name: row for row in Gateway.objects.all()}
    lines = []
    for carrier in carriers():
        row = held.get(carrier.name) or Gateway(name=carrier.name)
        resting = row.paused_until is not None and row.paused_until > now
        state = "off" if row.switched_off else "resting" if resting else "good"
        lines.append(
            Line(
                carrier.name, carrier.title, carrier.local, carrier.rate, state, row.paused_until if resting else None,
                row.accepted, row.refused, row.uncertain, row.last_good_at, row.last_bad_at, row.last_fault,
            )
        )  # fmt: skip
    counted = Message.objects.filter(state__in=(*OPEN, State.SENDING, State.UNKNOWN)).values_list("state")
    found = dict(counted.annotate(number=Count("pk")).order_by())
    waiting = sum(found.get(state, 0) for state in OPEN)
    return tuple(lines), Queue(waiting, found.get(State.SENDING, 0), found.get(State.UNKNOWN, 0))


def _top() -> str:
    return Organisation.objects.filter(parent=None).order_by("path").values_list("path", flat=True).first() or ""
