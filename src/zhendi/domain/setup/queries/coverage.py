"""The figures of coverage: of the organisation and of the work, by sector, kind and township, as of any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.queries.states import BLANK, FREE, on_day
from zhendi.domain.setup.sectors import SECTORS
from zhendi.kernel.scope import Scope


class Figure(NamedTuple):
    """Units that ought to be covered (``due``; those free of it, ``exempt``, are counted apart) and how many are.

    ``key`` is the code of a sector or kind, or the key of a township's committee.
    """

    key: str
    title: str
    due: int
    covered: int
    worked: int
    exempt: int

    @property
    def blank(self) -> int:
        """Units without an organisation that answers for them."""
        return self.due - self.covered


def figures(scope: Scope) -> tuple[Figure, tuple[Figure, ...], tuple[Figure, ...]]:
    """All units together, by sector, and by kind in the order of the kinds. One query."""
    by_kind = {row["kind"]: row for row in _counted(scope, "kind")}
    kinds = tuple(
        _figure(kind.value, str(kind.label), by_kind[kind.value]) for kind in Unit.Kind if kind.value in by_kind
    )
    sectors = [(sector, [each for each in kinds if each.key in sector.kinds]) for sector in SECTORS]
    shown = tuple(_summed(sector.code, sector.title, rows) for sector, rows in sectors if rows)
    return _summed("", "全部单位", kinds), shown, kinds


def by_township(scope: Scope) -> tuple[Figure, ...]:
    """By the committee whose register a unit is in, in the order of the tree. Two queries."""
    rows = {row["township_id"]: row for row in _counted(scope, "township_id") if row["township_id"]}
    names = Organisation.objects.filter(pk__in=rows).order_by("path").values_list("pk", "short_name", "full_name")
    return tuple(_figure(str(pk), short or full, rows[pk]) for pk, short, full in names)


def _counted(scope: Scope, field: str) -> Iterable[Mapping[str, Any]]:
    rows: Iterable[Mapping[str, Any]] = (
        on_day(scope)
        .order_by()
        .values(field)
        .annotate(
            units=Count("pk"),
            covered=Count("pk", filter=~Q(form=None)),
            working=Count("pk", filter=~FREE & Q(worked=True)),
            blank=Count("pk", filter=BLANK),
        )
    )
    return rows


def _figure(key: str, title: str, row: Mapping[str, Any]) -> Figure:
    due = row["covered"] + row["blank"]
    return Figure(key, title, due, row["covered"], row["working"], row["units"] - due)


def _summed(key: str, title: str, rows: Iterable[Figure]) -> Figure:
    held = list(rows)
    sums = (sum(getattr(each, name) for each in held) for name in ("due", "covered", "worked", "exempt"))
    return Figure(key, title, *sums)
