"""The first page, the search, and the two forms that say where the reader stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.web.account.signing import safe_next
from zhendi.web.duties.inbox import lines as waiting_lines
from zhendi.web.home import finding, here
from zhendi.web.shell import standpoint as standing
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_FIRST = 5  # lines of the inbox on the first page
_LONGEST = 60  # characters of a search that are looked at


@require_safe
def home(request: Request) -> HttpResponse:
    """What is here for the reader."""
    scope = request.scope
    posts = "、".join(dict.fromkeys(grant.role_title for grant in scope.grants))
    lead = f"{scope.name}，{posts}" if posts else ""
    duties = waiting_lines(request)
    return render(
        request,
        "home/home.html",
        lead=lead,
        places=here.places(scope),
        waiting=here.waiting(scope),
        board=here.board(scope),
        duties=duties[:_FIRST],
        more=len(duties) - _FIRST,
    )


@require_safe
def search(request: Request) -> HttpResponse:
    """People, organisations and units by name, pinyin, telephone tail; within scope only."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    people = finding.find_people(request.scope, words)
    organisations = finding.find_organisations(request.scope, words)
    units = finding.find_units(request.scope, words)
    return render(request, "home/search.html", words=words, people=people, organisations=organisations, units=units)


@require_POST
def standpoint(request: Request) -> HttpResponse:
    """Use one of the posts held, or all together."""
    organisation, _, role = request.POST.get("post", "").partition(":")
    if not organisation:
        standing.choose_all_posts(request)
    elif not (organisation.isdecimal() and standing.choose_post(request, int(organisation), role)):
        messages.error(request, "这个职务现在不在任，没有切换。")
    return HttpResponseRedirect(safe_next(request.POST.get("next", "")))


@require_POST
def as_of(request: Request) -> HttpResponse:
    """Show pages as of a past day; an empty day is today."""
    if not standing.choose_day(request, request.POST.get("day", "")):
        messages.error(request, "只能看今天和以前的情况，日期按 2026-05-20 这样填。")
    return HttpResponseRedirect(safe_next(request.POST.get("next", "")))


@require_safe
def stay(_request: Request) -> HttpResponse:
    """Keep the session alive: the gate notes every request."""
    return HttpResponse(status=204)
