"""The page of set-up plans."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.domain.setup.county import TODAY
from tests.domain.setup.test_plans import small
from tests.people import Cast
from zhendi.domain.setup.models import Coverage
from zhendi.kernel import clock

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
