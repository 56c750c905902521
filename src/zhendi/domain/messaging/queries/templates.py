"""Templates: which a reader may use, and which may be changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from zhendi.domain.messaging import access, purposes
from zhendi.domain.messaging.models import Template
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope


class Line(NamedTuple):
    """A template. ``organisation`` is empty for one that comes with the product."""

    id: int
    title: str
    purpose: str
    purpose_title: str
    body: str
    signature: str
    registered: Mapping[str, str]
    revision: int
    organisation: str
    made_on: date
    may_write: bool


def usable(scope: Scope, *, purpose: str = "") -> tuple[Line, ...]:
    """Templates of the reader's own places, of those above and below them, and those of the product; one query."""
    found = Template.objects.usable_at(scope).standing()
    if purpose:
        found = found.filter(purpose=purpose)
    rows = found.select_related("organisation").order_by("purpose", "-path", "title", "pk")
    return tuple(_line(row, scope) for row in rows if purposes.find(row.purpose))


def record(scope: Scope, template_id: int) -> Line:
    """One template; ``NotVisible`` for one that is out of sight or retired."""
    row = Template.objects.usable_at(scope).standing().filter(pk=template_id).select_related("organisation").first()
    if row is None:
        raise NotVisible("no such template")
    return _line(row, scope)


def entity(scope: Scope, template_id: int) -> Template:
    """The template itself, for a preview; ``NotVisible`` as above."""
    row = Template.objects.usable_at(scope).standing().filter(pk=template_id).first()
    if row is None:
        raise NotVisible("no such template")
    return row


def _line(row: Template, scope: Scope) -> Line:
    place = row.organisation
    known = purposes.find(row.purpose)
    return Line(
        row.pk, row.title, row.purpose, known.title if known else row.purpose, row.body, row.signature,
        json.loads(row.registered), row.revision, (place.short_name or place.full_name) if place else "", row.made_on,
        access.may_write(scope, row.path),
    )  # fmt: skip
