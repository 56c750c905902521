"""What forms of units choose from."""

from __future__ import annotations

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope

_ALIKE = 30


def kinds() -> tuple[tuple[str, str], ...]:
    """Kinds of unit, by code and title."""
    return tuple((kind.value, str(kind.label)) for kind in Unit.Kind)


def forms() -> tuple[tuple[str, str], ...]:
    """Forms of coverage, by code and title."""
    return tuple((form.value, str(form.label)) for form in Coverage.Form)


def ends() -> tuple[tuple[str, str], ...]:
    """Reasons for leaving the register that a person may give."""
    return tuple((end.value, str(end.label)) for end in Unit.End if end != Unit.End.MERGED)


def townships(scope: Scope) -> tuple[tuple[int, str], ...]:
    """Committees with units that the reader sees, for a filter. One query."""
    used = Unit.objects.visible_to(scope).order_by().values("township")
    rows = Organisation.objects.filter(pk__in=used).order_by("path").values_list("pk", "short_name", "full_name")
    return tuple((pk, short or full) for pk, short, full in rows)


def alike(scope: Scope, unit_id: int) -> tuple[tuple[int, str], ...]:
    """Units of the same township and kind, those with the same beginning of the name first: candidates for a merge."""
    unit = Unit.objects.visible_to(scope).filter(pk=unit_id).first()
    if unit is None:
        return ()
    rows = Unit.objects.current().filter(in_ranges(scope.ranges(WRITE)), township=unit.township_id).exclude(pk=unit_id)
    named = list(rows.values_list("pk", "name", "kind"))
    named.sort(key=lambda row: (-_common(row[1], unit.name), row[2] != unit.kind, row[1]))
    return tuple((pk, name) for pk, name, _ in named[:_ALIKE])


def _common(one: str, other: str) -> int:
    """Characters that both names have."""
    return len(set(one) & set(other))
