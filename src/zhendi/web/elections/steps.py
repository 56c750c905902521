"""The steps of an election, as data, and how the form of one is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.democracy.election_lists import checks
from zhendi.domain.democracy.operations import (
    election_balloting,
    election_electorate,
    election_nominating,
    election_opening,
    election_results,
)
from zhendi.domain.democracy.operations.election_balloting import Holding
from zhendi.domain.democracy.operations.election_nominating import Nomination
from zhendi.domain.democracy.operations.election_results import Given
from zhendi.domain.democracy.queries import election_forms, election_records
from zhendi.domain.democracy.queries.election_lines import NomineeLine, OfficeLine
from zhendi.domain.democracy.queries.election_records import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.elections.words import OFFICES, STEPS, TITLES, WAYS, Step
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

__all__ = ["STEPS", "TITLES", "Step", "step"]

_BY_WORD = {each.word: each for each in STEPS}
# Fields of a form beside those that the step names, so that a fault stands under its field.
_MORE = {
    "nominate": ("name",), "check": ("person", "passed", "qualified", "reason"), "slate": ("order",),
    "ballot": ("nominees", "held_on", "threshold"), "first-meeting": ("present", *OFFICES),
}  # fmt: skip


class Chosen(NamedTuple):
    """What the form is about besides the election: an office, or a nominee."""

    office: OfficeLine | None
    nominee: NomineeLine | None


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, election_id: int, step: str) -> HttpResponse:
    """The form of a step; *not found* where it is not the reader's to take now."""
    deed = _BY_WORD.get(step)
    scope = request.scope.on(request.today)
    row = election_records.record(scope, election_id)
    if deed is None or deed.word not in row.deeds:
        raise NotVisible(step)
    typed = Typed(dict((request.POST if request.method == "POST" else request.GET).lists()))
    chosen = _chosen(row, deed, typed)
    form = _blank(request, row, chosen)
    if request.method == "POST":
        try:
            _ACTS[deed.word](today_actor(request), request.today, row, typed)
        except Refused as refused:
            form = _kept(request, refused, deed, chosen)
        else:
            messages.success(request, deed.said)
            return redirect("election", row.id)
    return render(
        request, "elections/step.html", status=REFUSED if form.faulty else 200, row=row, deed=deed, form=form, chosen=chosen,
        **_offers(request, row, deed, chosen),
    )  # fmt: skip


def _kept(request: Request, refused: Refused, deed: Step, chosen: Chosen) -> Form:
    """What was typed, with the fault under its field; who stands is a field of a separate election only."""
    shown = (*(name.rstrip("*") for name in deed.fields), *_MORE.get(deed.word, ()))
    choosing = chosen.office is not None and chosen.office.coming is not None and not chosen.office.coming.names
    return kept(request, refused, *(shown or ("nothing",)), **({"slate": "nominees"} if choosing else {}))


def _chosen(row: Record, deed: Step, typed: Typed) -> Chosen:
    """The office of a ballot and the nominee of a check; *not found* for none."""
    office = next((each for each in row.offices if each.id == key(typed.text("office"))), None)
    nominee = next((each for each in row.nominees if each.id == key(typed.text("nominee"))), None)
    if deed.word == "check" and (nominee is None or nominee.withdrew_on):
        raise NotVisible("nominee")
    if deed.word in {"ballot", "give-up"}:
        office = office or next((each for each in row.offices if each.coming), None)
        if office is None or office.coming is None:
            raise NotVisible("office")
    return Chosen(office, nominee)


def _blank(request: Request, row: Record, chosen: Chosen) -> Form:
    nominee = chosen.nominee
    standing = _fit(row)
    return blank(
        held_on=request.today, threshold=2, present=len(row.elected), reason=nominee.reason if nominee else "",
        qualified="" if nominee is None or nominee.qualified is None else "yes" if nominee.qualified else "no",
        passed=[each.code for each in checks() if nominee and each.title in nominee.passed],
        nominees=[each.id for each in _able(row, chosen)],
        **{f"order-{each.id}": number for number, each in enumerate(standing, 1)},
    )  # fmt: skip


def _offers(request: Request, row: Record, deed: Step, chosen: Chosen) -> dict[str, Any]:
    """What the fields of the form let one choose from; the members are read only where they are asked for."""
    scope = request.scope.on(request.today)
    asked = {"person", "tellers"} & set(deed.fields) or (
        deed.word == "check" and chosen.nominee and chosen.nominee.person_id is None
    )
    members = election_forms.members(scope, row.id) if asked else ()
    standing = {each.person_id for each in row.nominees if each.withdrew_on is None}
    return {
        "members": members, "tellers": [each for each in members if each[0] not in standing],
        "ways": [each for each in WAYS if each[0] in row.ways],
        "offices": [(each.id, each.title) for each in row.offices], "lines": checks(),
        "fit": _fit(row), "able": [(each.id, each.name) for each in _able(row, chosen)],
        "elected": [(each.id, each.name) for each in row.elected], "given": OFFICES,
    }  # fmt: skip


def _fit(row: Record) -> list[NomineeLine]:
    """Nominees who may be put on the slate."""
    return [
        each
        for each in row.nominees
        if each.qualified and each.withdrew_on is None and (each.trusted or not row.row.two_rounds)
    ]


def _able(row: Record, chosen: Chosen) -> list[NomineeLine]:
    """Who can stand in a separate election of the office: those with most votes first."""
    if chosen.office is None:
        return []
    found = [
        each for each in row.nominees if each.office_id == chosen.office.id and each.qualified and not each.elected_on
    ]
    return sorted((each for each in found if each.withdrew_on is None), key=lambda each: -(each.votes or 0))


def _number(typed: Typed, field: str) -> int:
    return key(typed.text(field)) or 0


def _simple(operation: Callable[..., object], *fields: str) -> Callable[[Actor, date, Record, Typed], None]:
    """A step whose form is a few texts of the operation's own names."""

    def act(actor: Actor, on: date, row: Record, typed: Typed) -> None:
        operation(actor=actor, on=on, election_id=row.id, **{name: typed.text(name) for name in fields})

    return act


def _nominate(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    nomination = Nomination(
        typed.chosen("office", "职务"), typed.text("way"), typed.text("by"), key(typed.text("person")), typed.text("name"),
        _number(typed, "backers"),
    )  # fmt: skip
    election_nominating.nominate(actor=actor, on=on, election_id=row.id, nomination=nomination)


def _check(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    if typed.text("qualified") not in {"yes", "no"}:
        raise Refused("没有选择合格还是不合格。", code="missing", field="qualified")
    election_nominating.check(
        actor=actor, on=on, election_id=row.id, nominee_id=typed.chosen("nominee", "人选"), passed=typed.texts("passed"),
        qualified=typed.text("qualified") == "yes", reason=typed.text("reason"), person_id=key(typed.text("person")),
    )  # fmt: skip


def _slate(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    order = sorted((number, each.id) for each in _fit(row) if (number := _number(typed, f"order-{each.id}")))
    election_nominating.slate(
        actor=actor, on=on, election_id=row.id, order=[pk for _, pk in order], stroke_order=bool(typed.text("stroke_order")),
        number=typed.text("number"),
    )  # fmt: skip


def _ballot(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    holding = Holding(
        typed.day("held_on", "投票日期"), typed.many("tellers"), _number(typed, "threshold"), typed.many("nominees")
    )
    election_balloting.draw_up(
        actor=actor, on=on, election_id=row.id, office_id=typed.chosen("office", "职务"), holding=holding
    )


def _give_up(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    election_balloting.give_up(
        actor=actor,
        on=on,
        election_id=row.id,
        office_id=typed.chosen("office", "职务"),
        agreed=_number(typed, "agreed"),
    )


def _first_meeting(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    given = {
        role: Given(nominee, _number(typed, f"votes-{role}"))
        for role in OFFICES
        if (nominee := key(typed.text(role))) is not None
    }
    election_results.first_meeting(
        actor=actor,
        on=on,
        election_id=row.id,
        present=_number(typed, "present"),
        offices=given,
        note=typed.text("note"),
    )


def _voters(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    names: Sequence[str] = typed.text("names").splitlines()
    election_electorate.publish_voters(actor=actor, on=on, election_id=row.id, names=names)


def _postpone(actor: Actor, on: date, row: Record, typed: Typed) -> None:
    election_opening.postpone(
        actor=actor, on=on, election_id=row.id, ends_on=typed.day("ends_on", "延到哪天"), number=typed.text("number")
    )


_ACTS: dict[str, Callable[[Actor, date, Record, Typed], None]] = {
    "ask": _simple(election_opening.ask, "number", "note"), "permit": _simple(election_opening.permit, "number", "note"),
    "refuse": _simple(election_opening.refuse, "reason"), "nominate": _nominate, "close": _simple(election_nominating.close),
    "check": _check, "voters": _voters, "ballot": _ballot, "slate": _slate,
    "approve-slate": _simple(election_nominating.approve_slate, "number"),
    "return-slate": _simple(election_nominating.return_slate, "reason"), "give-up": _give_up,
    "first-meeting": _first_meeting, "report": _simple(election_results.report, "number", "note"),
    "approve": _simple(election_results.approve, "number"), "annul": _simple(election_results.annul, "reason"),
    "publish": _simple(election_results.publish, "note"), "postpone": _postpone,
    "cancel": _simple(election_opening.cancel, "number", "reason"),
}  # fmt: skip
