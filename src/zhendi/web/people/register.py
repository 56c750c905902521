"""党员名册: the list with its filters, in the order of the tree or of names."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.people import queries
from zhendi.kernel.dates import completed_years
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope
from zhendi.web.people.typed import number
from zhendi.web.shell import words
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

SEXES = ((1, "男"), (2, "女"))
_SEXES = dict(SEXES)
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
    around = queries.around(request.scope, wanted.under)
    page = queries.listing(
        request.scope, wanted, order=order, page=asked["page"] or 1, after=asked["after"], known=around.figures
    )
    return render(
        request,
        "people/register.html",
        page=page,
        wanted=wanted,
        narrowed=wanted != queries.Filters(),
        order=order,
        lines=[_line(row, request.scope) for row in page.rows],
        figures=around.figures,
        pieces=around.pieces,
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


class Line(NamedTuple):
    """A member as the page shows one: only texts, so that the template has nothing to work out. ``left``: when and how."""

    person_id: int
    name: str
    said: str
    organisation: str
    standing: str
    left: str
    posts: str
    joined: str


def _line(row: queries.MemberRow, scope: Scope) -> Line:
    said = _SEXES.get(row.sex or 0, "性别没填")
    if row.born_on and not row.ended:
        said = f"{said}，{completed_years(row.born_on, scope.as_of)} 岁"
    left = f"{words.day(row.valid_to)} {row.ended}" if row.ended else ""
    return Line(
        row.person_id, row.name, said, row.organisation, row.standing_title, left, "、".join(row.posts) or words.NOTHING,
        _month(row.joined_on, row.joined_precision),
    )  # fmt: skip


def _month(day: date | None, precision: str) -> str:
    if day is None:
        return words.NOTHING
    return f"{day.year}年" if precision == "y" else f"{day.year}年{day.month}月"
