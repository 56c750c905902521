"""The form of a round: the day of the meeting and who keeps the keys. The vote itself goes on at the pages of votes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.operations import decision_rounds
from zhendi.domain.democracy.operations.decision_rounds import Hall
from zhendi.domain.democracy.queries import decision_records
from zhendi.domain.people import queries as people
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.decisions.doing import FIELDS
from zhendi.web.decisions.steps import OFFERED
from zhendi.web.decisions.typed import whole
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_WORDS = {1: "first", 2: "second"}
_MOST = 400  # people among whom tellers are chosen


@require_http_methods(["GET", "HEAD", "POST"])
def draw_up(request: Request, decision_id: int, number: int) -> HttpResponse:
    """The form; *not found* where the round cannot be drawn up now."""
    scope = request.scope.on(request.today)
    row = decision_records.record(scope, decision_id)
    word = _WORDS.get(number, "")
    if word not in row.deeds:
        raise NotVisible(word)
    earliest = row.earliest[number]
    form = blank(threshold=2, held_on=max(request.today, earliest or request.today))
    if request.method == "POST":
        try:
            vote = _draw_up(request, row.id, number)
        except Refused as refused:
            form = kept(request, refused, *FIELDS[word], "despite")
        else:
            messages.success(request, "已拟定。核对名册，锁定以后由监票人封箱。")
            return redirect("vote-roll", vote)
    found = people.listing(scope, people.Filters(under=row.organisation[0]), size=_MOST)
    return render(
        request, "decisions/round.html", status=REFUSED if form.faulty else 200, row=row, deed=OFFERED[word], form=form,
        number=number, earliest=earliest, tellers=[(each.person_id, each.name) for each in found.rows],
        roll="members" if number == 1 else lists().seconds[row.proposal["second_rule"]].roll,
        doubtful=bool(form.error("despite") or form.value("despite")),
    )  # fmt: skip


def _draw_up(request: Request, decision: int, number: int) -> int:
    typed = Typed(dict(request.POST.lists()))
    hall = Hall(typed.day("held_on", "会议日期"), typed.many("tellers"), whole(typed, "threshold", "几名到场开箱"))
    return decision_rounds.draw_up(
        actor=today_actor(request), on=request.today, decision_id=decision, number=number, hall=hall,
        despite=typed.text("despite"),
    )  # fmt: skip
