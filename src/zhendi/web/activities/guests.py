"""Choosing whom to invite, what they answered, taking an invitation back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.activities.operations import inviting
from zhendi.domain.activities.operations.inviting import Guest
from zhendi.domain.activities.queries import Record
from zhendi.domain.mobile.queries.receivers import Receiver, receivers
from zhendi.domain.people import queries as people
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope
from zhendi.web.activities import asked, deeds
from zhendi.web.orgs.typed import Typed, key, number
from zhendi.web.shell.request import Request

_SIZE = 100
_MOST = 2000
SOURCES = (("mobile", "流动党员"), ("owed", "今年还没座谈的流动党员"), ("members", "本组织党员"))
_MOVEMENT, _PERSON = "m", "p"


class Candidate(NamedTuple):
    """Somebody who may be invited: the value of the box, name, branch, and where he or she is."""

    value: str
    name: str
    branch: str
    note: str
    invited: bool


class Choice(NamedTuple):
    """A page of candidates with the number of all."""

    rows: tuple[Candidate, ...]
    total: int
    page: int
    pages: int


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request, activity_id: int) -> HttpResponse:
    """Choose guests; those invited already cannot be chosen again."""
    row = deeds.subject(request, activity_id, deeds.INVITE)
    source = _source(request.GET.get("from", ""), row)
    text = request.GET.get("q", "").strip()[:60]

    def act(typed: Typed) -> str:
        guests = [*_chosen(request.scope.on(request.today), row, source, text, typed), *_named(typed)]
        if not guests:
            raise Refused("还没有选人。勾选名单，或者写名字。", code="missing")
        made = inviting.invite(actor=asked.acting(request), on=request.today, activity_id=row.id, guests=guests)
        return f"已邀请{made}人。"

    choice = _choice(request.scope.on(request.today), row, source, text, number(request.GET.get("page")))
    return deeds.answer(
        request,
        row,
        deeds.INVITE,
        act,
        fields=("names",),
        choice=choice,
        source=source,
        sources=SOURCES,
        text=text,
        size=_SIZE,
    )


@require_POST
def replies(request: Request, activity_id: int) -> HttpResponse:
    """Note what guests answered: fields ``reply-<invitation>``."""
    row = deeds.subject(request, activity_id, deeds.INVITE)
    said = {guest.id: request.POST.get(f"reply-{guest.id}", guest.reply) for guest in row.guests}
    try:
        changed = inviting.reply(actor=asked.acting(request), on=request.today, activity_id=row.id, replies=said)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"已登记{changed}人的回复。")
    return redirect("activity", row.id)


@require_POST
def withdraw(request: Request, activity_id: int) -> HttpResponse:
    """Take an invitation back."""
    row = deeds.subject(request, activity_id, deeds.INVITE)
    chosen = key(request.POST.get("invitation"))
    if chosen is None:
        raise NotVisible("no such invitation")
    inviting.withdraw(actor=asked.acting(request), on=request.today, activity_id=row.id, invitation_id=chosen)
    messages.success(request, "邀请已撤回。")
    return redirect("activity", row.id)


def _source(said: str, row: Record) -> str:
    usual = "owed" if row.kind == "symposium" else "members"
    return said if said in dict(SOURCES) else usual


def _choice(scope: Scope, row: Record, source: str, text: str, page: int) -> Choice:
    if source == "members":
        return _members(scope, row, text, page)
    found = _away(scope, row, source, text)
    shown, pages = turned_to(page, len(found), _SIZE)
    references = {guest.reference for guest in row.guests} - {None}
    persons = _persons(row)
    rows = tuple(
        Candidate(
            f"{_MOVEMENT}{each.id}",
            each.name,
            each.branch,
            each.place,
            each.id in references or each.person_id in persons,
        )
        for each in found[(shown - 1) * _SIZE : shown * _SIZE]
    )
    return Choice(rows, len(found), shown, pages)


def _members(scope: Scope, row: Record, text: str, page: int) -> Choice:
    held = people.listing(scope, people.Filters(text=text, under=row.organisation_id), page=page, size=_SIZE)
    persons = _persons(row)
    rows = tuple(
        Candidate(
            f"{_PERSON}{each.person_id}", each.name, each.organisation, each.standing_title, each.person_id in persons
        )
        for each in held.rows
    )
    return Choice(rows, held.total, held.number, held.pages)


def _persons(row: Record) -> set[int]:
    return {guest.person_id for guest in row.guests if guest.person_id is not None}


def _away(scope: Scope, row: Record, source: str, text: str) -> list[Receiver]:
    """Members away of the activity's organisation and of all below it, those whose name, branch or place has the words."""
    found = receivers(scope, owed="symposium" if source == "owed" else "")
    words = text.split()
    return [
        each
        for each in found
        if each.path.startswith(row.path) and all(word in f"{each.name} {each.branch} {each.place}" for word in words)
    ]


def _chosen(scope: Scope, row: Record, source: str, text: str, typed: Typed) -> list[Guest]:
    """Those ticked, or all that the list holds."""
    if typed.text("all"):
        return _everybody(scope, row, source, text)
    values = typed.texts("guest")
    movements = [found for value in values if value[:1] == _MOVEMENT and (found := key(value[1:])) is not None]
    away = {each.id: each for each in receivers(scope, ids=movements)} if movements else {}
    if set(movements) - set(away):
        raise NotVisible("no such movement")
    persons = [found for value in values if value[:1] == _PERSON and (found := key(value[1:])) is not None]
    return [*map(_guest, away.values()), *(Guest(person_id=pk) for pk in persons)]


def _everybody(scope: Scope, row: Record, source: str, text: str) -> list[Guest]:
    if source != "members":
        return [_guest(each) for each in _away(scope, row, source, text)]
    held = people.listing(scope, people.Filters(text=text, under=row.organisation_id), size=_MOST)
    return [Guest(person_id=each.person_id) for each in held.rows]


def _guest(each: Receiver) -> Guest:
    return Guest(each.name, each.person_id, each.id)


def _named(typed: Typed) -> list[Guest]:
    return [Guest(name) for name in lines(typed.text("names"))]


def lines(text: str) -> Sequence[str]:
    """Names written one a line or apart by 、 or commas."""
    for mark in "、，,；;":
        text = text.replace(mark, "\n")
    return [line.strip() for line in text.splitlines() if line.strip()]
