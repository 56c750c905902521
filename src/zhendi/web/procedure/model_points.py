"""Pages of model points: the list, one with its six criteria, and the page that anybody may open once it is published."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.orgs import queries as orgs
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import model_points as deeds
from zhendi.domain.setup.operations import noting
from zhendi.domain.setup.queries import model_points
from zhendi.domain.setup.queries.model_points import Filters, Point
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import Typed, key, number
from zhendi.web.procedure.lists import require_seeing
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request
from zhendi.web.shell.sending import sent

_HEADINGS = ("党组织", "申报日期", "评定日期", "有佐证的标准（共 6 条）", "公开日期")


@require_safe
def index(request: Request) -> HttpResponse:
    """The model points of the reader's piece of the tree, or those that the filters choose."""
    require_seeing(request)
    filters = _filters(request)
    return render(
        request,
        "procedure/points.html",
        page=model_points.listing(request.scope, filters, page=number(request.GET.get("page"))),
        size=model_points.SIZE,
        figures=model_points.figures(request.scope),
        filters=filters,
        states=model_points.STATES,
        may_export=request.scope.may(WRITE),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose; written down as gone out."""
    if not request.scope.may(WRITE):
        raise NotVisible("model points")
    request.GET = request.POST
    rows = tuple(model_points.every(request.scope, _filters(request)))
    noting.export(
        actor=today_actor(request), on=request.today, what="model_points", said=f"导出示范点清单 {len(rows)} 个"
    )
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    cells = [(r.name, r.proposed_on, r.named_on or "", r.evidence, r.published_on or "") for r in rows]
    return download(workbook("示范点清单.xlsx", [Sheet("示范点", "党建示范点清单", _HEADINGS, cells, note)]))


@require_http_methods(["GET", "HEAD", "POST"])
def put_forward(request: Request) -> HttpResponse:
    """Put an organisation forward (``organisation``)."""
    require_seeing(request)
    typed = Typed(dict((request.POST if request.method == "POST" else request.GET).lists()))
    row = orgs.record(request.scope.on(request.today), key(typed.text("organisation")) or 0)
    form = blank()
    if request.method == "POST":
        try:
            made = deeds.put_forward(
                actor=today_actor(request), on=request.today, organisation_id=row.id, summary=typed.text("summary")
            )
        except Refused as refused:
            form = kept(request, refused, "summary")
        else:
            messages.success(request, "已申报，逐条写佐证。")
            return redirect("model-point", made)
    return render(request, "procedure/point_new.html", status=REFUSED if form.faulty else 200, row=row, form=form)


@require_safe
def record(request: Request, point_id: int) -> HttpResponse:
    """One with its evidence and judgements."""
    return _page(request, model_points.point(request.scope, point_id), blank())


@require_POST
def act(request: Request, point_id: int, deed: str) -> HttpResponse:
    """What is done with it: evidence, picture, judge, publish, hide, give-up."""
    row = model_points.point(request.scope.on(request.today), point_id)
    if deed not in _ACTS:
        raise NotVisible(deed)
    try:
        said = _ACTS[deed](request, today_actor(request), Typed(dict(request.POST.lists())), point_id)
    except Refused as refused:
        return _page(request, row, kept(request, refused, "nothing"))
    messages.success(request, said)
    return redirect("model-points") if deed == "give-up" else redirect("model-point", point_id)


@require_safe
def picture(request: Request, point_id: int, file_id: int) -> HttpResponse:
    """A picture, for those who see the point."""
    return sent(model_points.picture(point_id, file_id, request.scope))


@login_not_required
@require_safe
def public(request: Request, point_id: int) -> HttpResponse:
    """The published page: what is good here, no person's name."""
    return render(request, "procedure/point_public.html", row=model_points.published(point_id))


@login_not_required
@require_safe
def public_picture(_request: Request, point_id: int, file_id: int) -> HttpResponse:
    """A picture of a published page."""
    return sent(model_points.picture(point_id, file_id), public=True)


def _filters(request: Request) -> Filters:
    state = request.GET.get("state", "")
    return Filters(request.GET.get("q", "").strip()[:60], state if state in dict(model_points.STATES) else "")


def _page(request: Request, row: Point, form: Form) -> HttpResponse:
    return render(
        request, "procedure/point.html", status=REFUSED if form.faulty else 200, row=row, form=form,
        writing=row.may_write and request.scope.as_of == request.today,
        judging=row.may_judge and request.scope.as_of == request.today,
    )  # fmt: skip


def _evidence(request: Request, actor: Actor, typed: Typed, point: int) -> str:
    deeds.give_evidence(
        actor=actor, on=request.today, point_id=point, criterion=typed.text("criterion"), text=typed.text("text")
    )
    return "佐证已写上。"


def _picture(request: Request, actor: Actor, typed: Typed, point: int) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused("没有选图片。", code="missing", field="file")
    deeds.add_picture(
        actor=actor, on=request.today, point_id=point, criterion=typed.text("criterion"), content=upload.read(),
        title=typed.text("title") or (upload.name or ""),
    )  # fmt: skip
    return "图片已放入。"


def _judge(request: Request, actor: Actor, typed: Typed, point: int) -> str:
    passed = deeds.judge(actor=actor, on=request.today, point_id=point, met=typed.texts("met"), note=typed.text("note"))
    return "六条都达到，评定为示范点。" if passed else "评定已记下，还不是示范点。"


def _publish(request: Request, actor: Actor, _typed: Typed, point: int) -> str:
    deeds.publish(actor=actor, on=request.today, point_id=point, shown=True)
    return "页面已公开。"


def _hide(request: Request, actor: Actor, _typed: Typed, point: int) -> str:
    deeds.publish(actor=actor, on=request.today, point_id=point, shown=False)
    return "页面不再公开。"


def _give_up(request: Request, actor: Actor, typed: Typed, point: int) -> str:
    deeds.give_up(actor=actor, on=request.today, point_id=point, reason=typed.text("reason"))
    return "已取消。"


_ACTS: dict[str, Callable[[Request, Actor, Typed, int], str]] = {
    "evidence": _evidence, "picture": _picture, "judge": _judge, "publish": _publish, "hide": _hide,
    "give-up": _give_up,
}  # fmt: skip
