"""The entry of a movement as it is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhendi.domain.mobile.operations.keeping import Entry
from zhendi.domain.mobile.queries.records import Record
from zhendi.web.orgs.typed import Typed

FIELDS = (
    "moved_on", "province", "city", "district", "employer", "trade", "phone", "reason", "group", "returns_on", "receiving",
    "reported_in", "remark",
)  # fmt: skip
_YES = {"yes": True, "no": False}


def entry(typed: Typed, held: Record | None = None) -> Entry:
    """What was typed. A telephone left empty stays what it is: the page never shows it."""
    return Entry(
        moved_on=_day(typed, "moved_on", "外出日期"),
        province=typed.text("province"),
        city=typed.text("city"),
        district=typed.text("district"),
        employer=typed.text("employer"),
        trade=typed.text("trade"),
        phone=typed.text("phone") or (str(held.codes["phone"]) if held else ""),
        reason=typed.text("reason"),
        group=typed.text("group"),
        returns_on=_day(typed, "returns_on", "预计返回"),
        receiving=typed.text("receiving"),
        reported_in=_YES.get(typed.text("reported_in")),
        remark=typed.text("remark"),
    )


def start(row: Record) -> dict[str, Any]:
    """What the form of a held movement begins with."""
    said = {True: "yes", False: "no"}.get(row.reported_in) if row.reported_in is not None else ""
    return {
        **{
            name: row.entry[name]
            for name in ("province", "city", "district", "employer", "trade", "receiving", "remark")
        },
        "moved_on": row.codes["moved_on"],
        "returns_on": row.returns_on,
        "reason": row.codes["reason"],
        "group": row.codes["group"],
        "reported_in": said,
    }


def _day(typed: Typed, name: str, words: str) -> date | None:
    return typed.day(name, words) if typed.text(name) else None
