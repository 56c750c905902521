"""Judging the register of units with or without an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhendi.intake.judging import cells, codes, days, numbers, points
from zhendi.intake.judging.cells import Reader
from zhendi.intake.judging.context import Context
from zhendi.intake.judging.points import Line
from zhendi.intake.judging.sheet import REJECTED, WARNING, Sheet
from zhendi.intake.verdict import UnitRow

_LATEST = date(2099, 12, 31)  # projects end in years to come
_DAY = days.reader(_LATEST)
_STRICT = ("code", "emp", "full", "prob")
_READERS: dict[str, Reader] = {
    "name": cells.words, "code": numbers.unit_code, "industry": cells.limited(60), "emp": cells.integer,
    "full": cells.integer, "prob": cells.integer, "has": cells.yes_no, "cover": codes.coverage, "org": cells.words,
    "lon": numbers.coordinate, "lat": numbers.coordinate, "address": cells.limited(200), "town": cells.words,
    "head": cells.words, "phone": numbers.telephone, "start": _DAY, "end": _DAY, "resp": cells.words,
    "remark": cells.limited(400),
}  # fmt: skip


def judge(sheets: Sequence[Sheet], context: Context) -> None:
    """Judge the units; the good rows go into the verdict."""
    lines = [line for sheet in sheets for line in _lines(sheet)]
    for line in lines:
        _check(line, context)
    _drop_repeated(lines)
    good = [line for line in lines if line.good]
    points.settle(good)
    for line in good:
        _settle_coverage(line, context)
        context.verdict.units.append(_row(line))
    for line in lines:
        line.sheet.finish(line.notes, accepted=line.good)


def _lines(sheet: Sheet) -> list[Line]:
    columns = sheet.read(_READERS, _STRICT)
    made = []
    for index in range(len(sheet)):
        said = {name: column[index].value for name, column in columns.reads.items()}
        said["name"] = said["name"].translate({ord("("): "（", ord(")"): "）"})
        said["kind"] = codes.unit_kind(sheet.cell(index, "kind"), said["name"])
        made.append(Line(sheet, index, said, list(columns.notes.get(index, ()))))
    return made


def _check(line: Line, context: Context) -> None:
    said = line.said
    if not said["name"]:
        line.note("name", REJECTED, "name_missing", "没有填写单位名称，请补填")
    place = context.resolver.town(said["town"]) if said["town"] else None
    if place is None:
        told = f"“{said['town']}”不是本县现有的乡镇" if said["town"] else "没有填写责任乡镇"
        line.note("town", REJECTED, "township_unknown", f"{told}，请填写现有乡镇的名称")
    said["township"] = place.full_name if place else ""
    members = (said["full"] or 0) + (said["prob"] or 0)
    if said["emp"] is not None and members > said["emp"]:
        message = f"党员{members}人多于从业人数{said['emp']}人，请核对"
        line.note("emp", REJECTED, "members_exceed_employees", message)

    said["start"], said["end"] = _whole(line, "start"), _whole(line, "end")
    if said["start"] and said["end"] and said["end"] < said["start"]:
        line.note("end", REJECTED, "project_ends_before", "计划竣工早于开工，请核对两个日期")


def _whole(line: Line, name: str) -> date | None:
    """A day written in full; of a coarser one nothing can be counted."""
    found = line.said[name]
    if found is not None and found.precision != "d":
        line.note(name, WARNING, "date_coarse", "日期要写到日，例如2026-05-20，暂按空白处理")
        return None
    return found.first_day if found is not None else None


def _drop_repeated(lines: Sequence[Line]) -> None:
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        if not line.good:
            continue
        said = line.said
        kept = first.setdefault((said["code"],) if said["code"] else (said["name"], said["township"]), line)
        if kept is not line:
            where = kept.sheet.source(kept.index)
            told = "统一社会信用代码相同" if said["code"] else "名称、乡镇相同"
            message = f"与{where.sheet}第{where.row}行{told}，是同一个单位，请删去其中一行"
            line.note("code" if said["code"] else "name", REJECTED, "unit_duplicate", message)


def _settle_coverage(line: Line, context: Context) -> None:
    """The organisation that covers the unit; one that is not in the register counts as none."""
    said = line.said
    said["organisation"] = ""
    said["responsible"] = _responsible(line, context)
    if said["has"] is True and not said["cover"] and said["org"]:
        said["cover"] = "own"
    if not said["org"]:
        return
    match = context.resolver.any(said["org"], said["township"])
    if match.place is None:
        near = "、".join(place.full_name for place in match.near)
        hint = f"（可能是{near}）" if near else ""
        message = f"名册中没有“{said['org']}”{hint}，暂按未组建处理，请核对或先补登该组织"
        line.note("org", WARNING, "org_unknown", message)
        said["cover"] = ""
        return
    said["organisation"] = match.place.full_name if said["cover"] else ""


def _responsible(line: Line, context: Context) -> str:
    """The organisation that answers for the unit; the township's committee where none, or none known, is named."""
    said = line.said
    if not said["resp"]:
        return ""
    match = context.resolver.any(said["resp"], said["township"])
    if match.place is None:
        line.note("resp", WARNING, "org_unknown", f"名册中没有“{said['resp']}”，暂由所在乡镇党委负责，请核对")
        return ""
    return "" if match.place.full_name == said["township"] else match.place.full_name


def _row(line: Line) -> UnitRow:
    said = line.said
    return UnitRow(
        said["name"], said["kind"], said["township"], said["code"], said["industry"], said["emp"], said["full"],
        said["prob"], said["cover"] or "none", said["organisation"], said["lon"], said["lat"], said["address"],
        said["remark"], line.sheet.source(line.index), said["head"][:60], said["phone"], said["start"], said["end"],
        said["responsible"],
    )  # fmt: skip
