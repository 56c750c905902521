"""Plans on record: asked for, listed, read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import kept_plans as deeds
from zhendi.domain.setup.queries import kept_plans, plans
from zhendi.kernel import detached
from zhendi.kernel.errors import NotVisible
from zhendi.web.orgs.typed import number
from zhendi.web.setup import asked, trying
from zhendi.web.setup.deeds import today_actor
from zhendi.web.setup.plans import percent
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep the plan that is on the page; where many units are to be grouped, a process of its own works it out."""
    asked.require_seeing(request)
    actor, trial = today_actor(request), trying.trial(request)
    home = request.scope.home
    committee = trial.township or (home.organisation_id if home else None)
    if committee is None or not request.scope.may(WRITE):
        raise NotVisible("plans")
    made = deeds.order(actor=actor, on=request.today, committee_id=committee, limits=trial.limits)
    found = kept_plans.ordered(actor.scope, committee, trial.limits)
    if found.small > plans.SEARCHED_AT_ONCE:
        detached.start("setup_plan", str(made))
        messages.success(request, "单位多，正在细算，算完会显示在这里。")
    else:
        plan = plans.worked_out(found.problem)
        deeds.settle(
            actor=actor, on=request.today, plan_id=made,
            problem=found.problem, solution=plan.solution, verdicts=plan.verdicts,
        )  # fmt: skip
        messages.success(request, "方案已留存。它不等于组建，组建还要按程序办理。")
    return redirect("units-plan-kept", made)


@require_safe
def listing(request: Request) -> HttpResponse:
    """Plans on record, newest first."""
    asked.require_seeing(request)
    page = kept_plans.kept(request.scope, page=number(request.GET.get("page")))
    return render(request, "setup/plans_kept.html", page=page, percent=percent)


@require_safe
def record(request: Request, plan_id: int) -> HttpResponse:
    """One plan on record; while it is being worked out, how far it has come."""
    row = kept_plans.kept_plan(request.scope, plan_id)
    waiting = row.line.state == "waiting"
    return render(
        request, "setup/plan_kept.html", row=row, gap=percent(row.line.gap_per_mille),
        coming=kept_plans.coming(request.scope, plan_id) if waiting else None,
        may_stop=waiting and row.may_keep and request.scope.as_of == request.today,
    )  # fmt: skip


@require_safe
def coming(request: Request, plan_id: int) -> HttpResponseBase:
    """How far it has come, as a piece of the page; once it is done the page is shown anew."""
    row = kept_plans.kept_plan(request.scope, plan_id)
    address = reverse("units-plan-kept", args=[plan_id])
    if request.htmx.target != "coming":
        return redirect(address)
    if row.line.state != "waiting":
        return HttpResponseClientRedirect(address)
    return render(
        request, "setup/plan_kept.html", parts=("coming",), row=row, coming=kept_plans.coming(request.scope, plan_id)
    )


@require_POST
def stop(request: Request, plan_id: int) -> HttpResponse:
    """Wait no longer for a plan, for instance after the machine was switched off: it can be asked for again."""
    deeds.give_up(actor=today_actor(request), on=request.today, plan_id=plan_id)
    messages.success(request, "不再等这个方案。回到设置方案可以再算。")
    return redirect("units-plan-kept", plan_id)
