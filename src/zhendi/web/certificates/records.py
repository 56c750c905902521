"""One certificate: whose, good or not, its checks."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.mobile.queries import certificates as queries
from zhendi.web.shell.forms import Form, blank
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day


@require_safe
def record(request: Request, certificate_id: int) -> HttpResponse:
    """The page of a certificate."""
    return page(request, certificate_id)


def page(request: Request, certificate_id: int, form: Form | None = None, status: int = 200) -> HttpResponse:
    """The page, with what is wrong of a deed."""
    row = queries.record(request.scope, certificate_id)
    events = [("查验", day(each.on), each.by, "done") for each in row.checks]
    events.append(("发证", day(row.row.issued_on), row.issuer, "done"))
    if row.row.ended_on:
        events.insert(0, (row.row.ended, day(row.row.ended_on), row.note, "done"))
    return render(
        request,
        "certificates/record.html",
        status=status,
        row=row,
        events=events,
        ends=queries.ends(),
        form=form or blank(on=request.today.isoformat()),
        may_keep=row.may_keep and request.scope.as_of == request.today,
        own=row.row.person_id is not None and row.row.person_id == request.scope.person_id,
    )
