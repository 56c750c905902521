"""How one roster file is laid out: format, columns with their headings, where the branch stands, what lies around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhendi.demo import headings
from zhendi.demo.dice import Dice, Table

BranchBy = Literal["column", "merged", "ditto", "section", "sheet"]
Split = Literal["single", "group", "standing", "branch"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it means ("" = nothing that a register asks for), its heading, the group over it ("" = none)."""

    field: str
    heading: str
    group: str = ""

    @property
    def said(self) -> str:
        """The heading as answers name it: group/heading, without line breaks."""
        return "/".join(each.replace("\n", "") for each in (self.group, self.heading) if each)


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that varies from office to office, apart from how the cells themselves are written."""

    format: str  # xlsx xls csv
    encoding: str  # "" for workbooks
    branch_by: BranchBy
    split: Split
    columns: tuple[Column, ...]
    offset: int = 0  # empty columns at the left
    top: tuple[str, ...] = ("title", "info")  # kinds of lines over the header
    repeat: int = 0  # the header again after so many rows; 0 = never
    sample: bool = False
    gaps: bool = False  # an empty line now and then
    numbered_blank: int = 0
    total: str = "plain"  # plain words none
    below: bool = False  # rows below the total
    foot: tuple[str, ...] = ()
    subtotals: bool = False
    hidden_rows: bool = False
    hidden_columns: tuple[str, ...] = ()
    extra_sheets: tuple[str, ...] = ()
    shuffled: bool = False  # rows in the order of names, not by branch
    yes_no_type: bool = False

    @property
    def grouped(self) -> bool:
        """True when the header has two rows."""
        return any(column.group for column in self.columns)

    def has(self, field: str) -> bool:
        """True when there is a column of this meaning."""
        return any(column.field == field for column in self.columns)


_ORDER = (
    "seq", "name", "sex", "nation", "birth", "id", "edu", "degree", "origin", "work", "join", "confirm", "type", "branch",
    "post", "job", "phone", "addr", "dues", "dues_to", "floating", "dest", "lost", "remark",
)  # fmt: skip
_OPTIONAL = {"degree": 0.5, "origin": 0.4, "work": 0.3, "job": 0.35, "addr": 0.3, "dues": 0.45, "dues_to": 0.5, "lost": 0.5, "dest": 0.3, "remark": 0.12, "floating": 0.2, "post": 0.2, "edu": 0.15, "seq": 0.15, "sex": 0.05, "birth": 0.08, "nation": 0.08}  # fmt: skip
_FORMATS = Table({"xlsx": 7, "xls": 2, "csv UTF-8 BOM": 1.3, "csv UTF-8": 1.3, "csv GB18030": 1.5})
_WAYS: Table[BranchBy] = Table({"column": 8, "merged": 2.5, "ditto": 2, "section": 2.5, "sheet": 2})
_TOPS = (
    (), (), ("title",), ("title", "info"), ("title", "info"), ("title", "note", "info"), ("blank", "title", "info"),
    ("title", "info", "blank"), ("blank", "title", "blank", "note", "total"), ("title", "note", "blank", "info", "total", "blank"),
)  # fmt: skip


def tidy(dice: Dice, place: int) -> Layout:
    """The demonstration's rosters: a few plain layouts, still not two alike."""
    way: tuple[BranchBy, Split] = (
        ("column", "single"),
        ("merged", "single"),
        ("column", "group"),
        ("section", "single"),
        ("sheet", "branch"),
    )[place % 5]
    encoding = "UTF-8 with BOM" if place % 6 == 4 else ""
    if encoding:
        way = ("column", "single")
    left_out = {"dues_to"} if way[0] in ("column", "merged") else {"dues_to", "branch"}
    fields = [field for field in _ORDER if field not in left_out]
    columns = tuple(Column(field, headings.MEMBERS[field][0]) for field in fields)
    if place % 3 == 1 and not encoding:
        columns = _grouped(columns, headings.GROUPS)
    return Layout(
        "csv" if encoding else "xlsx", encoding, way[0], way[1], columns, top=("title", "info", "note"), subtotals=way[0] == "section",
        foot=("signature",) if place % 2 else (), extra_sheets=() if encoding else ("help",) if dice.odds(0.3) else (),
    )  # fmt: skip


def harsh(dice: Dice, *, workbook_formats: bool = True) -> Layout:
    """A layout drawn from the whole stock. Without ``workbook_formats`` only xlsx."""
    kind, _, encoding = (dice.draw(_FORMATS) if workbook_formats else "xlsx").partition(" ")
    encoding = {"UTF-8 BOM": "UTF-8 with BOM"}.get(encoding, encoding)
    branch_by: BranchBy = dice.draw(_WAYS)
    if kind == "csv" and branch_by in ("merged", "sheet"):
        branch_by = "column"
    split = _split(dice, kind, branch_by)
    yes_no = branch_by == "column" and split != "standing" and dice.odds(0.12)
    columns = _columns(dice, branch_by, split, yes_no=yes_no)
    if kind != "csv" and dice.odds(0.45):
        columns = _grouped(columns, dice.pick((headings.GROUPS, headings.OTHER_GROUPS)))
    return _around(dice, Layout(kind, encoding, branch_by, split, columns, yes_no_type=yes_no))


def _split(dice: Dice, kind: str, branch_by: BranchBy) -> Split:
    if branch_by == "sheet":
        return "branch"
    if kind == "csv":
        return "single"
    return dice.pick(("single", "single", "group", "standing"))


def _columns(dice: Dice, branch_by: BranchBy, split: Split, *, yes_no: bool) -> tuple[Column, ...]:
    fields = [field for field in _ORDER if not dice.odds(_OPTIONAL.get(field, 0))]
    if branch_by in ("section", "sheet"):
        fields.remove("branch")
    if split == "standing":
        fields.remove("type")
    if "birth" in fields and dice.odds(0.15):
        fields.insert(fields.index("birth") + 1, "age")
    if dice.odds(0.15):
        fields.append("status")
    columns = [
        Column(field, dice.pick(headings.YES_NO_TYPE if field == "type" and yes_no else headings.MEMBERS[field]))
        for field in fields
    ]
    columns += [Column("", word) for word in dice.some(list(headings.STRANGE), dice.pick((0, 0, 1, 1, 2)))]
    return tuple(_mixed(dice, columns))


def _mixed(dice: Dice, columns: list[Column]) -> list[Column]:
    """The number first and the remark last more often than not; the rest anyhow."""
    first = [column for column in columns if column.field == "seq"]
    last = [column for column in columns if column.field == "remark" and dice.odds(0.8)]
    middle = [column for column in columns if column not in first and column not in last]
    if dice.odds(0.75):
        dice.shuffle(middle)
    return first + middle + last


def _grouped(columns: tuple[Column, ...], groups: dict[str, dict[str, str]]) -> tuple[Column, ...]:
    """Columns of one group brought together under it; others keep one heading for both rows."""
    of = {field: group for group, fields in groups.items() for field in fields}
    done: list[Column] = []
    for column in columns:
        group = of.get(column.field)
        if group is None or column.heading in headings.YES_NO_TYPE:
            done.append(column)
        elif all(each.group != group for each in done):
            inside = {each.field for each in columns if each.heading not in headings.YES_NO_TYPE}
            done += [Column(field, word, group) for field, word in groups[group].items() if field in inside]
    return tuple(done)


def _around(dice: Dice, layout: Layout) -> Layout:
    """What lies above, between and below the rows."""
    plain, section = layout.format == "csv", layout.branch_by in ("section", "merged", "ditto", "sheet")
    top = () if plain and dice.odds(0.5) else dice.pick(_TOPS if layout.branch_by != "sheet" else _TOPS[2:8])
    degree = (
        tuple(f for f in ("degree", "origin", "addr", "id") if layout.has(f) and dice.odds(0.08)) if not plain else ()
    )
    extra = (
        ()
        if plain
        else tuple(name for name in ("help", "dictionary", "summary", "empty", "example") if dice.odds(0.16))
    )
    below = layout.branch_by == "column" and layout.split == "single" and dice.odds(0.15)
    return Layout(
        layout.format, layout.encoding, layout.branch_by, layout.split, layout.columns,
        offset=1 if not plain and dice.odds(0.1) else 0, top=top,
        repeat=dice.pick((40, 48, 60)) if layout.split == "single" and dice.odds(0.15) else 0,
        sample=layout.has("seq") and dice.odds(0.12), gaps=not section and dice.odds(0.2),
        numbered_blank=dice.between(2, 6) if layout.has("seq") and not below and dice.odds(0.2) else 0,
        total="none" if not top and dice.odds(0.6) else dice.pick(("plain", "words", "unit")), below=below,
        foot=tuple(dice.some(("note", "signature"), dice.pick((0, 0, 1, 2)))), subtotals=layout.branch_by == "section" and dice.odds(0.5),
        hidden_rows=not plain and dice.odds(0.2), hidden_columns=degree, extra_sheets=extra,
        shuffled=layout.branch_by == "column" and dice.odds(0.2), yes_no_type=layout.yes_no_type,
    )  # fmt: skip
