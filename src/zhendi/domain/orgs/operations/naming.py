"""Names of organisations: the official full form, no doubles under one parent, and the ways to type a name."""

from __future__ import annotations

from zhendi.domain.orgs.kinds import Kind
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import pinyin
from zhendi.kernel.errors import Refused

_LONG, _SHORT = "中国共产党", "中共"  # the register is kept in the short form; both may be typed
_FULL_LENGTH, _SHORT_LENGTH, _KEYS_LENGTH = 200, 100, 500


def official(full_name: str, kind: Kind) -> str:
    """The full name as the register keeps it: without blanks, beginning with 中共. ``Refused`` for another form."""
    name = "".join(full_name.split())
    if not name:
        raise Refused("没有填写全称。填写批准文件上的名称。", code="name_missing", field="full_name")
    if len(name) > _FULL_LENGTH:
        raise Refused(f"全称有{len(name)}个字，最多{_FULL_LENGTH}个字。", code="name_long", field="full_name")
    if name.startswith(_LONG):
        name = _SHORT + name[len(_LONG) :]
    if kind.level != "group" and not name.startswith(_SHORT):
        raise Refused("全称要以“中国共产党”或“中共”开头。", code="name_form", field="full_name")
    if not any(name.endswith(ending) and name != _SHORT + ending for ending in kind.endings):
        form = "或".join(f"…{ending}" for ending in kind.endings)
        raise Refused(f"{kind.title}的全称要写成“{form}”。", code="name_form", field="full_name")
    return name


def short(short_name: str) -> str:
    """The short name without blanks; ``Refused`` when it is too long."""
    name = "".join(short_name.split())
    if len(name) > _SHORT_LENGTH:
        raise Refused(f"简称有{len(name)}个字，最多{_SHORT_LENGTH}个字。", code="name_long", field="short_name")
    return name


def require_free(full_name: str, parent_id: int | None, *, besides: int | None = None) -> None:
    """``Refused`` when a living organisation directly below the parent has the name already."""
    same = Organisation.objects.alive().filter(parent=parent_id, full_name=full_name)
    if any(pk != besides for pk in same.values_list("pk", flat=True)):
        raise Refused(
            f"同一上级下已有“{full_name}”。换一个名称，或者加上序号（第一、第二）。",
            code="duplicate",
            field="full_name",
        )


def keys(full_name: str, short_name: str) -> str:
    """All ways to type the names in pinyin, the full reading of the full name first (lists are sorted by it)."""
    ways = [*pinyin.keys(full_name), *(pinyin.keys(short_name) if short_name else ())]
    return " ".join(dict.fromkeys(ways))[:_KEYS_LENGTH]
