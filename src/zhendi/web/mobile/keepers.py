"""Contact persons on the three levels: places with theirs, and naming one for several members at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile import access
from zhendi.domain.mobile.operations import keepers as operations
from zhendi.domain.mobile.operations.keepers import Named
from zhendi.domain.mobile.queries import keepers, lists
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.domain.orgs import queries as orgs
from zhendi.domain.orgs.paths import STEP
from zhendi.domain.people import queries as people
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.mobile import asked, deeds, taking
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_HEADS = ("组织", "级", "外出", "没有联系人", "联系人", "联系人的级", "联系电话", "从哪天起")
_EVERY = 20_000  # places of a list that goes out


@require_safe
def index(request: Request) -> HttpResponse:
    """County, townships and branches with their contact persons; members without one are counted."""
    asked.require_seeing(request)
    text, bare = request.GET.get("q", "").strip()[:60], request.GET.get("bare") == "1"
    page = keepers.places(request.scope, text=text, bare=bare, page=number(request.GET.get("page")))
    return render(
        request,
        "mobile/keepers.html",
        page=page,
        text=text,
        bare=bare,
        size=keepers.SIZE,
        counts=lists.counts(request.scope),
        acting=request.scope.as_of == request.today,
        county=any(len(low) <= STEP for low, _ in request.scope.ranges(access.WRITE)),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, as a workbook; telephones masked."""
    asked.require_seeing(request)
    text, bare = request.POST.get("q", "").strip()[:60], request.POST.get("bare") == "1"
    page = keepers.places(request.scope, text=text, bare=bare, size=_EVERY)
    rows = [
        (
            row.name, row.level, row.away, row.bare if row.level == "村级" else "", who.name if who else "",
            who.level if who else "", who.phone if who else "", who.since if who else "",
        )
        for row in page.rows
        for who in row.keepers or (None,)
    ]  # fmt: skip
    return taking.along(request, "keepers", _HEADS, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def name_place(request: Request, organisation_id: int) -> HttpResponse:
    """Name the contact person of a place, for all who left it."""
    place = orgs.record(request.scope.on(request.today), organisation_id)
    if not deeds.today_actor(request).scope.allows("write_people", place.path_today):
        raise NotVisible("no such place")

    def act(typed: Typed) -> str:
        operations.assign_place(
            actor=deeds.today_actor(request),
            on=request.today,
            organisation_id=organisation_id,
            named=_named(request, typed),
        )
        return f"联系人定为{typed.text('name')}，从今天起。"

    return deeds.answer(
        request,
        "mobile/keeper.html",
        act,
        then=("mobile-keepers",),
        fields=("name", "phone"),
        place=place,
        rows=(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def county(request: Request) -> HttpResponse:
    """Townships with their contact persons of the county's level; one is named for all that are chosen."""
    scope = request.scope.on(request.today)
    if not any(len(low) <= STEP for low, _ in scope.ranges(access.WRITE)):
        raise NotVisible("county")

    def act(typed: Typed) -> str:
        many = operations.assign_county(
            actor=deeds.today_actor(request),
            on=request.today,
            organisation_ids=typed.many("pick"),
            named=_named(request, typed),
        )
        return f"{many} 个乡镇的县级联系人定为{typed.text('name')}，从今天起。"

    text, bare = request.GET.get("q", "").strip()[:60], request.GET.get("bare") == "1"
    page = keepers.townships(scope, text=text, bare=bare, page=number(request.GET.get("page")))
    start = {"pick": [row.id for row in page.rows if not row.keepers]}
    return deeds.answer(
        request, "mobile/keepers_county.html", act, then=("mobile-county-keepers",), fields=("name", "phone"),
        start=start, page=page, text=text, bare=bare, size=keepers.SIZE,
    )  # fmt: skip


@require_POST
def assign(request: Request) -> HttpResponse:
    """One contact person for those chosen in the list; posted again with a name it is carried out."""
    typed = Typed(dict(request.POST.lists()))
    chosen = typed.many("pick")
    if not chosen:
        raise Refused("没有选择人。回到清单，勾选后再定联系人。", code="missing")
    form = blank()
    if request.POST.get("name") is not None:
        try:
            many = operations.assign(
                actor=deeds.today_actor(request), on=request.today, movement_ids=chosen, named=_named(request, typed)
            )
        except Refused as refused:
            form = kept(request, refused, "name", "phone")
        else:
            messages.success(request, f"{many} 人的联系人定为{typed.text('name')}。")
            return redirect("mobile-member", chosen[0]) if len(chosen) == 1 else redirect("mobile")
    rows = receivers(request.scope.on(request.today), ids=chosen)
    status = REFUSED if form.faulty else 200
    return render(request, "mobile/keeper.html", status=status, form=form, place=None, rows=rows)


@require_POST
def relieve(request: Request, keeper_id: int) -> HttpResponse:
    """A contact person is one no more."""
    operations.relieve(actor=deeds.today_actor(request), on=request.today, keeper_id=keeper_id)
    messages.success(request, "已解除，从今天起。")
    return redirect("mobile-keepers")


def _named(request: Request, typed: Typed) -> Named:
    """The name as typed; the person of that name when the reader sees exactly one."""
    name = typed.text("name")
    hits = [hit for hit in people.search(request.scope.on(request.today), name) if hit.name == name] if name else []
    person = hits[0].person_id if len(hits) == 1 else None
    return Named(person, name, typed.text("phone"))
