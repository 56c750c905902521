"""An organisation's own words for a festival or a group."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.messaging import texts
from zhendi.domain.messaging.models.letters import LetterText
from zhendi.domain.messaging.operations.letters import checks
from zhendi.kernel import audit
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

VARIABLES = ("姓名", "称呼", "支部", "地方", "寄语", "节日")
LONGEST, WISH = 900, 200  # characters that one sheet holds; of the words for a group


def checked(body: str, *, longest: int = LONGEST, allowed: tuple[str, ...] = VARIABLES, field: str = "body") -> str:
    """A text that can be filled; ``Refused`` for one that is empty, too long, or names a variable that is none."""
    said = checks.words(body.replace("\r\n", "\n"), longest, "正文", field)
    unknown = [name for name in texts.variables(said) if name not in allowed]
    if unknown:
        known = "、".join(f"{{{name}}}" for name in allowed) or "没有"
        raise Refused(f"不认识{{{unknown[0]}}}。可以用的变量：{known}。", code="variable", field=field)
    if said.count("{") != said.count("}") or (len(texts.variables(said)) == 0 and "{" in said):
        raise Refused("大括号没有成对。变量写成{姓名}这样。", code="braces", field=field)
    return said


@transaction.atomic
def word(*, actor: Actor, on: date, organisation_id: int | None, part: str, code: str, body: str) -> None:
    """Keep an organisation's own words from now on; those before stay on record."""
    place = checks.organisation(organisation_id, actor=actor)
    if part not in LetterText.Part.values:
        raise Refused("没有选择改哪一部分。", code="part", field="part")
    group = part == LetterText.Part.GROUP
    said = checked(body, longest=WISH if group else LONGEST, allowed=() if group else VARIABLES)
    held = LetterText.objects.filter(part=part, code=code, organisation=place, replaced_on=None).first()
    if held is not None and held.body == said:
        raise Refused("和现在的一样，没有改动。", code="unchanged", field="body")
    if held is not None:
        held.replaced_on = on
        held.save(update_fields=["replaced_on"])
    LetterText.objects.create(
        part=part, code=code, body=said, organisation=place, path=place.path, written_on=on,
        revision=held.revision + 1 if held else 1,
    )  # fmt: skip
    audit.record(
        actor=actor,
        action="letters.word",
        on=on,
        subject_type="messaging.LetterText",
        subject_id=None,
        path=place.path,
        summary=f"修改信件文字：{LetterText.Part(part).label}",
        detail={"part": part, "code": code},
    )
