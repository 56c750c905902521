"""党员名册: the list with its filters, in the order of the tree or of names."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.people import queries
from zhendi.kernel.dates import completed_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope
from zhendi.web.people.typed import number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

SEXES = ((1, "男"), (2, "女"))
_STANDINGS = (("any", "全部阶段"), ("gone", "已减少"))
_PHONES = (("yes", "有手机号"), ("no", "没有手机号"))
_OLDEST = 130


@require_safe
def listing(request: Request) -> HttpResponse:
    """The register. Filters stand in the address; what is typed wrong there is left out."""
    if not (request.scope.may("see") or request.scope.may("see_own")):
        raise NotVisible("the register")
    wanted = _wanted(request)
    order = request.GET.get("order", queries.TREE)
    asked = {name: number(request.GET.get(name, "")) for name in ("page", "after")}
    page = queries.listing(request.scope, wanted, order=order, page=asked["page"] or 1, after=asked["after"])
    return render(
        request,
        "people/register.html",
        page=page,
        wanted=wanted,
        narrowed=wanted != queries.Filters(),
        order=order,
        ages={row.person_id: _age(row, request.scope) for row in page.rows},
        figures=_figures(request.scope),
        pieces=queries.pieces(request.scope, wanted.under),
        standings=(*queries.standings(), *_STANDINGS),
        sexes=SEXES,
        phones=_PHONES,
        phone=request.GET.get("phone", ""),
        roles=queries.role_choices(),
        size=queries.SIZE,
        may_add=request.scope.may("write_people"),
        may_export=request.scope.may("intake"),
    )


def _wanted(request: Request) -> queries.Filters:
    said = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "standing", "role", "phone")}
    known = {code for code, _ in (*queries.standings(), *_STANDINGS)}
    return queries.Filters(
        text=said["q"],
        under=number(request.GET.get("under", "")),
        standing=said["standing"] if said["standing"] in known else "",
        sex=number(request.GET.get("sex", ""), most=2),
        age_from=number(request.GET.get("age_from", ""), _OLDEST),
        age_to=number(request.GET.get("age_to", ""), _OLDEST),
        role=said["role"] if said["role"] in dict(queries.role_choices()) else "",
        has_phone={"yes": True, "no": False}.get(said["phone"]),
    )


def _age(row: queries.MemberRow, scope: Scope) -> int | None:
    return completed_years(row.born_on, scope.as_of) if row.born_on else None


def _figures(scope: Scope) -> queries.Figures | None:
    """Members where the reader stands; None for whoever stands nowhere in particular."""
    home = scope.home
    return (
        queries.counts(scope, [home.organisation_id]).get(home.organisation_id) if home and scope.may("see") else None
    )
