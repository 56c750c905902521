"""Keeping small files: checked by their first bytes, limited in size, sealed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.setup.models import Attachment, ModelPoint, Procedure, SharedDocument
from zhendi.domain.setup.operations import procedure_checks
from zhendi.kernel import uploads
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words


def keep(
    content: bytes, *, title: str, part: str, on: date, actor: Actor, procedure: Procedure | None = None,
    point: ModelPoint | None = None, document: SharedDocument | None = None, only_pictures: bool = False,
) -> Attachment:  # fmt: skip
    """Seal a file and keep it with one of the three, inside the caller's transaction. What a file is, its bytes say."""
    given = uploads.checked(content, on=on, only_pictures=only_pictures)
    return Attachment.objects.create(
        procedure=procedure, point=point, document=document, part=part, title=words(title, 120, "文件名称", "title"),
        added_on=on, by=actor.label[:120], **given._asdict(),
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
