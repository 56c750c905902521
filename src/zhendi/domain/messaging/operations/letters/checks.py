"""What every operation on letters asks first, and the one entry that each leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from zhendi.domain.messaging import access
from zhendi.domain.messaging.models.letters import Letter, LetterRun
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import audit
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

SUBJECT = "messaging.LetterRun"
_NOT_YOURS = "您的职务不能办理信件，由支部书记或党委经办人办理。"
_POSTCODE = re.compile(r"\d{6}")


def run(pk: int, *, actor: Actor) -> LetterRun:
    """A run that the actor keeps, locked; ``NotVisible`` for one out of sight."""
    found = LetterRun.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=pk).first()
    if found is None or not access.may_see(actor.scope, found.path):
        raise NotVisible("no such run")
    if not access.may_write(actor.scope, found.path):
        raise Refused(_NOT_YOURS, code="not_yours")
    if found.dropped_on is not None:
        raise Refused("这一批已经作废。另做一批。", code="dropped")
    return found


def letter(pk: int, *, actor: Actor) -> Letter:
    """A letter of a run that the actor keeps, with its run locked."""
    found = Letter.objects.filter(pk=pk).first()
    if found is None:
        raise NotVisible("no such letter")
    run(found.run_id, actor=actor)
    return Letter.objects.select_related("run", "posting").get(pk=pk)


def organisation(pk: int | None, *, actor: Actor) -> Organisation:
    """A standing organisation for which the actor writes letters."""
    found = Organisation.objects.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Refused("没有选择由哪个党组织寄。", code="organisation_missing", field="organisation")
    if not access.may_see(actor.scope, found.path):
        raise NotVisible("no such organisation")
    if not access.may_write(actor.scope, found.path):
        raise Refused(_NOT_YOURS, code="not_yours", field="organisation")
    if found.dissolved_on is not None:
        raise Refused(f"“{found.full_name}”已经撤销，选一个现有的组织。", code="dissolved", field="organisation")
    return found


def past(day: date, *, actor: Actor, field: str) -> None:
    """``Refused`` for a day that has not come."""
    if day > actor.scope.as_of:
        raise Refused("日期还没有到。填今天或以前的日子。", code="day_future", field=field)


def words(text: str, most: int, name: str, field: str, *, needed: bool = True) -> str:
    """Text of at most so many characters; ``Refused`` when it is too long, or is missing although needed."""
    said = text.strip()
    if needed and not said:
        raise Refused(f"没有填写{name}。", code="missing", field=field)
    if len(said) > most:
        raise Refused(f"{name}最多{most}个字，现有{len(said)}个。", code="long", field=field)
    return said


def postcode(text: str, field: str = "postcode") -> str:
    """Six digits, or "" where it is not known."""
    said = text.strip()
    if said and not _POSTCODE.fullmatch(said):
        raise Refused("邮政编码是6位数字，不知道就空着。", code="postcode", field=field)
    return said


def entry(
    one: LetterRun, action: str, on: date, summary: str, *, actor: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    """The operation's one entry."""
    audit.record(
        actor=actor,
        action=f"letters.{action}",
        on=on,
        subject_type=SUBJECT,
        subject_id=one.pk,
        path=one.path,
        summary=summary,
        detail=detail or {},
    )
