"""The way down from a figure: duties of a rule by place, then one by one, each with the page where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.obligations import operations
from zhendi.obligations.queries import board as boards
from zhendi.obligations.queries import duties as queries
from zhendi.obligations.queries import inbox
from zhendi.obligations.queries.duties import DONE, OPEN, Duty, rule_of, way
from zhendi.policy.schema import Rule
from zhendi.web.duties import doing, words
from zhendi.web.duties.lines import AT
from zhendi.web.duties.words import STATUSES
from zhendi.web.intake.findings import download
from zhendi.web.shell.environment import url
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

# What a filter of the list chooses, and its words.
CHOICES: Mapping[str, tuple[str, Sequence[str]]] = {
    "": ("没做到", OPEN),
    "overdue": ("逾期", ("overdue",)),
    "met": ("已做到", DONE),
    "waived": ("免", ("waived",)),
    "not_yet": ("还没轮到", ("not_yet",)),
    "all": ("全部", ()),
}
_HEADINGS = ("对象", "所在组织", "状态", "到期", "从何时起", "有", "要", "要办的事", "免办理由")


@require_safe
def rule(request: Request, rule: str) -> HttpResponse:
    """Duties of one rule at and below a place: by place, then by person, organisation or unit."""
    asked, scope = rule_of(rule), request.scope
    steps = way(scope, request.GET.get(AT) or boards.home(scope))
    place = steps[-1]
    chosen = request.GET.get("status", "")
    chosen = chosen if chosen in CHOICES else ""
    counts = queries.counts(scope, rule=rule, path=place.path)
    page = queries.duties(scope, rule=rule, path=place.path, status=CHOICES[chosen][1], page=_page(request))
    places = queries.places(scope, rule=rule, path=place.path)
    late = [each.path for each in places if each.overdue and not each.own]
    return render(
        request,
        "duties/rule.html",
        rule=asked,
        clause=inbox.clause_of(asked),
        unit=words.unit(asked),
        steps=steps,
        place=place,
        places=[each for each in places if not each.own],
        own=next((each for each in places if each.own), None),
        late=inbox.late_places(scope, rule=asked, paths=late, on=request.today),
        here_late=inbox.late_places(scope, rule=asked, paths=[place.path], on=request.today).get(place.path),
        total=sum(counts.values()),
        open=sum(counts.get(status, 0) for status in OPEN),
        overdue=counts.get("overdue", 0),
        chips=_chips(asked, place.path, chosen, counts),
        page=page,
        rows=doing.rows(request, asked, page.rows),
        statuses=STATUSES,
        chosen=chosen,
        today=request.today,
        size=page.size,
    )


@require_POST
def export(request: Request, rule: str) -> HttpResponseBase:
    """The list as a workbook; that it went out is written down."""
    asked = rule_of(rule)
    path = request.POST.get(AT) or boards.home(request.scope)
    place = way(request.scope, path)[-1]
    status = CHOICES.get(request.POST.get("status", ""), CHOICES[""])[1]
    rows = operations.export(actor=request.actor, on=request.today, rule=rule, path=path, status=status)
    note = f"{place.name}，{request.today.isoformat()}，{request.scope.name}导出"
    sheet = Sheet("名单", asked.title, _HEADINGS, _cells(asked, rows), note)
    return download(workbook(f"{asked.title}.xlsx", [sheet]))


def _chips(rule: Rule, path: str, chosen: str, counts: Mapping[str, int]) -> list[tuple[str, str, int, bool]]:
    found = []
    for word, (text, statuses) in CHOICES.items():
        number = sum(counts.get(each, 0) for each in statuses) if statuses else sum(counts.values())
        if number or word in {"", chosen}:
            found.append((text, url("duties-rule", rule.id, at=path, status=word), number, word == chosen))
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
