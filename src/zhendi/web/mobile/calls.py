"""The call list of the quarter: one member after the other, one-tap results; made for one hand on a telephone."""

from __future__ import annotations

from collections.abc import Set

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.messaging.queries import letters
from zhendi.domain.messaging.queries.failed import failed_subjects
from zhendi.domain.mobile import access, cadence
from zhendi.domain.mobile.operations import calls as operations
from zhendi.domain.mobile.queries import calls, choices, records
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Scope
from zhendi.web.mobile import asked, deeds
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.environment import url
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_PURPOSE = "按一季一电话联系本人"


@require_safe
def index(request: Request) -> HttpResponse:
    """Whom to call, and below it the calls of the quarter."""
    return _page(request)


@require_POST
def show(request: Request, movement_id: int) -> HttpResponse:
    """The number of one member, shown once; written down."""
    actor = deeds.today_actor(request)
    found = operations.show_phone(actor=actor, on=request.today, movement_id=movement_id, purpose=_PURPOSE)
    response = _page(request, shown=(movement_id, found))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def log(request: Request, movement_id: int) -> HttpResponse:
    """What came of a call; then the list again with the next member on top."""
    typed = Typed(dict(request.POST.lists()))
    try:
        day = typed.day("happened_on", "打电话的日期") if typed.text("happened_on") else None
        again = typed.day("next_on", "下次打的日期") if typed.text("next_on") else None
        operations.log(
            actor=deeds.today_actor(request),
            on=request.today,
            movement_id=movement_id,
            result=typed.text("result"),
            happened_on=day,
            note=typed.text("note"),
            next_on=again,
        )
    except Refused as refused:
        if typed.text("back") == "one":
            raise
        return _page(request, form=kept(request, refused), faulty=movement_id)
    name = records.record(request.scope.on(request.today), movement_id).name
    words = dict(choices.RESULTS).get(typed.text("result"), "")
    messages.success(request, f"{name}：{words}，记下了。")
    if typed.text("back") == "one":
        return redirect("mobile-member", movement_id)
    return redirect(url("mobile-calls") + (f"?page={number(typed.text('page'))}" if typed.text("page") else ""))


@require_POST
def helped(request: Request, call_id: int) -> HttpResponse:
    """What a member asked for in a call is settled."""
    operations.settle_help(actor=deeds.today_actor(request), on=request.today, call_id=call_id)
    messages.success(request, "办好了，记下了。")
    back = number(request.POST.get("movement"))
    return redirect("mobile-member", back) if request.POST.get("movement") else redirect("mobile-calls")


def failed(scope: Scope) -> Set[int]:
    """Members whom a message or a letter did not reach. Two queries."""
    return failed_subjects(scope, "mobile.").keys() | _letters_back(scope)


def _letters_back(scope: Scope) -> Set[int]:
    """Members whose letter came back in the quarter."""
    period = cadence.period("call", scope.as_of)
    return letters.failed_subjects(scope, since=period.first if period else scope.as_of).keys()


def _page(
    request: Request, *, shown: tuple[int, str] | None = None, form: Form | None = None, faulty: int = 0
) -> HttpResponse:
    asked.require_seeing(request)
    scope = request.scope
    found = calls.to_call(scope, failed=failed(scope), page=number(request.GET.get("page") or request.POST.get("page")))
    if shown is not None or faulty:
        wanted = shown[0] if shown else faulty
        rows = sorted(found.rows, key=lambda row: row.id != wanted)
        found = found._replace(rows=tuple(rows))
    return render(
        request,
        "mobile/calls.html",
        status=REFUSED if form else 200,
        list=found,
        size=calls.SIZE,
        shown=shown,
        form=form or Form(),
        faulty=faulty,
        results=choices.RESULTS,
        made=calls.made(scope),
        may_unmask=scope.may(access.UNMASK),
        acting=scope.may(access.WRITE) and scope.as_of == request.today,
    )
