"""The page of set-up plans."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from tests.domain.mobile.test_unplaced import come
from tests.domain.setup.county import TODAY
from tests.domain.setup.test_plans import small
from tests.people import Cast
from zhendi.domain.setup.models import Coverage, Procedure
from zhendi.domain.setup.planner import solve
from zhendi.domain.setup.queries import plans
from zhendi.kernel import clock, detached, progress

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def _page(cast: Cast, words: str = "", who: str = "township_officer") -> str:
    response = cast.client(who).get(f"/units/plans{words}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_without_blanks_the_page_says_so(cast: Cast) -> None:
    assert "没有空白要组建" in _page(cast)


def test_groups_reasons_and_the_proof_are_on_the_page_and_nothing_is_written(cast: Cast) -> None:
    for step, name in enumerate(["竹木厂", "茶叶厂", "农机站"]):
        small(cast, name, step)
    page = _page(cast)
    assert "茶叶厂等 3 个单位联合党支部" in page
    assert "已经证明" in page
    assert "正式党员只有 1 名，不足 3 名" in _page(cast, "?view=blanks")
    assert not Coverage.objects.exists()


def test_another_radius_is_tried_and_said_to_be_a_trial(cast: Cast) -> None:
    for step, name in enumerate(["竹木厂", "茶叶厂", "农机站"]):
        small(cast, name, 2 * step)
    assert "联合党支部" in _page(cast)
    tried = _page(cast, "?radius=1")
    assert "这是试算" in tried
    assert "1 公里内没有别的小单位可以联合" in _page(cast, "?radius=1&view=blanks")


def test_words_that_are_not_offered_change_nothing(cast: Cast) -> None:
    small(cast, "竹木厂")
    assert "这是试算" not in _page(cast, "?radius=x&full=1&units=9&across=maybe")


@pytest.mark.parametrize("who", ["member", "villager", "clerk"])
def test_one_without_a_post_that_sees_registers_finds_nothing(cast: Cast, who: str) -> None:
    assert cast.client(who).get("/units/plans").status_code == 404


def _proposed(cast: Cast) -> tuple[list[int], str]:
    units = [small(cast, name, step) for step, name in enumerate(["竹木厂", "茶叶厂", "农机站", "竹编社"])]
    client = cast.client("township_officer")
    response = client.post("/units/plans/propose", {"hub": units[1], "units": units[:3]})
    assert response.status_code == 302
    return units, response.headers["Location"]


def test_a_group_is_kept_changed_accepted_and_taken_down(cast: Cast) -> None:
    units, address = _proposed(cast)
    client = cast.client("township_officer")
    assert "已留下" in _page(cast)
    wrong = client.post(address, {"hub": units[0], "units": units[:2]})
    assert wrong.status_code == 422
    assert "不足 3 名" in wrong.content.decode()
    assert client.post(address, {"hub": units[2], "units": units[1:]}).status_code == 302
    assert client.post(f"{address}/accept").status_code == 302
    page = client.get(address).content.decode()
    assert "农机站等 3 个单位" in page
    assert "等党委批复" in page
    assert not Coverage.objects.exists()
    assert client.post(f"{address}/drop", {"reason": ""}).status_code == 422
    assert client.post(f"{address}/drop", {"reason": "路不通"}).status_code == 302
    assert client.get(address).status_code == 404


def test_a_reader_of_another_township_finds_no_proposal(cast: Cast) -> None:
    _, address = _proposed(cast)
    for who in ("stranger", "member"):
        assert cast.client(who).get(address).status_code == 404
        assert cast.client(who).post(f"{address}/accept").status_code == 404


def _kept_while_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[tuple[str, ...]]]:
    """A plan asked for where three units are already too many for a request; gives its key, and what was started."""
    for step, name in enumerate(["竹木厂", "茶叶厂", "农机站"]):
        small(cast, name, step)
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(plans, "SEARCHED_AT_ONCE", 2)
    monkeypatch.setattr(detached, "start", lambda *words: started.append(words) or 1)
    response = cast.client("township_officer").post("/units/plans/keep")
    assert response.status_code == 302
    return int(response.headers["Location"].rsplit("/", 1)[1]), started


def test_many_units_are_planned_beside_the_request_and_the_page_follows(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, started = _kept_while_many(cast, monkeypatch)
    assert started == [("setup_plan", str(made))]
    client, address = cast.client("township_officer"), f"/units/plans/kept/{made}"
    assert "没有算离最优多远" in _page(cast) and "细算并留存" in _page(cast)
    assert "排队中" in client.get(address).content.decode()
    progress.say("plan", made, progress.Step(solve.STAGES[2], 2, 4))
    piece = {"HX-Request": "true", "HX-Target": "coming"}
    told = client.get(f"{address}/coming", headers=piece).content.decode()
    assert f"{solve.STAGES[2]}，第 3 步，共 4 步" in told and "<html" not in told
    assert client.get(f"{address}/coming").status_code == 302
    assert cast.client("stranger").get(f"{address}/coming", headers=piece).status_code == 404
    call_command("setup_plan", str(made))
    assert client.get(f"{address}/coming", headers=piece).headers["HX-Redirect"] == address
    assert "留存" not in _page(cast).split("plan-good")[1].split("</div>")[0]
    assert f'href="{address}"' in _page(cast)


def test_nobody_need_wait_for_a_plan_for_ever(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = _kept_while_many(cast, monkeypatch)
    address = f"/units/plans/kept/{made}"
    assert cast.client("stranger").post(f"{address}/stop").status_code == 404
    client = cast.client("township_officer")
    assert "不等了" in client.get(address).content.decode()
    assert client.post(f"{address}/stop").status_code == 302
    assert "没有算成" in client.get(address).content.decode()
    assert client.post("/units/plans/keep").status_code == 302, "it can be asked for again"


@pytest.mark.parametrize("view", ["", "blanks", "bonds"])
def test_a_part_of_the_page_is_answered_alone(cast: Cast, view: str) -> None:
    small(cast, "竹木厂")
    headers = {"HX-Request": "true", "HX-Target": "region"}
    response = cast.client("township_officer").get(f"/units/plans?view={view}", headers=headers)
    assert response.status_code == 200
    assert "<html" not in response.content.decode() and "每个空白" in response.content.decode()


def test_gatherings_away_and_members_who_came_stand_in_the_list_and_lead_to_a_founding(cast: Cast) -> None:
    town = cast.organisations["township"]
    assert "流入党员都已编入支部" in _page(cast, "?view=away")
    for name in "甲乙丙":
        come(cast, name, standing="full")
    page = _page(cast, "?view=away")
    assert "提出临时党支部" in page and "还没有够数的聚集地" in page
    client, address = cast.client("township_officer"), "/procedures/found"
    form = client.get(address, {"below": town.pk, "incoming": 3}).content.decode()
    assert "中共泾县泾川镇流动党员临时支部委员会" in form and 'value="3"' in form
    words = {
        "below": town.pk, "incoming": 3, "parent": town.pk, "kind": "temporary_branch", "said_full": 3,
        "full_name": "中共泾县泾川镇流动党员临时支部委员会", "reason": "流入党员三名",
    }  # fmt: skip
    assert client.post(address, words).status_code == 302
    held = Procedure.objects.get()
    assert (held.source, held.source_id, held.said_full) == ("incoming", town.pk, 3)
    again = client.post(address, words)
    assert again.status_code == 422 and "正在办" in again.content.decode()
    page = _page(cast, "?view=away")
    assert f"/procedures/{held.pk}" in page and "提出临时党支部</a>" not in page
    assert "泾川镇党委" not in _page(cast, "?view=away", "stranger").split("流入党员还没有编入支部")[1]
