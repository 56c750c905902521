"""Whose page a device may show by the link it keeps."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from zhendi.domain.people.access.recovery import RECOVER
from zhendi.domain.people.models import Person, PersonalLink
from zhendi.kernel.scope import Scope


class Reader(NamedTuple):
    """The member who reads by a link."""

    link_id: int
    person_id: int
    name: str
    expires_at: datetime


class State(NamedTuple):
    """One way by which a telephone comes to a person's page, for who may end it."""

    way: str
    issued_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    seen_at: datetime | None


def reader(link_id: int, mark: str, now: datetime) -> Reader | None:
    """The member of a link on the device that keeps ``mark``; ``None`` once it ended, expired or lies elsewhere."""
    digest = hashlib.sha256(mark.encode()).hexdigest()
    rows = PersonalLink.objects.usable(now).filter(pk=link_id, device=digest).exclude(device="")
    row = rows.values_list("pk", "person_id", "person__name", "expires_at").first()
    return Reader(*row) if row else None


def known(text: str, mark: str, now: datetime) -> bool:
    """Whether a link can be opened here at all: usable, and kept by no other device."""
    digest, device = (hashlib.sha256(each.encode()).hexdigest() for each in (text, mark))
    held = PersonalLink.objects.usable(now).filter(digest=digest).values_list("device", flat=True).first()
    return held is not None and held in {"", device}


def states(scope: Scope, person_id: int, now: datetime) -> tuple[State, ...]:
    """The open ways to the page of a person whose links the reader may issue, the link first; two queries."""
    if not Person.objects.visible_to(scope, RECOVER).filter(pk=person_id).exists():
        return ()
    rows = PersonalLink.objects.usable(now).filter(person=person_id).order_by("-way")
    return tuple(State(*row) for row in rows.values_list("way", "issued_at", "expires_at", "opened_at", "seen_at"))
