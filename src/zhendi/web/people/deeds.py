"""Facts put right, and persons added."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.people import queries
from zhendi.domain.people.operations import corrections, fields
from zhendi.intake.words import NATIONALITIES
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.people.register import SEXES
from zhendi.web.people.typed import deed_day, identifier, number
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_NATIONALITIES = tuple((f"{place:02}", name) for place, name in enumerate(NATIONALITIES, 1))
_KEPT_BLANK = ("citizen_number", "phones", "residence", "remark")  # masked on the page: only what is typed is written
_CLEAR = "无"


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, person_id: int) -> HttpResponse:
    """The form with what is held; of what is masked only something newly typed is written, and 无 clears it."""
    person = queries.record(request.scope.on(request.today), person_id)
    if not person.may.correct:
        raise NotVisible(f"person {person_id}")
    form = blank(revision=person.revision, **_held(person))
    if request.method == "POST":
        try:
            changed = corrections.correct(
                actor=request.actor, on=request.today, person_id=person_id, given=_given(request),
                revision=number(request.POST.get("revision", "")),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *fields.FIELDS)
        else:
            said = f"已更正：{'、'.join(fields.FIELDS[name] for name in changed)}。" if changed else "没有改动。"
            messages.success(request, said)
            return redirect("person", person_id)
    return render(
        request, "people/correct.html", status=REFUSED if form.faulty else 200, person=person, form=form, sexes=SEXES,
        nationalities=_NATIONALITIES,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request) -> HttpResponse:
    """Somebody who is no member, with the post that makes him known here."""
    places = queries.appointing(request.scope.on(request.today))
    if not places:
        raise NotVisible("adding a person")
    form = blank(on=request.today, organisation=request.GET.get("organisation", ""), role="villagers_representative")
    if request.method == "POST":
        try:
            person_id = corrections.add_person(
                actor=request.actor, on=deed_day(request),
                organisation_id=identifier(request, "organisation", "先选在哪个组织任职。"),
                role=request.POST.get("role", ""), given=_given(request),
                approval_number=request.POST.get("approval_number", ""),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "on", "organisation", "role", *fields.FIELDS)
        else:
            messages.success(request, "已登记。")
            return redirect("person", person_id)
    return render(
        request, "people/add.html", status=REFUSED if form.faulty else 200, form=form, places=places, sexes=SEXES,
        roles=queries.role_choices(leading_first=False),
    )  # fmt: skip


def _given(request: Request) -> dict[str, str]:
    """The facts that the form sent; a masked one left empty is not sent."""
    given = {name: request.POST[name] for name in fields.FIELDS if name in request.POST}
    for name in _KEPT_BLANK:
        text = given.get(name, "").strip()
        if name in given and not text:
            del given[name]
        elif text == _CLEAR:
            given[name] = ""
    return given


def _held(person: queries.Record) -> dict[str, object]:
    """What the form shows at first: nothing of what is masked."""
    partial = {"works_since": person.works_since, "joined": person.joined, "confirmed": person.confirmed}
    plain = (
        "name", "born_on", "nationality", "education", "degree", "native_place", "occupation", "league_since",
        "league_until", "dues_standard", "dues_paid_to",
    )  # fmt: skip
    held: dict[str, object] = {name: getattr(person, name) for name in plain}
    held |= {name: day.iso() if day else "" for name, day in partial.items()}
    return held | {"sex": {title: code for code, title in SEXES}.get(person.sex, "")}
