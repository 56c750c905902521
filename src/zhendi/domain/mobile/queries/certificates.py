"""Certificates: who of the members away holds one, which is due for its check, one's own, and the public's question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, DateField, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, When

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Certificate, CertificateCheck, Outgoing
from zhendi.domain.mobile.models.certificates import TOKEN
from zhendi.domain.mobile.places import said
from zhendi.kernel import crypto, parameters
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
CHECK = "certificate.check_months"
End = Certificate.End


@dataclass(frozen=True, slots=True)
class Filters:
    """``state``: "" all away, held, none, due (check is due), ended (their certificates that are not good any more)."""

    text: str = ""
    state: str = ""


class Row(NamedTuple):
    """A member away and the certificate, if any. ``check_due`` is the day before which the next check belongs."""

    movement_id: int
    person_id: int | None
    name: str
    organisation: str
    where: str
    certificate_id: int | None
    number: str
    issued_on: date | None
    checked_on: date | None
    check_due: date | None
    late: bool
    said: str
    ended: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page with the number of all that match."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


class Figures(NamedTuple):
    """Of the members away: all, those with a certificate, those whose check is due."""

    away: int
    held: int
    due: int


class Check(NamedTuple):
    """One yearly check."""

    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Record:
    """One certificate with its checks. ``good``: a scan on the reader's day says that it is valid."""

    row: Row
    issuer: str
    note: str
    checks: tuple[Check, ...]
    good: bool
    may_keep: bool

    @property
    def id(self) -> int:
        """Its key."""
        return self.row.certificate_id or 0


class Answer(NamedTuple):
    """What a scan is told: nothing personal. ``known``: there is such a certificate; ``issuer`` only then."""

    known: bool
    good: bool
    issuer: str
    asked_on: date


def listing(scope: Scope, filters: Filters | None = None, *, page: int = 1, size: int = SIZE) -> Page:
    """Members away with their certificates, those without first of each branch. Two queries."""
    asked = filters or Filters()
    found = narrowed(scope, asked)
    total = found.count()
    number, pages = turned_to(page, total, size)
    rows = found.order_by("path", "pk")[(number - 1) * size : number * size]
    return Page(tuple(_row(each, scope.as_of) for each in rows), total, number, pages)


def every(scope: Scope, filters: Filters) -> Iterator[Row]:
    """All that match, for a workbook."""
    for each in narrowed(scope, filters).order_by("path", "pk").iterator(chunk_size=500):
        yield _row(each, scope.as_of)


def figures(scope: Scope) -> Figures:
    """Three numbers of the members away. Three queries."""
    return Figures(*(narrowed(scope, Filters(state=state)).count() for state in ("", "held", "due")))


def record(scope: Scope, certificate_id: int) -> Record:
    """One certificate in reach; ``NotVisible`` else. Three queries."""
    one = (
        Certificate.objects.visible_to(scope)
        .select_related("movement__organisation", "issuer")
        .filter(pk=certificate_id, issued_on__lte=scope.as_of)
        .first()
    )
    if one is None:
        raise NotVisible(f"certificate {certificate_id}")
    checks = tuple(
        Check(*row) for row in one.checks.filter(on__lte=scope.as_of).order_by("-on").values_list("on", "by")
    )
    last = checks[0].on if checks else one.issued_on
    due, held = _due(last, scope.as_of), one.ended_on is None or one.ended_on > scope.as_of
    row = _plain(one, last, due if held else None, scope.as_of)
    keeps = access.may_write(scope, one.movement)
    return Record(
        row, one.issuer.full_name, one.note, checks, held and due > scope.as_of, keeps and one.ended_on is None
    )


def own_certificate(scope: Scope) -> Record | None:
    """The reader's own, the last one; None for whoever has none. Three queries."""
    if scope.person_id is None:
        return None
    mine = Certificate.objects.filter(Q(person=scope.person_id) | Q(movement__person=scope.person_id))
    last = mine.filter(issued_on__lte=scope.as_of).order_by("-issued_on", "-pk").values_list("pk", flat=True).first()
    return record(scope, last) if last else None


def answer(token: str, on: date) -> Answer:
    """What a scan of the QR code is told. One query, two for a good one."""
    one = Certificate.objects.select_related("issuer").filter(token_index=crypto.index(token, TOKEN)).first()
    if one is None or not token:
        return Answer(False, False, "", on)
    if one.ended_on is not None or one.issued_on > on:
        return Answer(True, False, one.issuer.full_name, on)
    last = one.checks.filter(on__lte=on).aggregate(last=Max("on"))["last"] or one.issued_on
    return Answer(True, _due(last, on) > on, one.issuer.full_name, on)


def ends() -> tuple[tuple[str, str], ...]:
    """Reasons why a certificate is not good any more: code and title."""
    return tuple((each.value, str(each.label)) for each in End)


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Any, Any]:
    """The members away that a list counts, each with the certificate."""
    day = scope.as_of
    certificates = Certificate.objects.filter(issued_on__lte=day)
    mine = certificates.filter(Q(movement=OuterRef("pk")) | Q(person=OuterRef("person")))
    held = mine.filter(Q(ended_on=None) | Q(ended_on__gt=day))
    ended = mine.filter(ended_on__lte=day).order_by("-ended_on")
    checks = CertificateCheck.objects.filter(certificate=OuterRef("held_id"), on__lte=day).order_by("-on")
    found = Outgoing.objects.as_of(day).visible_to(scope).select_related("organisation").annotate(
        held_id=Subquery(held.order_by("pk").values("pk")[:1], output_field=IntegerField()),
        ended_id=Subquery(ended.values("pk")[:1], output_field=IntegerField()),
    )  # fmt: skip
    found = found.annotate(
        shown_id=Case(When(held_id__isnull=False, then=F("held_id")), default=F("ended_id"), output_field=IntegerField()),
        issued=_of("issued_on", "held_id"), last_check=Subquery(checks.values("on")[:1], output_field=DateField()),
    ).annotate(
        number_year=_of("year"), number_serial=_of("serial"), shown_issued=_of("issued_on"), over=_of("ended"),
        over_on=_of("ended_on"),
    )  # fmt: skip
    found = found.annotate(
        checked=Case(
            When(last_check__isnull=False, then=F("last_check")), default=F("issued"), output_field=DateField()
        )
    )
    for word in filters.text.split():
        found = found.filter(Q(name__contains=word) | Q(organisation__full_name__contains=word))
    return _in_state(found, filters.state, day)


def _of(column: str, key: str = "shown_id") -> Subquery:
    return Subquery(Certificate.objects.filter(pk=OuterRef(key)).values(column)[:1])


def _in_state(found: QuerySet[Any, Any], state: str, day: date) -> QuerySet[Any, Any]:
    if state == "held":
        return found.exclude(held_id=None)
    if state == "none":
        return found.filter(held_id=None, certificate="")
    if state == "ended":
        return found.filter(held_id=None).exclude(ended_id=None)
    if state == "due":
        return found.exclude(held_id=None).filter(checked__lte=add_months(day, -_months(day)))
    return found


def _months(day: date) -> int:
    return parameters.load().integer(CHECK, day)


def _due(last: date, day: date) -> date:
    """The first day on which the check counts no more."""
    return add_months(last, _months(day))


def _row(one: Any, day: date) -> Row:
    where = said(one.province, one.city, one.district)
    organisation = one.organisation.full_name if one.organisation else ""
    number = f"〔{one.number_year}〕{one.number_serial:04d}" if one.shown_id else ""
    due = _due(one.checked, day) if one.held_id and one.checked else None
    over = one.held_id is None and one.over
    return Row(
        one.pk, one.person_id, one.name, organisation, where, one.shown_id, number, one.shown_issued,
        one.checked if one.held_id else None, due, bool(due and due <= day), one.certificate,
        str(End(one.over).label) if over else "", one.over_on if over else None,
    )  # fmt: skip


def _plain(one: Certificate, last: date, due: date | None, day: date) -> Row:
    movement = one.movement
    where = said(movement.province, movement.city, movement.district)
    over = one.ended_on is not None and one.ended_on <= day
    return Row(
        movement.pk, movement.person_id, movement.name, movement.organisation.full_name if movement.organisation else "",
        where, one.pk, one.number, one.issued_on, last, due, bool(due and due <= day), movement.certificate,
        str(End(one.ended).label) if over else "", one.ended_on if over else None,
    )  # fmt: skip


def of_movements(scope: Scope, movement_ids: list[int]) -> list[int]:
    """Keys of the certificates that members away hold today, in their order; whoever holds none is left out. One query."""
    rows = narrowed(scope, Filters(state="held")).filter(pk__in=movement_ids).order_by("path", "pk")
    return [each.held_id for each in rows]
