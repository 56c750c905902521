"""The hash of an entry: what it covers and what it does not depend on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from zhendi.kernel.audit import chain

COLUMNS = chain.Columns(
    7, datetime(2026, 6, 30, 1, 2, 3, 456, tzinfo=UTC), date(2026, 6, 30), 3, "shuji", "people.correct", "people.Person",
    12, "001002", "更正学历", '{"field":"education"}', chain.BEGINNING,
)  # fmt: skip
OTHER: dict[str, Any] = {
    "no": 8, "at": COLUMNS.at + timedelta(microseconds=1), "on_day": date(2026, 7, 1), "actor": None, "actor_label": "",
    "action": "people.place", "subject_type": "orgs.Organisation", "subject_id": None, "path": "001003",
    "summary": "更正学历。", "detail": "{}", "previous": "1" * 64,
}  # fmt: skip


@pytest.mark.parametrize("column", chain.Columns._fields)
def test_every_column_is_under_the_hash(column: str) -> None:
    assert chain.digest(COLUMNS._replace(**{column: OTHER[column]})) != chain.digest(COLUMNS)


def test_hash_is_the_same_in_every_time_zone() -> None:
    shanghai = COLUMNS._replace(at=COLUMNS.at.astimezone(timezone(timedelta(hours=8))))
    assert chain.digest(shanghai) == chain.digest(COLUMNS)


def test_text_moved_from_one_column_to_the_next_gives_another_hash() -> None:
    one = COLUMNS._replace(action="ab", subject_type="c")
    assert chain.digest(one) != chain.digest(COLUMNS._replace(action="a", subject_type="bc"))


def test_detail_is_written_in_one_way_only() -> None:
    first = chain.canonical({"b": date(2026, 6, 30), "a": Decimal("1.50")})
    assert first == chain.canonical({"a": Decimal("1.50"), "b": date(2026, 6, 30)}) == '{"a":"1.50","b":"2026-06-30"}'
