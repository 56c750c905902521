"""Forms of the plan: a new activity, a changed one, a cancelled one."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.activities import queries
from zhendi.domain.activities.access import WRITE
from zhendi.domain.activities.operations import planning as operations
from zhendi.domain.activities.operations.planning import Plan
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.domain.orgs import queries as orgs
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.activities import asked, deeds, joint
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup.choices import chosen
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_METHODS = ["GET", "HEAD", "POST"]
FIELDS = ("organisation", "organisation_name", "kind", "title", "day", "hour", "place", "remote", "agenda", "hours")
_MORNING = "09:00"


@require_http_methods(_METHODS)
def new(request: Request) -> HttpResponse:
    """Plan an activity, or enter one that was held already."""
    if not request.scope.may(WRITE):
        raise NotVisible("plan an activity")
    places = [(row.id, row.called) for row in orgs.beneath(request.scope.on(request.today), WRITE)]
    form = blank(
        day=request.today.isoformat(), hour=_MORNING, kind=request.GET.get("kind"), organisation=_first(request, places)
    )
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            made, invited = joint.plan(
                actor=asked.acting(request), on=request.today, organisation_id=chosen(request, typed), given=_plan(typed),
                owed=typed.text("invite") == "owed",
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *FIELDS)
        else:
            then = f"已邀请今年还没座谈的{invited}人。" if invited else "接着邀请人。"
            messages.success(request, f"“{typed.text('title')}”已安排。{then}")
            return redirect("activity", made)
    return render(
        request,
        "activities/new.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        places=places,
        kinds=queries.activity_kinds(),
        owed=_owed(request),
        invite=request.POST.get("invite", request.GET.get("invite", "")),
    )


@require_http_methods(_METHODS)
def change(request: Request, activity_id: int) -> HttpResponse:
    """Put the plan right."""
    row = deeds.subject(request, activity_id, deeds.CHANGE)

    def act(typed: Typed) -> str:
        operations.change(actor=asked.acting(request), on=request.today, activity_id=row.id, given=_plan(typed))
        return "安排已更正。"

    local = row.planned_at.astimezone(clock.ZONE)
    start = {
        "kind": row.kind,
        "title": row.title,
        "day": local.date().isoformat(),
        "hour": f"{local:%H:%M}",
        "place": row.place,
        "remote": row.remote,
        "agenda": row.agenda,
        "hours": f"{row.hours.normalize():f}" if row.hours else "",
    }
    return deeds.answer(
        request, row, deeds.CHANGE, act, fields=FIELDS, start=start, kinds=queries.activity_kinds(), places=()
    )


@require_http_methods(_METHODS)
def cancel(request: Request, activity_id: int) -> HttpResponse:
    """Cancel it."""
    row = deeds.subject(request, activity_id, deeds.CANCEL)

    def act(typed: Typed) -> str:
        operations.cancel(
            actor=asked.acting(request), on=request.today, activity_id=row.id, reason=typed.text("reason")
        )
        return f"“{row.title}”已取消。"

    return deeds.answer(request, row, deeds.CANCEL, act, fields=("reason",))


def _owed(request: Request) -> int:
    """To how many in the reader's sight this year's symposium is owed, where the address asks to invite them."""
    said = request.POST.get("invite") or request.GET.get("invite")
    return len(receivers(request.scope.on(request.today), owed="symposium")) if said == "owed" else 0


def _plan(typed: Typed) -> Plan:
    return Plan(
        kind=typed.text("kind"),
        title=typed.text("title"),
        planned_at=datetime.combine(typed.day("day", "日期"), _hour(typed), clock.ZONE),
        place=typed.text("place"),
        remote=typed.text("remote"),
        agenda=typed.text("agenda"),
        hours=_hours(typed),
    )


def _hour(typed: Typed) -> time:
    try:
        return time.fromisoformat(typed.text("hour")).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        raise Refused("时间没看懂，按 14:30 这样填。", code="hour", field="hour") from None


def _hours(typed: Typed) -> Decimal:
    said = typed.text("hours") or "0"
    try:
        found = Decimal(said)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 1000:
        raise Refused("学时填数字，例如 2 或 1.5；不计学时就空着。", code="hours", field="hours")
    return round(found, 1)


def _first(request: Request, places: list[tuple[int, str]]) -> int | None:
    """The organisation that the address names, else the one where the reader stands."""
    home = request.scope.home
    wanted = key(request.GET.get("organisation")) or (home.organisation_id if home else None)
    return wanted if any(pk == wanted for pk, _ in places) else None
