"""Beginning a procedure: a founding from blanks or an accepted proposal, or a change of an organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs import queries as orgs
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations.procedure_opening import Founding, Reshaping, open_founding, open_reshaping
from zhendi.domain.setup.queries import procedure_forms
from zhendi.domain.setup.queries.procedure_forms import Start
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_MOST = 100_000
INCOMING = "incoming"
SORTS = (("upgrade", "升格改设"), ("split", "拆分"), ("merge", "合并到另一个组织"), ("dissolve", "撤销"))


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: Request) -> HttpResponse:
    """The form of a founding, filled from the blank (``unit``), the accepted proposal (``proposal``) or below ``below``."""
    if not request.scope.may(WRITE):
        raise NotVisible("procedures")
    typed = Typed(dict((request.POST if request.method == "POST" else request.GET).lists()))
    asked = {name: key(typed.text(name)) for name in ("unit", "proposal", "below", "incoming")}
    if not any(asked[name] for name in ("unit", "proposal", "below")):
        return render(request, "procedure/choose.html")
    start = _start(request, **asked)
    form = blank(
        full_name=start.full_name, kind=start.kind, parent=start.parent_id, units=list(start.chosen),
        said_full=asked["incoming"],
    )  # fmt: skip
    if request.method == "POST":
        try:
            made = _found(request, typed, asked)
        except Refused as refused:
            shown = ("units",) if start.units else ()
            form = kept(request, refused, "full_name", "kind", "parent", "reason", "said_full", *shown)
        else:
            messages.success(
                request, "已提出。" + ("先逐个征求单位的意见。" if typed.many("units") else "下一步向党委请示。")
            )
            return redirect("procedure", made)
    levels = ("branch", "general_branch", "committee") if start.by_hand else ("branch",)
    return render(
        request, "procedure/found.html", status=REFUSED if form.faulty else 200, start=start, form=form, asked=asked,
        kinds=_kinds(*levels),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def reshape(request: Request) -> HttpResponse:
    """The form of a change of one organisation (``organisation``)."""
    if not (request.scope.may(WRITE) or request.scope.may("write_people")):
        raise NotVisible("procedures")
    typed = Typed(dict((request.POST if request.method == "POST" else request.GET).lists()))
    row = orgs.record(request.scope.on(request.today), key(typed.text("organisation")) or 0)
    form = blank(sort=typed.text("sort") if typed.text("sort") in dict(SORTS) else "upgrade")
    if request.method == "POST":
        try:
            made = _reshape(request, typed, row.id)
        except Refused as refused:
            form = kept(request, refused, "sort", "full_name", "kind", "target", "first_branch", "reason")
        else:
            messages.success(request, "已提出，下一步向党委请示。")
            return redirect("procedure", made)
    beside = procedure_forms.beside(request.scope.on(request.today), row.id)
    return render(
        request, "procedure/reshape.html", status=REFUSED if form.faulty else 200, row=row, form=form, sorts=SORTS,
        kinds=_kinds("branch", "general_branch", "committee"), beside=beside,
    )  # fmt: skip


def _start(
    request: Request, unit: int | None, proposal: int | None, below: int | None, incoming: int | None
) -> Start:  # fmt: skip
    scope = request.scope.on(request.today)
    if below is not None:
        return procedure_forms.start_below(scope, below, for_incoming=incoming is not None)
    return procedure_forms.start(scope, unit_id=unit, proposal_id=proposal)


def _number(typed: Typed, name: str, words: str) -> int | None:
    """A whole number, none where nothing was typed."""
    text = typed.text(name)
    found = key(text)
    if text and (found is None or found > _MOST):
        raise Refused(f"{words}填整数，例如 5。", code="number", field=name)
    return found


def _found(request: Request, typed: Typed, asked: dict[str, int | None]) -> int:
    arrived = asked["below"] if asked["incoming"] is not None else None
    return open_founding(
        actor=today_actor(request),
        on=request.today,
        founding=Founding(
            typed.chosen("parent", "上级党组织"), typed.text("full_name"), typed.text("kind"), typed.many("units"),
            typed.text("reason"), asked["proposal"], _number(typed, "said_full", "正式党员人数"),
            INCOMING if arrived is not None else "", arrived,
        ),
    )  # fmt: skip


def _reshape(request: Request, typed: Typed, organisation: int) -> int:
    return open_reshaping(
        actor=today_actor(request),
        on=request.today,
        reshaping=Reshaping(
            typed.text("sort"), organisation, typed.text("reason"), typed.text("full_name"), typed.text("kind"),
            key(typed.text("target")), typed.text("first_branch"),
        ),
    )  # fmt: skip


def _kinds(*levels: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, each.title) for code, each in kinds().items() if each.level in levels and code != "county_committee"
    )
