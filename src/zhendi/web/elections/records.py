"""One election: its way, who stands, the ballots, who counts as due, and what can be done now."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.democracy.election_lists import grounds
from zhendi.domain.democracy.queries import election_forms, election_records
from zhendi.domain.democracy.queries.election_lines import StepLine
from zhendi.domain.democracy.queries.election_records import Record
from zhendi.kernel.audit import queries as trail
from zhendi.web.elections.papers import offered as papers
from zhendi.web.elections.steps import STEPS, TITLES
from zhendi.web.shell.forms import Form, blank
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day

_INLINE = {"check", "settle", "ballot", "exclusion"}  # offered beside what they are about


@require_safe
def record(request: Request, election_id: int) -> HttpResponse:
    """The page of an election as of the reader's day."""
    return page(request, election_records.record(request.scope, election_id), blank())


def page(request: Request, row: Record, form: Form) -> HttpResponse:
    """The page of an election; ``form`` holds why something was refused."""
    today = request.scope.as_of == request.today
    deeds = row.deeds if today else ()
    return render(
        request, "elections/record.html", status=REFUSED if form.faulty else 200, row=row, form=form, deeds=deeds,
        offered=[each for each in STEPS if each.word in deeds and each.word not in _INLINE], papers=papers(row),
        grounds=tuple(grounds().items()),
        members=election_forms.members(request.scope, row.id) if "exclusion" in deeds else (),
        events=[(TITLES.get(each.code, each.code), day(each.on), _told(each), "done") for each in reversed(row.steps)],
        entries=trail.entries(request.scope, subject_type="democracy.Election", subject_id=row.id, size=8).rows
        if request.scope.may("audit") else (),
    )  # fmt: skip


def _told(step: StepLine) -> str:
    return "，".join(each for each in (step.by, step.number, step.note) if each)
