"""What posts add up to: pieces of the tree for each verb, and the place where a reader stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel.scope import Grant, Reach, Scope, operator, subtree

DAY = date(2026, 6, 30)
PATHS = st.lists(st.sampled_from(["01", "02", "0a", "zz"]), max_size=4).map("".join)


def grant(path: str, *verbs: str, reach: Reach = "subtree", role: str = "officer", place: int = 1) -> Grant:
    return Grant(role, role, place, path, path, reach, frozenset(verbs or ("see",)))


def scope(*grants: Grant) -> Scope:
    return Scope(1, 1, "somebody", grants, DAY)


@pytest.mark.parametrize(
    ("path", "seen"), [("01", True), ("0101", True), ("010102", True), ("0", False), ("02", False), ("", False)]
)
def test_post_reaches_its_organisation_and_all_below(path: str, seen: bool) -> None:
    assert scope(grant("01")).allows("see", path) is seen


def test_reach_of_own_ends_at_the_organisation() -> None:
    own = scope(grant("01", reach="own"))
    assert own.allows("see", "01")
    assert not own.allows("see", "0101")


def test_nobody_without_a_post_sees_anything() -> None:
    assert scope().ranges() == ()
    assert not scope().may("see")
    assert scope().home is None


def test_verb_holds_only_where_the_post_that_carries_it_is() -> None:
    two = scope(grant("01", "see", "intake"), grant("02", "see", place=2))
    assert two.may("intake")
    assert two.allows("see", "0201")
    assert not two.allows("intake", "0201")


def test_pieces_that_overlap_become_one() -> None:
    assert scope(grant("0101"), grant("01", place=2)).ranges() == (subtree("01"),)


@given(paths=st.lists(PATHS, max_size=6), asked=PATHS)
def test_pieces_together_cover_what_each_post_covers_and_no_more(paths: list[str], asked: str) -> None:
    reader = scope(*(grant(path) for path in paths))
    assert reader.allows("see", asked) is any(asked.startswith(path) for path in paths)
    ranges = reader.ranges()
    assert all(one[1] <= other[0] for one, other in zip(ranges, ranges[1:], strict=False))


def test_operator_sees_the_whole_line() -> None:
    everything = operator("命令行", DAY).scope
    assert everything.allows("anything", "")
    assert everything.allows("anything", "zz" * 12)


def test_reader_of_several_posts_may_stand_on_one_of_them() -> None:
    two = scope(grant("01", role="a"), grant("02", role="b", place=2))
    assert two.narrowed(2, "b").ranges() == (subtree("02"),)
    assert two.narrowed(2, "a") == two
    assert two.home == two.grants[0]


def test_looking_at_another_day_keeps_the_rights_of_today() -> None:
    reader = scope(grant("01"))
    assert reader.on(date(2020, 1, 1)) == replace(reader, as_of=date(2020, 1, 1))
