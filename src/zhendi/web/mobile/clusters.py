"""Where members away gather: what the rule proposes there, taking it up, and one gathering on record."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile.queries import clusters, lists
from zhendi.domain.mobile.queries.clusters import Filters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.mobile import asked, deeds, joint, taking
from zhendi.web.mobile.joint import Acceptance
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_FOUND = "write_organisations"
_HEADS = (
    "序号", "地方", "工作单位", "人数", "都在从", "组建", "姓名", "所在支部", "本人单位", "外出日期", "牵头人选",
)  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """Groups with their members, and how far each is."""
    asked.require_seeing(request)
    found = clusters.clusters(request.scope)
    may_found = request.scope.may(_FOUND) and request.scope.as_of == request.today
    words = _asked(request.GET)
    page = clusters.listing(request.scope, found, words, page=number(request.GET.get("page")))
    return render(
        request, "mobile/clusters.html", found=found, page=page, asked=words, states=clusters.STATES,
        orders=clusters.ORDERS, size=clusters.SIZE, may_found=may_found, counts=lists.counts(request.scope),
    )  # fmt: skip


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, as a workbook: one line for each member of a group."""
    asked.require_seeing(request)
    found = clusters.clusters(request.scope)
    page = clusters.listing(request.scope, found, _asked(request.POST), size=len(found.clusters) or 1)
    words = dict(clusters.STATES)
    rows = [
        (
            number_, row.cluster.place, "、".join(row.cluster.employers), len(row.cluster.members), row.cluster.since,
            words[row.state or "new"], one.name, one.branch, one.employer, one.moved_on,
            "可牵头" if one == row.cluster.leader else "",
        )
        for number_, row in enumerate(page.rows, 1)
        for one in row.cluster.members
    ]  # fmt: skip
    return taking.along(request, "clusters", _HEADS, rows)


def _asked(said: QueryDict) -> Filters:
    """What the address narrows to; unknown words are left aside."""
    return Filters(
        said.get("q", "").strip()[:60],
        asked.one_of(said.get("state", ""), list(dict(clusters.STATES))),
        asked.one_of(said.get("sort", ""), list(dict(clusters.ORDERS))) or "many",
    )


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
