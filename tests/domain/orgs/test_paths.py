"""Paths of the tree."""

from __future__ import annotations

import pytest

from zhendi.domain.orgs import paths


def test_paths_are_given_in_order_and_never_twice() -> None:
    allocator = paths.Allocator(["0001", "00010001", "00010009"])
    assert [allocator.child("0001"), allocator.child("0001"), allocator.child("")] == ["0001000a", "0001000b", "0002"]
    assert allocator.child("00010009") == "000100090001"


def test_more_children_than_a_level_can_hold_is_an_error() -> None:
    with pytest.raises(ValueError, match="no path"):
        paths.segment(36**4)


def test_parents_come_first_and_circles_are_not_given() -> None:
    parents = {"支部": "党委", "党委": "县委", "县委": None, "甲": "乙", "乙": "甲", "外": "早已登记"}
    given = list(paths.parents_first(parents))
    assert set(given) == {"支部", "党委", "县委", "外"}
    assert given.index("县委") < given.index("党委") < given.index("支部")


def test_a_path_knows_its_depth_and_what_is_above() -> None:
    assert (paths.depth("00010002"), paths.parent_of("00010002"), paths.parent_of("0001")) == (2, "0001", "")
