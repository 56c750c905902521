"""What a register says that is new, and the journal of a run."""

from __future__ import annotations

import pytest

from zhendi.domain.orgs.models import Division
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import Journal, says_new, says_new_date


@pytest.mark.parametrize(
    ("given", "held", "new"),
    [
        ("甲", "乙", True),
        ("甲", "甲", False),
        ("", "乙", False),
        (None, 3, False),
        (False, None, True),
        (0, None, True),
    ],
)
def test_an_empty_cell_says_nothing_and_a_no_does(given: object, held: object, new: bool) -> None:
    assert says_new(given, held) is new


@pytest.mark.parametrize(
    ("given", "held", "new"),
    [
        (PartialDate(1998, 7), PartialDate(1998, 7, 15), False),
        (PartialDate(1998, 7, 15), PartialDate(1998, 7), True),
        (PartialDate(1998, 8), PartialDate(1998, 7, 15), True),
        (None, PartialDate(1998), False),
        (PartialDate(1998), None, True),
    ],
)
def test_a_day_is_new_when_it_differs_or_is_more_exact(
    given: PartialDate | None, held: PartialDate | None, new: bool
) -> None:
    assert says_new_date(given, held) is new


def test_the_journal_keeps_the_first_image_of_a_row() -> None:
    journal = Journal()
    journal.changed(Division, ("name",), [(1, "先")])
    journal.changed(Division, ("name", "valid_to"), [(1, "后", None)])
    assert journal.before == {"orgs.Division": {1: {"name": "先", "valid_to": None}}}
    assert not journal.empty() and Journal().empty()
