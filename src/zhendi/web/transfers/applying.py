"""A transfer asked for, and a letter from outside entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.people import queries as people
from zhendi.domain.people.operations.transfers import receiving, sending
from zhendi.domain.people.operations.transfers.receiving import Letter
from zhendi.domain.people.operations.transfers.sending import Goal
from zhendi.domain.people.queries import transfer_records
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_METHODS = ["GET", "HEAD", "POST"]
_APPLIED = ("on", "committee", "to_name", "to_unit", "reason", "note")
_LETTER = (
    "on", "committee", "branch", "name", "citizen_number", "standing", "from_name", "number", "issued_on", "valid_until",
    "joined_on", "confirmed_on", "phone", "dues_paid_to", "reason",
)  # fmt: skip
_STANDINGS = (("full", "正式党员"), ("probationary", "预备党员"))


@require_http_methods(_METHODS)
def apply(request: Request, person_id: int) -> HttpResponse:
    """Ask for a member's relation to be moved: to a committee of the county, or outside."""
    scope = request.scope.on(request.today)
    person = people.record(scope, person_id)
    own = scope.person_id == person_id
    if person.membership is None or not (person.may.correct or own):
        raise NotVisible(f"transfer of {person_id}")
    form = blank(on=request.today.isoformat(), reason="work")
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            made = sending.apply(
                actor=replace(request.actor, scope=scope), on=_day(request, typed), person_id=person_id,
                goal=Goal(key(typed.text("committee")), typed.text("to_name"), typed.text("to_unit")),
                reason=typed.text("reason"), note=typed.text("note"),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *_APPLIED)
        else:
            messages.success(request, "转接申请已提出，等转出支部同意。")
            return redirect("transfer", made)
    return render(
        request, "transfers/apply.html", status=REFUSED if form.faulty else 200, person=person, form=form,
        committees=transfer_records.committees(scope), reasons=transfer_records.reasons(),
    )  # fmt: skip


@require_http_methods(_METHODS)
def enter(request: Request) -> HttpResponse:
    """A letter from outside the county: who comes, from where, and which branch is to receive."""
    scope = request.scope.on(request.today)
    committees = transfer_records.receiving_committees(scope)
    if not committees:
        raise NotVisible("enter a letter")
    asked = key(request.POST.get("committee") or request.GET.get("committee"))
    chosen = asked if asked in dict(committees) else committees[-1][0] if len(committees) == 1 else None
    form = blank(on=request.today.isoformat(), committee=chosen, standing="full", reason="home")
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            made = receiving.enter(
                actor=replace(request.actor, scope=scope), on=_day(request, typed),
                committee_id=typed.chosen("committee", "接收的党委"), branch_id=typed.chosen("branch", "接收的支部"),
                letter=_letter(typed),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *_LETTER)
        else:
            messages.success(request, "介绍信已登记，等支部接收。")
            return redirect("transfer", made)
    return render(
        request, "transfers/enter.html", status=REFUSED if form.faulty else 200, form=form, committees=committees,
        chosen=chosen, branches=transfer_records.branches_under(scope, chosen) if chosen else (),
        reasons=transfer_records.reasons(), standings=_STANDINGS,
    )  # fmt: skip


def _letter(typed: Typed) -> Letter:
    words = {
        name: typed.text(name)
        for name in (
            "name", "citizen_number", "standing", "from_name", "number", "phone", "dues_paid_to", "reason",
        )
    }  # fmt: skip
    return Letter(
        **words, issued_on=typed.day("issued_on", "开信日期"), valid_until=typed.day("valid_until", "有效期"),
        joined_on=_maybe(typed, "joined_on"), confirmed_on=_maybe(typed, "confirmed_on"),
    )  # fmt: skip


def _maybe(typed: Typed, name: str) -> date | None:
    return typed.day(name) if typed.text(name) else None


def _day(request: Request, typed: Typed) -> date:
    day = typed.day("on")
    if day > request.today:
        raise Refused("日期还没有到，到了那天再办。", code="future", field="on")
    return day
