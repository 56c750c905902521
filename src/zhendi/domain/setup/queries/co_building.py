"""The three directions of an organisation (clause 3.3a): above, below, beside, and the documents shared along them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from zhendi.domain.orgs import access as orgs
from zhendi.domain.orgs.models import Guidance, Organisation
from zhendi.domain.orgs.paths import parent_of
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Attachment, CoBuilding
from zhendi.domain.setup.queries.procedure_records import opened
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope
from zhendi.kernel.uploads import Content

MOST = 100


class Partner(NamedTuple):
    """A partnership; ``id`` of the partnership, not of the other organisation, which may be out of sight."""

    id: int
    name: str
    purpose: str
    valid_from: date


class Document(NamedTuple):
    """A document that reaches the organisation, or that it shares itself."""

    id: int
    file_id: int
    title: str
    origin: str
    shared_on: date
    own: bool


class Directions(NamedTuple):
    """What the page of the three directions shows."""

    id: int
    name: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    below_number: int
    guides: tuple[str, ...]
    partners: tuple[Partner, ...]
    documents: tuple[Document, ...]
    may_write: bool


def directions(scope: Scope, organisation_id: int) -> Directions:
    """The three directions as of the reader's day; ``NotVisible`` out of sight. Six queries."""
    one = _seen(scope, organisation_id)
    day = scope.as_of
    above = Organisation.objects.filter(path__in=_ancestors(one.path)).order_by("path")
    below = Organisation.objects.alive().filter(parent=one).order_by("path")
    guides = Guidance.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), organisation=one, valid_from__lte=day)
    held = (
        CoBuilding.objects.as_of(day)
        .filter(Q(organisation=one) | Q(partner=one))
        .select_related("organisation", "partner")
    )
    partners = [
        Partner(
            each.pk,
            _called(each.partner if each.organisation_id == one.pk else each.organisation),
            each.purpose,
            each.valid_from,
        )
        for each in held.order_by("valid_from", "pk")
    ]
    reached = _reaching(one, day).order_by("-document__shared_on", "-pk").values_list(
        "document_id", "pk", "document__title", "document__organisation__full_name", "document__shared_on", "document__organisation_id"
    )  # fmt: skip
    documents = tuple(Document(*row[:5], row[5] == one.pk) for row in reached[:MOST])
    return Directions(
        one.pk, one.full_name, tuple(map(_called, above)), tuple(map(_called, below[:20])), below.count(),
        tuple(guides.order_by("pk").values_list("guide__full_name", flat=True)), tuple(partners), documents,
        access.may_begin(scope, one.path),
    )  # fmt: skip


def document(scope: Scope, organisation_id: int, file_id: int) -> Content:
    """A document that reaches the organisation, for those who see it."""
    found = _reaching(_seen(scope, organisation_id), scope.as_of).filter(pk=file_id).first()
    if found is None:
        raise NotVisible("no such document")
    return opened(found)


def _reaching(one: Organisation, day: date) -> QuerySet[Attachment]:
    """Its own; from above what is shared downwards; from directly below what is shared upwards; from partners and guides."""
    links = CoBuilding.objects.as_of(day)
    partners = (
        links.filter(organisation=one)
        .values(o=F("partner"))
        .union(links.filter(partner=one).values(o=F("organisation")))
    )
    beside = {row["o"] for row in partners}
    beside |= set(Guidance.objects.filter(organisation=one, valid_to=None).values_list("guide_id", flat=True))
    shown = (
        Q(document__organisation=one)
        | Q(document__below=True, document__path__in=_ancestors(one.path))
        | Q(document__above=True, document__organisation__parent=one)
        | Q(document__beside=True, document__organisation__in=beside)
    )
    lasting = Q(document__ended_on=None) | Q(document__ended_on__gt=day)
    return Attachment.objects.filter(shown, lasting, document__shared_on__lte=day)


def _seen(scope: Scope, pk: int) -> Organisation:
    one = Organisation.objects.filter(pk=pk).first()
    if one is None or not orgs.may_see(scope, one.path):
        raise NotVisible("no such organisation")
    return one


def _ancestors(path: str) -> list[str]:
    found = []
    while path := parent_of(path):
        found.append(path)
    return found


def _called(one: Organisation) -> str:
    return one.short_name or one.full_name
