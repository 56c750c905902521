"""One person: the record with its history, and sensitive values shown one at a time."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from zhendi.domain.mobile import queries as mobile
from zhendi.domain.people import queries
from zhendi.domain.people.operations import unmasking
from zhendi.intake.words import nationality_name
from zhendi.kernel.audit import queries as trail
from zhendi.kernel.errors import Refused
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_PARTS = ("region", "panel", *unmasking.FIELDS)
_LAST = 10  # entries of the trail below a record


@require_safe
def record(request: Request, person_id: int) -> HttpResponse:
    """The record as of the reader's day."""
    return _page(request, person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def unmask(request: Request, person_id: int) -> HttpResponse:
    """One sensitive value, for the purpose stated; the answer is the record (or its cell) with the value in it."""
    if request.method != "POST":
        return redirect("person", person_id)
    field = request.POST.get("field", "")
    try:
        value = unmasking.unmask(
            actor=request.actor,
            on=request.today,
            person_id=person_id,
            field=field,
            purpose=request.POST.get("purpose", ""),
        )
    except Refused as refused:
        return _page(request, person_id, field=field, form=kept(request, refused))
    response = _page(request, person_id, field=field, value=value)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    request: Request, person_id: int, *, field: str = "", value: str = "", form: Form | None = None
) -> HttpResponse:
    person = queries.record(request.scope, person_id)
    refused = form is not None and not request.htmx  # htmx shows an answer only when it is no error
    return render(
        request,
        "people/record.html",
        status=REFUSED if refused else 200,
        parts=_PARTS,
        person=person,
        movements=mobile.of_person(request.scope, person_id),
        nationality=nationality_name(person.nationality),
        own=request.scope.person_id == person_id,
        field=field,
        value=value,
        form=form or Form(),
        entries=_entries(request, person_id),
    )


def _entries(request: Request, person_id: int) -> tuple[trail.EntryRow, ...]:
    if not request.scope.may("audit"):
        return ()
    return trail.entries(request.scope, subject_type="people.Person", subject_id=person_id, size=_LAST).rows
