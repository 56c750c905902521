"""Judging hand-over lists of schools and veterans' offices: who must pick up each member. No row is lost for want of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhendi.intake.judging import cells, codes, days, numbers
from zhendi.intake.judging.cells import Reader, plain
from zhendi.intake.judging.context import Context, home_of
from zhendi.intake.judging.sheet import REJECTED, WARNING, Note, Sheet, rejected
from zhendi.intake.known import KnownMember
from zhendi.intake.verdict import HandOverRow

SCHOOL, VETERANS = "school", "veterans"
_STRICT = ("name", "id")
_LOOSE = ("date_unknown",)
_SCHOOL_COLUMNS = ("school", "graduated")


@dataclass(slots=True)
class _Line:
    """A row on its way; ``home``: the township's committee whose list it is, "" = the county's."""

    sheet: Sheet
    index: int
    said: dict[str, Any]
    notes: list[Note]
    office: str
    home: str

    @property
    def number(self) -> str:
        """The citizen number, "" when it cannot be read."""
        return self.said["id"].value if self.said["id"] else ""


def judge(sheets: Sequence[Sheet], context: Context) -> None:
    """Judge the lists; the good rows go into the verdict."""
    lines = [line for sheet in sheets for line in _lines(sheet, context)]
    wanted = {line.number for line in lines if line.number} - context.members.keys()
    held = context.known.members(wanted) if wanted else {}
    seen: dict[tuple[str, str], str] = {}
    for line in lines:
        _check_repeated(line, seen)
        receiver = "" if rejected(line.notes) else _receiver(line, held, context)
        if not rejected(line.notes):
            context.verdict.hand_overs.append(_row(line, receiver))
        line.sheet.finish(line.notes, accepted=not rejected(line.notes))


def _lines(sheet: Sheet, context: Context) -> list[_Line]:
    day = days.reader(context.rules.as_of, days.RECENT)
    readers: dict[str, Reader] = {
        "name": cells.name, "sex": codes.sex, "id": numbers.citizen, "type": codes.standing,
        "school": cells.limited(100), "graduated": day, "unit": cells.limited(100), "discharged": day,
        "town": cells.words, "org": cells.words, "from": cells.limited(100), "dest": cells.limited(120),
        "phone": numbers.telephone, "remark": cells.limited(400),
    }  # fmt: skip
    columns = sheet.read(readers, _STRICT, _LOOSE)
    office = SCHOOL if any(sheet.has(name) for name in _SCHOOL_COLUMNS) else VETERANS
    home = home_of(sheet, context, ())
    made = []
    for index in range(len(sheet)):
        said = {name: column[index].value for name, column in columns.reads.items()}
        line = _Line(sheet, index, said, list(columns.notes.get(index, ())), office, home)
        if not said["name"] and not any(note.kind == "name_missing" for note in line.notes):
            line.notes.append(Note(index, "name", REJECTED, "name_missing", "没有填写姓名，请补填"))
        made.append(line)
    return made


def _check_repeated(line: _Line, seen: dict[tuple[str, str], str]) -> None:
    if rejected(line.notes):
        return
    where = f"{line.sheet.table.sheet}第{line.sheet.source(line.index).row}行"
    first = seen.setdefault((line.number, line.office), where)
    if first != where:
        message = f"与{first}是同一个人，请删去其中一行"
        line.notes.append(Note(line.index, "id", REJECTED, "duplicate_row", message))


def _receiver(line: _Line, held: Mapping[str, KnownMember], context: Context) -> str:
    """Full name of who must pick up: the own branch, the one that is named, the township, the county."""
    row = context.members.get(line.number)
    member = KnownMember(row.organisation, row.name) if row else held.get(line.number)
    if member is not None:
        if member.name != line.said["name"]:
            message = "姓名与名册中这个号码的姓名不一致，请核对"
            line.notes.append(Note(line.index, "name", WARNING, "name_id_mismatch", message))
        return member.organisation
    town = context.resolver.town(plain(line.said["town"])) if line.said["town"] else None
    top = town.full_name if town else line.home
    named = context.resolver.any(line.said["org"], top).place if line.said["org"] else None
    found = named.full_name if named else top or _county(context)
    if not found:
        message = "还没有登记党组织，先导入党组织名册"
        line.notes.append(Note(line.index, "", REJECTED, "receiver_unknown", message))
    elif named is None and (line.said["org"] or (line.said["town"] and town is None)):
        message = f"认不出接收的党组织，先由{found}接收，在交接名单里转交"
        line.notes.append(Note(line.index, "org" if line.said["org"] else "town", WARNING, "receiver_unknown", message))
    return found


def _county(context: Context) -> str:
    """The root of the tree."""
    return next((name for name, place in context.resolver.places.items() if not place.parent), "")


def _row(line: _Line, receiver: str) -> HandOverRow:
    said = line.said
    school = line.office == SCHOOL
    return HandOverRow(
        line.number, said["name"], receiver, line.office, said["school" if school else "unit"], said["type"],
        said["from"], said["graduated" if school else "discharged"], said["dest"], said["phone"], said["remark"],
        line.sheet.source(line.index),
    )  # fmt: skip
