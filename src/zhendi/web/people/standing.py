"""A member's standing: the next stage, a branch put right, the end of a membership, rights suspended and restored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.people import queries
from zhendi.domain.people.operations import standing
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.people.typed import deed_day, identifier, later_day
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_MOST = 200  # branches to choose from at once; more are found by a part of the name
methods = require_http_methods(["GET", "HEAD", "POST"])


@methods
def change(request: Request, person_id: int) -> HttpResponse:
    """The next stage of membership, or one put right."""
    person = _person(request, person_id)
    if not person.may.correct or person.membership is None:
        raise NotVisible(f"person {person_id}")
    held = person.membership.standing
    return _deed(
        request, person, "people/standing.html", ("standing", "basis"),
        lambda: standing.change_standing(
            actor=request.actor, on=deed_day(request), person_id=person_id, standing=request.POST.get("standing", ""),
            basis=request.POST.get("basis", ""),
        ),
        said=f"{person.name}的类别已变更。",
        standings=[each for each in queries.standings() if each[0] != held],
    )  # fmt: skip


@methods
def place(request: Request, person_id: int) -> HttpResponse:
    """The branch put right, or a person taken into a branch's register."""
    person = _person(request, person_id)
    if not person.may.correct:
        raise NotVisible(f"person {person_id}")
    words = request.GET.get("q", "").strip()[:60]
    branches = queries.branches(request.scope, words, _MOST)
    held = person.membership.organisation_id if person.membership else None
    return _deed(
        request, person, "people/place.html", ("organisation", "standing", "reason"),
        lambda: standing.place(
            actor=request.actor, on=deed_day(request), person_id=person_id, reason=request.POST.get("reason", ""),
            organisation_id=identifier(request, "organisation", "先选支部。"), standing=request.POST.get("standing", ""),
        ),
        said=f"{person.name}所在支部已更正。",
        branches=[each for each in branches if each[0] != held], words=words, standings=queries.standings(),
        more=len(branches) == _MOST,
    )  # fmt: skip


@methods
def end(request: Request, person_id: int) -> HttpResponse:
    """The membership ends: died, moved out, or (for committees) left the Party."""
    person = _person(request, person_id)
    if not (person.may.correct or person.may.decide) or person.membership is None:
        raise NotVisible(f"person {person_id}")
    endings = [each for each in standing.ENDINGS if each != standing.Ended.LEFT or person.may.decide]
    return _deed(
        request, person, "people/end.html", ("ended", "basis"),
        lambda: standing.end_membership(
            actor=request.actor, on=deed_day(request), person_id=person_id, ended=request.POST.get("ended", ""),
            basis=request.POST.get("basis", ""),
        ),
        said=f"{person.name}已登记减少。",
        endings=[(each.value, each.label) for each in endings],
    )  # fmt: skip


@methods
def suspend(request: Request, person_id: int) -> HttpResponse:
    """The rights to vote, elect and stand suspended by a decision."""
    person = _person(request, person_id)
    if not person.may.decide or person.membership is None:
        raise NotVisible(f"person {person_id}")

    def deed() -> None:
        standing.suspend(
            actor=request.actor, on=deed_day(request), person_id=person_id, ground=request.POST.get("ground", ""),
            decision=request.POST.get("decision", ""), until=later_day(request, "until"),
        )  # fmt: skip

    said = f"{person.name}的表决权、选举权、被选举权已登记停止。"
    return _deed(
        request,
        person,
        "people/suspend.html",
        ("ground", "decision", "until"),
        deed,
        said=said,
        grounds=queries.grounds(),
    )


@methods
def lift(request: Request, person_id: int, suspension_id: int) -> HttpResponse:
    """A suspension ends."""
    person = _person(request, person_id)
    held = [row for row in person.suspensions if row.suspension_id == suspension_id]
    if not person.may.decide or not held:
        raise NotVisible(f"suspension {suspension_id}")
    return _deed(
        request, person, "people/lift.html", ("basis",),
        lambda: standing.lift(
            actor=request.actor, on=deed_day(request), suspension_id=suspension_id, basis=request.POST.get("basis", "")
        ),
        said=f"{person.name}的权利已恢复。",
        suspension=held[0],
    )  # fmt: skip


def _person(request: Request, person_id: int) -> queries.Record:
    """Deeds are done today, whatever day the pages show."""
    return queries.record(request.scope.on(request.today), person_id)


def _deed(
    request: Request,
    person: queries.Record,
    template: str,
    shown: tuple[str, ...],
    deed: Callable[[], None],
    *,
    said: str,
    **context: Any,
) -> HttpResponse:
    """The form, or what it does: back to the record when it is done, the same form when it is refused."""
    form: Form = blank(on=request.today)
    if request.method == "POST":
        try:
            deed()
        except Refused as refused:
            form = kept(request, refused, "on", *shown)
        else:
            messages.success(request, said)
            return redirect("person", person.person_id)
    return render(request, template, status=REFUSED if form.faulty else 200, person=person, form=form, **context)
