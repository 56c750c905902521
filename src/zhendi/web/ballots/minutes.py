"""The minutes of a counted vote as a paper: who was due and there, what was given out and came back, the result."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.ballots.queries import rolls, votes
from zhendi.domain.ballots.queries.votes import Record
from zhendi.kernel.errors import NotVisible
from zhendi.web import prints
from zhendi.web.ballots.words import bars, needed, rule_words
from zhendi.web.shell.request import Request


@require_safe
def pdf(request: Request, vote_id: int) -> HttpResponse:
    """The minutes, to be signed by who presided and by the tellers."""
    found = votes.record(request.scope, vote_id)
    if not (found.may_hold and found.result):
        raise NotVisible("minutes")
    sheets = rolls.sheets(request.scope, vote_id)
    return prints.answer(
        prints.pdf("ballot_minutes", _data(request, found, sheets)), f"{found.vote.title} 投票记录.pdf"
    )


def _data(request: Request, found: Record, sheets: tuple[rolls.Sheets, ...]) -> dict[str, Any]:
    result = found.result
    return {
        "title": found.vote.title, "organisation": found.organisation_name, "kind": found.code_title, "text": found.text,
        "held_on": found.vote.held_on, "rule": list(rule_words(found.rule)), "needed": needed(result),
        "numbers": [
            ["名册人数", found.on_roll], ["应到", result["due"]], ["实到", result["present"]],
            ["发出", result.get("issued", result["voters"])], ["收回", result.get("recovered", result["good"] + result["void"])],
            ["有效", result["good"]], ["废票", result["void"]],
        ],
        "sheets": [[f"第{each.number}批", each.place, each.printed, each.recovered or 0] for each in sheets],
        "written": sum(result.get("written", {}).values()), "seats": found.seats if found.candidates else 0,
        "tallies": [[bar.name, bar.votes, "当选" if bar.elected else ""] for bar in bars(found)], "said": found.vote.said,
        "tellers": [each.name for each in found.tellers], "here": found.keyed_here, "roll": found.roll_digest,
        "steps": [[each.on, each.action, each.by, each.note] for each in found.steps],
        "complaints": [
            [each.on, each.name, each.text, each.answer or "（没有答复）"] for each in found.complaints
        ],
        "until": found.complaints_until, "today": request.today,
    }  # fmt: skip
