"""Villages whose industry grows fast and whose members are many: candidates for a general branch, with the evidence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import industry as deeds
from zhendi.domain.setup.queries import industry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup import asked
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

FIELDS = ("organisation", "year", "main", "output", "before", "source")


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """The list, and the form for one more village; posted, its figures are entered."""
    asked.require_seeing(request)
    form = blank(year=str(request.today.year - 1))
    if request.method == "POST":
        if not request.scope.may(WRITE):
            raise NotVisible("industry")
        try:
            _record(request)
        except Refused as refused:
            form = kept(request, refused, *FIELDS)
        else:
            messages.success(request, "产业情况已登记。")
            return redirect("units-industry")
    return _page(request, form)


@require_POST
def consider(request: Request, industry_id: int) -> HttpResponse:
    """Say what came of it."""
    typed = Typed(dict(request.POST.lists()))
    try:
        deeds.consider(
            actor=today_actor(request), on=request.today, industry_id=industry_id, outcome=typed.text("outcome")
        )
    except Refused as refused:
        return _page(request, kept(request, refused))
    messages.success(request, "研究结果已记下。")
    return redirect("units-industry")


def _page(request: Request, form: Form) -> HttpResponse:
    may_keep = request.scope.may(WRITE) and request.scope.as_of == request.today
    return render(
        request,
        "setup/industry.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        rows=industry.villages(request.scope),
        marks=industry.marks(request.scope.as_of),
        branches=industry.branches(request.scope.on(request.today)) if may_keep else (),
        may_keep=may_keep,
    )


def _record(request: Request) -> None:
    typed = Typed(dict(request.POST.lists()))
    deeds.record(
        actor=today_actor(request),
        on=request.today,
        organisation_id=typed.chosen("organisation", "村党支部"),
        year=key(typed.text("year")) or 0,
        main=typed.text("main"),
        output=_amount(typed, "output"),
        before=_amount(typed, "before"),
        source=typed.text("source"),
    )


def _amount(typed: Typed, name: str) -> Decimal:
    try:
        found = Decimal(typed.text(name).replace(",", "").replace("，", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Refused("产值填数字，以万元计，例如 320.5。", code="amount", field=name)
    return found.quantize(Decimal("0.01")) if abs(found) < 10**10 else found
