"""The three directions of an organisation on one page: above, below, beside, and what is shared along them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.setup.operations import co_building as deeds
from zhendi.domain.setup.queries import co_building
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request
from zhendi.web.shell.sending import sent

WAYS = (("above", "向上级"), ("below", "向下级"), ("beside", "向共建单位和受指导的组织"))


@require_safe
def page(request: Request, organisation_id: int) -> HttpResponse:
    """The page."""
    return _shown(request, organisation_id, blank())


@require_POST
def act(request: Request, organisation_id: int, deed: str) -> HttpResponse:
    """link, part, share, unshare."""
    if deed not in {"link", "part", "share", "unshare"}:
        raise NotVisible(deed)
    typed = Typed(dict(request.POST.lists()))
    try:
        _do(request, deed, typed, organisation_id)
    except Refused as refused:
        return _shown(
            request, organisation_id, kept(request, refused, "partner", "purpose", "title", "directions", "reason")
        )
    messages.success(request, "已办好。")
    return redirect("directions", organisation_id)


@require_safe
def document(request: Request, organisation_id: int, file_id: int) -> HttpResponse:
    """A shared document."""
    found = co_building.document(request.scope, organisation_id, file_id)
    return sent(found)


def _do(request: Request, deed: str, typed: Typed, organisation_id: int) -> None:
    actor, on = today_actor(request), request.today
    if deed == "link":
        deeds.link(
            actor=actor, on=on, organisation_id=organisation_id, partner_name=typed.text("partner"),
            purpose=typed.text("purpose"),
        )  # fmt: skip
    elif deed == "part":
        deeds.part(
            actor=actor, on=on, organisation_id=organisation_id, co_building_id=typed.chosen("partnership", "共建")
        )
    elif deed == "unshare":
        deeds.unshare(
            actor=actor, on=on, organisation_id=organisation_id, document_id=typed.chosen("document", "文件"),
            reason=typed.text("reason"),
        )  # fmt: skip
    else:
        upload = request.FILES.get("file")
        if upload is None:
            raise Refused("没有选文件。", code="missing", field="file")
        deeds.share(
            actor=actor, on=on, organisation_id=organisation_id, title=typed.text("title") or (upload.name or ""),
            directions=typed.texts("directions"), content=upload.read(),
        )  # fmt: skip


def _shown(request: Request, organisation_id: int, form: Form) -> HttpResponse:
    row = co_building.directions(request.scope, organisation_id)
    writing = row.may_write and request.scope.as_of == request.today
    status = REFUSED if form.faulty else 200
    return render(request, "procedure/directions.html", status=status, row=row, form=form, ways=WAYS, writing=writing)
