"""Members out of contact: the list, one search with its steps, and what people decide."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile.operations import searches as operations
from zhendi.domain.mobile.queries import choices, lists, searches
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.mobile import asked, deeds, taking
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_HEADS = ("姓名", "所在支部", "去向", "最后联系", "多少天没有联系", "查找", "开始查找", "步数")
_EVERY = 20_000  # members of a list that goes out
_FIELDS = ("means", "asked", "result", "happened_on", "outcome", "note", "decision", "body", "basis", "reason")


@require_safe
def index(request: Request) -> HttpResponse:
    """Who cannot be reached, since when, and how far the search is."""
    asked.require_seeing(request)
    text, state = _asked(request.GET)
    page = searches.missing(request.scope, text=text, state=state, page=number(request.GET.get("page")))
    return render(
        request, "mobile/lost.html", page=page, text=text, state=state, states=searches.STATES, size=searches.SIZE,
        counts=lists.counts(request.scope),
    )  # fmt: skip


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, as a workbook."""
    asked.require_seeing(request)
    text, state = _asked(request.POST)
    page = searches.missing(request.scope, text=text, state=state, size=_EVERY)
    words = dict(searches.STATES)
    rows = [
        (
            row.name, row.branch, row.place, row.contacted_on or "", (request.scope.as_of - row.since).days,
            words[row.state or "bare"], row.opened_on or "", row.steps,
        )
        for row in page.rows
    ]  # fmt: skip
    return taking.along(request, "lost", _HEADS, rows)


def _asked(said: QueryDict) -> tuple[str, str]:
    """Words and state of the address; an unknown state is none."""
    return said.get("q", "").strip()[:60], asked.one_of(said.get("state", ""), list(dict(searches.STATES)))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, movement_id: int) -> HttpResponse:
    """Open the search for a member."""
    row = deeds.kept_record(request, movement_id)
    made: list[int] = []

    def act(typed: Typed) -> str:
        made.append(
            operations.begin(
                actor=deeds.today_actor(request),
                on=request.today,
                movement_id=movement_id,
                lost_since=typed.day("lost_since", "最后联系的日期"),
            )
        )
        return f"开始查找{row.name}。每问一处，记一步。"

    start = {"lost_since": row.contacted_on or row.valid_from}
    answer = deeds.answer(
        request,
        "mobile/begin.html",
        act,
        then=("mobile-member", movement_id),
        fields=("lost_since",),
        start=start,
        row=row,
    )
    return redirect("mobile-search", made[0]) if made else answer


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request, search_id: int) -> HttpResponse:
    """One search: its steps; a form for the next step, for the end, and for a decision."""
    found = searches.searching(request.scope, search_id)
    form = blank(happened_on=request.today, on=request.today)
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            _act(request, search_id, typed)
        except Refused as refused:
            form = kept(request, refused, *_FIELDS)
        else:
            return redirect("mobile-search", search_id)
    return _page(request, found, form)


def _act(request: Request, search_id: int, typed: Typed) -> None:
    actor, on, deed = deeds.today_actor(request), request.today, typed.text("deed")
    if deed == "step":
        operations.step(
            actor=actor, on=on, search_id=search_id, means=typed.text("means"), asked=typed.text("asked"),
            result=typed.text("result"), happened_on=typed.day("happened_on"),
        )  # fmt: skip
    elif deed == "close":
        operations.close(
            actor=actor, on=on, search_id=search_id, outcome=typed.text("outcome"), note=typed.text("note")
        )
    elif deed == "decide":
        operations.decide(
            actor=actor, on=typed.day("on"), search_id=search_id, decision=typed.text("decision"),
            body=typed.text("body"), basis=typed.text("basis"), reason=typed.text("reason"),
        )  # fmt: skip
    else:
        raise NotVisible("deed")


def _page(request: Request, found: searches.Searching, form: Form) -> HttpResponse:
    return render(
        request,
        "mobile/search.html",
        status=REFUSED if form.faulty else 200,
        found=found,
        form=form,
        deed=form.value("deed"),
        means=choices.MEANS,
        outcomes=choices.OUTCOMES,
        decisions=choices.DECISIONS,
        acting=request.scope.as_of == request.today,
    )
