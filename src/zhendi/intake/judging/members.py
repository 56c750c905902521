"""Judging rosters: every row by itself, then the persons across all files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhendi.intake.judging import cells, codes, days, numbers, remarks
from zhendi.intake.judging.cells import NOTHING, Read, Reader, plain, shown
from zhendi.intake.judging.codes import FULL, PROBATIONARY
from zhendi.intake.judging.context import Context
from zhendi.intake.judging.resolver import AMBIGUOUS, CANNOT_HOLD, ELSEWHERE, UNKNOWN, Match
from zhendi.intake.judging.sheet import REJECTED, REPAIRED, WARNING, Columns, Note, Sheet, rejected
from zhendi.intake.reading.table import Cell
from zhendi.intake.verdict import Choice, MemberRow
from zhendi.kernel.dates import PartialDate, add_months, compare_coarse, completed_years
from zhendi.kernel.identifiers import CitizenNumber

STRICT = ("name", "id", "birth", "join", "confirm", "type")
_NEVER_REJECT = ("date_unknown",)
_SAME = re.compile(r"同左|同前|同入党.*|同上列|与入党.*(?:相同|一致)|即入党.*")
_NOT_YET = re.compile(r"预备|未转|尚未|未到|未满|待转|无$")
_AS_JOINED = "as joined"
# What rows are judged by, and the other values of a row in the order of ``MemberRow``: those before and behind the
# day of confirmation, which may stand for that of joining.
_JUDGED = ("name", "id", "sex", "birth", "join", "confirm", "type")
_KEPT = (
    "name", "nation", "edu", "degree", "origin", "work", "job", "addr", "join", "dues", "dues_to",
    "floating", "dest", "lost", "remark", "phone", "post",
)  # fmt: skip
_LATER_THAN = "晚于名册截至日期"


@dataclass(slots=True)
class Candidate:
    """A row of a roster on its way; ``row`` is ``None`` when its number cannot be read."""

    sheet: Sheet
    index: int
    notes: list[Note]
    number: str = ""
    standing: str = ""
    row: MemberRow | None = None

    @property
    def good(self) -> bool:
        """True while nothing speaks against the row."""
        return self.row is not None and not (self.notes and rejected(self.notes))

    def note(self, name: str, level: Any, kind: str, message: str) -> None:
        """Set down something that was found."""
        self.notes.append(Note(self.index, name, level, kind, message))


def candidates(sheet: Sheet, home: str, context: Context) -> Iterator[Candidate]:
    """Every row of a roster, judged by itself."""
    columns = sheet.read(_readers(context.rules.as_of), STRICT, _NEVER_REJECT)
    judge = _Judge(sheet, columns, home, context)
    for index in range(len(sheet)):
        yield judge.row(index)


def _readers(as_of: date) -> dict[str, Reader]:
    birth, day = days.reader(as_of), days.reader(as_of, days.RECENT)
    return {
        "name": cells.name, "sex": codes.sex, "nation": codes.nationality, "birth": birth, "id": numbers.citizen,
        "edu": cells.limited(40), "degree": cells.limited(40), "origin": cells.limited(60), "work": day, "join": day,
        "confirm": _confirmation(day), "type": codes.standing, "post": cells.limited(60), "job": cells.limited(120),
        "phone": numbers.mobiles, "addr": cells.limited(200), "dues": cells.money, "dues_to": _month(day),
        "floating": cells.yes_no, "dest": cells.limited(120), "lost": cells.yes_no, "remark": cells.limited(400),
    }  # fmt: skip


def _confirmation(day: Reader) -> Reader:
    """The day of confirmation: 同左, 同入党时间 stand for the day of joining, 预备期 and 未转正 for none yet."""

    def read(cell: Cell) -> Read:
        found = day(cell)
        said = plain(cell)
        if found.kind != "date_unknown":
            return found
        if _SAME.fullmatch(said):
            return Read(_AS_JOINED, repair="与入党日期相同")
        return NOTHING if _NOT_YET.match(said) else found

    return read


def _month(day: Reader) -> Reader:
    """A month as ``2026-06``."""

    def read(cell: Cell) -> Read:
        found = day(cell)
        return Read(found.value.iso()[:7] if found.value else "", found.kind, found.message, found.repair)

    return read


class _Judge:
    """Judges the rows of one sheet."""

    def __init__(self, sheet: Sheet, columns: Columns, home: str, context: Context) -> None:
        self.sheet, self.columns, self.home, self.context = sheet, columns, home, context
        self.rules = context.rules
        self.longest = PartialDate.of(add_months(self.rules.as_of, -self.rules.longest_months))
        self.values = list(zip(*(columns.values(name) for name in _KEPT), strict=True))
        self.branches: dict[tuple[Cell, Cell, str], tuple[str, list[Note]]] = {}
        self.leavers: dict[tuple[Cell, Cell], Note | None] = {}

    def row(self, index: int) -> Candidate:
        """Judge one row: whoever is no member here any more first, for then nothing else matters."""
        reads = {name: self.columns.reads[name][index] for name in _JUDGED}
        if reads["confirm"].value == _AS_JOINED:
            reads["confirm"] = reads["join"]
        made = Candidate(self.sheet, index, list(self.columns.notes.get(index, ())))
        number: CitizenNumber | None = reads["id"].value
        made.number = number.value if number else ""
        made.standing = str(reads["type"].value or self.sheet.table.rows[index].hint)
        gone = self._gone(index)
        if gone:
            made.notes = [gone]
        elif reads["type"].kind == "not_member_type":
            made.notes = [note for note in made.notes if note.kind == "not_member_type"]
        else:
            self._check(made, reads, number)
        return made

    def _check(self, made: Candidate, reads: dict[str, Read], number: CitizenNumber | None) -> None:
        if not reads["name"].value and not any(note.kind == "name_missing" for note in made.notes):
            made.note("name", REJECTED, "name_missing", "没有填写姓名，请补填")
        standing = self._standing(made, reads)
        branch = self._branch(made)
        self._check_dates(made, reads, standing, number)
        if number is not None:
            self._check_against_number(made, reads, number)
            made.row = self._made(made.index, reads["confirm"].value, number, branch, standing)

    def _gone(self, index: int) -> Note | None:
        """Why the row's person is no member here any more; worked out once for the same status and remark."""
        key = self.sheet.cell(index, "status"), self.sheet.cell(index, "remark")
        if key not in self.leavers:
            self.leavers[key] = self._left(index)
        note = self.leavers[key]
        return note and note._replace(at=index)

    def _left(self, index: int) -> Note | None:
        said = plain(self.sheet.cell(index, "status"))
        if remarks.status(said) is False:
            return Note(
                index, "status", REJECTED, "not_current", f"“{said}”：已不是本支部党员，不导入；如有误请改正后重新导入"
            )
        piece = remarks.departed(shown(self.sheet.cell(index, "remark")))
        if piece:
            message = f"备注写明“{piece}”：已不是本支部党员，不导入；如有误请改正备注后重新导入"
            return Note(index, "remark", REJECTED, "not_current", message)
        return None

    def _standing(self, made: Candidate, reads: dict[str, Read]) -> str:
        """The standing that the row, or its sheet, tells; without either the day of confirmation tells it."""
        if reads["type"].value or reads["type"].kind:
            return str(reads["type"].value)
        hint = self.sheet.table.rows[made.index].hint
        if hint in (FULL, PROBATIONARY):
            return hint
        joined, confirmed = reads["join"].value, reads["confirm"].value
        if confirmed:
            derived = FULL
        elif joined and compare_coarse(joined, self.rules.months_ago(self.rules.probation_months)) >= 0:
            derived = PROBATIONARY
        elif joined or self.sheet.has("type"):
            made.note(
                "type", REJECTED, "type_missing", "没有写明是正式党员还是预备党员，也没有转正日期，请补填党员类别"
            )
            return ""
        else:
            derived = FULL
        title = "正式党员" if derived == FULL else "预备党员"
        made.note("type", WARNING, "type_missing", f"没有写明党员类别，按入党、转正日期作{title}读取，请核对")
        return derived

    def _branch(self, made: Candidate) -> str:
        """The branch that holds the member's relation, by its full name; worked out once for the same cells."""
        place = self.sheet.table.rows[made.index].place
        key = self.sheet.cell(made.index, "branch"), self.sheet.cell(made.index, "town"), place
        if key not in self.branches:
            first = Candidate(self.sheet, made.index, [])
            self.branches[key] = self._find_branch(first), first.notes
        name, notes = self.branches[key]
        made.notes += [note._replace(at=made.index) for note in notes]
        return name

    def _find_branch(self, made: Candidate) -> str:
        row = self.sheet.table.rows[made.index]
        cell = shown(self.sheet.cell(made.index, "branch"))
        said = cell.strip() or row.place
        if not plain(said):
            made.note("branch", REJECTED, "branch_missing", "没有填写所在党支部，请补填")
            return ""
        home = self.home
        town = self.sheet.cell(made.index, "town")
        if town is not None:
            place = self.context.resolver.town(plain(town))
            home = place.full_name if place else home
        under = self.context.resolver.any(row.place, home).place if cell.strip() and row.place else None
        match = self.context.resolver.branch(said, home, under.full_name if under else "")
        if match.place is None:
            return self._unplaced(made, said, match)
        if not match.exact or said not in (match.place.full_name, match.place.short_name, row.place):
            made.note("branch", REPAIRED, "repaired", f"对应“{match.place.full_name}”")
        return match.place.full_name

    def _unplaced(self, made: Candidate, said: str, match: Match) -> str:
        """Nothing is guessed; where a person may choose, the choice of a person counts."""
        choices = tuple(Choice(place.full_name, place.full_name) for place in match.near if place.holds)
        key = f"branch:{self.home}:{plain(said)}" if choices and match.kind in (UNKNOWN, AMBIGUOUS) else ""
        chosen = self.context.decide(key) if key else ""
        if chosen in {choice.code for choice in choices}:
            made.note("branch", REPAIRED, "repaired", f"按判定对应“{chosen}”")
            return chosen
        message = _unplaced(plain(said), match)
        made.notes.append(Note(made.index, "branch", REJECTED, match.kind, message, key, choices if key else ()))
        return ""

    def _check_dates(
        self, made: Candidate, reads: dict[str, Read], standing: str, number: CitizenNumber | None
    ) -> None:
        joined: PartialDate | None = reads["join"].value
        confirmed: PartialDate | None = reads["confirm"].value
        for name, day, title in (("join", joined, "入党日期"), ("confirm", confirmed, "转正日期")):
            if day and self.rules.is_future(day):
                made.note(name, REJECTED, "date_future", f"{title}{_LATER_THAN}{self.rules.as_of.isoformat()}，请核对")
                return
        if joined and confirmed and compare_coarse(confirmed, joined) < 0:
            made.note("confirm", REJECTED, "confirm_before_join", "转正日期早于入党日期，请核对两个日期")
        elif standing == PROBATIONARY and confirmed:
            made.note("type", REJECTED, "type_conflict", "写作预备党员，却有已过的转正日期，请核对党员类别和转正日期")
        if joined and number and (age := _age(number, joined, self.rules.minimum_age)) < self.rules.minimum_age:
            message = f"入党时{age}岁，未满{self.rules.minimum_age}周岁，请核对入党日期和公民身份号码"
            made.note("join", REJECTED, "under_18", message)
        if standing == PROBATIONARY and joined and not confirmed and compare_coarse(joined, self.longest) < 0:
            made.note(
                "join",
                WARNING,
                "probation_overdue",
                f"预备期已超过{self.rules.longest_months}个月，请尽快讨论转正或作出处理",
            )

    def _check_against_number(self, made: Candidate, reads: dict[str, Read], number: CitizenNumber) -> None:
        sex, birth = reads["sex"].value, reads["birth"].value
        if sex and sex != number.sex:
            told = "男" if number.sex == 1 else "女"
            made.note("sex", WARNING, "sex_mismatch", f"与公民身份号码不一致，以号码为准按{told}登记，请核对")
        if birth and not _may_be(birth, number.birth):
            told = number.birth.isoformat()
            made.note("birth", WARNING, "birth_mismatch", f"与公民身份号码不一致，以号码为准按{told}登记，请核对")

    def _made(
        self, index: int, confirmed: PartialDate | None, number: CitizenNumber, branch: str, standing: str
    ) -> MemberRow:
        values: tuple[Any, ...] = self.values[index]
        facts: tuple[Any, ...] = (number.value, values[0], branch, standing, number.sex, number.birth)
        return MemberRow(*(*facts, *values[1:9], confirmed, *values[9:], self.sheet.source(index)))


def _age(number: CitizenNumber, joined: PartialDate, least: int) -> int:
    """Years of age on joining; exact where they may be fewer than ``least``."""
    years = joined.year - number.birth.year
    return years if years > least else completed_years(number.birth, joined.last_day)


def _may_be(written: PartialDate, birth: date) -> bool:
    """True when the day lies within what is written."""
    return written.year == birth.year and written.month in (None, birth.month) and written.day in (None, birth.day)


def _unplaced(said: str, match: Match) -> str:
    near = "、".join(place.full_name for place in match.near[:5])
    if match.kind == ELSEWHERE:
        return f"“{said}”不是本乡镇的党支部（是{near}），请核对，或由该乡镇的名册导入"
    if match.kind == AMBIGUOUS:
        return f"“{said}”可能是{near}，无法确定，请写明是哪一个支部"
    if match.kind == CANNOT_HOLD:
        return f"{near}不能接收正式组织关系（临时、流动党组织和上级党委不编入党员），请填写组织关系所在的党支部"
    hint = f"，可能是{near}" if near else ""
    return f"名册中没有“{said}”这个党支部{hint}，请核对名称，或先补登该支部"
