"""Which gateway comes next: those that failed of late rest and stand behind the others; all keep to their rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from zhendi.domain.messaging import access
from zhendi.domain.messaging.gateways import Carrier, named
from zhendi.domain.messaging.limits import limits
from zhendi.domain.messaging.models import Gateway
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

_FARTHEST = 10  # a gateway's largest penalty, so that it comes back in the end


def ready(known: Sequence[Carrier], now: datetime) -> list[Carrier]:
    """Gateways that may be used now, the best first: fewest failures of late, then the order of the settings."""
    held = {row.name: row for row in Gateway.objects.all()}
    order = []
    for place, carrier in enumerate(known):
        row = held.get(carrier.name)
        if row is None:
            order.append((0, place, carrier))
        elif not row.switched_off and (row.paused_until is None or row.paused_until <= now):
            order.append((row.penalty, place, carrier))
    return [carrier for _, _, carrier in sorted(order, key=lambda entry: entry[:2])]


@transaction.atomic
def turn(carrier: Carrier, number: int, now: datetime) -> float:
    """Seconds to wait before handing over so many messages; all workers together keep to the gateway's rate."""
    if carrier.local:
        return 0.0
    row = _locked(carrier.name)
    begin = max(row.next_free_at or now, now)
    row.next_free_at = begin + timedelta(seconds=number / carrier.rate)
    row.save(update_fields=["next_free_at"])
    return (begin - now).total_seconds()


@transaction.atomic
def noted(carrier: Carrier, counts: Mapping[str, int], fault: str, now: datetime) -> None:
    """What one handing over says of the gateway's health. A refused message is no failure of the gateway."""
    row = _locked(carrier.name)
    row.accepted += counts.get("accepted", 0)
    row.refused += counts.get("refused", 0)
    row.uncertain += counts.get("uncertain", 0)
    if counts.get("accepted", 0) + counts.get("refused", 0) >= counts.get("later", 0) + counts.get("uncertain", 0):
        row.streak, row.penalty, row.paused_until, row.last_good_at = 0, max(row.penalty - 1, 0), None, now
    else:
        row.streak += 1
        row.penalty = min(row.penalty + 1, _FARTHEST)
        row.paused_until = now + limits(now.date()).rest(row.streak)
        row.last_bad_at, row.last_fault = now, fault[:120]
    row.save()


@transaction.atomic
def switch(*, actor: Actor, on: date, name: str, off: bool) -> None:
    """Take a gateway out of use, or back into it at once. ``NotVisible`` for whoever is not of the county's office."""
    top = Organisation.objects.filter(parent=None).order_by("path").values_list("path", flat=True).first() or ""
    carrier = named(name)
    if carrier is None or not access.may_keep(actor.scope, top):
        raise NotVisible("no such gateway")
    row = _locked(name)
    if row.switched_off == off and row.paused_until is None:
        raise Refused("这个通道已经停用。" if off else "这个通道正在用。", code="unchanged")
    row.switched_off, row.paused_until, row.streak, row.penalty = off, None, 0, 0
    row.save()
    record(
        actor=actor, action="messaging.switch_off" if off else "messaging.switch_on", on=on,
        subject_type="messaging.Gateway", subject_id=row.pk, path=top,
        summary=f"{'停用' if off else '启用'}短信通道“{carrier.title}”（{name}）",
    )  # fmt: skip


def _locked(name: str) -> Gateway:
    Gateway.objects.get_or_create(name=name)
    return Gateway.objects.select_for_update().get(name=name)
