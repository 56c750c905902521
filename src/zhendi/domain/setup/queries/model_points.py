"""Model points: the list, one with its evidence, and what the public sees of it (no person's name, no trail)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from zhendi.domain.orgs.paths import parent_of
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Attachment, ModelPoint
from zhendi.domain.setup.procedure_lists import criteria
from zhendi.domain.setup.queries.procedure_records import Content, FileLine, files, opened
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope


class PointRow(NamedTuple):
    """A model point in a list: how many criteria have evidence, how many were met when last judged."""

    id: int
    organisation_id: int
    name: str
    proposed_on: date
    named_on: date | None
    published_on: date | None
    evidence: int


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


def listing(scope: Scope) -> tuple[PointRow, ...]:
    """Those that stand in the reader's piece of the tree, named ones first. Two queries."""
    found = ModelPoint.objects.visible_to(scope).standing().filter(proposed_on__lte=scope.as_of)
    rows = [_row(each) for each in _full(found).order_by("organisation__path", "pk")]
    return tuple(sorted(rows, key=lambda row: row.named_on is None))


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
