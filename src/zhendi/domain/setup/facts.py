"""What the engine may count of units: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractDay, ExtractMonth, ExtractYear, Floor, Greatest, Least

from zhendi.domain.setup.models import (
    CoBuilding,
    Coverage,
    Exemption,
    Industry,
    Liaison,
    ModelJudgement,
    ModelPoint,
    Procedure,
    ProcedureStep,
    SharedDocument,
    Unit,
    Visit,
)

_ECONOMIC = (Unit.Kind.COOP, Unit.Kind.ASSOC, Unit.Kind.FIRM)
_URBAN = (Unit.Kind.MARKET, Unit.Kind.TOWER, Unit.Kind.ESTATE)
_PUBLIC = (Unit.Kind.OFFICE, Unit.Kind.SCHOOL, Unit.Kind.CLINIC)
_SPREAD = (Unit.Kind.CHAIN, Unit.Kind.COUNCIL, Unit.Kind.SCENIC)


def unit() -> QuerySet[Unit, Any]:
    """Units on record that are due to be covered: ``subject_id, valid_from, valid_to``."""
    return _units(*Unit.Kind)


def cooperative() -> QuerySet[Unit, Any]:
    """Farmers' co-operatives: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.COOP)


def economic() -> QuerySet[Unit, Any]:
    """Co-operatives, associations and private firms: ``subject_id, valid_from, valid_to``."""
    return _units(*_ECONOMIC)


def private_firm() -> QuerySet[Unit, Any]:
    """Private firms: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.FIRM)


def urban() -> QuerySet[Unit, Any]:
    """Markets, commercial buildings and residential quarters: ``subject_id, valid_from, valid_to``."""
    return _units(*_URBAN)


def law_accounting() -> QuerySet[Unit, Any]:
    """Law and accounting firms: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.LAW, Unit.Kind.ACC)


def public_unit() -> QuerySet[Unit, Any]:
    """Offices, schools and hospitals: ``subject_id, valid_from, valid_to``."""
    return _units(*_PUBLIC)


def spread() -> QuerySet[Unit, Any]:
    """Industry chains, councils and scenic spots: ``subject_id, valid_from, valid_to``."""
    return _units(*_SPREAD)


def window() -> QuerySet[Unit, Any]:
    """Service windows: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.WINDOW)


def project() -> QuerySet[Unit, Any]:
    """Projects until they are closed as finished: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.PROJECT)


def project_months() -> QuerySet[Unit, Any]:
    """Whole months from a project's beginning to its planned end, known from the beginning on however late it is entered."""
    years = ExtractYear("ends_on") - ExtractYear("starts_on")
    months = years * 12 + ExtractMonth("ends_on") - ExtractMonth("starts_on")
    short = Case(When(ends_on__day__lt=ExtractDay("starts_on"), then=Value(1)), default=Value(0))
    rows = Unit.objects.filter(kind=Unit.Kind.PROJECT).exclude(starts_on=None).exclude(ends_on=None)
    known, late = rows.annotate(quantity=months - short), Q(starts_on__lt=F("valid_from"))
    others = {"subject_id": F("pk"), "valid_to": F("closed_on")}
    entered = known.exclude(late).values("valid_from", "quantity", **others)
    return entered.union(known.filter(late).values("starts_on", "quantity", **others), all=True)


def project_began() -> QuerySet[Unit, Any]:
    """Projects begun: ``subject_id, happened_on``."""
    rows = Unit.objects.filter(kind=Unit.Kind.PROJECT).exclude(starts_on=None)
    return rows.values(subject_id=F("pk"), happened_on=F("starts_on"))


def full_member() -> QuerySet[Unit, Any]:
    """Full members as the register says: ``subject_id, valid_from, valid_to, quantity``."""
    return _on_record().annotate(quantity=Coalesce(F("said_full"), 0))


def member() -> QuerySet[Unit, Any]:
    """Members of either standing as the register says: ``subject_id, valid_from, valid_to, quantity``."""
    return _on_record().annotate(quantity=Coalesce(F("said_full"), 0) + Coalesce(F("said_probationary"), 0))


def covered() -> QuerySet[Coverage, Any]:
    """Units that an organisation answers for: ``subject_id, valid_from, valid_to``."""
    return _coverage().values("valid_from", "valid_to", subject_id=F("unit_id"))


def project_covered() -> QuerySet[Coverage, Any]:
    """Projects that came to be covered, not before they began: ``subject_id, happened_on``."""
    rows = _coverage().filter(unit__kind=Unit.Kind.PROJECT).exclude(unit__starts_on=None)
    return rows.values(subject_id=F("unit_id"), happened_on=Greatest("valid_from", "unit__starts_on"))


def own() -> QuerySet[Coverage, Any]:
    """Units with an organisation of their own: ``subject_id, valid_from, valid_to``."""
    return _coverage().filter(form=Coverage.Form.OWN).values("valid_from", "valid_to", subject_id=F("unit_id"))


def joint_unit() -> QuerySet[Coverage, Any]:
    """Units of a joint branch, a row each: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    rows = _coverage().filter(form=Coverage.Form.JOINT).exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def village_centre() -> QuerySet[Coverage, Any]:
    """Organisations that cover units as a village's centre, a row each unit: ``subject_id`` (the organisation)."""
    rows = _coverage().filter(form=Coverage.Form.VILLAGE).exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def growth() -> QuerySet[Industry, Any]:
    """A village's industry, in whole per cent above the year before, until newer figures come: ``subject_id`` (the
    organisation), ``valid_from, valid_to, quantity``.
    """
    rows = _industry().annotate(quantity=Cast(Floor((F("output") - F("before")) * 100 / F("before")), IntegerField()))
    return rows.filter(quantity__gt=0).values(
        "quantity", "valid_to", subject_id=F("organisation_id"), valid_from=F("recorded_on")
    )


def considered() -> QuerySet[Industry, Any]:
    """Village branches considered for a general branch, until newer figures come: ``subject_id, valid_from, valid_to``."""
    rows: QuerySet[Any, Any] = _industry().exclude(considered_on=None)
    return rows.values("valid_to", subject_id=F("organisation_id"), valid_from=F("considered_on"))


def liaison() -> QuerySet[Liaison, Any]:
    """Units with a named liaison: ``subject_id, valid_from, valid_to``."""
    return Liaison.objects.values("valid_from", "valid_to", subject_id=F("unit_id"))


def visit() -> QuerySet[Visit, Any]:
    """Visits of a unit's liaison: ``subject_id, happened_on``."""
    return Visit.objects.values(subject_id=F("unit_id"), happened_on=F("on"))


def places() -> QuerySet[Unit, Any]:
    """Where a unit belongs: ``subject_id, path``."""
    return Unit.objects.exclude(path="").values("path", subject_id=F("pk"))


def organisations_of(unit_id: int) -> set[int]:
    """Organisations that have ever covered a unit: the unit counts among theirs."""
    rows = Coverage.objects.filter(unit=unit_id).exclude(organisation=None)
    return set(rows.values_list("organisation_id", flat=True))


def titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of units by key."""
    return dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))


def _units(*kinds: str) -> QuerySet[Unit, Any]:
    """Units on record without the time in which they need not be covered: before the first exemption, after each."""
    free = Exemption.objects.order_by("free_from").values("free_from")
    first = Subquery(free.filter(unit=OuterRef("pk"))[:1])
    next_one = Subquery(free.filter(unit=OuterRef("unit"), free_from__gte=OuterRef("free_to"))[:1])
    before = Unit.objects.filter(kind__in=kinds).annotate(free=first).filter(Q(free=None) | Q(free__gt=F("valid_from")))
    after = Exemption.objects.filter(unit__kind__in=kinds).exclude(free_to=None).annotate(free=next_one)
    after = after.filter(Q(free=None) | Q(free__gt=F("free_to")))
    whole = before.values("valid_from", subject_id=F("pk"), valid_to=_earlier("free", "closed_on"))
    return whole.union(
        after.values(valid_from=F("free_to"), subject_id=F("unit_id"), valid_to=_earlier("free", "unit__closed_on"))
    )


def _earlier(one: str, other: str) -> Coalesce:
    """The earlier of two days, either of which may be unknown."""
    return Coalesce(Least(one, other), one, other, output_field=DateField())


def _industry() -> QuerySet[Industry, Any]:
    later = Industry.objects.filter(organisation=OuterRef("organisation"), year__gt=OuterRef("year")).order_by("year")
    return Industry.objects.annotate(valid_to=Subquery(later.values("recorded_on")[:1]))


def _on_record() -> QuerySet[Unit, Any]:
    return Unit.objects.values("valid_from", subject_id=F("pk"), valid_to=F("closed_on"))


def _coverage() -> QuerySet[Coverage]:
    return Coverage.objects.all()


# --- set-up procedures, model points, partners (clauses 3.4a, 3.4d, 3.3a) --------------------------------------


def procedure() -> QuerySet[Procedure, Any]:
    """Procedures for which the committee was asked, until they were given up: ``subject_id, valid_from, valid_to``."""
    rows = Procedure.objects.exclude(applied_on=None)
    return rows.values(subject_id=F("pk"), valid_from=F("applied_on"), valid_to=_given_up())


def founding() -> QuerySet[Procedure, Any]:
    """Foundings that were approved, until they were given up or undone: ``subject_id, valid_from, valid_to``."""
    rows = Procedure.objects.filter(sort=Procedure.Sort.FOUND).exclude(approved_on=None)
    return rows.values(subject_id=F("pk"), valid_from=F("approved_on"), valid_to=F("ended_on"))


def applied() -> QuerySet[Procedure, Any]:
    """The committee was asked: ``subject_id, happened_on``."""
    return _happened("applied_on")


def replied() -> QuerySet[Procedure, Any]:
    """The committee approved or refused: ``subject_id, happened_on``."""
    refused = Case(When(end=Procedure.End.REFUSED, then=F("ended_on")), default=F("approved_on"))
    rows = Procedure.objects.filter(Q(end=Procedure.End.REFUSED) | Q(approved_on__isnull=False))
    return rows.values(subject_id=F("pk"), happened_on=refused)


def approved() -> QuerySet[Procedure, Any]:
    """The committee approved: ``subject_id, happened_on``."""
    return _happened("approved_on")


def founded() -> QuerySet[Procedure, Any]:
    """The founding meeting was held, or the change took effect: ``subject_id, happened_on``."""
    return _happened("founded_on")


def filed() -> QuerySet[Procedure, Any]:
    """The result was reported to the department above: ``subject_id, happened_on``."""
    return _happened("filed_on")


def standardised() -> QuerySet[Procedure, Any]:
    """All lines of the check-list were found done: ``subject_id, happened_on``."""
    return _happened("standardised_on")


def model_point() -> QuerySet[ModelPoint, Any]:
    """Organisations named as model points: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    rows = ModelPoint.objects.exclude(named_on=None)
    return rows.values(subject_id=F("organisation_id"), valid_from=F("named_on"), valid_to=F("dropped_on"))


def model_judged() -> QuerySet[ModelJudgement, Any]:
    """A named person judged a model point by all criteria: ``subject_id`` (the organisation), ``happened_on``."""
    return ModelJudgement.objects.values(subject_id=F("point__organisation_id"), happened_on=F("on"))


def partner() -> QuerySet[CoBuilding, Any]:
    """Organisations with a partner in co-building, both of each pair: ``subject_id, valid_from, valid_to``."""
    one = CoBuilding.objects.values("valid_from", "valid_to", subject_id=F("organisation_id"))
    return one.union(CoBuilding.objects.values("valid_from", "valid_to", subject_id=F("partner_id")), all=True)


def shared() -> QuerySet[SharedDocument, Any]:
    """Documents shared along a link: ``subject_id`` (the organisation), ``happened_on``."""
    return SharedDocument.objects.values(subject_id=F("organisation_id"), happened_on=F("shared_on"))


def procedure_places() -> QuerySet[ProcedureStep, Any]:
    """Who answers: the committee until the founding, then what was founded: ``subject_id, path``."""
    begun = ProcedureStep.objects.filter(step=Procedure.Stage.OPENED)  # one for each
    return begun.values(
        subject_id=F("procedure_id"), path=Coalesce("procedure__made__path", "procedure__committee__path")
    )


def procedure_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of procedures by key."""
    return dict(Procedure.objects.filter(pk__in=keys).values_list("pk", "full_name"))


def _happened(column: str) -> QuerySet[Procedure, Any]:
    return Procedure.objects.exclude(**{column: None}).values(subject_id=F("pk"), happened_on=F(column))


def _given_up() -> Case:
    """The day of the end where it came before any reply: what was answered stays."""
    return Case(When(end=Procedure.End.WITHDRAWN, approved_on=None, then=F("ended_on")), output_field=DateField())
