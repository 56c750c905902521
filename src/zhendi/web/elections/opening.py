"""Beginning an election: first the organisation, then what is elected and how many."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.democracy.access import LEAD
from zhendi.domain.democracy.election_lists import sorts as run_by
from zhendi.domain.democracy.operations import election_opening
from zhendi.domain.democracy.operations.election_opening import Beginning
from zhendi.domain.democracy.queries import election_forms, elections
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

# The office's title of elections.toml and the field of the form in which its number stands.
SEATS = {
    "书记": "seats_secretary", "副书记": "seats_deputy", "委员": "seats_member", "村委会主任": "seats_head",
    "村委会副主任": "seats_vice", "村委会委员": "seats_council",
}  # fmt: skip
_FIELDS = ("sort", "pilot_number", "term_ends_on", *SEATS.values())


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, organisation_id: int | None = None) -> HttpResponse:
    """The form, filled from the organisation (``organisation``, or the address to which a duty leads: where the election
    has begun already, the duty is done there).
    """
    if not request.scope.may(LEAD):
        raise NotVisible("elections")
    scope = request.scope.on(request.today)
    typed = Typed(dict((request.POST if request.method == "POST" else request.GET).lists()))
    place = organisation_id or key(typed.text("organisation"))
    if place is None:
        places = election_forms.places(scope)
        if len(places) != 1:
            return render(request, "elections/choose.html", places=places, form=blank())
        place = places[0][0]
    start = election_forms.start(scope, place)
    if organisation_id and start.running and request.method != "POST":
        return redirect("election", start.running)
    form = blank(sort="committee", two_rounds="1", term_ends_on=start.term_ends_on)
    if request.method == "POST":
        try:
            made = election_opening.start(
                actor=today_actor(request), on=request.today, beginning=_beginning(typed, start.organisation_id)
            )
        except Refused as refused:
            form = kept(request, refused, *_FIELDS, seats="seats_member")
        else:
            messages.success(request, "已启动。日程按届满日倒排好了，下一步向上级请示。")
            return redirect("election", made)
    return render(
        request, "elections/new.html", status=REFUSED if form.faulty else 200, start=start, form=form,
        sorts=elections.sorts(), seats=SEATS, run_by=run_by(),
    )  # fmt: skip


def _beginning(typed: Typed, organisation: int) -> Beginning:
    sort = run_by().get(typed.text("sort"))
    offered = {title for _, title in sort.offices} if sort else set()
    seats = {title: _number(typed, field, title) for title, field in SEATS.items() if title in offered}
    return Beginning(
        organisation, typed.text("sort"), seats, bool(typed.text("two_rounds")), typed.text("pilot_number"), _day(typed)
    )


def _number(typed: Typed, field: str, title: str) -> int:
    text = typed.text(field)
    found = key(text) if text else 0
    if found is None:
        raise Refused(f"{title}选几名没看懂，写数字。", code="number", field=field)
    return found


def _day(typed: Typed) -> date | None:
    return typed.day("term_ends_on", "届满日期") if typed.text("term_ends_on") else None
