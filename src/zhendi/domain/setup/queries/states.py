"""How a unit stands on a day, said in SQL once: covered, free of the duty, or a blank; and whether the work is covered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from django.db.models import DateField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from zhendi.domain.setup.models import Coverage, Exemption, Liaison, Unit, Visit
from zhendi.kernel import parameters
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import Unreadable
from zhendi.kernel.scope import Scope

SETUP_MONTHS = "remedy.setup_months"
VISIT_MONTHS = "setup.visit_months"
State = Literal["covered", "blank", "exempt", "closed"]
BLANK = Q(form=None, exempted=False)
FREE = Q(form=None, exempted=True)


def on_day(scope: Scope) -> QuerySet[Unit]:
    """Units that the reader sees and that were on record on the day, each with how it stood."""
    return standing(Unit.objects.as_of(scope.as_of).visible_to(scope), scope.as_of)


def gone(scope: Scope) -> QuerySet[Unit]:
    """Units that the reader sees and that had left the register by the day."""
    return standing(Unit.objects.filter(closed_on__lte=scope.as_of).visible_to(scope), scope.as_of)


def standing(found: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """With how each unit stood on the day.

    ``form`` (None: not covered), ``organisation_then``, ``exempted``, ``worked``: a liaison of the day has visited
    within the months that the policy gives.
    """
    covering = Coverage.objects.as_of(day).filter(unit=OuterRef("pk"))
    return found.annotate(
        form=Subquery(covering.values("form")[:1]),
        organisation_then=Subquery(covering.values("organisation_id")[:1]),
        exempted=Exists(Exemption.objects.as_of(day).filter(unit=OuterRef("pk"))),
        worked=Exists(worked_on(day)),
    )


def worked_on(day: date) -> QuerySet[Visit]:
    """Visits by the liaison of the day, of the outer unit, recent enough to count on the day."""
    since = add_months(day, -in_force(VISIT_MONTHS, day))
    named = Liaison.objects.as_of(day).filter(unit=OuterRef("unit")).values("pk")
    return Visit.objects.filter(unit=OuterRef("pk"), on__gt=since, on__lte=day, liaison__in=named)


def with_since(found: QuerySet[Unit], day: date) -> QuerySet[Unit]:
    """With ``since``: the day from which a unit that is a blank has been one."""
    covered = Coverage.objects.filter(unit=OuterRef("pk"), valid_to__lte=day).order_by().values("unit")
    free = Exemption.objects.filter(unit=OuterRef("pk"), free_to__lte=day).order_by().values("unit")
    last_covered = Coalesce(Subquery(covered.annotate(n=Max("valid_to")).values("n")), F("valid_from"))
    last_free = Coalesce(Subquery(free.annotate(n=Max("free_to")).values("n")), F("valid_from"))
    return found.annotate(since=Greatest(F("valid_from"), last_covered, last_free, output_field=DateField()))


def deadline(since: date, day: date) -> date:
    """The last day for setting up, by the rule in force on the day looked at."""
    return add_months(since, in_force(SETUP_MONTHS, day))


def in_force(code: str, day: date) -> int:
    """A number of the policy on a day; before its first value began, that one."""
    every = parameters.load()
    try:
        return every.integer(code, day)
    except Unreadable:
        return every.integer(code, every.by_code[code].values[0].valid_from)


def late_before(day: date) -> date:
    """Blanks since before this day are past their deadline on ``day``."""
    bound = add_months(day, -in_force(SETUP_MONTHS, day))
    while deadline(bound, day) < day:  # ends of months: several days have the same deadline
        bound += timedelta(days=1)
    return bound
