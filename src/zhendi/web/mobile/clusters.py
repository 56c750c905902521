"""Where members away gather: what the rule proposes there, taking it up, and one gathering on record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from zhendi.domain.mobile.queries import clusters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.mobile import asked, deeds, joint
from zhendi.web.mobile.joint import Acceptance
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_FOUND = "write_organisations"


@require_safe
def index(request: Request) -> HttpResponse:
    """Groups with their members, and how far each is."""
    asked.require_seeing(request)
    found = clusters.clusters(request.scope)
    may_found = request.scope.may(_FOUND) and request.scope.as_of == request.today
    held = clusters.held(request.scope, found.clusters)
    rows = [(each, *held.get(each.ids, (0, ""))) for each in found.clusters]
    return render(request, "mobile/clusters.html", found=found, rows=rows, may_found=may_found)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Request) -> HttpResponse:
    """Take one up: who belongs to it, who might lead, what it is to be called (``of``: its movements)."""
    scope = request.scope.on(request.today)
    if not scope.may(_FOUND):
        raise NotVisible("clusters")
    typed = Typed(dict((request.POST if request.method == "POST" else request.GET).lists()))
    found = clusters.chosen(scope, typed.many("of"))
    place = clusters.answer(found)
    if not scope.allows(_FOUND, place.path):
        raise NotVisible("clusters")
    reason = f"{found.place}有{len(found.members)}名外出正式党员，住得集中，工作稳定。"
    form = blank(
        member=[each.id for each in found.members], leader=found.leader.id, full_name=place.name, reason=reason
    )
    if request.method == "POST":
        try:
            made = joint.accept(
                actor=deeds.today_actor(request), on=request.today, acceptance=_acceptance(typed, place)
            )
        except Refused as refused:
            form = kept(request, refused, "full_name", "member", "leader", "reason")
        else:
            messages.success(request, "已采纳，组建已提出。下一步向党委请示。")
            return redirect("procedure", made)
    return render(
        request,
        "mobile/cluster_accept.html",
        status=REFUSED if form.faulty else 200,
        form=form,
        found=found,
        place=place,
        members=[(each.id, f"{each.name}（{each.branch}）") for each in found.members],
    )


@require_safe
def record(request: Request, gathering_id: int) -> HttpResponse:
    """One gathering on record."""
    row = clusters.gathering(request.scope, gathering_id)
    may_found = request.scope.may(_FOUND) and request.scope.as_of == request.today
    return render(request, "mobile/gathering.html", row=row, may_found=may_found)


def _acceptance(typed: Typed, place: clusters.Answer) -> Acceptance:
    return Acceptance(
        place.committee_id, typed.text("full_name"), typed.many("member"), typed.chosen("leader", "牵头人"),
        typed.text("reason"),
    )  # fmt: skip
