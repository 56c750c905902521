"""Whatever a cell holds, reading it gives a value or a reason, and never breaks off."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.intake.tables import AS_OF, ORGANISATIONS, judged, table
from zhendi.intake.judging import cells, codes, days, names, numbers, services
from zhendi.intake.judging.resolver import Resolver
from zhendi.intake.reading.table import Number

READERS = {
    "text": cells.text, "limited": cells.limited(5), "words": cells.words, "name": cells.name, "yes_no": cells.yes_no,
    "integer": cells.integer, "money": cells.money, "day": days.reader(AS_OF), "sex": codes.sex, "nationality": codes.nationality,
    "standing": codes.standing, "coverage": codes.coverage, "level": codes.level, "citizen": numbers.citizen, "mobiles": numbers.mobiles,
    "telephone": numbers.telephone, "division": numbers.division, "unit_code": numbers.unit_code, "coordinate": numbers.coordinate,
    "time_limit": services.time_limit, "materials": services.materials,
}  # fmt: skip
_ODD = some.sampled_from(
    [
        "2008.07",
        "一九九八年",
        "１９８０．１",
        "99999919800101",
        "村村委会",
        "第十一支部",
        "（女）",
        "\x00",
        "1e400",
        "٣٤",
        "²",
        "〇〇年",
        "十十月",
    ]
)
_TEXT = some.one_of(
    some.text(max_size=30),
    some.lists(_ODD, max_size=3).map("".join),
    some.text("0123456789.年月日-/ 第一二十村社区党支部委会", max_size=14),
)
_FLOAT = some.floats(allow_nan=True, allow_infinity=True)
CELLS = some.one_of(
    some.none(),
    some.booleans(),
    _TEXT,
    some.dates(date(1900, 1, 1), date(2100, 1, 1)),
    _FLOAT.map(lambda value: Number(value, f"{value:g}")),
)


@pytest.mark.parametrize("name", READERS)
@given(cell=CELLS)
@settings(max_examples=150, deadline=None)
def test_a_reader_never_breaks_off(name: str, cell: object) -> None:
    read = READERS[name](cell)  # type: ignore[arg-type]  # cells of every kind, wrong ones too
    assert read.message or not read.kind


@given(said=_TEXT)
@settings(max_examples=300, deadline=None)
def test_any_name_means_one_organisation_or_says_why_not(said: str) -> None:
    resolver = Resolver(ORGANISATIONS)
    match = resolver.branch(said)
    assert (match.place is None) == bool(match.kind)
    assert names.official(names.official(said)) == names.official(said)


@given(rows=some.lists(some.tuples(*[CELLS] * 8), max_size=6))
@settings(max_examples=100, deadline=None)
def test_every_row_is_taken_in_or_rejected_with_a_reason(rows: list[tuple[object, ...]]) -> None:
    verdict = judged(table("members", "name id branch type join confirm phone remark", *rows))  # type: ignore[arg-type]  # rows of every kind, wrong ones too
    (sheet,) = verdict.files[0].sheets
    bad = {each.row for each in sheet.of("rejected")}
    assert sheet.accepted == len(rows) - len(bad) == len(verdict.members)
