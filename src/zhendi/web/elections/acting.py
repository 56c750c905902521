"""Small deeds on an election's own page: each is one form of a few fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhendi.domain.democracy.operations import election_balloting, election_electorate, election_nominating
from zhendi.domain.democracy.queries import election_records
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.elections.records import page
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import kept
from zhendi.web.shell.request import Request

_OUTCOMES = {
    "filled": "结果已登记。", "tied": "结果已登记：最后的名额票数相同，在他们中间重新投票。",
    "open": "结果已登记：名额没有选满，另行选举，或者按规定减少名额。", "void": "这次投票无效，要重新投。",
}  # fmt: skip
_FIELDS = ("person", "ground", "evidence", "name", "text")


@require_POST
def act(request: Request, election_id: int, deed: str) -> HttpResponse:
    """Carry the deed out and come back to the election."""
    row = election_records.record(request.scope.on(request.today), election_id)
    if deed not in _ACTS:
        raise NotVisible(deed)
    typed = Typed(dict(request.POST.lists()))
    try:
        said = _ACTS[deed](today_actor(request), request.today, row.id, typed)
    except Refused as refused:
        return page(request, row, kept(request, refused, *_FIELDS))
    messages.success(request, said)
    return redirect("election", row.id)


def _withdraw(actor: Actor, on: date, election: int, typed: Typed) -> str:
    election_nominating.withdraw(actor=actor, on=on, election_id=election, nominee_id=typed.chosen("nominee", "人选"))
    return "已记下退出。"


def _exclude(actor: Actor, on: date, election: int, typed: Typed) -> str:
    election_electorate.ask_to_leave_out(
        actor=actor, on=on, election_id=election, person_id=typed.chosen("person", "党员"), ground=typed.text("ground"),
        evidence=typed.text("evidence"),
    )  # fmt: skip
    return "已报上级同意，同意以后还要党员大会通过。"


def _consent(actor: Actor, on: date, election: int, typed: Typed) -> str:
    election_electorate.consent(
        actor=actor,
        on=on,
        election_id=election,
        exclusion_id=typed.chosen("exclusion", "党员"),
        number=typed.text("number"),
    )
    return "已同意，等党员大会通过。"


def _pass(actor: Actor, on: date, election: int, typed: Typed) -> str:
    election_electorate.approve(
        actor=actor, on=on, election_id=election, exclusion_id=typed.chosen("exclusion", "党员"),
        agreed=key(typed.text("agreed")) or 0,
    )  # fmt: skip
    return "党员大会已通过，不计入应到会人数。"


def _drop(actor: Actor, on: date, election: int, typed: Typed) -> str:
    chosen = typed.chosen("exclusion", "党员")
    election_electorate.drop(actor=actor, on=on, election_id=election, exclusion_id=chosen)
    return "已取消，仍计入应到会人数。"


def _object(actor: Actor, on: date, election: int, typed: Typed) -> str:
    election_electorate.object_to_voters(
        actor=actor, on=on, election_id=election, name=typed.text("name"), text=typed.text("text")
    )
    return "申诉已记下，按期答复。"


def _answer(actor: Actor, on: date, election: int, typed: Typed) -> str:
    election_electorate.answer_objection(
        actor=actor,
        on=on,
        election_id=election,
        objection_id=typed.chosen("objection", "申诉"),
        answer=typed.text("answer"),
    )
    return "答复已记下。"


def _refill(actor: Actor, on: date, election: int, typed: Typed) -> str:
    election_balloting.refill(actor=actor, on=on, election_id=election, ballot_id=typed.chosen("ballot", "投票"))
    return "名册已重新生成。"


def _settle(actor: Actor, on: date, election: int, typed: Typed) -> str:
    chosen = typed.chosen("ballot", "投票")
    return _OUTCOMES[election_balloting.settle(actor=actor, on=on, election_id=election, ballot_id=chosen)]


_ACTS: dict[str, Callable[[Actor, date, int, Typed], str]] = {
    "withdraw": _withdraw, "exclude": _exclude, "consent": _consent, "pass": _pass, "drop": _drop, "object": _object,
    "answer": _answer, "refill": _refill, "settle": _settle,
}  # fmt: skip
