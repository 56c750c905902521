"""Papers and pictures kept with a decision: checked by their first bytes, limited in size, sealed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.democracy.models import DecisionFile
from zhendi.domain.democracy.operations import decision_checks
from zhendi.domain.democracy.operations.decision_checks import led
from zhendi.kernel import uploads
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words


@transaction.atomic
def attach(*, actor: Actor, on: date, decision_id: int, title: str, content: bytes, shown: bool = False) -> int:
    """Keep a paper or picture at the stage reached; gives its key. ``shown``: a picture for the public page.

    The same bytes again at the same stage are the same file. What a file is, its bytes say.
    """
    held = led(decision_id, on, actor=actor)
    given = uploads.checked(content, on=on, only_pictures=shown)
    made, fresh = DecisionFile.objects.defer("content").get_or_create(
        decision=held, part=held.stage, digest=given.digest,
        defaults={
            "title": words(title, 120, "文件名称", "title"), "content_type": given.content_type, "size": given.size,
            "shown": shown, "added_on": on, "by": actor.label[:120], "content": given.content,
        },
    )  # fmt: skip
    if fresh:
        summary, detail = f"“{held.title}”的材料里放入“{made.title}”", {"digest": given.digest, "size": given.size}
        decision_checks.entry(held, "attached", on, summary, actor=actor, detail=detail)
    return made.pk


@transaction.atomic
def detach(*, actor: Actor, on: date, decision_id: int, file_id: int, reason: str) -> None:
    """Take a file out that was put in by mistake, for a reason; its digest stays in the trail. Not from the archive."""
    held = led(decision_id, on, actor=actor)
    if held.closed_on is not None:
        raise Refused("已经归档，材料不能取出。", code="closed")
    found = held.files.defer("content").filter(pk=file_id).first()
    if found is None:
        raise NotVisible("no such file")
    said = words(reason, 200, "原因", "reason")
    digest, title = found.digest, found.title
    found.delete()
    summary = f"从“{held.title}”的材料里取出“{title}”：{said}"
    decision_checks.entry(held, "detached", on, summary, actor=actor, detail={"digest": digest})


def note_export(*, actor: Actor, on: date, number: int) -> None:
    """Write down that a list of decisions went out."""
    if not actor.scope.may(SEE):
        raise NotVisible("decisions")
    record(
        actor=actor, action="export.decisions", on=on, subject_type="export.decisions", subject_id=None,
        path=actor.scope.home.path if actor.scope.home else "", summary=f"导出重大事项清单 {number} 件", detail={},
    )  # fmt: skip
