"""The list of votes, their archive, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.ballots.access import HOLD
from zhendi.domain.ballots.counting.choices import ANSWERS
from zhendi.domain.ballots.operations import exporting
from zhendi.domain.ballots.queries import votes
from zhendi.domain.democracy.queries import decision_records, election_forms
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.ballots.words import rule_words, seats_words
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import key, number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_HEADINGS = (
    "投票", "组织", "种类", "会议日期", "状态", "结果", "应到", "实到", "发出", "收回", "有效", "废票", "赞成", "反对", "弃权",
)  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """All votes of the reader's organisations: those under way and those of past years."""
    _require_seeing(request)
    asked = _asked(request)
    page = votes.listing(request.scope, **asked, page=number(request.GET.get("page")))
    return render(
        request, "ballots/list.html", page=page, asked=asked, states=votes.STATES, forms=votes.FORMS, size=votes.SIZE,
        years=[(each, f"{each}年") for each in votes.years(request.scope)], may_hold=request.scope.may(HOLD),
    )  # fmt: skip


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose as a workbook; written down as gone out."""
    _require_seeing(request)
    request.GET = request.POST
    rows = votes.every(request.scope, **_asked(request))
    exporting.note_export(actor=request.actor, on=request.today, number=len(rows))
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("投票清单.xlsx", [Sheet("投票", "投票清单", _HEADINGS, _cells(rows), note)]))


@require_safe
def record(request: Request, vote_id: int) -> HttpResponse:
    """One vote: how far it is, what is to be done next, who has voted by number only."""
    found = votes.record(request.scope, vote_id)
    if not request.scope.may(SEE):
        raise NotVisible("vote")
    return render(
        request, "ballots/record.html", vote=found, rule=rule_words(found.rule), seats=seats_words(found),
        decision=decision_records.of_vote(request.scope, vote_id),
        election=election_forms.of_vote(request.scope, vote_id),
    )  # fmt: skip


def _require_seeing(request: Request) -> None:
    if not request.scope.may(SEE):
        raise NotVisible("votes")


def _asked(request: Request) -> dict[str, Any]:
    """What is asked for; what cannot be is left out."""
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "state", "form", "year")}
    year = key(given["year"])
    return {
        "text": given["q"], "state": given["state"] if given["state"] in dict(votes.STATES) else "",
        "form": given["form"] if given["form"] in dict(votes.FORMS) else "",
        "year": year if year and date.min.year <= year <= date.max.year else None,
    }  # fmt: skip


def _cells(rows: tuple[tuple[votes.Line, dict[str, Any]], ...]) -> Iterator[tuple[object, ...]]:
    for line, result in rows:
        numbers = (result.get(name, "") for name in ("due", "present", "issued", "recovered", "good", "void"))
        answers = (result.get("votes", {}).get(name, "") for name in ANSWERS)
        yield (
            line.title, line.organisation, dict(votes.FORMS)[line.form], line.held_on, line.state_title, line.said,
            *numbers, *answers,
        )  # fmt: skip
