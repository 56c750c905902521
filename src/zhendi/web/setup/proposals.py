"""Proposals of joint branches: kept from a plan, changed, accepted, dropped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhendi.domain.setup.operations import plans as deeds
from zhendi.domain.setup.queries.procedure_forms import of_proposal
from zhendi.domain.setup.queries.proposals import ProposalRow, proposal
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_POST
def propose(request: Request) -> HttpResponse:
    """Keep a group of the plan as a proposal."""
    typed = Typed(dict(request.POST.lists()))
    made = deeds.propose(
        actor=today_actor(request),
        on=request.today,
        hub_id=typed.chosen("hub", "集中的单位"),
        unit_ids=typed.many("units"),
    )
    messages.success(request, "这一组已留下，重新测算也不会变。")
    return redirect("units-proposal", made)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, proposal_id: int) -> HttpResponse:
    """The proposal; posted, its units and meeting place are changed."""
    row = _row(request, proposal_id)
    form = blank(units=[one.id for one in row.units], hub=row.hub.id)
    if request.method == "POST":
        try:
            _regroup(request, proposal_id)
        except Refused as refused:
            form = kept(request, refused, "units", "hub")
        else:
            messages.success(request, "分组已改。")
            return redirect("units-proposal", proposal_id)
    return _page(request, row, form)


@require_POST
def accept(request: Request, proposal_id: int) -> HttpResponse:
    """Take the proposal up."""
    row = _row(request, proposal_id)
    try:
        deeds.accept(actor=today_actor(request), on=request.today, proposal_id=proposal_id)
    except Refused as refused:
        return _page(request, row, kept(request, refused, "units", "hub"))
    messages.success(request, "方案已采纳。党委批复前，单位仍是空白。")
    return redirect("units-proposal", proposal_id)


@require_POST
def drop(request: Request, proposal_id: int) -> HttpResponse:
    """Give the proposal up."""
    row = _row(request, proposal_id)
    reason = Typed(dict(request.POST.lists())).text("reason")
    try:
        deeds.drop(actor=today_actor(request), on=request.today, proposal_id=proposal_id, reason=reason)
    except Refused as refused:
        return _page(request, row, kept(request, refused, "units", "hub"))
    messages.success(request, "方案已撤下，单位会重新测算。")
    return redirect("units-plans")


def _regroup(request: Request, proposal_id: int) -> None:
    typed = Typed(dict(request.POST.lists()))
    deeds.regroup(
        actor=today_actor(request),
        on=request.today,
        proposal_id=proposal_id,
        hub_id=typed.chosen("hub", "集中的单位"),
        unit_ids=typed.many("units"),
    )


def _row(request: Request, proposal_id: int) -> ProposalRow:
    row = proposal(request.scope.on(request.today), proposal_id)
    if request.method == "POST" and not row.may_keep:
        raise NotVisible("proposal")
    return row


def _page(request: Request, row: ProposalRow, form: Form) -> HttpResponse:
    choices = [(one.id, f"{one.name}（党员 {one.full + one.probationary}）") for one in row.choices]
    status = REFUSED if form.faulty else 200
    return render(
        request, "setup/proposal.html", status=status, row=row, form=form, choices=choices,
        procedure=of_proposal(request.scope.on(request.today), row.id),
    )  # fmt: skip
