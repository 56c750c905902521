"""Asking for help, reporting a change, having the record put right; and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.matters import operations, queries
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.matters import joint
from zhendi.web.matters.views import DETAILS
from zhendi.web.me.door import own
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

# What one needs help with, as a member away would say it. The last needs words of one's own.
NEEDS = ("工资、劳动合同", "看病、社保", "子女上学", "法律问题", "家里有事，要村里帮忙", "其他")
_CHANGE = ("place", "since", "employer", "phone", "returning")
_CORRECTION = ("phone", "residence")
_LONGEST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@own
def ask(request: Request) -> HttpResponse:
    """Ask for help."""
    form = blank()
    if request.method == "POST":
        try:
            key = operations.bring(
                actor=request.actor, on=request.today, kind="help", title=request.POST.get("title", ""),
                text=request.POST.get("text", ""),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "title", "text")
        else:
            return _sent(request, key)
    return render(
        request, "me/help.html", status=REFUSED if form.faulty else 200, form=form, needs=[(each, each) for each in NEEDS],
        matters=queries.own(request.scope),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@own
def change(request: Request) -> HttpResponse:
    """Report that one has moved, changed work or number, or comes home."""
    return _report(request, "me/change.html", "change", "情况有变", _CHANGE)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def correct(request: Request) -> HttpResponse:
    """Ask for the record to be put right."""
    return _report(request, "me/correct.html", "correction", "更正资料", _CORRECTION)


@require_safe
@own
def one(request: Request, matter_id: int) -> HttpResponse:
    """One of the own matters."""
    return _page(request, matter_id, blank())


@require_POST
@own
def accept(request: Request, matter_id: int) -> HttpResponse:
    """The answer is enough."""
    joint.accept(actor=request.actor, on=request.today, matter_id=matter_id)
    messages.success(request, "办结了。")
    return redirect("me")


@require_POST
@own
def reopen(request: Request, matter_id: int) -> HttpResponse:
    """The answer is not enough."""
    try:
        joint.reopen(actor=request.actor, on=request.today, matter_id=matter_id, note=request.POST.get("note", ""))
    except Refused as refused:
        return _page(request, matter_id, kept(request, refused, "note"))
    messages.success(request, "已再次提出，重新计算答复期限。")
    return redirect("me-matter", matter_id)


@require_POST
@own
def withdraw(request: Request, matter_id: int) -> HttpResponse:
    """Take it back."""
    joint.withdraw(actor=request.actor, on=request.today, matter_id=matter_id)
    messages.success(request, "已撤回。")
    return redirect("me")


def _report(request: Request, template: str, kind: str, title: str, fields: tuple[str, ...]) -> HttpResponse:
    form = blank()
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip()[:_LONGEST] for name in fields}
        try:
            if not any(given.values()):
                raise Refused("至少填一项有变化的。", code="nothing", field="")
            key = operations.bring(
                actor=request.actor, on=request.today, kind=kind, title=title, text=request.POST.get("text", ""),
                details={name: value for name, value in given.items() if value},
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *fields, "text")
        else:
            return _sent(request, key)
    return render(request, template, status=REFUSED if form.faulty else 200, form=form)


def _sent(request: Request, key: int) -> HttpResponse:
    messages.success(request, "已交给您的支部。答复后这里能看到。")
    return redirect("me-matter", key)


def _page(request: Request, matter_id: int, form: Form) -> HttpResponse:
    found = queries.record(request.scope, matter_id)
    if not found.own:
        raise NotVisible("matter")
    return render(
        request, "me/matter.html", status=REFUSED if form.faulty else 200, matter=found, form=form,
        details=[(DETAILS.get(name, name), value) for name, value in found.details.items() if value],
    )  # fmt: skip
