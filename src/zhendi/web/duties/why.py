"""为什么: all that led to the status of one duty; and, for those who may, excusing it."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.kernel.errors import Refused
from zhendi.obligations import operations
from zhendi.obligations.queries import confirmations, duties, explaining
from zhendi.policy.load import load
from zhendi.policy.schema import OPEN
from zhendi.web.duties import doing, sentences, words
from zhendi.web.duties.words import STATUSES
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def why(request: Request, obligation_id: int) -> HttpResponse:
    """The clause, the rule, its numbers, the evidence counted and not counted, who answers, what happened."""
    form, ending = blank(), blank()
    if request.method == "POST":
        try:
            operations.waive(
                actor=request.actor, on=request.today, obligation_id=obligation_id,
                reason=request.POST.get("reason", ""), until=_day(request.POST.get("until", "")),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "reason", "until")
        else:
            messages.success(request, "已免办，到期后重新要求。")
            return redirect("duty-why", obligation_id)
    return _page(request, obligation_id, form, ending)


@require_POST
def end_waiver(request: Request, obligation_id: int) -> HttpResponse:
    """End a waiver before its day."""
    try:
        operations.end_waiver(
            actor=request.actor, on=request.today, obligation_id=obligation_id, reason=request.POST.get("reason", "")
        )
    except Refused as refused:
        return _page(request, obligation_id, blank(), kept(request, refused, "reason"))
    messages.success(request, "已提前结束免办，今天起重新要求。")
    return redirect("duty-why", obligation_id)


def _page(request: Request, obligation_id: int, form: Form, ending: Form) -> HttpResponse:
    told = explaining.explain(request.scope, obligation_id)
    row = doing.rows(told.rule, [told.duty], request.scope)[0]
    return render(
        request,
        "duties/why.html",
        cited=words.cited,
        checked=partial(words.checked, known=confirmations.confirmed()),
        status=REFUSED if form.faulty or ending.faulty else 200,
        told=told,
        row=row,
        duty=told.duty,
        rule=told.rule,
        form=form,
        ending=ending,
        bearer=words.bearer(told.rule),
        described=sentences.describe(told.rule, request.scope.as_of),
        titles={code: one.title for code, one in load().parameters.by_code.items()},
        steps=duties.way(request.scope, told.duty.path),
        may_waive=told.duty.may_waive and told.duty.status in OPEN,
        may_end=told.duty.may_waive and any(each.begins <= request.today < each.ends for each in told.waivers),
        changes=[(STATUSES[each.after], STATUSES[each.before], each.on) for each in told.changes],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
