"""Which rows of a roster get which mistake: only where the layout can show it and nobody could argue about it."""

from __future__ import annotations

from collections.abc import Sequence

from zhendi.demo.aliases import Book
from zhendi.demo.dice import Dice, Table
from zhendi.demo.layout import Layout
from zhendi.demo.organisations import Organisation
from zhendi.demo.rows import Row
from zhendi.kernel.dates import add_months

_KINDS = Table({
    "id_check_digit": 28, "id_precision_lost": 20, "confirm_before_join": 15, "date_impossible": 15, "id_length": 14,
    "not_current": 14, "under_18": 9, "id_missing": 9, "id_date_impossible": 8, "date_future": 7, "not_member_type": 6,
    "type_conflict": 5, "name_missing": 4, "branch_unknown": 14, "wrong_township": 10, "branch_ambiguous": 8,
    "branch_missing": 6, "branch_cannot_hold": 4, "phone_invalid": 18, "birth_mismatch": 14, "sex_mismatch": 12,
    "date_unknown": 30, "floating_flag_mismatch": 8, "duplicate_row": 12, "duplicate_person": 28,
})  # fmt: skip
_COLUMNS = {
    "not_member_type": ("type",), "type_conflict": ("type",), "not_current": ("remark",), "sex_mismatch": ("sex",),
    "birth_mismatch": ("birth",), "phone_invalid": ("phone",), "floating_flag_mismatch": ("floating",),
}  # fmt: skip
_OVERDUE = 0.5  # of the mistakes on probationary members
_OF_AGE, _LONGEST = 12 * 18, 51  # months
_OF_BRANCH = ("branch_unknown", "branch_missing", "wrong_township", "branch_ambiguous", "branch_cannot_hold")
_OF_FULL = ("under_18", "confirm_before_join", "date_future", "type_conflict", "date_impossible", "date_unknown")
_COPIES = ("duplicate_row", "duplicate_person")


def plant(rows: list[Row], layout: Layout, dice: Dice, book: Book, share: float) -> list[Row]:
    """The rows with mistakes named on a share of them, and copies of some rows behind their first."""
    for row in rows:
        if row.clean and dice.odds(share):
            kind = "probation_overdue" if not row.member.confirmed and dice.odds(_OVERDUE) else dice.draw(_KINDS)
            if _fits(kind, row, layout, book):
                row.mistake = kind
    return _with_copies(rows, dice)


def _fits(kind: str, row: Row, layout: Layout, book: Book) -> bool:
    member, township = row.member, row.branch.township
    if not all(layout.has(field) for field in _COLUMNS.get(kind, ())):
        return False
    if kind in _OF_BRANCH:
        if layout.branch_by != "column" or township is None:
            return False
        return _has_such(kind, row.branch, book)
    if kind in _OF_FULL:
        return member.confirmed is not None and member.confirmed != member.joined
    if kind == "probation_overdue":  # begun years earlier, and of age even then
        return member.confirmed is None and add_months(member.birth, _OF_AGE) < add_months(row.hand.on, -_LONGEST)
    return kind != "floating_flag_mismatch" or not member.floating


def _has_such(kind: str, branch: Organisation, book: Book) -> bool:
    """Whether the township has a name of that sort to write."""
    assert branch.township is not None
    if kind == "branch_ambiguous":
        return bool(book.ambiguous(branch.township))
    return kind != "branch_cannot_hold" or bool(book.without_members(branch.township))


def _with_copies(rows: list[Row], dice: Dice) -> list[Row]:
    """The rows, and behind each marked for it a second row of the same person: in the same branch or a later one."""
    copies: dict[int, list[Row]] = {}
    last = {id(row.branch): place for place, row in enumerate(rows)}
    for place, row in enumerate(rows):
        if row.mistake not in _COPIES:
            continue
        branch = row.branch if row.mistake == "duplicate_row" else _later(rows, place, dice)
        if branch is not None:
            copies.setdefault(last[id(branch)], []).append(Row(row.member, branch, row.hand, row.mistake, row))
        row.mistake = ""
        row.member.busy = True
    return [each for place, row in enumerate(rows) for each in (row, *copies.get(place, ()))]


def _later(rows: Sequence[Row], place: int, dice: Dice) -> Organisation | None:
    """Another branch of the same sort that is written further down; ``None`` at the end of the file."""
    here = rows[place].branch
    found = list(
        dict.fromkeys(
            row.branch
            for row in rows[place:]
            if row.branch is not here and bool(row.branch.village) == bool(here.village)
        )
    )
    return dice.pick(found) if found else None
