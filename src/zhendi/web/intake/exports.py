"""Registers going out to workbooks with the columns of the intake; each going out is written down."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from zhendi.intake.export import UNMASK, export
from zhendi.intake.export import template as empty
from zhendi.kernel.errors import Refused
from zhendi.web.intake.doors import for_intake
from zhendi.web.intake.findings import download
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


class Offer(NamedTuple):
    """A register that can go out; ``sensitive``: it holds numbers, telephones or addresses of persons."""

    register: str
    title: str
    note: str
    sensitive: bool


OFFERS = (
    Offer("organisations", "党组织名册", "全称、类别、上级、区划代码、届次、书记、电话", False),
    Offer("members", "党员名册", "个人情况、所在支部、类别、职务、党费标准、流动情况", True),
    Offer("mobile", "流动党员登记册", "流出、流入各一张表", True),
    Offer("hand_overs", "党员交接名单", "学校交来的毕业生、退役军人部门交来的退役军人各一张表", True),
    Offer("units", "单位台账", "各类单位和党组织覆盖情况", False),
    Offer("services", "便民网点和事项", "网点、服务事项各一张表", False),
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_intake
def exports(request: Request) -> HttpResponseBase:
    """What can go out. Whole numbers go out only for posts that may see them, with the purpose stated."""
    if request.method != "POST":
        return _page(request)
    try:
        file = export(
            request.scope,
            request.POST.get("register", ""),
            actor=request.actor,
            on=request.today,
            whole_numbers=request.POST.get("whole") == "1",
            purpose=request.POST.get("purpose", ""),
        )
    except Refused as refused:
        return _page(request, form=kept(request, refused, "purpose"))
    return download(file)


@require_safe
@for_intake
def template(request: Request) -> HttpResponseBase:
    """The empty workbook of a register; nothing of anybody is in it."""
    return download(empty(request.GET.get("register", "")))


def _page(request: Request, *, form: Form | None = None) -> HttpResponse:
    return render(
        request,
        "intake/exports.html",
        status=REFUSED if form and form.faulty else 200,
        offers=OFFERS,
        whole_options=[(offer.register, offer.title) for offer in OFFERS if offer.sensitive],
        may_unmask=request.scope.may(UNMASK),
        form=form or blank(),
    )
