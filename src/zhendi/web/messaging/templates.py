"""Templates: the list, writing one, changing it, retiring it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.messaging import purposes
from zhendi.domain.messaging.access import WRITE
from zhendi.domain.messaging.gateways import carriers
from zhendi.domain.messaging.operations import templates as operations
from zhendi.domain.messaging.queries import templates as queries
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.messaging.tabs import require_seeing, tabs, today_actor
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_FIELDS = ("title", "purpose", "body", "signature")


@require_safe
def index(request: Request) -> HttpResponse:
    """Texts that the reader may use."""
    require_seeing(request)
    found = queries.usable(request.scope)
    return render(
        request, "messages/templates.html", rows=found, tabs=tabs(request, "templates"),
        may_write=request.scope.may(WRITE),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request) -> HttpResponse:
    """A new text of the reader's own organisation, which all below it may use."""
    if not request.scope.may(WRITE):
        raise NotVisible("messages")
    form = blank(signature="{支部}", purpose="mobile.monthly")
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        place = next(grant.organisation_id for grant in request.scope.grants if WRITE in grant.may)
        try:
            operations.write(
                actor=today_actor(request), on=request.today, organisation_id=place, purpose=typed.text("purpose"),
                title=typed.text("title"), body=typed.text("body"), signature=typed.text("signature"),
                registered=_registered(typed),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *_FIELDS)
        else:
            messages.success(request, "模板建好了。")
            return redirect("messages-templates")
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, template_id: int) -> HttpResponse:
    """Another text; what is on its way keeps the old one."""
    row = queries.record(request.scope, template_id)
    codes = {f"code_{name}": code for name, code in row.registered.items()}
    form = blank(title=row.title, purpose=row.purpose, body=row.body, signature=row.signature, **codes)
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            operations.change(
                actor=today_actor(request), on=request.today, template_id=template_id, title=typed.text("title"),
                body=typed.text("body"), signature=typed.text("signature"), registered=_registered(typed),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *_FIELDS)
        else:
            messages.success(request, "模板改好了，已经在发的短信不变。")
            return redirect("messages-templates")
    return _form(request, form, row)


@require_POST
def retire(request: Request, template_id: int) -> HttpResponse:
    """The text is offered no more."""
    operations.retire(actor=today_actor(request), on=request.today, template_id=template_id)
    messages.success(request, "模板停用了。")
    return redirect("messages-templates")


def _form(request: Request, form: Form, row: queries.Line | None) -> HttpResponse:
    offered = [each for each in purposes.known() if row is None or each.code == row.purpose]
    return render(
        request, "messages/template.html", status=REFUSED if form.faulty else 200, form=form, row=row,
        options=[(each.code, each.title) for each in purposes.known()],
        words="、".join(dict.fromkeys(f"{{{name}}}" for each in offered for name in each.variables)),
        registering=[each for each in carriers() if each.registers],
    )  # fmt: skip


def _registered(typed: Typed) -> dict[str, str]:
    return {each.name: typed.text(f"code_{each.name}") for each in carriers() if each.registers}
