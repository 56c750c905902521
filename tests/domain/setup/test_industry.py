"""Villages' industry: entered, weighed beside the members, considered; what the engine counts of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.domain.setup.county import APRIL, MAY, TODAY, act, refusal, scope
from tests.people import Cast
from zhendi.domain.setup import facts
from zhendi.domain.setup.operations import industry as deeds
from zhendi.domain.setup.queries import industry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


def _words(cast: Cast, who: str = "township_officer", **other: Any) -> dict[str, Any]:
    facts_: dict[str, Any] = {
        "organisation_id": cast.organisations["branch"].pk, "year": 2025, "main": "茶叶", "output": Decimal(120),
        "before": Decimal(100), "source": "村集体经济年报", **other,
    }  # fmt: skip
    return act(cast, who, on=APRIL, **facts_)


def test_a_village_that_grew_by_a_fifth_is_shown_with_its_evidence(cast: Cast) -> None:
    deeds.record(**_words(cast))
    (row,) = industry.villages(scope(cast))
    assert (row.growth, row.main, row.output, row.source) == (20, "茶叶", Decimal("120.00"), "村集体经济年报")
    assert row.members < industry.marks(TODAY).members
    assert not row.candidate
    assert not industry.villages(scope(cast, as_of=TODAY.replace(month=3)))


def test_the_engine_counts_whole_per_cent_until_newer_figures_come(cast: Cast) -> None:
    made = deeds.record(**_words(cast, year=2023, output=Decimal("119.99")))
    deeds.record(**{**_words(cast, year=2024, output=Decimal(90)), "on": MAY})
    branch = cast.organisations["branch"].pk
    (row,) = facts.growth()
    assert (row["subject_id"], row["quantity"], row["valid_from"], row["valid_to"]) == (branch, 19, APRIL, MAY)
    deeds.consider(**act(cast, on=MAY, industry_id=made, outcome="暂不改设"))
    (done,) = facts.considered()
    assert (done["subject_id"], done["valid_from"]) == (branch, MAY)


def test_figures_that_say_nothing_are_refused(cast: Cast) -> None:
    for field, value, code in (
        ("before", Decimal(0), "amount"),
        ("output", Decimal(-1), "amount"),
        ("year", 2026, "year"),
        ("main", " ", "missing"),
        ("source", "", "missing"),
    ):
        assert refusal(deeds.record, **_words(cast, **{field: value})).code == code


def test_a_stranger_neither_enters_nor_sees_nor_considers(cast: Cast) -> None:
    made = deeds.record(**_words(cast))
    with pytest.raises(NotVisible):
        deeds.record(**_words(cast, "stranger"))
    with pytest.raises(NotVisible):
        deeds.consider(**act(cast, "stranger", on=MAY, industry_id=made, outcome="改设"))
    assert not industry.villages(scope(cast, "stranger"))


def test_one_village_and_three_take_the_same_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    reader = scope(cast)
    deeds.record(**_words(cast))
    with django_assert_num_queries(2):
        industry.villages(reader)
    for year in (2023, 2024):
        deeds.record(**_words(cast, year=year))
    with django_assert_num_queries(2):
        industry.villages(reader)


def test_the_list_is_searched_narrowed_and_paged(cast: Cast) -> None:
    for place in ("branch", "second"):
        deeds.record(**_words(cast, organisation_id=cast.organisations[place].pk))
    reader = scope(cast)
    assert industry.listing(reader).total == 2
    assert industry.listing(reader, "百园").total == industry.listing(reader, "茶", size=1).pages - 1 == 1
    assert industry.listing(reader, candidates=True).total == 0
    assert industry.listing(reader, page=9, size=1).page == 2
