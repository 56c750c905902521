"""One organisation: facts, leading body, what stands above, below and beside it, its history, its trail."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.orgs import queries
from zhendi.domain.orgs.queries import ChangeRow, Record, VersionRow
from zhendi.domain.people import queries as people
from zhendi.domain.setup import access
from zhendi.kernel.audit import queries as trail
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_text
from zhendi.kernel.scope import SEE
from zhendi.web.orgs import deeds, lists
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day

_SUBJECT = "orgs.Organisation"
_TABS = ("below", "history", "trail")


@require_safe
def record(request: Request, organisation_id: int) -> HttpResponse:
    """The page of an organisation by its parts; ``tab`` names the part."""
    row = queries.record(request.scope, organisation_id)
    today = request.scope.as_of == request.today
    offered = deeds.offered(row, request.scope) if today else ()
    procedural = deeds.procedural(row) if today and _begins(request, row) else ()
    tab = request.GET.get("tab", "")
    audited = request.scope.may("audit")
    tab = tab if tab in _TABS and (tab != "trail" or audited) else ""
    return render(
        request,
        f"orgs/record_{tab or 'facts'}.html",
        row=row,
        tab=tab,
        audited=audited,
        figures=people.counts(request.scope, [row.id]).get(row.id),
        listed=request.scope.allows(SEE, row.path_today),
        offered=[deed for deed in offered if not deed.correcting],
        correcting=[deed for deed in offered if deed.correcting],
        procedural=procedural,
        sets_up=procedural[0] if procedural and procedural[0].address == "procedure-found" else None,
        term_state=_term_state(request, row),
        phone=row.phone if request.scope.may("unmask") else mask_text(row.phone),
        appoints=request.scope.allows("appoint", row.path_today) and row.dissolved_on is None,
        **_part(request, row, tab),
    )


def _begins(request: Request, row: Record) -> bool:
    return access.may_begin(request.scope, row.path_today)


def _part(request: Request, row: Record, tab: str) -> dict[str, Any]:
    scope = request.scope
    if tab == "below":
        beside = queries.siblings(scope, row.id, row.parent_id)
        rows = lists.rows_of(scope, (*row.children, *beside))
        return {"below": rows[: len(row.children)], "beside": rows[len(row.children) :]}
    if tab == "history":
        return {"events": [_event(each) for each in row.changes], "states": [_state(each) for each in row.versions]}
    if tab == "trail":
        return {"shown": trail.entries(scope, subject_type=_SUBJECT, subject_id=row.id)}
    posts = _posts(request, row)
    return {
        "leading": [post for post in posts if post.leading],
        "others": [post for post in posts if not post.leading],
        "opens": scope.may(SEE),
    }


def _posts(request: Request, row: Record) -> tuple[people.PostRow, ...]:
    """Posts of the organisation; none for whom it has left since the day looked at."""
    try:
        return people.posts(request.scope, row.id)
    except NotVisible:
        return ()


def _term_state(request: Request, row: Record) -> str:
    ends_on = row.term.ends_on if row.term and row.dissolved_on is None else None
    return lists.term_state(ends_on, request.scope.as_of, lists.soon_until(request.scope.as_of))


def _event(change: ChangeRow) -> tuple[str, str, str, str]:
    approved = f"{change.approval_number}（{day(change.approved_on)}批准）" if change.approval_number else ""
    other = f"“{change.other.full_name}”" if change.other else ""
    text = "；".join(filter(None, (change.note, other if other not in change.note else "", approved)))
    return change.action_title, day(change.on), text, "done"


def _state(version: VersionRow) -> tuple[str, str, str]:
    until = f"{day(version.valid_to)}前" if version.valid_to else "今"
    below = f"隶属{version.parent.called}" if version.parent else "最上级"
    return f"{day(version.valid_from)}至{until}", version.full_name, f"{version.kind_title}，{below}"
