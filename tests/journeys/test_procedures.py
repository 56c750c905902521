"""From a blank to a standardised branch: proposal, opinions, application, reply, meeting, check-list; and a founding undone.

Every page on the way is looked at on a desk and on a telephone, by the rules of accessibility and for its width.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.domain.mobile.test_unplaced import come
from tests.domain.setup.county import act, unit
from tests.domain.setup.test_procedures import MET, NAME, approved, opened
from tests.journeys.window import looked_at, sit_down
from tests.people import Cast
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.setup.models import Procedure
from zhendi.domain.setup.operations import co_building, model_points, procedure_founding
from zhendi.domain.setup.operations.corrections import Correcting, correct
from zhendi.domain.setup.operations.procedure_founding import Meeting
from zhendi.domain.setup.procedure_lists import items
from zhendi.kernel import clock
from zhendi.obligations import operations

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

OTHER = "中共泾川镇茶厂支部委员会"


class Desk:
    """The township officer's browser window."""

    def __init__(self, page: Any, server: LiveServer, cast: Cast) -> None:
        self.page, self.root = page, server.url
        sit_down(page, server, cast, "township_officer")

    def open(self, address: str) -> None:
        self.page.goto(self.root + address)

    def press(self, selector: str) -> None:
        self.page.click(selector)
        self.page.wait_for_load_state()

    def looked_at(self, name: str) -> None:
        looked_at(self.page, f"procedure-{name}")

    def step(self, held: int, word: str, **answers: str) -> None:
        """Answer the form of a step, on today's day."""
        self.open(reverse("procedure-step", args=[held, word]))
        for name, text in answers.items():
            self.page.fill(f"main form [name={name}]", text)
        self.looked_at(f"step-{word}")
        self.press("main form[data-keep] button[type=submit]")
        assert self.page.url.endswith(reverse("procedure", args=[held])), self.page.inner_text("main")

    def covered(self) -> str:
        """The figure of clause 3.1b on the board: so many of so many."""
        self.open("/opinions/")
        line = self.page.inner_text("tr:has(.cno:text-is('3.1b'))")
        found = re.search(r"(\d+)\s*/\s*(\d+)", line)
        assert found, line
        return f"{found[1]}/{found[2]}"


def another(cast: Cast) -> int:
    """Another unit's branch, founded in May and not standardised yet."""
    held = approved(cast, opened(cast, [unit(cast, "泾川镇茶厂", said_full=3)], full_name=OTHER))
    meeting = Meeting(secretary_id=cast.people["member"].pk)
    procedure_founding.carry_out(**act(cast, on=MET, procedure_id=held, meeting=meeting))
    return held


def proposed(desk: Desk, key: int) -> int:
    """Put forward from the unit's own page; gives the procedure's key."""
    desk.open(reverse("unit", args=[key]))
    desk.press("main >> text=提出组建")
    desk.looked_at("found")
    parent = desk.page.locator("[name=parent] option", has_text="泾川镇").first.get_attribute("value")
    desk.page.select_option("[name=parent]", parent)
    desk.page.select_option("[name=kind]", "branch")
    desk.page.fill("[name=full_name]", NAME)
    desk.page.fill("[name=reason]", "厂里有三名正式党员")
    desk.press("main form[data-keep] button[type=submit]")
    return Procedure.objects.get(full_name=NAME).pk


def test_a_blank_becomes_a_standardised_branch_and_the_board_follows(
    page: Any, live_server: LiveServer, cast: Cast
) -> None:
    key, undone = unit(cast, said_full=3), another(cast)
    operations.derive(on=clock.today())
    desk = Desk(page, live_server, cast)
    assert desk.covered() == "1/2"
    held = proposed(desk, key)
    desk.looked_at("opened")
    page.select_option("[name=unit]", str(key))
    page.check("[name=opinion][value=agree]")
    page.fill("[name=said_by]", "厂长周来福")
    desk.press("form[action$='/opinion'] button[type=submit]")
    desk.step(held, "apply", number="竹木厂请〔2026〕1号")
    desk.step(held, "approve", number="泾川委〔2026〕9号")
    assert desk.covered() == "1/2", "a reply founds nothing"
    desk.step(held, "found", secretary=cast.people["secretary"].name, note="应到 3 人，实到 3 人")
    desk.looked_at("founded")
    assert desk.covered() == "2/2"
    desk.step(held, "file")
    for each in items():
        desk.press(f"button[aria-label='已做到：{each.title}']")
    desk.step(held, "standardise")
    assert "办完" in page.inner_text("main")
    desk.looked_at("standardised")
    desk.step(undone, "undo", reason="厂子并走，党员转到村里")
    assert desk.covered() == "1/2", "the undone founding counts no more, the other stays"


def test_the_list_the_model_point_and_the_directions_shut_nobody_out(
    page: Any, live_server: LiveServer, cast: Cast
) -> None:
    another(cast)
    words: dict[str, Any] = {"organisation_id": cast.organisations["branch"].pk, "summary": "阵地好，党员带头"}
    point = model_points.put_forward(**act(cast, "secretary", **words))
    link = {"organisation_id": cast.organisations["township"].pk, "partner_name": "茂林镇党委", "purpose": "互学"}
    co_building.link(**act(cast, **link))
    for name in "甲乙丙":
        come(cast, name, standing="full")
    paper = Approval("泾组〔2019〕3号", date(2019, 3, 1))
    late = Correcting(
        "dissolve",
        cast.organisations["second"].pk,
        paper,
        "早已撤销，册上漏了",
        successor_id=cast.organisations["branch"].pk,
    )
    correct(**act(cast, "county_officer", correcting=late))
    desk = Desk(page, live_server, cast)
    for name, address in (
        ("list", reverse("procedures")),
        ("points", reverse("model-points")),
        ("point", reverse("model-point", args=[point])),
        ("directions", reverse("directions", args=[cast.organisations["township"].pk])),
        ("partnerships", reverse("partnerships")),
        ("corrections", reverse("corrections")),
        ("organisation", reverse("organisation", args=[cast.organisations["branch"].pk])),
        ("below", f"{reverse('procedure-found')}?below={cast.organisations['township'].pk}"),
        ("industry", reverse("units-industry")),
        ("away", f"{reverse('units-plans')}?view=away"),
    ):
        desk.open(address)
        desk.looked_at(name)
