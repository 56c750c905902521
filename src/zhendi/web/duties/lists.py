"""The way down from a figure: duties of a rule by place, then one by one, each with the page where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.obligations import operations
from zhendi.obligations.queries import inbox, past
from zhendi.obligations.queries.cuts import By
from zhendi.obligations.queries.duties import Duty, Now, Place, rule_of, way
from zhendi.obligations.queries.inbox import LatePlace
from zhendi.obligations.queries.past import Then
from zhendi.policy.schema import DONE, LACKING, Rule
from zhendi.web.duties import doing, lines, words
from zhendi.web.duties.lines import AS_OF, AT, BY
from zhendi.web.duties.words import STATUSES
from zhendi.web.intake.findings import download
from zhendi.web.shell.environment import url
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

# What a filter of the list chooses, and its words.
CHOICES: Mapping[str, tuple[str, Sequence[str]]] = {
    "": ("没做到", LACKING),
    "overdue": ("逾期", ("overdue",)),
    "missed": ("过期未办", ("missed",)),
    "met": ("已做到", DONE),
    "met_late": ("迟做到", ("met_late",)),
    "waived": ("免", ("waived",)),
    "not_yet": ("还没轮到", ("not_yet",)),
    "all": ("全部", ()),
}
_HEADINGS = ("对象", "所在组织", "状态", "到期", "从何时起", "有", "要", "要办的事", "免办理由")


@require_safe
def rule(request: Request, rule: str) -> HttpResponse:
    """Duties of one rule at and below a place, now or on a past day: by place, then by person, organisation or unit."""
    asked, scope, by = rule_of(rule), request.scope, lines.way(request)
    steps = way(scope, request.GET.get(AT, ""), by)
    place = steps[-1]
    chosen = request.GET.get("status", "")
    chosen = chosen if chosen in CHOICES else ""
    found = _found(request, asked, place.path, by)
    counts = found.counts()
    page = found.duties(status=CHOICES[chosen][1], page=_page(request))
    places = found.places()
    kept = {BY: lines.said(by), AS_OF: request.GET.get(AS_OF, "")}
    late, here = _late(request, asked, place.path, places) if isinstance(found, Now) and by == "tree" else ({}, None)
    return render(
        request,
        "duties/rule.html",
        rule=asked,
        clause=inbox.clause_of(asked),
        unit=words.each_of(asked),
        steps=steps,
        place=place,
        kept=kept,
        by=by,
        then=None if isinstance(found, Now) else found,
        places=[each for each in places if not each.own],
        own=next((each for each in places if each.own), None),
        late=late,
        here_late=here,
        total=sum(counts.values()),
        lacking=sum(counts.get(status, 0) for status in LACKING),
        overdue=counts.get("overdue", 0),
        done_late=counts.get("met_late", 0),
        chips=_chips(asked, {**kept, AT: place.path}, chosen, counts),
        page=page,
        rows=doing.rows(asked, page.rows, scope),
        statuses=STATUSES,
        chosen=chosen,
        today=request.today,
        size=page.size,
    )


@require_POST
def export(request: Request, rule: str) -> HttpResponseBase:
    """The list as a workbook; that it went out is written down."""
    asked: Rule = rule_of(rule)
    by: By = "area" if request.POST.get(BY) == "area" else "tree"
    place = way(request.scope, request.POST.get(AT, ""), by)[-1]
    status = CHOICES.get(request.POST.get("status", ""), CHOICES[""])[1]
    rows = operations.export(actor=request.actor, on=request.today, rule=rule, path=place.path, status=status, by=by)
    note = f"{place.name}，{request.scope.as_of.isoformat()}，{request.scope.name}导出"
    sheet = Sheet("名单", asked.title, _HEADINGS, _cells(asked, rows), note)
    return download(workbook(f"{asked.title}.xlsx", [sheet]))


def _found(request: Request, asked: Rule, path: str, by: By) -> Now | Then:
    """The duties as they are kept, or as they stood on an earlier day that the reader looks at."""
    scope = request.scope
    if scope.as_of < request.today and past.is_past(scope):
        return past.then(scope, operations.question(scope.as_of), rule=asked, path=path, by=by)
    return Now(scope, asked, path, by)


def _late(
    request: Request, asked: Rule, path: str, places: Sequence[Place]
) -> tuple[Mapping[str, LatePlace], LatePlace | None]:
    """What may be reminded of: the places one level below, and the place itself."""
    below = [each.path for each in places if each.overdue and not each.own]
    late = inbox.late_places(request.scope, rule=asked, paths=below, on=request.today)
    return late, inbox.late_places(request.scope, rule=asked, paths=[path], on=request.today).get(path)


def _chips(
    rule: Rule, kept: Mapping[str, str], chosen: str, counts: Mapping[str, int]
) -> list[tuple[str, str, int, bool]]:
    found = []
    for word, (text, statuses) in CHOICES.items():
        number = sum(counts.get(each, 0) for each in statuses) if statuses else sum(counts.values())
        if number or word in {"", chosen}:
            found.append((text, url("duties-rule", rule.id, status=word, **kept), number, word == chosen))
    return found


def _page(request: Request) -> int:
    given = request.GET.get("page", "")
    return int(given) if given.isdecimal() and len(given) < 8 else 1


def _cells(rule: Rule, rows: Sequence[Duty]) -> Iterator[tuple[object, ...]]:
    for each in rows:
        yield (
            each.title, each.where, STATUSES[each.status].text, each.due_on, each.since, each.total, each.needed,
            rule.action, each.excuse,
        )  # fmt: skip
