"""Dated, cited numbers: which value holds on which day, and what is refused when it is loaded."""

from __future__ import annotations

from datetime import date

import pytest

from zhendi.kernel import parameters
from zhendi.kernel.errors import Unreadable

TEXT = """
[[parameter]]
code = "term.years"
title = "任期"
unit = "年"
values = [
  { value = 5, from = 2018-10-28, source = "新规定", article = "第六条" },
  { value = 3, from = 1990-06-27, source = "旧规定" },
]
"""


@pytest.mark.parametrize(
    ("on", "value"), [(date(1990, 6, 27), 3), (date(2018, 10, 27), 3), (date(2018, 10, 28), 5), (date(2030, 1, 1), 5)]
)
def test_value_in_force_is_the_last_that_has_begun(on: date, value: int) -> None:
    assert parameters.read_parameters(TEXT, "t").integer("term.years", on) == value


def test_value_carries_its_citation() -> None:
    read = parameters.read_parameters(TEXT, "t")
    assert read.at("term.years", date(2020, 1, 1)).citation() == "《新规定》第六条"
    assert read.at("term.years", date(2000, 1, 1)).citation() == "《旧规定》"


def test_day_before_the_first_value_and_unknown_code_are_refused() -> None:
    read = parameters.read_parameters(TEXT, "t")
    with pytest.raises(Unreadable, match="1990-06-26"):
        read.value("term.years", date(1990, 6, 26))
    with pytest.raises(Unreadable, match="unknown parameter"):
        read.value("term.month", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        (', source = "旧规定"', "", "without its day or its source"),
        ("from = 1990-06-27, ", "", "without its day or its source"),
        ("value = 3, ", "", "without its day or its source"),
        ('title = "任期"', "", "needs title"),
        ('unit = "年"', 'unit = "年"\nowner = "x"', "unknown key owner"),
        ('article = "第六条"', 'art = "第六条"', "unknown key art"),
        ("[[parameter]]", "[[parameter", "t:"),
    ],
)
def test_entry_at_fault_is_named(found: str, put: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        parameters.read_parameters(TEXT.replace(found, put), "t")


def test_code_that_stands_twice_is_refused() -> None:
    with pytest.raises(Unreadable, match="twice"):
        parameters.read_parameters(TEXT + TEXT, "t")


def test_number_that_must_be_whole_is_so() -> None:
    read = parameters.read_parameters(TEXT.replace("value = 5", 'value = "5"'), "t")
    with pytest.raises(Unreadable, match="not a whole number"):
        read.integer("term.years", date(2020, 1, 1))


def test_every_number_of_the_installation_is_dated_and_cited() -> None:
    loaded = parameters.load()
    assert loaded.by_code
    for parameter in loaded.by_code.values():
        assert all(dated.source and dated.valid_from for dated in parameter.values)
        assert [dated.valid_from for dated in parameter.values] == sorted(
            {each.valid_from for each in parameter.values}
        )
