"""Where a person decides: doubts in groups that are alike, answered together or one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.intake import operations, queries
from zhendi.intake.queries import Choice, Doubt, DoubtGroup
from zhendi.kernel.errors import Refused
from zhendi.web.intake import words
from zhendi.web.intake.doors import above, for_intake
from zhendi.web.intake.upload import begin
from zhendi.web.shell.forms import Form, blank
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_GROUP, _DOUBT, _PLACE = "group-", "doubt-", "#"  # "#1": the second choice of each


@require_http_methods(["GET", "HEAD", "POST"])
@for_intake
def doubts(request: Request, run_id: int) -> HttpResponseBase:
    """The doubts of a run. What is chosen for one goes before what is chosen for its group; the rest stays open."""
    groups = queries.doubts(request.scope, run_id)
    if request.method != "POST":
        return _page(request, run_id, groups)
    try:
        decisions = _decisions(groups, request.POST)
        count = operations.decide(actor=request.actor, on=request.today, run_id=run_id, decisions=decisions)
        begin(request, run_id)
    except Refused as refused:
        return _page(request, run_id, groups, form=above(request, refused))
    messages.success(request, f"已判定 {count} 处，正在按判定重新检查。")
    return redirect("intake-run", run_id)


def _page(request: Request, run_id: int, groups: Sequence[DoubtGroup], *, form: Form | None = None) -> HttpResponse:
    posted = request.method == "POST"
    kept = {
        doubt.key: request.POST.get(_DOUBT + doubt.key, "") if posted else doubt.chosen
        for group in groups
        for doubt in group.doubts
    }
    return render(
        request,
        "intake/doubts.html",
        status=REFUSED if form and form.faulty else 200,
        run=queries.run(request.scope, run_id),
        groups=groups,
        together={group.kind: _together(group) for group in groups},
        kept=kept,
        kept_groups={group.kind: request.POST.get(_GROUP + group.kind, "") for group in groups},
        total=len(kept),
        open=sum(1 for chosen in kept.values() if not chosen),
        form=form or blank(),
    )


def _together(group: DoubtGroup) -> tuple[Choice, ...]:
    """The answers that can be given to a whole group: its own, or choices by their place where all have as many."""
    titles = words.TOGETHER.get(group.kind, ())
    alike = all(len(doubt.choices) == len(titles) for doubt in group.doubts)
    return group.choices or (tuple(Choice(f"{_PLACE}{at}", title) for at, title in enumerate(titles)) if alike else ())


def _own(together: str, group: DoubtGroup, doubt: Doubt) -> str:
    """What an answer to the group means for one of its doubts."""
    places = {choice.code: at for at, choice in enumerate(_together(group))}
    if doubt.choices and together in places:
        return doubt.choices[places[together]].code
    return together


def _decisions(groups: Sequence[DoubtGroup], typed: Mapping[str, object]) -> dict[str, str]:
    """The answers that differ from those in force; ``Refused`` when there is none."""
    found = {}
    for group in groups:
        together = str(typed.get(_GROUP + group.kind, ""))
        for doubt in group.doubts:
            answer = str(typed.get(_DOUBT + doubt.key, "")) or _own(together, group, doubt)
            if answer and answer != doubt.chosen:
                found[doubt.key] = answer
    if not found:
        raise Refused("还没有选。逐条选，或者给一整组选一个办法，再按“存下判定”。", code="nothing_chosen")
    return found
