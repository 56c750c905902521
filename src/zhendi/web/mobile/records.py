"""One member away: where, since when, the year of contacts, what happened, who keeps contact, what can be done."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.mobile.queries import clusters, feedback, records
from zhendi.obligations.queries.duties import duties_of, rule_of
from zhendi.web.duties.words import STATUSES
from zhendi.web.mobile import years
from zhendi.web.orgs.typed import key
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def record(request: Request, movement_id: int) -> HttpResponse:
    """The page of a movement."""
    scope = request.scope
    row = records.record(scope, movement_id)
    year = min(max(key(request.GET.get("year")) or scope.as_of.year, 2008), scope.as_of.year)
    events = [(each.title, each.on, each.text, each.kind) for each in records.timeline(scope, row)]
    others = [
        each for each in duties_of(scope, kind="outgoing", subject=row.id) if not each.rule.startswith(years.CLAUSE)
    ]
    return render(
        request,
        "mobile/record.html",
        row=row,
        year=year,
        calendar=years.calendar(scope, row, year),
        events=events,
        keepers=records.keepers(scope, row),
        sides=records.other_side(scope, row),
        joined=clusters.joined(scope, row.person_id),
        search=records.latest_search(row),
        helps=records.open_help(row),
        duties=[(each, rule_of(each.rule).title, STATUSES[each.status]) for each in others],
        acting=row.may_keep and row.valid_to is None and scope.as_of == request.today,
        feedback=feedback.of_member(scope, row.id),
        one=[row.id],
    )
