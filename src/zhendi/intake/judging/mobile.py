"""Judging the registers of members who live elsewhere (outgoing) and of members from elsewhere (incoming)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhendi.intake.judging import cells, codes, days, numbers
from zhendi.intake.judging.cells import Reader, plain
from zhendi.intake.judging.context import Context
from zhendi.intake.judging.sheet import REJECTED, WARNING, Columns, Note, Sheet, rejected
from zhendi.intake.known import KnownMember
from zhendi.intake.verdict import IncomingRow, OutgoingRow
from zhendi.kernel import provinces
from zhendi.kernel.dates import compare_coarse

_STRICT = ("name", "id", "since")
_LOOSE = ("date_unknown",)


@dataclass(slots=True)
class _Line:
    """A row on its way."""

    sheet: Sheet
    index: int
    said: dict[str, Any]
    notes: list[Note]

    @property
    def number(self) -> str:
        """The citizen number, "" when it cannot be read."""
        return self.said["id"].value if self.said["id"] else ""

    def reject(self, name: str, kind: str, message: str) -> None:
        """Leave the row out."""
        self.notes.append(Note(self.index, name, REJECTED, kind, message))

    def warn(self, name: str, kind: str, message: str) -> None:
        """Have a person look at it."""
        self.notes.append(Note(self.index, name, WARNING, kind, message))


@dataclass(slots=True)
class _Seen:
    """Numbers and certificates that stood in an earlier row, with that row."""

    numbers: dict[str, str] = field(default_factory=dict)
    certificates: dict[str, str] = field(default_factory=dict)


def judge_outgoing(sheets: Sequence[Sheet], context: Context) -> set[str]:
    """Judge the outgoing members; gives every citizen number that stands in the register, in good rows and bad."""
    lines = [line for sheet in sheets for line in _lines(sheet, _outgoing_readers(context))]
    held = _held(lines, context)
    seen = _Seen()
    for line in lines:
        member = _check_person(line, held, context)
        _check_moved(line, context)
        if not rejected(line.notes):
            _check_repeated(line, seen.numbers)
        if not rejected(line.notes):
            _warn_outgoing(line, member, seen, context)
            context.verdict.outgoing.append(_outgoing(line, member))
        line.sheet.finish(line.notes, accepted=not rejected(line.notes))
    return {line.number for line in lines if line.number}


def judge_incoming(sheets: Sequence[Sheet], context: Context) -> None:
    """Judge the incoming members."""
    lines = [line for sheet in sheets for line in _lines(sheet, _incoming_readers(context))]
    held = _held(lines, context)
    seen: dict[str, str] = {}
    for line in lines:
        _check_moved(line, context)
        town = _town(line, context)
        if not rejected(line.notes):
            _check_not_here(line, town, held, context)
        if not rejected(line.notes):
            _check_repeated(line, seen)
        if not rejected(line.notes):
            context.verdict.incoming.append(_incoming(line, town))
        line.sheet.finish(line.notes, accepted=not rejected(line.notes))


def _held(lines: Sequence[_Line], context: Context) -> Mapping[str, KnownMember]:
    """Members whom the county holds and who stand in none of the rosters among the files."""
    wanted = {line.number for line in lines if line.number} - context.members.keys()
    return context.known.members(wanted) if wanted else {}


def _outgoing_readers(context: Context) -> dict[str, Reader]:
    day = days.reader(context.rules.as_of, days.RECENT)
    return {
        "name": cells.name, "sex": codes.sex, "id": numbers.citizen, "town": cells.words, "org": cells.words,
        "since": day, "prov": cells.words, "city": cells.words, "district": cells.words, "employer": cells.limited(120),
        "trade": cells.limited(60), "phone": numbers.telephone, "cert": cells.limited(40), "contact": cells.words,
        "contact_phone": numbers.telephone, "last": day, "reported": cells.yes_no, "recv": cells.limited(120),
        **_moving(day), "remark": cells.limited(400),
    }  # fmt: skip


def _incoming_readers(context: Context) -> dict[str, Reader]:
    day = days.reader(context.rules.as_of, days.RECENT)
    return {
        "name": cells.name, "sex": codes.sex, "id": numbers.citizen, "type": codes.standing, "from": cells.limited(120),
        "since": day, "town": cells.words, "place": cells.limited(120), "employer": cells.limited(120),
        "trade": cells.limited(60), "phone": numbers.telephone, "card": cells.yes_no, "group": cells.yes_no,
        **_moving(day), "remark": cells.limited(400),
    }  # fmt: skip


def _moving(day: Reader) -> dict[str, Reader]:
    return {"reason": codes.moving_reason, "sort": codes.moving_group, "back": day}


def _lines(sheet: Sheet, readers: Mapping[str, Reader]) -> list[_Line]:
    columns: Columns = sheet.read(readers, _STRICT, _LOOSE)
    made = []
    for index in range(len(sheet)):
        said = {name: column[index].value for name, column in columns.reads.items()}
        line = _Line(sheet, index, said, list(columns.notes.get(index, ())))
        if not said["name"] and not any(note.kind == "name_missing" for note in line.notes):
            line.reject("name", "name_missing", "没有填写姓名，请补填")
        made.append(line)
    return made


def _check_person(line: _Line, held: Mapping[str, KnownMember], context: Context) -> KnownMember | None:
    """The member in the roster whose number it is."""
    if not line.number:
        return None
    row = context.members.get(line.number)
    member = KnownMember(row.organisation, row.name) if row else held.get(line.number)
    if member is None:
        rosters = "（名册中此人的一行被退回）" if line.number in context.verdict.seen else ""
        line.reject("id", "not_in_roster", f"本县党员名册中没有这个公民身份号码{rosters}，请核对号码或先导入名册")
    elif member.name != line.said["name"] and line.said["name"]:
        line.reject("name", "name_id_mismatch", "姓名与公民身份号码在名册中的姓名不一致，请核对是哪一个写错")
    return member


def _check_moved(line: _Line, context: Context) -> None:
    moved = line.said["since"]
    if moved and context.rules.is_future(moved):
        line.reject("since", "date_future", f"日期晚于名册截至日期{context.rules.as_of.isoformat()}，请核对")
    if "prov" in line.said and not (line.said["prov"] or line.said["city"] or line.said["district"]):
        line.reject("prov", "destination_missing", "没有填写流向，请补填流入的省、市、县")


def _check_repeated(line: _Line, seen: dict[str, str]) -> None:
    where = f"{line.sheet.table.sheet}第{line.sheet.source(line.index).row}行"
    first = seen.setdefault(line.number, where)
    if first != where:
        line.reject("id", "duplicate_row", f"与{first}是同一个人，请删去其中一行")


def _warn_outgoing(line: _Line, member: KnownMember | None, seen: _Seen, context: Context) -> None:
    _warn_dates(line, context)
    _settle_destination(line)
    certificate = line.said["cert"]
    where = f"第{line.sheet.source(line.index).row}行"
    if certificate and seen.certificates.setdefault(certificate, where) != where:
        line.warn("cert", "cert_duplicate", f"活动证号与{seen.certificates[certificate]}相同，请核对")
    _warn_organisation(line, member, context)


def _warn_dates(line: _Line, context: Context) -> None:
    rules, moved, last = context.rules, line.said["since"], line.said["last"]
    if moved and compare_coarse(moved, rules.months_ago(rules.away_months)) > 0:
        line.warn("since", "away_under_6_months", f"流出未满{rules.away_months}个月，请核对是否应列为流动党员")
    if last and rules.is_future(last):
        line.said["last"] = None
        line.warn("last", "date_future", "最近联系时间晚于名册截至日期，暂按空白处理，请核对")
    elif last and compare_coarse(last, rules.months_ago(rules.contact_months)) < 0:
        line.warn("last", "last_contact_over_6_months", f"超过{rules.contact_months}个月没有联系，请尽快联系并登记")


def _settle_destination(line: _Line) -> None:
    """The province in full; where it is not that of the city, the city governs."""
    province = provinces.province(line.said["prov"])
    right = provinces.province_of(line.said["city"])
    if right and province != right and province not in provinces.MUNICIPALITIES:
        if province:
            line.warn("prov", "place_mismatch", f"{line.said['city']}在{right}，以市为准登记为{right}，请核对")
        province = right
    line.said["prov"], line.said["city"] = province, provinces.city(line.said["city"], province)


def _warn_organisation(line: _Line, member: KnownMember | None, context: Context) -> None:
    """The roster governs; another branch in this register is said."""
    said = line.said["org"]
    if not said or member is None:
        return
    place = context.resolver.town(line.said["town"]) if line.said["town"] else None
    own = context.resolver.places.get(member.organisation)
    match = context.resolver.branch(said, place.full_name if place else (own.top if own else ""))
    meant = {match.place.full_name} if match.place else {each.full_name for each in match.near}
    if member.organisation not in meant:
        line.warn("org", "org_mismatch", f"名册中此人在{member.organisation}，以名册为准，请核对")


def _outgoing(line: _Line, member: KnownMember | None) -> OutgoingRow:
    said = line.said
    return OutgoingRow(
        line.number, said["name"], member.organisation if member else "", said["since"], said["prov"], said["city"],
        said["district"], said["employer"], said["trade"], said["phone"], said["cert"], said["contact"],
        said["contact_phone"], said["last"], said["reported"], said["recv"], *_moved(line), said["remark"],
        line.sheet.source(line.index),
    )  # fmt: skip


def _moved(line: _Line) -> tuple[str, str, date | None]:
    """Reason, group and expected return; a return on or before the day of moving is none."""
    back, since = line.said["back"], line.said["since"]
    returns = back.last_day if back else None
    if returns and since and returns <= since.first_day:
        line.warn("back", "returns_before", "预计返回早于流动时间，暂按空白处理，请核对")
        returns = None
    return line.said["reason"] or "", line.said["sort"] or "", returns


def _town(line: _Line, context: Context) -> str:
    """The township's committee that a row of incoming members names, by its full name."""
    said = plain(line.said["town"])
    place = context.resolver.town(said) if said else None
    if place is None:
        told = f"“{said}”不是本县的乡镇" if said else "没有填写流入乡镇"
        line.reject("town", "township_unknown", f"{told}，请填写现有乡镇的名称")
        return ""
    return place.full_name


def _check_not_here(line: _Line, town: str, held: Mapping[str, KnownMember], context: Context) -> None:
    """Who is a member of a branch of the same township has not come from elsewhere."""
    row = context.members.get(line.number)
    branch = row.organisation if row else (held[line.number].organisation if line.number in held else "")
    place = context.resolver.places.get(branch)
    if place and place.top == town:
        line.reject("id", "already_member_here", f"此人的组织关系已在本乡镇的{branch}，不是流入党员，请核对")


def _incoming(line: _Line, town: str) -> IncomingRow:
    said = line.said
    return IncomingRow(
        line.number, said["name"], town, said["id"].sex, said["type"], said["from"], said["since"], said["place"],
        said["employer"], said["trade"], said["phone"], said["card"], said["group"], *_moved(line), said["remark"],
        line.sheet.source(line.index),
    )  # fmt: skip
