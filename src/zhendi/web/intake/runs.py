"""The list of runs with the place to drop files, and the page of one run."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from zhendi.intake import queries
from zhendi.web.intake import words
from zhendi.web.intake.doors import for_intake, number
from zhendi.web.shell.forms import Form, blank
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

AT_WORK = ("judging", "writing")
_SIZE = 20


@require_safe
@for_intake
def index(request: Request) -> HttpResponseBase:
    """Where files are dropped, and what was taken in before."""
    return list_page(request)


def list_page(request: Request, form: Form | None = None) -> HttpResponse:
    """The list; with what was typed and refused about an upload."""
    form = form or blank()
    return render(
        request,
        "intake/index.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        page=queries.runs(request.scope, page=number(request.GET.get("page")), size=_SIZE),
        states=words.STATES,
    )


@require_safe
@for_intake
def run(request: Request, run_id: int) -> HttpResponseBase:
    """One run: what was found in its files, what it would change or has changed, and what can be done next."""
    return run_page(request, run_id)


def run_page(request: Request, run_id: int, form: Form | None = None) -> HttpResponse:
    """The run's page; with what was refused."""
    form = form or blank()
    detail = queries.run(request.scope, run_id)
    at_work = detail.row.state in AT_WORK
    return render(
        request,
        "intake/run.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        run=detail,
        run_id=run_id,
        tally=words.tally(detail),
        steps=words.steps(detail),
        states=words.STATES,
        changes=words.CHANGES,
        progress=queries.progress(request.scope, run_id) if at_work else None,
        at_work=at_work,
    )


@require_safe
@for_intake
def progress(request: Request, run_id: int) -> HttpResponseBase:
    """How far the run is: a piece of its page, asked for again and again; its page once it has ended."""
    step = queries.progress(request.scope, run_id)
    home = reverse("intake-run", args=[run_id])
    if step.finished:
        return HttpResponseClientRedirect(home) if request.htmx else redirect(home)
    if request.htmx.target != "progress":
        return run_page(request, run_id)
    return render(request, "intake/run.html", parts=("progress",), run_id=run_id, progress=step)
