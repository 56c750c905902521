"""Model points: the list, one with its evidence, and what the public sees of it (no person's name, no trail)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from zhendi.domain.orgs.paths import parent_of
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Attachment, ModelPoint
from zhendi.domain.setup.procedure_lists import criteria
from zhendi.domain.setup.queries.procedure_records import FileLine, files, opened
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope
from zhendi.kernel.uploads import Content

SIZE = 50
STATES = (("named", "已评定"), ("asked", "还没有评定"), ("published", "已公开"))


@dataclass(frozen=True, slots=True)
class Filters:
    """``state``: "" for all, or a code of ``STATES``."""

    text: str = ""
    state: str = ""


class PointRow(NamedTuple):
    """A model point in a list: how many criteria have evidence, how many were met when last judged."""

    id: int
    organisation_id: int
    name: str
    proposed_on: date
    named_on: date | None
    published_on: date | None
    evidence: int


class Page(NamedTuple):
    """A page of the list."""

    rows: tuple[PointRow, ...]
    total: int
    page: int
    pages: int


class Figures(NamedTuple):
    """How many are model points, and how many were put forward at all."""

    named: int
    all: int


class CriterionLine(NamedTuple):
    """A criterion with what speaks for it; ``met`` as last judged, None before."""

    code: str
    title: str
    asks: str
    text: str
    written_on: date | None
    met: bool | None
    pictures: tuple[FileLine, ...]


class JudgementLine(NamedTuple):
    """A judgement: when, by whom, with what outcome."""

    on: date
    by: str
    number: int
    passed: bool
    note: str


class Point(NamedTuple):
    """All of a model point."""

    row: PointRow
    summary: str
    criteria: tuple[CriterionLine, ...]
    judgements: tuple[JudgementLine, ...]
    may_write: bool
    may_judge: bool


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """A page of those that stand in the reader's piece of the tree, named ones first. Three queries."""
    found = _narrowed(scope, filters)
    total = found.count()
    page, pages = turned_to(page, total, size)
    return Page(tuple(map(_row, found[(page - 1) * size : page * size])), total, page, pages)


def every(scope: Scope, filters: Filters) -> Iterator[PointRow]:
    """All that the filters choose, for export. Two queries."""
    return map(_row, _narrowed(scope, filters))


def figures(scope: Scope) -> Figures:
    """How many are named, and how many stand at all. One query."""
    found = ModelPoint.objects.visible_to(scope).standing().filter(proposed_on__lte=scope.as_of)
    said = found.aggregate(all=Count("pk"), named=Count("pk", filter=Q(named_on__lte=scope.as_of)))
    return Figures(said["named"], said["all"])


def _narrowed(scope: Scope, filters: Filters) -> QuerySet[ModelPoint]:
    day = scope.as_of
    found = ModelPoint.objects.visible_to(scope).standing().filter(proposed_on__lte=day)
    if filters.text:
        named = Q(organisation__full_name__icontains=filters.text)
        found = found.filter(named | Q(organisation__short_name__icontains=filters.text))
    states = {
        "named": Q(named_on__lte=day), "asked": Q(named_on=None) | Q(named_on__gt=day),
        "published": Q(published_on__lte=day),
    }  # fmt: skip
    if filters.state in states:
        found = found.filter(states[filters.state])
    return _full(found).order_by(F("named_on").asc(nulls_last=True), "organisation__path", "pk")


def point(scope: Scope, point_id: int) -> Point:
    """One; ``NotVisible`` out of sight or given up. Four queries."""
    held = _full(ModelPoint.objects.visible_to(scope).standing()).filter(pk=point_id).first()
    if held is None:
        raise NotVisible("no such model point")
    judged = [
        JudgementLine(each.on, each.by, len(each.met), each.passed, each.note)
        for each in held.judgements.order_by("-on", "-pk")
    ]
    begins = access.may_begin(scope, held.path)
    judges = scope.allows(access.WRITE, parent_of(held.path))
    return Point(_row(held), held.summary, _criteria(held), tuple(judged), begins, judges)


def published(point_id: int) -> Point:
    """What anybody may see: only a published one, without who judged; ``NotVisible`` for others. No scope: it is public."""
    held = _full(ModelPoint.objects.standing().exclude(published_on=None)).filter(pk=point_id).first()
    if held is None:
        raise NotVisible("no such model point")
    return Point(_row(held), held.summary, _criteria(held), (), may_write=False, may_judge=False)


def picture(point_id: int, file_id: int, scope: Scope | None = None) -> Content:
    """A picture of a point that the reader sees, or (without a scope) of a published one."""
    points = ModelPoint.objects.standing()
    seen = points.exclude(published_on=None) if scope is None else points.visible_to(scope)
    found = Attachment.objects.filter(pk=file_id, point=point_id, point__in=seen).first()
    if found is None:
        raise NotVisible("no such picture")
    return opened(found)


def _full(found: QuerySet[ModelPoint]) -> QuerySet[ModelPoint]:
    return found.select_related("organisation").prefetch_related("evidence")


def _row(held: ModelPoint) -> PointRow:
    one = held.organisation
    return PointRow(
        held.pk, one.pk, one.short_name or one.full_name, held.proposed_on, held.named_on, held.published_on,
        len(held.evidence.all()),
    )  # fmt: skip


def _criteria(held: ModelPoint) -> tuple[CriterionLine, ...]:
    written = {each.criterion: each for each in held.evidence.all()}
    last = held.judgements.order_by("-on", "-pk").first()
    pictures = files(held.files.all())
    return tuple(
        CriterionLine(
            each.code, each.title, each.text, written[each.code].text if each.code in written else "",
            written[each.code].written_on if each.code in written else None, None if last is None else each.code in last.met,
            tuple(one for one in pictures if one.part == each.code),
        )
        for each in criteria()
    )  # fmt: skip
