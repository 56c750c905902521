"""待办: what waits for a post-holder, grouped by what is to be done; and the week on one sheet to hand over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.kernel.scope import Scope
from zhendi.obligations.queries import inbox as queries
from zhendi.obligations.queries.inbox import Group
from zhendi.web.duties import doing, words
from zhendi.web.shell.environment import url
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_STATES = {"done": ("met", "met"), "waived": ("waived", "waived"), "missed": ("late", "missed")}  # glyph, filter
_LISTED = 10  # names of one group on the sheet of the week


class Line(NamedTuple):
    """A group as a page shows it: its state, what is counted, where it is listed, and where its button leads."""

    group: Group
    state: str
    unit: str
    address: str
    button: str
    go: str


class Bucket(NamedTuple):
    """Groups that are due in the same stretch of time."""

    code: str
    title: str
    lines: tuple[Line, ...]


class Handed(NamedTuple):
    """A group of the week; ``more`` of its duties are not listed one by one."""

    line: Line
    more: int


@require_safe
def inbox(request: Request) -> HttpResponse:
    """What waits, what was done since the month began, what is waived, what was missed."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in _STATES else ""
    scope, since = request.scope, request.today.replace(day=1)
    found = _groups(scope, tab, since)
    listed = [_line(group, tab, scope) for group in found]
    sums = queries.sums(scope, since=since)
    several = len(queries.own_places(scope)) > 1
    return render(
        request,
        "duties/inbox.html",
        tab=tab,
        sums=sums,
        buckets=_buckets(listed, request.today) if not tab else [Bucket(tab, "", tuple(listed))] if listed else [],
        several=several,
        groups=len(found),
        tabs=[
            ("要办", url("duties"), sums.open, tab == ""),
            ("本月做到", url("duties", tab="done"), sums.done, tab == "done"),
            ("免办", url("duties", tab="waived"), sums.waived, tab == "waived"),
            *([("过期未办", url("duties", tab="missed"), sums.missed, tab == "missed")] if sums.missed else []),
        ],
    )


@require_safe
def digest(request: Request) -> HttpResponse:
    """Overdue, and due by the end of the week, name by name, to print and hand over."""
    monday = request.today - timedelta(days=request.today.weekday())
    sunday = monday + timedelta(days=6)
    waiting = queries.waiting(request.scope, show=_LISTED)
    now = [group for group in waiting if group.overdue or (group.due_on and group.due_on <= sunday)]
    return render(
        request,
        "duties/digest.html",
        monday=monday,
        sunday=sunday,
        handed=[Handed(_line(group, "", request.scope), group.number - len(group.first)) for group in now],
        later=[_line(group, "", request.scope) for group in waiting if group not in now],
        where="、".join(sorted({grant.organisation_name for grant in request.scope.grants if "see" in grant.may})),
        sums=queries.sums(request.scope, since=request.today.replace(day=1)),
    )


def lines(request: Request) -> Sequence[Line]:
    """What waits, for the first page."""
    return [_line(group, "", request.scope) for group in queries.waiting(request.scope)]


def _groups(scope: Scope, tab: str, since: date) -> Sequence[Group]:
    if tab == "done":
        return queries.done(scope, since=since)
    if tab == "missed":
        return queries.missed(scope)
    return queries.excused(scope) if tab else queries.waiting(scope)


def _line(group: Group, tab: str, scope: Scope) -> Line:
    """The list (of a single duty, why it is asked) behind the words; behind the button the page where it is done."""
    state, status = _STATES.get(tab, ("late" if group.overdue else "none", ""))
    unit = words.unit(group.rule)
    listed = url("duties-rule", group.rule.id, at=group.path, status=status)
    seen = f"看 {group.number} {unit[:1] if group.number == group.subjects else '项'}"
    if tab:
        return Line(group, state, unit, listed, seen, listed)
    many = doing.at_once(group.rule, group.subjects, unit[:1])
    if group.only is not None:
        listed = url("duty-why", group.only.id)
        address = doing.place(group.only, scope)[0]
        if address and (many is None or group.kind == "organisation"):
            return Line(group, state, unit, listed, "去办", address)
    address, button = many or (listed, seen)
    return Line(group, state, unit, listed, button, address)


def _buckets(listed: Sequence[Line], today: date) -> list[Bucket]:
    """Overdue, this week, this month, later; what is due within the notice's time is marked as soon."""
    week = today + timedelta(days=6 - today.weekday())
    month = (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    found: dict[str, list[Line]] = {"late": [], "week": [], "month": [], "after": []}
    for line in listed:
        due = line.group.due_on or date.max
        code = "late" if line.group.overdue else "week" if due <= week else "month" if due <= month else "after"
        found[code].append(line._replace(state="soon") if code == "week" else line)
    titles = {"late": "逾期", "week": "本周", "month": "本月", "after": "以后"}
    return [Bucket(code, titles[code], tuple(rows)) for code, rows in found.items() if rows]
