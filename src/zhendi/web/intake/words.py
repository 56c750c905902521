"""Words of the intake pages: what levels, changes and states are called, and how grave they look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhendi.intake.queries import RegisterRow, RunDetail


class Word(NamedTuple):
    """A code, what it is called, its status glyph, and what it means for the reader."""

    code: str
    title: str
    mark: str
    note: str


LEVELS = (
    Word("rejected", "退回", "late", "这些行不写入，改好后可以再导入"),
    Word("doubtful", "存疑", "soon", "要人来判定"),
    Word("warning", "提醒", "track", "照样写入，请核对"),
    Word("repaired", "已修正", "met", "写法已统一，意思没有变"),
)
CHANGES = (
    Word("new", "新增", "met", "文件里有、库里没有"),
    Word("changed", "变更", "soon", "两边都有，内容不同，按文件改"),
    Word("missing", "本次没有", "track", "库里有、文件里没有；只作提示，不会删除"),
    Word("outside", "不归您管", "waived", "在您负责的范围以外，不写入"),
    Word("older", "比库里旧", "waived", "库里的更新，不写入"),
    Word("conflict", "对不上", "late", "与库里的内容矛盾，不写入"),
)
STATES = {
    "uploaded": "none",
    "judging": "soon",
    "judged": "soon",
    "writing": "soon",
    "done": "met",
    "failed": "late",
    "interrupted": "late",
    "undone": "waived",
    "discarded": "waived",
}
# Doubts that are alike though each has choices of its own: what choosing the first, the second … of each is called.
TOGETHER = {
    "duplicate_person": ("都算先出现的那个支部", "都算后出现的那个支部"),
    "branch_unknown": ("都按提示的那个支部",),
}
_HELD = ("outside", "older", "conflict")


class Tally(NamedTuple):
    """The sums of a run over its registers and files."""

    new: int
    changed: int
    unchanged: int
    missing: int
    held: int
    rejected: int
    warnings: int
    doubtful: int
    repaired: int

    @property
    def to_write(self) -> int:
        """How many records the run would make or change."""
        return self.new + self.changed


def tally(detail: RunDetail) -> Tally:
    """The sums of one run."""
    row = detail.row
    held = sum(getattr(register, name) for register in detail.registers for name in _HELD)
    repaired = sum(file.repaired for file in detail.files)
    return Tally(
        row.new, row.changed, row.unchanged, row.missing, held, row.rejected, row.warnings, row.doubtful, repaired
    )  # fmt: skip


def sentence(registers: Sequence[RegisterRow]) -> str:
    """What is written, by register: ``党员新增 5,718、变更 2；党组织新增 267``."""
    parts = []
    for register in registers:
        figures = [f"新增 {register.new:,}"] if register.new else []
        figures += [f"变更 {register.changed:,}"] if register.changed else []
        parts += [f"{register.title}{'、'.join(figures)}"] if figures else []
    return "；".join(parts)


class Step(NamedTuple):
    """A stage of a run on its page: ``state`` is done, now or "" for what is ahead."""

    title: str
    note: str
    state: str


_STEPS = ("上传", "检查", "核对", "写入", "完成")
_AT = {"uploaded": 1, "judging": 1, "judged": 2, "writing": 3, "done": 5, "undone": 5}


def steps(detail: RunDetail) -> tuple[Step, ...]:
    """The stages of a run and which of them is under way; a broken-off run stands where it can be taken up."""
    at = _AT.get(detail.row.state, 1)
    return tuple(
        Step(title, "", "done" if number < at else "now" if number == at else "") for number, title in enumerate(_STEPS)
    )
