"""The check-list and the risk check on one page: every line gets an answer, a risk gets a measure."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.operations import decision_preparing
from zhendi.domain.democracy.operations.decision_preparing import Answer
from zhendi.domain.democracy.queries import decision_records
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

ANSWERS = (("clear", "没有问题"), ("risk", "有风险"))


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, decision_id: int) -> HttpResponse:
    """The page."""
    row = decision_records.record(request.scope.on(request.today), decision_id)
    if "check" not in row.deeds:
        raise NotVisible("check")
    form = blank(on=request.today.isoformat())
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        answers = {
            item.code: Answer(typed.text(f"answer-{item.code}"), typed.text(f"measure-{item.code}"))
            for item in lists().items
        }
        try:
            decision_preparing.check(
                actor=today_actor(request), on=typed.day("on"), decision_id=row.id, answers=answers
            )
        except Refused as refused:
            form = kept(request, refused)
        else:
            messages.success(request, "审查完了。下一步两委分别商议。")
            return redirect("decision", row.id)
    kinds = (("审查清单", "check"), ("风险检查", "risk"))
    return render(
        request, "decisions/check.html", status=REFUSED if form.faulty else 200, row=row, form=form, answers=ANSWERS,
        sections=[(title, [item for item in lists().items if item.part == part]) for title, part in kinds],
    )  # fmt: skip
