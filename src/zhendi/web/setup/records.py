"""One unit: how it is covered and by whom, since when, what is due on it, its history and its trail."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.people import queries as people
from zhendi.domain.setup import queries
from zhendi.domain.setup.queries import Record
from zhendi.kernel.audit import queries as trail
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_text
from zhendi.obligations.queries.duties import Duty, duties_of, rule_of
from zhendi.web.duties.words import STATUSES, Word
from zhendi.web.setup import deeds
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day

_SUBJECT = "setup.Unit"
_TABS = ("history", "trail")


class Line(NamedTuple):
    """A duty as the record shows it: what is asked, how it stands, by which clause."""

    duty: Duty
    title: str
    word: Word
    clause: str


@require_safe
def record(request: Request, unit_id: int) -> HttpResponse:
    """The page of a unit by its parts; ``tab`` names the part."""
    row = queries.record(request.scope, unit_id)
    audited = request.scope.may("audit")
    tab = request.GET.get("tab", "")
    tab = tab if tab in _TABS and (tab != "trail" or audited) else ""
    return render(
        request,
        f"setup/record_{tab or 'facts'}.html",
        row=row,
        tab=tab,
        audited=audited,
        offered=() if request.scope.as_of != request.today else deeds.offered(row),
        **_part(request, row, tab),
    )


def _part(request: Request, row: Record, tab: str) -> dict[str, Any]:
    scope = request.scope
    if tab == "history":
        return {"events": [(each.action_title, day(each.on), each.note, "done") for each in row.changes]}
    if tab == "trail":
        return {"shown": trail.entries(scope, subject_type=_SUBJECT, subject_id=row.id)}
    return {
        "phone": row.phone if scope.may("unmask") else mask_text(row.phone),
        "secretary": _secretary(request, row),
        "duties": [_line(each) for each in duties_of(scope, kind="unit", subject=row.id)],
    }


def _line(duty: Duty) -> Line:
    rule = rule_of(duty.rule)
    return Line(duty, rule.title, STATUSES[duty.status], rule.id.rpartition(".")[0])


def _secretary(request: Request, row: Record) -> str:
    """Who is secretary of the responsible organisation, "" for nobody in sight."""
    if row.responsible is None:
        return ""
    try:
        posts = people.posts(request.scope, row.responsible.id)
    except NotVisible:
        return ""
    return next((post.name for post in posts if post.role == "secretary"), "")
