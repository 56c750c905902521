"""Making a run, changing its words, dropping it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.messaging.access import WRITE
from zhendi.domain.messaging.operations.letters import runs as operations
from zhendi.domain.messaging.operations.letters.runs import Words
from zhendi.domain.messaging.queries import letters as queries
from zhendi.domain.messaging.queries.letters import Occasion
from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.queries.receivers import Receiver, receivers
from zhendi.domain.orgs import queries as orgs
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Scope
from zhendi.web.letters import choices, joint
from zhendi.web.letters.acting import acting, kept_run
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_METHODS = ["GET", "HEAD", "POST"]
_WORDS = ("title", "body", "signer", "dated", "sender", "sender_postcode")


class Start(NamedTuple):
    """What a new run begins with: the place, the festival, whom it is for."""

    organisation_id: int
    path: str
    full_name: str
    occasion: Occasion
    to: str


@require_http_methods(_METHODS)
def new(request: Request) -> HttpResponse:
    """First whom and for what (by the address), then the words; posting the form makes the letters."""
    if not request.scope.may(WRITE):
        raise NotVisible("write letters")
    places = choices.places(request)
    begun = _start(request, places)
    found = _to(request.scope.on(request.today), begun)
    form = blank(**_usual(request, begun), home="")
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            made = operations.draft(
                actor=acting(request),
                on=request.today,
                organisation_id=begun.organisation_id,
                festival=begun.occasion.code,
                year=begun.occasion.year,
                words=_words(typed),
                addressees=joint.addressees(found, queries.group_texts(begun.path)),
                use_home=typed.text("home") == "1",
            )
        except Refused as refused:
            form = kept(request, refused, *_WORDS)
        else:
            already = f"，{made.already}人已有这个节日的信" if made.already else ""
            messages.success(request, f"做好{made.ready}封，缺地址{made.missing}人{already}。")
            return redirect("letters-run", made.run_id)
    return render(
        request,
        "letters/new.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        begun=begun,
        places=[(pk, name) for pk, name, _ in places],
        occasions=choices.occasion_options(request.today),
        tos=choices.receiver_options(),
        number=len(found),
        homeless=sum(not each.address for each in found),
    )


@require_http_methods(_METHODS)
def rewrite(request: Request, letter_run_id: int) -> HttpResponse:
    """Change what stands on the letters, before they are printed."""
    row = kept_run(request, letter_run_id)
    form = blank(**{name: getattr(row, name) for name in _WORDS})
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            operations.rewrite(actor=acting(request), on=request.today, run_id=row.id, words=_words(typed))
        except Refused as refused:
            form = kept(request, refused, *_WORDS)
        else:
            messages.success(request, "文字已更正。")
            return redirect("letters-run", row.id)
    return render(request, "letters/rewrite.html", status=REFUSED if form.faulty else 200, form=form, row=row)


@require_POST
def drop(request: Request, letter_run_id: int) -> HttpResponse:
    """Drop a run of which nothing was posted."""
    row = kept_run(request, letter_run_id)
    operations.drop(actor=acting(request), on=request.today, run_id=row.id)
    messages.success(request, f"“{row.title}”已作废。")
    return redirect("letters-run", row.id)


def _start(request: Request, places: list[tuple[int, str, str]]) -> Start:
    """What the address asks for, else the reader's own place and the festival that comes next."""
    asked, home = request.GET, request.scope.home
    wanted = key(asked.get("organisation")) or (home.organisation_id if home else None)
    if not places:
        raise NotVisible("no organisation to write for")
    place = next((each for each in places if each[0] == wanted), places[0])
    if asked.get("organisation") and place[0] != wanted:
        raise NotVisible("no such organisation")
    held = queries.occasions(request.today)
    occasion = next((each for each in held if each.value == asked.get("festival")), held[0])
    to = asked.get("to", "")
    known = dict(choices.receiver_options())
    full = orgs.record(request.scope.on(request.today), place[0]).full_name
    return Start(place[0], place[2], full, occasion, to if to in known else choices.OWED)


def _to(scope: Scope, begun: Start) -> list[Receiver]:
    """Members away of the place and of all below it, as the form says; while letters are owed, those to whom they are."""
    group = begun.to.removeprefix(choices.GROUP) if begun.to.startswith(choices.GROUP) else ""
    period = cadence.period("letter", scope.as_of)
    owed = begun.to == choices.OWED and period is not None and period.title == begun.occasion.title
    return [
        each
        for each in receivers(scope, owed="letter" if owed else "")
        if each.path.startswith(begun.path) and (not group or each.group == group)
    ]


def _usual(request: Request, begun: Start) -> dict[str, Any]:
    """The words as they come: those in force at the place, signed by it."""
    return {
        "title": f"{begun.occasion.title}慰问信",
        "body": queries.festival_text(begun.path, begun.occasion.code),
        "signer": begun.full_name,
        "dated": _dated(request.today, begun.occasion).isoformat(),
        "sender": begun.full_name,
        "sender_postcode": "",
    }


def _dated(today: date, occasion: Occasion) -> date:
    return min(today, occasion.day) if occasion.day >= today else today


def _words(typed: Typed) -> Words:
    return Words(
        typed.text("title"),
        typed.text("body"),
        typed.text("signer"),
        typed.day("dated", "信上的日期"),
        typed.text("sender"),
        typed.text("sender_postcode"),
    )
