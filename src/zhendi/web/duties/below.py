"""督办: what is overdue below the reader, by rule and place, and one reminder for each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zhendi.kernel.errors import Refused
from zhendi.obligations import operations
from zhendi.obligations.queries import duties, inbox
from zhendi.web.duties import words
from zhendi.web.shell.environment import url
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def below(request: Request) -> HttpResponse:
    """What is overdue below, the rule with most of it first."""
    found = inbox.overdue_below(request.scope, on=request.today)
    return render(
        request,
        "duties/below.html",
        found=[(each, words.each_of(each.rule)) for each in found],
        total=sum(each.overdue for each in found),
        sees=request.scope.may("see"),
    )


@require_POST
def nudge(request: Request) -> HttpResponse:
    """Remind a place of what is overdue there; back to where the button stood."""
    rule, path = request.POST.get("rule", ""), request.POST.get("path", "")
    try:
        count = operations.nudge(
            actor=request.actor, on=request.today, rule=rule, path=path, note=request.POST.get("note", "")
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        place, asked = duties.way(request.scope, path)[-1], duties.rule_of(rule)
        messages.success(request, f"已催{place.name}：{asked.title}，逾期 {count} {words.each_of(asked)}。")
    return redirect(_back(request))


def _back(request: Request) -> str:
    given = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts=None) and given.startswith("/")
    return given if safe else url("duties-below")
