"""What people set for the planner: units wanted in one group, or kept apart."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import bonds as deeds
from zhendi.domain.setup.queries import bonds
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup import asked
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.environment import url
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

KINDS = (("together", "必须编在一组"), ("apart", "不能编在一组"))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """The units chosen in the plan, which of the two, and why."""
    asked.require_seeing(request)
    if not request.scope.may(WRITE):
        raise NotVisible("bonds")
    typed = Typed(dict((request.POST if request.method == "POST" else request.GET).lists()))
    units = bonds.chosen(request.scope.on(request.today), typed.many("units")[:100])
    form = blank(kind=typed.text("kind") or "together", units=[one.id for one in units])
    if request.method == "POST":
        try:
            _bind(request, typed)
        except Refused as refused:
            form = kept(request, refused, "kind", "units", "reason")
        else:
            messages.success(request, "已记下，测算时照办。")
            return redirect(url("units-plans", view="bonds"))
    status = REFUSED if form.faulty else 200
    return render(request, "setup/bond.html", status=status, form=form, units=units, kinds=KINDS)


@require_POST
def lift(request: Request, bond_id: int) -> HttpResponse:
    """End a bond; later plans are free of it."""
    deeds.lift(actor=today_actor(request), on=request.today, bond_id=bond_id)
    messages.success(request, "约定已解除。")
    return redirect(url("units-plans", view="bonds"))


def _bind(request: Request, typed: Typed) -> None:
    deeds.bind(
        actor=today_actor(request),
        on=request.today,
        kind=typed.text("kind"),
        unit_ids=typed.many("units"),
        reason=typed.text("reason"),
    )
