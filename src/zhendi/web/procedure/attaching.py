"""Papers that belong to a procedure: put in, looked at, taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.setup.operations import procedure_files
from zhendi.domain.setup.queries import procedure_records
from zhendi.kernel.errors import Refused
from zhendi.web.orgs.typed import Typed
from zhendi.web.procedure.records import page
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import kept
from zhendi.web.shell.request import Request
from zhendi.web.shell.sending import sent


@require_POST
def attach(request: Request, procedure_id: int) -> HttpResponse:
    """Keep the file."""
    row = procedure_records.record(request.scope.on(request.today), procedure_id)
    typed, upload = Typed(dict(request.POST.lists())), request.FILES.get("file")
    try:
        if upload is None:
            raise Refused("没有选文件。", code="missing", field="file")
        title = typed.text("title") or (upload.name or "")
        procedure_files.attach(
            actor=today_actor(request), on=request.today, procedure_id=procedure_id, title=title, content=upload.read()
        )
    except Refused as refused:
        return page(request, row, kept(request, refused, "nothing"))
    messages.success(request, "材料已放入。")
    return redirect("procedure", procedure_id)


@require_POST
def remove(request: Request, procedure_id: int, file_id: int) -> HttpResponse:
    """Take the file out, for a reason."""
    row = procedure_records.record(request.scope.on(request.today), procedure_id)
    reason = Typed(dict(request.POST.lists())).text("reason")
    try:
        procedure_files.detach(
            actor=today_actor(request), on=request.today, procedure_id=procedure_id, file_id=file_id, reason=reason
        )
    except Refused as refused:
        return page(request, row, kept(request, refused, "nothing"))
    messages.success(request, "材料已取出。")
    return redirect("procedure", procedure_id)


@require_safe
def file(request: Request, procedure_id: int, file_id: int) -> HttpResponse:
    """The bytes, to be looked at or kept."""
    found = procedure_records.file(request.scope, procedure_id, file_id)
    return sent(found)
