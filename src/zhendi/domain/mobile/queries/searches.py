"""Members with whom there is no contact: who they are, how far the search is, what the dated rule proposes then."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Outgoing, Search, SearchStep
from zhendi.domain.mobile.places import of_row
from zhendi.domain.mobile.queries.lists import LOST, lost
from zhendi.kernel.dates import add_months, add_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.parameters import Dated, load
from zhendi.kernel.scope import Scope

SUSPENDED_YEARS = "mobile.suspended_years"
SIZE = 50
STATES = (("bare", "还没查找"), ("open", "正在查找"), ("failed", "查找无果"))


_STATED = {"bare": Q(going=False, vain=False), "open": Q(going=True), "failed": Q(going=False, vain=True)}


class Missing(NamedTuple):
    """A member with whom there is no contact, or for whom a search is on record. ``state``: "", open, failed."""

    id: int
    name: str
    branch: str
    place: str
    contacted_on: date | None
    since: date
    search_id: int | None
    opened_on: date | None
    steps: int
    state: str


class Page(NamedTuple):
    """A page of those with whom there is no contact."""

    rows: tuple[Missing, ...]
    total: int
    page: int
    pages: int


class Step(NamedTuple):
    """One step of a search, or a decision."""

    on: date
    means: str
    asked: str
    result: str
    decision: str
    basis: str
    by: str


class Proposal(NamedTuple):
    """What the dated rule proposes. People decide: nothing follows by itself."""

    decision: str
    title: str
    since: date
    rule: Dated


class Searching(NamedTuple):
    """One search with all its steps."""

    id: int
    movement_id: int
    person_id: int | None
    name: str
    branch: str
    place: str
    lost_since: date
    opened_on: date
    opened_by: str
    closed_on: date | None
    outcome: str
    note: str
    steps: tuple[Step, ...]
    proposal: Proposal | None
    may_keep: bool
    may_decide: bool


def missing(scope: Scope, *, text: str = "", state: str = "", page: int = 1, size: int = SIZE) -> Page:
    """Those out of contact and those searched for, the longest silent first; ``state`` of ``STATES``. Four queries."""
    day = scope.as_of
    search = Search.objects.filter(movement=OuterRef("pk"), opened_on__lte=day)
    there = Outgoing.objects.visible_to(scope).as_of(day).annotate(
        going=Exists(search.filter(closed_on=None)),
        vain=Exists(search.filter(closed_on__isnull=False, outcome=Search.Outcome.FAILED)),
    )  # fmt: skip
    found = there.filter(lost(day) | Q(going=True) | Q(vain=True))
    if text:
        found = found.filter(Q(name__contains=text) | Q(city__contains=text) | Q(district__contains=text))
    found = found.filter(_STATED[state]) if state else found
    total = found.count()
    number, pages = turned_to(page, total, size)
    ordered = found.select_related("organisation").order_by(F("contacted_on").asc(nulls_first=True), "path", "pk")
    rows = list(ordered[(number - 1) * size : number * size])
    held: dict[int, Search] = {}
    of_them = Search.objects.filter(movement__in=[row.pk for row in rows], opened_on__lte=day)
    for each in of_them.prefetch_related("steps").order_by("opened_on", "pk"):
        held[each.movement_id] = each
    return Page(tuple(_missing(row, held.get(row.pk)) for row in rows), total, number, pages)


def searching(scope: Scope, search_id: int) -> Searching:
    """One search by key; ``NotVisible`` out of sight."""
    found = Search.objects.select_related("movement__organisation").filter(pk=search_id).first()
    if found is None or not access.may_see(scope, found.movement):
        raise NotVisible("no such search")
    row, steps = found.movement, list(found.steps.order_by("on", "pk"))
    return Searching(
        found.pk, row.pk, row.person_id, row.name, _branch(row), of_row(vars(row)), found.lost_since, found.opened_on,
        found.opened_by, found.closed_on, found.outcome, found.note, tuple(_step(each) for each in steps),
        propose(found, steps, scope.as_of), access.may_write(scope, row), access.may_decide(scope, row.path),
    )  # fmt: skip


def propose(search: Search, steps: list[SearchStep], day: date) -> Proposal | None:
    """What art. 24 of the 教育管理工作条例 (2019) proposes on the day, and since when.

    Lost for the months of the rule and every search in vain: suspension of membership (停止党籍). Suspended for the
    years of the rule and still not found: removal as one who left (按自行脱党除名). Nothing after another decision.
    """
    if search.outcome != Search.Outcome.FAILED or search.closed_on is None:
        return None
    decided = [each for each in steps if each.decision and each.on <= day]
    last = decided[-1] if decided else None
    if last is None:
        rule = load().at(LOST, day)
        since = max(add_months(search.lost_since, int(rule.value)), search.closed_on)
        wanted = Search.Decision.SUSPENDED
    elif last.decision == Search.Decision.SUSPENDED:
        rule = load().at(SUSPENDED_YEARS, day)
        since, wanted = add_years(last.on, int(rule.value)), Search.Decision.LEFT
    else:
        return None
    return Proposal(wanted.value, str(wanted.label), since, rule) if since <= day else None


def _missing(row: Outgoing, search: Search | None) -> Missing:
    ongoing = search is not None and (search.closed_on is None or search.outcome == Search.Outcome.FAILED)
    state = "" if search is None or not ongoing else "open" if search.closed_on is None else "failed"
    return Missing(
        row.pk, row.name, _branch(row), of_row(vars(row)), row.contacted_on, row.contacted_on or row.valid_from,
        search.pk if search and ongoing else None, search.opened_on if search and ongoing else None,
        len(search.steps.all()) if search and ongoing else 0, state,
    )  # fmt: skip


def _step(each: SearchStep) -> Step:
    decision = str(Search.Decision(each.decision).label) if each.decision else ""
    return Step(each.on, str(SearchStep.Means(each.means).label), each.asked, each.result, decision, each.basis, each.noted_by)  # fmt: skip


def _branch(row: Outgoing) -> str:
    return (row.organisation.short_name or row.organisation.full_name) if row.organisation else ""
