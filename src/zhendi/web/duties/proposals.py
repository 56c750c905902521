"""待决定: what the documents say may follow what stayed overdue, laid before the posts that decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations
from zhendi.obligations.queries import confirmations, duties, inbox, proposals
from zhendi.obligations.queries.proposals import ALL, MINE, Laid, Row
from zhendi.web.duties import doing, words
from zhendi.web.duties.words import PROPOSALS, STATUSES, VERDICTS
from zhendi.web.intake.findings import download
from zhendi.web.shell.environment import url
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_HEADINGS = ("建议", "对象", "所在组织", "要求", "到期", "提出", "状态", "缓议到", "依据")


@require_safe
def index(request: Request) -> HttpResponse:
    """Proposals that the reader may decide; on another tab all below, and those decided or lapsed."""
    if not request.scope.may("see"):
        raise NotVisible("proposals")
    whose, state, rule = _chosen(request)
    found = proposals.listing(request.scope, whose=whose, state=state, rule=rule, page=_page(request))
    return render(
        request,
        "duties/proposals.html",
        page=found,
        whose=whose,
        state=state,
        rule=rule,
        states=PROPOSALS,
        tabs=_tabs(whose, state),
        chips=_chips(found.by_rule, whose, state, rule),
        clauses={each.rule.id: inbox.clause_of(each.rule) for each in found.rows},
        size=proposals.SIZE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: Request, consequence_id: int) -> HttpResponse:
    """One proposal with its evidence; deciding it."""
    form = blank()
    if request.method == "POST":
        verdict = request.POST.get("verdict", "")
        try:
            operations.decide(
                actor=request.actor, on=request.today, proposal_id=consequence_id, verdict=verdict,
                text=request.POST.get("text", ""), until=_day(request.POST.get("until", "")),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "verdict", "text", "until")
        else:
            messages.success(request, f"已记下：{VERDICTS[verdict]}。")
            return redirect("proposal", consequence_id)
    laid = proposals.laid(request.scope, consequence_id)
    duty = duties.duty(request.scope, laid.duty_id) if laid.duty_id else None
    row = doing.rows(laid.row.rule, [duty], request.scope)[0] if duty else None
    return render(
        request,
        "duties/proposal.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        laid=laid,
        each=laid.row,
        clause=inbox.clause_of(laid.row.rule),
        duty=row,
        word=PROPOSALS[laid.row.state],
        cited=words.cited(laid.after),
        checked=partial(words.checked, known=confirmations.confirmed()),
        decider=words.decider(laid.row.asks, laid.decided_at, itself=laid.row.itself),
        changes=_changes(laid),
        decided=[(VERDICTS[each.verdict], each) for each in laid.decisions],
        steps=duties.way(request.scope, laid.row.path),
        may_decide=laid.row.mine and laid.row.state == "open",
        verdicts=list(VERDICTS.items()),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """The list as a workbook; that it went out is written down."""
    whose, state, rule = _chosen(request)
    rows = operations.export_proposals(actor=request.actor, on=request.today, whose=whose, state=state, rule=rule)
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("待决定.xlsx", [Sheet("待决定", "逾期后果的建议", _HEADINGS, _cells(rows), note)]))


def _chosen(request: Request) -> tuple[str, str, str]:
    given = request.POST if request.method == "POST" else request.GET
    whose = ALL if given.get("whose") == ALL else MINE
    state = given.get("state", "")
    return whose, state if state in PROPOSALS else "open", given.get("rule", "")


def _tabs(whose: str, state: str) -> list[tuple[str, str, None, bool]]:
    listed = [
        ("由我决定", url("proposals"), whose == MINE),
        ("全部待决定", url("proposals", whose=ALL), _is(whose, state, "open")),
    ]
    listed += [
        (PROPOSALS[each].text, url("proposals", whose=ALL, state=each), _is(whose, state, each))
        for each in ("accepted", "declined", "lapsed")
    ]
    return [(text, address, None, current) for text, address, current in listed]


def _is(whose: str, state: str, shown: str) -> bool:
    return whose == ALL and state == shown


def _chips(numbers: Mapping[str, int], whose: str, state: str, rule: str) -> list[tuple[str, str, int, bool]]:
    keep = {"whose": whose if whose == ALL else "", "state": state if state != "open" else ""}
    found = [("全部", url("proposals", **keep), sum(numbers.values()), rule == "")]
    for code, number in numbers.items():
        asks = duties.rule_of(code).consequence
        assert asks is not None
        found.append((asks.title, url("proposals", rule=code, **keep), number, rule == code))
    return found


def _changes(laid: Laid) -> list[tuple[str, date, str, str]]:
    return [
        (
            STATUSES[each.after].text,
            each.on,
            f"之前是{STATUSES[each.before].text}" if each.before else "",
            "now" if first else "done",
        )
        for first, each in ((place == 0, change) for place, change in enumerate(laid.changes))
    ]


def _cells(rows: tuple[Row, ...]) -> Iterator[tuple[object, ...]]:
    for each in rows:
        yield (
            each.asks.title, each.title, each.where, each.rule.title, each.due_on, each.proposed_on,
            PROPOSALS[each.state].text, each.postponed_to, f"《{each.asks.source}》{each.asks.article}",
        )  # fmt: skip


def _page(request: Request) -> int:
    given = request.GET.get("page", "")
    return int(given) if given.isdecimal() and len(given) < 8 else 1


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
