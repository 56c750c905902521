"""Drawing up a vote, and its roll."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.ballots.access import HOLD
from zhendi.domain.ballots.operations import preparing, rolls
from zhendi.domain.ballots.queries import rolls as roll_queries
from zhendi.domain.ballots.queries import votes
from zhendi.domain.orgs import queries as orgs
from zhendi.domain.people import queries as people
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed, key, number
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_FIELDS = ("organisation", "form", "code", "title", "text", "held_on", "tellers", "threshold", "seats", "slate")
_MOST = 400  # people among whom tellers are chosen


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """First the organisation, then what is voted on and who keeps the keys."""
    scope = request.scope.on(request.today)
    places = orgs.beneath(scope, HOLD)
    if not places:
        raise NotVisible("votes")
    place = key(request.GET.get("organisation")) or (places[0].id if len(places) == 1 else None)
    kind = "election" if request.GET.get("form") == "election" else "question"
    form = blank(threshold=2, seats=1, held_on=request.today, title="", text="")
    if request.method == "POST":
        try:
            made = preparing.draw_up(actor=request.actor, on=request.today, draft=_draft(request, place or 0, kind))
        except Refused as refused:
            form = kept(request, refused, *_FIELDS)
        else:
            messages.success(request, "已拟定。下一步生成名册。")
            return redirect("vote-roll", made)
    return render(
        request, "ballots/new.html", status=REFUSED if form.faulty else 200, form=form, kind=kind, place=place,
        places=[(each.id, each.short_name or each.full_name) for each in places], kinds=votes.kinds(kind, request.today),
        tellers=_people(request, place) if place else (),
    )  # fmt: skip


@require_safe
def roll(request: Request, vote_id: int) -> HttpResponse:
    """The roll."""
    return _roll(request, vote_id)


@require_POST
def fill(request: Request, vote_id: int) -> HttpResponse:
    """Write the roll from the register."""
    write = rolls.fill_representatives if request.POST.get("source") == "representatives" else rolls.fill_members
    try:
        made = write(actor=request.actor, on=request.today, vote_id=vote_id)
    except Refused as refused:
        return _roll(request, vote_id, kept(request, refused))
    messages.success(request, f"名册上有 {made} 人。")
    return redirect("vote-roll", vote_id)


@require_POST
def add(request: Request, vote_id: int) -> HttpResponse:
    """Add names that stand in no register."""
    try:
        rolls.add_names(actor=request.actor, vote_id=vote_id, names=request.POST.get("names", "").splitlines())
    except Refused as refused:
        return _roll(request, vote_id, kept(request, refused, "names"))
    return redirect("vote-roll", vote_id)


@require_POST
def leave_out(request: Request, vote_id: int) -> HttpResponse:
    """Ask for a voter not to count as due."""
    try:
        rolls.leave_out(
            actor=request.actor, vote_id=vote_id, number=key(request.POST.get("number")) or 0,
            ground=request.POST.get("ground", ""), consent=request.POST.get("consent", ""),
            approved=request.POST.get("approved") == "1",
        )  # fmt: skip
    except Refused as refused:
        return _roll(request, vote_id, kept(request, refused, "ground", "consent"))
    return redirect("vote-roll", vote_id)


@require_POST
def freeze(request: Request, vote_id: int) -> HttpResponse:
    """Freeze the roll."""
    try:
        counted = rolls.freeze(actor=request.actor, on=request.today, vote_id=vote_id)
    except Refused as refused:
        return _roll(request, vote_id, kept(request, refused))
    messages.success(request, f"名册已锁定，应到 {counted.due} 人。下一步由监票人封箱。")
    return redirect("vote", vote_id)


def _roll(request: Request, vote_id: int, form: Form | None = None) -> HttpResponse:
    vote = votes.record(request.scope, vote_id)
    asked = request.GET.get("q", "")[:60]
    return render(
        request, "ballots/roll.html", status=REFUSED if form else 200, vote=vote, form=form or Form(), q=asked,
        page=roll_queries.roll(request.scope, vote_id, text=asked, page=number(request.GET.get("page"))),
    )  # fmt: skip


def _draft(request: Request, place: int, kind: str) -> preparing.Draft:
    typed = Typed(dict(request.POST.lists()))
    return preparing.Draft(
        organisation_id=place, form=kind, code=typed.text("code"), title=typed.text("title"), text=typed.text("text"),
        held_on=typed.day("held_on", "会议日期"), teller_ids=typed.many("tellers"),
        threshold=key(typed.text("threshold")) or 0, seats=(key(typed.text("seats")) or 0) if kind == "election" else 1,
        slate=[_standing(line) for line in typed.text("slate").splitlines() if line.strip()] if kind == "election" else (),
    )  # fmt: skip


def _standing(line: str) -> preparing.Standing:
    """A line of the slate: the name, and after a comma what voters should know."""
    name, _, more = line.replace(",", "，").partition("，")
    return preparing.Standing(name.strip(), None, more.strip())


def _people(request: Request, place: int) -> tuple[tuple[int, str], ...]:
    """Members of the organisation, among whom tellers are chosen."""
    found = people.listing(request.scope.on(request.today), people.Filters(under=place), size=_MOST)
    return tuple((each.person_id, each.name) for each in found.rows)
