"""The register of members away, and as a workbook; several chosen at once."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.mobile import access
from zhendi.domain.mobile.queries import choices, lists, records
from zhendi.intake.export import export as write_out
from zhendi.intake.export import registers
from zhendi.web.intake.findings import download
from zhendi.web.mobile import asked, marks, taking
from zhendi.web.orgs.typed import number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """The list; each row with the four contacts, who keeps contact, and the last one."""
    asked.require_seeing(request)
    scope, filters = request.scope, asked.filters(request)
    page = lists.listing(scope, filters, page=number(request.GET.get("page")))
    return render(
        request,
        "mobile/index.html",
        page=page,
        strips=marks.strips(scope, page.rows),
        size=lists.SIZE,
        filters=filters,
        asked=asked.words(request),
        narrowed=asked.narrowed(request),
        counts=lists.counts(scope),
        choices=lists.choices(scope, filters.province, filters.city),
        states=lists.STATES,
        owed=asked.OWED,
        orders=asked.ORDERS,
        reasons=((lists.NONE, "没填"), *choices.REASONS),
        groups=((lists.NONE, "没填"), *choices.GROUPS),
        may_write=scope.may(access.WRITE) and scope.as_of == request.today,
        may_take_in=scope.may("intake"),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """The register in the columns of the national roster, masked; what the filters choose, when there are any. Written
    down as gone out.
    """
    asked.require_seeing(request)
    request.GET = request.POST
    if asked.narrowed(request):
        chosen = lists.narrowed(request.scope, asked.filters(request))
        rows = tuple(registers.outgoing(request.scope, request.scope.ranges(), whole=False, chosen=chosen))
        return taking.along(request, "outgoing", registers.OUTGOING, rows)
    return download(write_out(request.scope, "mobile", actor=request.actor, on=request.today))


@require_safe
def of_person(request: Request, person_id: int) -> HttpResponse:
    """From a person to the movement, if there is one that the reader sees; else to the form for signing in."""
    found = records.movement_of(request.scope, person_id)
    return redirect("mobile-member", found) if found else redirect("mobile-sign-in", person_id)
