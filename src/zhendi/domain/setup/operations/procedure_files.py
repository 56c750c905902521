"""Keeping small files: checked by their first bytes, limited in size, sealed."""

from __future__ import annotations

import base64
import hashlib
from datetime import date

from django.db import transaction

from zhendi.domain.setup.models import Attachment, ModelPoint, Procedure, SharedDocument
from zhendi.domain.setup.operations import procedure_checks
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

MOST = "attachment.maximum_kilobytes"
_BEGINNINGS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
PICTURES = ("image/png", "image/jpeg")


def keep(
    content: bytes, *, title: str, part: str, on: date, actor: Actor, procedure: Procedure | None = None,
    point: ModelPoint | None = None, document: SharedDocument | None = None, only_pictures: bool = False,
) -> Attachment:  # fmt: skip
    """Seal a file and keep it with one of the three, inside the caller's transaction. What a file is, its bytes say."""
    kind = next((name for beginning, name in _BEGINNINGS if content.startswith(beginning)), "")
    if not kind or (only_pictures and kind not in PICTURES):
        allowed = "PNG、JPG 图片" if only_pictures else "PDF 和 PNG、JPG 图片"
        raise Refused(f"只能放 {allowed}。", code="type", field="file")
    most = parameters.load().integer(MOST, on)
    if len(content) > most * 1000:
        raise Refused(f"文件有 {len(content) // 1000} KB，最大 {most} KB。压缩以后再放。", code="large", field="file")
    return Attachment.objects.create(
        procedure=procedure, point=point, document=document, part=part, title=words(title, 120, "文件名称", "title"),
        content_type=kind, size=len(content), digest=hashlib.sha256(content).hexdigest(), added_on=on,
        by=actor.label[:120], content=base64.b64encode(content).decode(),
    )  # fmt: skip


@transaction.atomic
def attach(*, actor: Actor, on: date, procedure_id: int, title: str, content: bytes) -> int:
    """Keep a paper with a procedure, at the stage at which it stands; gives its key. Also after the end: archives."""
    held = Procedure.objects.select_for_update().filter(pk=procedure_id).first()
    if held is None or not actor.scope.allows("see", held.path):
        raise NotVisible("no such procedure")
    if held.ended_on is None:
        held = procedure_checks.begun(procedure_id, on, actor=actor)
    elif not actor.scope.allows("write_organisations", held.path):
        raise Refused("您的职务不能办理这件事。", code="not_yours")
    made = keep(content, title=title, part=held.stage, on=on, actor=actor, procedure=held)
    summary = f"“{held.full_name}”的{held.get_sort_display()}材料里放入“{made.title}”"
    procedure_checks.entry(held, "attach", on, summary, actor=actor, detail={"digest": made.digest, "size": made.size})
    return made.pk


@transaction.atomic
def detach(*, actor: Actor, on: date, procedure_id: int, file_id: int, reason: str) -> None:
    """Take a file out that was put in by mistake, for a reason; its digest stays in the trail."""
    held = procedure_checks.begun(procedure_id, on, actor=actor)
    found = held.files.defer("content").filter(pk=file_id).first()
    if found is None:
        raise NotVisible("no such file")
    said = words(reason, 200, "原因", "reason")
    digest, title = found.digest, found.title
    found.delete()
    summary = f"从“{held.full_name}”的材料里取出“{title}”：{said}"
    procedure_checks.entry(held, "detach", on, summary, actor=actor, detail={"digest": digest})
