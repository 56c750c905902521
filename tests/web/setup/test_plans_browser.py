"""The page of set-up plans in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import serious_violations
from tests.people import Cast
from tests.web.setup.test_browser import county, desk

__all__ = ["desk"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ADDRESSES = (
    "/units/plans",
    "/units/plans?radius=15&across=yes",
    "/units/plans?view=blanks",
    "/units/plans?view=bonds",
    "/units/plans/kept/",
    "/units/industry",
    "/units/map?plans=yes",
)


def test_the_plans_shut_nobody_out_and_run_over_nowhere(desk: Any, cast: Cast) -> None:
    county(cast, 120)
    for address in ADDRESSES:
        for width in (1440, 768, 390, 320):
            desk.set_viewport_size({"width": width, "height": 900})
            desk.goto(desk.root + address)
            assert serious_violations(desk) == [], address
            assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)


def test_a_proposal_is_made_and_taken_up_by_hand(desk: Any, cast: Cast) -> None:
    county(cast, 120)
    desk.set_viewport_size({"width": 390, "height": 900})
    desk.goto(desk.root + "/units/plans")
    desk.get_by_role("button", name="留下这一组").first.click()
    desk.get_by_text("这一组已留下").wait_for()
    assert serious_violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.get_by_role("button", name="采纳，送党委").click()
    desk.get_by_text("等党委批复").first.wait_for()


def test_units_are_set_apart_and_the_plan_is_kept_without_script_or_mouse(desk: Any, cast: Cast) -> None:
    county(cast, 120)
    for width in (1366, 390):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(desk.root + "/units/plans?view=blanks&way=joint")
        boxes = desk.locator("input[name=units]")
        boxes.nth(0).check()
        boxes.nth(1).check()
        desk.get_by_role("button", name="不能编在一组").press("Enter")
        desk.get_by_label("原因").wait_for()
        assert serious_violations(desk) == []
        desk.get_by_label("原因").fill("有过节")
        desk.get_by_role("button", name="记下").press("Enter")
        desk.get_by_text("已记下，测算时照办").wait_for()
        assert serious_violations(desk) == []
        desk.get_by_role("button", name="解除").first.press("Enter")
        desk.get_by_text("约定已解除").wait_for()
    desk.goto(desk.root + "/units/plans")
    desk.get_by_role("button", name="留存这个方案").press("Enter")
    desk.get_by_text("方案已留存").wait_for()
    assert serious_violations(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
