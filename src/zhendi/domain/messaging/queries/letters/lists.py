"""The list of runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhendi.domain.messaging.models.letters import Letter, LetterRun
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
_COLUMNS = (
    "pk", "title", "organisation__short_name", "organisation__full_name", "festival_on", "dropped_on", "letters_all",
    "missing", "waiting", "posted", "returned", "posted_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunFilters:
    """What the list is narrowed to. ``state``: missing, waiting, posted, returned, dropped; "" = all not dropped."""

    text: str = ""
    festival: str = ""
    state: str = ""


class RunLine(NamedTuple):
    """A run in the list, with its letters by where they stand. ``waiting``: to be printed or posted."""

    id: int
    title: str
    organisation: str
    festival_on: date
    dropped_on: date | None
    letters: int
    missing: int
    waiting: int
    posted: int
    returned: int
    posted_on: date | None


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of the list with the number of all that match."""

    rows: tuple[RunLine, ...]
    total: int
    page: int
    pages: int


def runs(scope: Scope, filters: RunFilters, *, page: int = 1, size: int = SIZE) -> RunPage:
    """Runs that the reader sees, the latest first. Two queries."""
    found = _narrowed(scope, filters)
    total = found.count()
    number, pages = turned_to(page, total, size)
    start = (number - 1) * size
    rows = _counted(found).order_by("-pk").values_list(*_COLUMNS)[start : start + size]
    return RunPage(tuple(map(_line, rows)), total, number, pages)


def _narrowed(scope: Scope, filters: RunFilters) -> QuerySet[LetterRun]:
    found = LetterRun.objects.visible_to(scope)
    for word in filters.text.split():
        place = Q(organisation__short_name__contains=word) | Q(organisation__full_name__contains=word)
        found = found.filter(Q(title__contains=word) | place)
    if filters.festival:
        found = found.filter(festival=filters.festival)
    found = found.filter(dropped_on__isnull=filters.state != "dropped")
    if filters.state not in _STATES:
        return found
    return found.filter(Exists(Letter.objects.filter(run=OuterRef("pk"), state__in=_STATES[filters.state])))


def _counted(found: QuerySet[LetterRun]) -> QuerySet[LetterRun]:
    """With the letters of each by where they stand: looked up for the rows shown alone."""
    last = Letter.objects.filter(run=OuterRef("pk")).order_by().values("run").annotate(last=Max("posted_on"))
    return found.annotate(
        letters_all=_number(~Q(state=Letter.State.DROPPED)),
        posted_on=Subquery(last.values("last")),
        **{name: _number(Q(state__in=states)) for name, states in _STATES.items()},
    )


_STATES = {
    "missing": (Letter.State.MISSING,),
    "waiting": (Letter.State.READY, Letter.State.PRINTED),
    "posted": (Letter.State.POSTED,),
    "returned": (Letter.State.RETURNED,),
}


def _number(condition: Q) -> Coalesce:
    mine = Letter.objects.filter(condition, run=OuterRef("pk")).order_by().values("run")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def _line(row: tuple[Any, ...]) -> RunLine:
    pk, title, short, full, *rest = row
    return RunLine(pk, title, short or full, *rest)
