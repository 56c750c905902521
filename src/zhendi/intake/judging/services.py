"""Judging the outlets of public service and the catalogue of items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from zhendi.intake.judging import cells, codes, numbers, points
from zhendi.intake.judging.cells import NOTHING, Read, Reader, plain, shown
from zhendi.intake.judging.context import Context
from zhendi.intake.judging.points import Line
from zhendi.intake.judging.sheet import REJECTED, WARNING, Note, Sheet, rejected
from zhendi.intake.reading.table import Cell, Number
from zhendi.intake.verdict import ItemRow, OutletRow
from zhendi.kernel.identifiers.division import level as division_level

_OUTLETS: dict[str, Reader] = {
    "name": cells.words, "level": codes.level, "division": numbers.division, "area": cells.limited(120),
    "hh": cells.integer, "address": cells.limited(200), "staff": cells.words, "phone": numbers.telephone,
    "hours": cells.limited(80), "equip": cells.limited(120), "chart": cells.yes_no, "lon": numbers.coordinate,
    "lat": numbers.coordinate,
}  # fmt: skip
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LIMIT = re.compile(
    r"(?:承诺|法定)?(?:时限)?[:：]?([0-9]{1,4})(?:\.0)?个?(工作日|自然日|日历日|天|日)?(?:\((工作日|自然日|日历日)\)|以?内|之内)*"
)
_AT_ONCE = re.compile(r"(?:承诺)?(?:即来即办|即时|当场|立即|马上|即|当[日天])(?:办结|办理|办|可办|完成)?(?:件)?")
_BETWEEN = re.compile(r"[、，,；;/／\n\r]+")
_TAIL = re.compile(r"^(?:[0-9]{1,2}[.．、)）]|[(（][0-9]{1,2}[)）]|[①-⑳])\s*|等?[。.]?$")
_STATION = re.compile(r"(?:便民|为民|党群|综合|全程代办)?(?:服务|代办)(?:站|点|中心|大厅|室)$")
WORKING, CALENDAR = "working", "calendar"


class Limit(NamedTuple):
    """A time limit: days, and whether they are working or calendar days ("" = the text does not say)."""

    days: int
    unit: str


def judge_outlets(sheets: Sequence[Sheet], context: Context) -> None:
    """Judge the outlets; the good rows go into the verdict."""
    grounds = _grounds(context)
    seen: dict[tuple[str, str], str] = {}
    lines = [line for sheet in sheets for line in _lines(sheet)]
    for line in lines:
        _check_outlet(line, context, seen)
    good = [line for line in lines if line.good]
    points.settle(good, context.known.middle() if any(line.point for line in good) else None)
    for line in good:
        ground = _ground(line.said["division"], grounds)
        context.verdict.outlets.append(_outlet(line.sheet, line.index, line.said, ground))
    for line in lines:
        line.sheet.finish(line.notes, accepted=line.good)


def _lines(sheet: Sheet) -> Iterator[Line]:
    columns = sheet.read(_OUTLETS, ("level", "division"))
    for index in range(len(sheet)):
        said = {name: column[index].value for name, column in columns.reads.items()}
        yield Line(sheet, index, said, list(columns.notes.get(index, ())))


def judge_items(sheets: Sequence[Sheet], context: Context) -> None:
    """Judge the catalogue; the good rows go into the verdict."""
    seen: dict[tuple[str, str], int] = {}
    readers: dict[str, Reader] = {
        "name": cells.words, "level": codes.level, "dept": cells.limited(60), "legal": time_limit, "prom": time_limit,
        "materials": materials, "fee": cells.limited(60), "remark": cells.limited(400),
    }  # fmt: skip
    for sheet in sheets:
        columns = sheet.read(readers, ("level", "legal", "prom"))
        for index in range(len(sheet)):
            said = {name: column[index].value for name, column in columns.reads.items()}
            notes = list(columns.notes.get(index, ()))
            _check_item(sheet, index, said, notes, seen)
            if not rejected(notes):
                context.verdict.items.append(_item(sheet, index, said))
            sheet.finish(notes, accepted=not rejected(notes))


def time_limit(cell: Cell) -> Read:
    """A time limit of so many days; a range or a promise without a figure is ``time_limit_invalid``."""
    if cell is None or cells.is_nothing(cell):
        return NOTHING
    if isinstance(cell, Number):
        whole = float(cell.value).is_integer()
        return Read(Limit(int(cell.value), "")) if whole else _no_limit(cell.shown)
    said = plain(cell).translate(_WIDE).replace(" ", "")
    found = _LIMIT.fullmatch(said)
    if found:
        return Read(Limit(int(found[1]), _unit(said)))
    return Read(Limit(0, WORKING), repair="即办，按0天读取") if _AT_ONCE.fullmatch(said) else _no_limit(said)


def materials(cell: Cell) -> Read:
    """The papers to bring, parted by ；."""
    pieces = [piece for each in _BETWEEN.split(shown(cell)) if (piece := _TAIL.sub("", plain(each)).strip())]
    kept = "；".join(dict.fromkeys(pieces))
    return Read("" if kept in {"无", "—", "-"} else kept)


def _unit(said: str) -> str:
    if "自然日" in said or "日历日" in said:
        return CALENDAR
    return WORKING if "工作日" in said else ""


def _no_limit(said: str) -> Read:
    return Read(None, "time_limit_invalid", f"“{said}”不是一个确定的天数，请填写如“5个工作日”")


def _check_outlet(line: Line, context: Context, seen: dict[tuple[str, str], str]) -> None:
    said, code = line.said, line.said["division"]
    if not said["name"]:
        line.note("name", REJECTED, "name_missing", "没有填写网点名称，请补填")
    if code and not context.knows_division(code) and not _fits_village(said, context):
        message = f"本县没有区划代码{code}，请核对后填写12位代码"
        line.note("division", REJECTED, "division_unknown", message)
    if not line.good:
        return
    where = f"{line.sheet.table.sheet}第{line.sheet.source(line.index).row}行"
    first = seen.setdefault((said["name"], code), where)
    if first != where:
        line.note("name", REJECTED, "outlet_duplicate", f"与{first}是同一个网点，请删去其中一行")


def _fits_village(said: dict[str, Any], context: Context) -> bool:
    """Without a table of divisions: the code of a village whose organisation is registered without one."""
    if context.known.divisions or context.verdict.divisions:
        return False
    for text in (said["area"], said["name"], said["address"]):
        match = context.resolver.any(_STATION.sub("", text)) if text else None
        places = (
            (match.place,)
            if match and match.place
            else (match.near if match and match.kind != "branch_unknown" else ())
        )
        above = context.division_of(places[0].top) if places else ""
        if places and not context.division_of(places[0].full_name) and above[:9] == said["division"][:9]:
            return True
    return False


def _check_item(
    sheet: Sheet, index: int, said: dict[str, Any], notes: list[Note], seen: dict[tuple[str, str], int]
) -> None:
    if not said["name"]:
        notes.append(Note(index, "name", REJECTED, "name_missing", "没有填写事项名称，请补填"))
    legal, promised = said["legal"], said["prom"]
    if legal and promised and promised.days > legal.days and promised.unit != CALENDAR:
        message = f"承诺时限{promised.days}天长于法定时限{legal.days}天，请核对"
        notes.append(Note(index, "prom", REJECTED, "promise_over_legal", message))
    elif promised and promised.unit == CALENDAR and (legal is None or legal.unit != CALENDAR):
        notes.append(Note(index, "prom", WARNING, "time_limit_calendar_days", "承诺时限按自然日计，不是工作日，请核对"))
    if rejected(notes):
        return
    number = sheet.source(index).row
    first = seen.setdefault((said["name"], said["level"]), number)
    if first != number:
        notes.append(
            Note(index, "name", REJECTED, "item_duplicate", f"与第{first}行是同一层级的同一事项，请删去其中一行")
        )


def _grounds(context: Context) -> dict[str, str]:
    """The organisation that answers for a division: the highest one that bears its code."""
    held = [(each.division_code, each.full_name) for each in context.known.organisations]
    coming = [(row.division_code, row.full_name) for row in context.verdict.organisations]
    depth: dict[str, int] = {}
    found: dict[str, str] = {}
    for code, name in (*coming, *held):
        place = context.resolver.places.get(name)
        if not code or place is None:
            continue
        height = _height(name, context)
        if code not in found or height < depth[code]:
            found[code], depth[code] = name, height
    return found


def _height(name: str, context: Context) -> int:
    steps, places = 0, context.resolver.places
    while name in places and places[name].parent and steps < len(places):
        name, steps = places[name].parent, steps + 1
    return steps


def _ground(code: str, grounds: dict[str, str]) -> str:
    """The committee of the township in which a division lies, or the county's."""
    if not code:
        return ""
    if division_level(code) == "village":
        code = code[:9] + "000"
    return grounds.get(code, "")


def _outlet(sheet: Sheet, index: int, said: dict[str, Any], ground: str) -> OutletRow:
    return OutletRow(
        said["name"], said["level"], said["division"], ground, said["area"], said["hh"], said["address"], said["staff"],
        said["phone"], said["hours"], said["equip"], said["chart"], said["lon"], said["lat"], sheet.source(index),
    )  # fmt: skip


def _item(sheet: Sheet, index: int, said: dict[str, Any]) -> ItemRow:
    legal, promised = said["legal"], said["prom"]
    unit = (promised.unit if promised else "") or (legal.unit if legal else "") or WORKING
    return ItemRow(
        said["name"], said["level"], said["dept"], legal.days if legal else None, promised.days if promised else None,
        unit, said["materials"], said["fee"], said["remark"], sheet.source(index),
    )  # fmt: skip
