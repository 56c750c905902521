"""Mistakes planted in a roster's row: each makes one thing wrong that nobody could argue about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhendi.demo import dates
from zhendi.demo.aliases import Book
from zhendi.demo.dice import Dice
from zhendi.demo.identity import check_character
from zhendi.demo.rows import Mark, Row
from zhendi.kernel.dates import add_months

Cells = dict[str, Any]


@dataclass(slots=True)
class Bench:
    """What the planting of a mistake may draw on."""

    dice: Dice
    book: Book
    on: date
    spreadsheet: bool


Spoil = Callable[[Cells, Row, Bench], Mark]


def _error(kind: str, field: str, detail: str) -> Mark:
    return Mark("error", kind, field, detail)


def _warning(kind: str, field: str, detail: str) -> Mark:
    return Mark("warning", kind, field, detail)


def _name_missing(cells: Cells, _row: Row, _bench: Bench) -> Mark:
    cells["name"] = ""
    return _error("name_missing", "name", "no name")


def _id_missing(cells: Cells, _row: Row, bench: Bench) -> Mark:
    cells["id"] = bench.dice.pick(("", "", "无", "待补", "不详", "未提供"))
    return _error("id_missing", "id", "no ID number")


def _id_length(cells: Cells, row: Row, bench: Bench) -> Mark:
    number = row.member.number
    cut = bench.dice.between(7, 16)
    cells["id"] = bench.dice.pick(
        (
            number[:cut] + number[cut + 1 :],
            number[:cut] + number[cut] + number[cut:],
            number[:6] + number[8:17],
            number[:14],
        )
    )
    return _error("id_length", "id", f"{len(cells['id'])} characters")


def _id_check_digit(cells: Cells, row: Row, bench: Bench) -> Mark:
    number = row.member.number
    cells["id"] = number[:17] + bench.dice.pick([digit for digit in "0123456789" if digit != number[17]])
    return _error("id_check_digit", "id", f"check digit should be {number[17]}")


def _id_date_impossible(cells: Cells, row: Row, bench: Bench) -> Mark:
    number = row.member.number
    day = bench.dice.pick(("0230", "0631", "1332", "0931", "0431", "1131"))
    body = number[:10] + day + number[14:17]
    cells["id"] = body + check_character(body)
    return _error("id_date_impossible", "id", "the birth date does not exist; the check digit is right")


def _id_precision_lost(cells: Cells, row: Row, bench: Bench) -> Mark:
    body = row.member.number[:15] + "000"
    cells["id"] = float(body) if bench.spreadsheet else "9.99999E+17"
    return _error("id_precision_lost", "id", "stored as a number: only 15 digits are left")


def _under_18(cells: Cells, row: Row, bench: Bench) -> Mark:
    joined = add_months(row.member.birth, 12 * bench.dice.pick((13, 14, 15, 16)) + 3)
    cells["join"], _ = row.hand.date(joined, row.hand.party)
    cells["confirm"], _ = row.hand.date(add_months(joined, 13), row.hand.party)
    return _error("under_18", "join", f"{joined.year - row.member.birth.year} years old on joining, or less")


def _date_future(cells: Cells, row: Row, bench: Bench) -> Mark:
    cells["confirm"], _ = row.hand.date(bench.on + timedelta(days=bench.dice.between(420, 1100)), row.hand.party)
    return _error("date_future", "confirm", f"after {bench.on}")


def _date_impossible(cells: Cells, row: Row, bench: Bench) -> Mark:
    field = bench.dice.pick(("join", "confirm"))
    day = row.member.joined if field == "join" else row.member.confirmed or row.member.joined
    cells[field] = dates.impossible(day, row.hand.party, bench.dice.between(0, 5))
    return _error("date_impossible", field, "no such day")


def _confirm_before_join(cells: Cells, row: Row, bench: Bench) -> Mark:
    cells["confirm"], _ = row.hand.date(add_months(row.member.joined, -bench.dice.between(13, 50)), row.hand.party)
    return _error("confirm_before_join", "confirm", "confirmed before joining")


def _type_conflict(cells: Cells, row: Row, _bench: Bench) -> Mark:
    hand = row.hand
    cells["type"] = "否" if hand.yes_no_type else hand.standing[1]
    if not hand.spreadsheet:
        cells["type"] = str(cells["type"])
    return _error("type_conflict", "type", "probationary, yet with a day of confirmation in the past")


def _not_member_type(cells: Cells, _row: Row, bench: Bench) -> Mark:
    cells["type"] = bench.dice.pick(("发展对象", "入党积极分子", "入党申请人", "群众", "共青团员"))
    cells["join"] = cells["confirm"] = ""
    return _error("not_member_type", "type", "not a Party member")


def _not_current(cells: Cells, _row: Row, bench: Bench) -> Mark:
    on, dice = bench.on, bench.dice
    words = (
        f"{on.year}年{max(on.month - 2, 1)}月组织关系转出", f"{on.year - 1}年12月去世", "停止党籍", "已故",
        f"{on.year}年1月转出至外县", "已去世", f"{on.year - 1}年11月病故", "组织关系已转出", "开除党籍",
    )  # fmt: skip
    if "status" in cells and dice.odds(0.7):
        cells["status"] = dice.pick(("已去世", "已转出", "停止党籍"))
        return _error("not_current", "status", "no longer a member of this branch")
    cells["remark"] = dice.pick(words)
    return _error("not_current", "remark", "no longer a member of this branch")


def _branch_missing(cells: Cells, _row: Row, _bench: Bench) -> Mark:
    cells["branch"] = ""
    return _error("branch_missing", "branch", "no branch given")


_NOWHERE = (
    "红旗农场党支部",
    "胜利林场党支部",
    "东方红茶场支部",
    "先锋矿区党支部",
    "友谊渔场党支部",
    "跃进砖瓦厂党支部",
)


def _branch_unknown(cells: Cells, row: Row, bench: Bench) -> Mark:
    near = bench.book.misspelt(row.branch) if bench.dice.odds(0.5) else None
    cells["branch"] = near or bench.dice.pick(_NOWHERE)
    return _error(
        "branch_unknown",
        "branch",
        f"probably {row.branch.short_name}" if near else "no such organisation in the register",
    )


def _branch_ambiguous(cells: Cells, row: Row, bench: Bench) -> Mark:
    township = row.branch.township
    cells["branch"] = bench.dice.pick(bench.book.ambiguous(township)) if township else ""
    return _error("branch_ambiguous", "branch", "several branches of the township")


def _branch_cannot_hold(cells: Cells, row: Row, bench: Bench) -> Mark:
    township = row.branch.township
    cells["branch"] = bench.dice.pick(bench.book.without_members(township)) if township else ""
    return _error("branch_cannot_hold", "branch", "a temporary or mobile branch holds no formal relations")


def _wrong_township(cells: Cells, row: Row, bench: Bench) -> Mark:
    other = bench.book.elsewhere(row.branch.township) if row.branch.township else None
    if other is None or other.township is None:
        return _branch_missing(cells, row, bench)
    cells["branch"] = bench.dice.pick((other.full_name, other.township.name + other.short_name))
    return _error("wrong_township", "branch", f"belongs to {other.township.name}: {other.key}")


def _sex_mismatch(cells: Cells, row: Row, _bench: Bench) -> Mark:
    cells["sex"] = row.hand.sex[2 - row.member.sex]
    return _warning("sex_mismatch", "sex", "differs from the ID number, which governs")


def _birth_mismatch(cells: Cells, row: Row, bench: Bench) -> Mark:
    wrong = add_months(row.member.birth, bench.dice.pick((-12, 12, -3, 4, 24)))
    cells["birth"], _ = row.hand.date(wrong, row.hand.birth if row.hand.birth != "year" else "iso")
    return _warning("birth_mismatch", "birth", f"the ID number says {row.member.birth}, which governs")


def _date_unknown(cells: Cells, _row: Row, bench: Bench) -> Mark:
    field = bench.dice.pick(("join", "confirm"))
    cells[field] = bench.dice.pick(dates.NOT_KNOWN)
    return _warning("date_unknown", field, "written as unknown")


def _phone_invalid(cells: Cells, row: Row, bench: Bench) -> Mark:
    phone = row.member.phones[0] if row.member.phones else "19900001234"
    cells["phone"] = bench.dice.pick((phone[:10], phone + "5", phone[:9]))
    return _warning("phone_invalid", "phone", "not 11 digits")


def _probation_overdue(cells: Cells, row: Row, bench: Bench) -> Mark:
    begun = add_months(bench.on, -bench.dice.between(27, 50))
    cells["join"], _ = row.hand.date(begun, row.hand.party)
    return _warning("probation_overdue", "join", "probationary for more than two years")


def _floating_flag(cells: Cells, row: Row, _bench: Bench) -> Mark:
    cells["floating"] = row.hand.floating[0]
    return _warning("floating_flag_mismatch", "floating", "marked as floating; no outgoing row bears this number")


SPOILS: dict[str, Spoil] = {
    "name_missing": _name_missing, "id_missing": _id_missing, "id_length": _id_length, "id_check_digit": _id_check_digit,
    "id_date_impossible": _id_date_impossible, "id_precision_lost": _id_precision_lost, "under_18": _under_18,
    "date_future": _date_future, "date_impossible": _date_impossible, "confirm_before_join": _confirm_before_join,
    "type_conflict": _type_conflict, "not_member_type": _not_member_type, "not_current": _not_current,
    "branch_missing": _branch_missing, "branch_unknown": _branch_unknown, "branch_ambiguous": _branch_ambiguous,
    "branch_cannot_hold": _branch_cannot_hold, "wrong_township": _wrong_township, "sex_mismatch": _sex_mismatch,
    "birth_mismatch": _birth_mismatch, "date_unknown": _date_unknown, "phone_invalid": _phone_invalid,
    "probation_overdue": _probation_overdue, "floating_flag_mismatch": _floating_flag,
}  # fmt: skip
