"""Forms of the term of office."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs.operations import terms
from zhendi.kernel import parameters
from zhendi.web.orgs import deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request, organisation_id: int) -> HttpResponse:
    """A new term."""
    row = deeds.subject(request, organisation_id, deeds.TERM)

    def act(typed: Typed) -> str:
        ends_on = terms.start_term(
            actor=deeds.today_actor(request),
            on=request.today,
            organisation_id=row.id,
            starts_on=typed.day("starts_on", "换届选举日期"),
        )
        return f"“{row.called}”已换届，任期到 {day(ends_on)}。"

    reckoned = terms.reckon(row.kind, row.division_code, request.today)
    return deeds.answer(request, row, deeds.TERM, act, fields=("starts_on",), reckoned=reckoned)


@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: Request, organisation_id: int) -> HttpResponse:
    """The end of the term put off."""
    row = deeds.subject(request, organisation_id, deeds.POSTPONE)

    def act(typed: Typed) -> str:
        ends_on = typed.day("ends_on", "延期后的届满日")
        terms.postpone(
            actor=deeds.today_actor(request),
            on=request.today,
            organisation_id=row.id,
            ends_on=ends_on,
            approval=typed.approval(),
        )
        return f"“{row.called}”届满日已延到 {day(ends_on)}。"

    longest = parameters.load().at("term.longest_shift_months", request.today)
    return deeds.answer(request, row, deeds.POSTPONE, act, fields=("ends_on",), longest=longest)
