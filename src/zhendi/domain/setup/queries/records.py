"""One unit with all that its page shows, as it was on the reader's day."""

from __future__ import annotations

from datetime import date

from zhendi.domain.orgs import access as orgs
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Coverage, Exemption, Liaison, Unit, UnitChange, Visit
from zhendi.domain.setup.queries.lists import COLUMNS, lines
from zhendi.domain.setup.queries.rows import ChangeRow, CoverRow, FreeRow, LiaisonRow, Place, Record, VisitRow
from zhendi.domain.setup.queries.states import standing, with_since
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope

VISITS = 50  # the latest that a page shows


def record(scope: Scope, unit_id: int) -> Record:
    """A unit that the reader sees, closed ones too; ``NotVisible`` else. What came later is left out. Eight queries; nine for one that is free."""
    chosen = Unit.objects.visible_to(scope).filter(pk=unit_id, valid_from__lte=scope.as_of)
    unit = chosen.select_related("township", "responsible", "merged_into").first()
    if unit is None:
        raise NotVisible("no such unit")
    line = lines(scope, list(with_since(standing(chosen, scope.as_of), scope.as_of).values_list(*COLUMNS)))[0]
    gone = line.state == "closed"
    merged = unit.merged_into if gone else None
    return Record(
        line=line,
        unit_code=unit.unit_code,
        industry=unit.industry,
        employees=unit.employees,
        longitude=unit.longitude,
        latitude=unit.latitude,
        address=unit.address,
        principal=unit.principal,
        phone=unit.phone,
        starts_on=unit.starts_on,
        ends_on=unit.ends_on,
        responsible=_place(scope, unit.responsible or unit.township),
        named_responsible=unit.responsible_id is not None,
        remark=unit.remark,
        path=unit.path,
        valid_from=unit.valid_from,
        closed_on=unit.closed_on if gone else None,
        end_title=str(Unit.End(unit.end).label) if gone and unit.end else "",
        end_note=unit.end_note if gone else "",
        merged_into=(merged.pk, merged.name) if merged and access.may_see(scope, merged) else None,
        blank_reason=unit.blank_reason,
        coverage=_coverage(scope, unit),
        exemptions=_exemptions(scope, unit),
        liaisons=_liaisons(scope, unit),
        visits=_visits(scope, unit),
        changes=_changes(scope, unit),
        may_keep=access.may_write(scope, unit),
    )


def _coverage(scope: Scope, unit: Unit) -> tuple[CoverRow, ...]:
    rows = Coverage.objects.filter(unit=unit, valid_from__lte=scope.as_of).select_related("organisation")
    return tuple(
        CoverRow(
            row.form,
            str(Coverage.Form(row.form).label),
            _place(scope, row.organisation),
            row.valid_from,
            _known(row.valid_to, scope.as_of),
        )
        for row in rows.order_by("-valid_from")
    )


def _exemptions(scope: Scope, unit: Unit) -> tuple[FreeRow, ...]:
    rows = Exemption.objects.filter(unit=unit, free_from__lte=scope.as_of).order_by("-free_from")
    return tuple(FreeRow(row.reason, row.free_from, _known(row.free_to, scope.as_of)) for row in rows)


def _liaisons(scope: Scope, unit: Unit) -> tuple[LiaisonRow, ...]:
    rows = Liaison.objects.filter(unit=unit, valid_from__lte=scope.as_of).select_related("organisation")
    return tuple(
        LiaisonRow(row.name, _place(scope, row.organisation), row.valid_from, _known(row.valid_to, scope.as_of))
        for row in rows.order_by("-valid_from")
    )


def _visits(scope: Scope, unit: Unit) -> tuple[VisitRow, ...]:
    rows = Visit.objects.filter(unit=unit, on__lte=scope.as_of).order_by("-on", "-pk")
    return tuple(VisitRow(*row) for row in rows.values_list("on", "liaison__name", "note")[:VISITS])


def _changes(scope: Scope, unit: Unit) -> tuple[ChangeRow, ...]:
    rows = UnitChange.objects.filter(unit=unit, on__lte=scope.as_of).order_by("-on", "-pk")
    return tuple(ChangeRow(str(UnitChange.Action(row.action).label), row.on, row.note) for row in rows)


def _place(scope: Scope, one: Organisation | None) -> Place | None:
    return Place(one.pk, one.short_name or one.full_name, orgs.may_see(scope, one.path)) if one else None


def _known(day: date | None, as_of: date) -> date | None:
    """An end that had come by the day looked at."""
    return day if day is not None and day <= as_of else None
