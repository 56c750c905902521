"""Forms of units: what is right is done, what is wrong comes back with what was typed."""

from __future__ import annotations

import pytest

from tests.domain.setup.county import APRIL, MAY, TODAY, act, cover, unit
from tests.people import Cast
from tests.web.reading import text
from zhendi.domain.setup import queries
from zhendi.domain.setup.models import Coverage, Unit, Visit
from zhendi.domain.setup.operations import ending, excusing, visiting
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def entered(cast: Cast, **changed: object) -> dict[str, object]:
    """What the form of the register sends."""
    words = {"name": "竹木厂", "kind": "firm", "township": cast.organisations["township"].pk, "on": "2026-04-01"}
    return {**words, **changed}


def test_a_unit_is_entered_through_the_page(cast: Cast) -> None:
    client = cast.client("township_officer")
    assert text(client.get("/units/new")).count("<option") > 15
    given = entered(cast, said_full="2", longitude="118.4123", latitude="30.685", principal="李四")
    response = client.post("/units/new", given, follow=True)
    assert "“竹木厂”已登记。" in text(response)
    one = Unit.objects.get()
    assert (one.said_full, str(one.longitude), one.principal, one.valid_from) == (2, "118.412300", "李四", APRIL)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "没有填写单位名称"),
        ({"kind": ""}, "没有选择单位类别"),
        ({"township": ""}, "没有选择所在乡镇"),
        ({"said_full": "三"}, "正式党员人数填整数"),
        ({"employees": "9" * 30}, "从业人数填整数"),
        ({"longitude": "东经"}, "经度填度数"),
        ({"longitude": "NaN", "latitude": "1"}, "经度填度数"),
        ({"longitude": "1e9999", "latitude": "1"}, "经度填度数"),
        ({"longitude": "999999999999", "latitude": "1"}, "经度在-180到180之间"),
        ({"unit_code": "123"}, "统一社会信用代码应为18位"),
        ({"starts_on": "明天"}, "开工日期没看懂"),
        ({"on": "2027-01-01"}, "日期还没有到"),
    ],
)
def test_what_cannot_be_comes_back_as_typed_with_the_reason(cast: Cast, changed: dict[str, str], says: str) -> None:
    response = cast.client("township_officer").post("/units/new", entered(cast, address="竹园路1号", **changed))
    assert response.status_code == 422
    assert says in text(response) and "竹园路1号" in text(response)
    assert not Unit.objects.exists()


def test_a_township_out_of_reach_is_not_found(cast: Cast) -> None:
    given = entered(cast, township=cast.organisations["other"].pk)
    assert cast.client("township_officer").post("/units/new", given).status_code == 404


def test_a_correction_begins_with_what_is_held(cast: Cast) -> None:
    pk = unit(cast, industry="竹木加工")
    client = cast.client("township_officer")
    assert "竹木加工" in text(client.get(f"/units/{pk}/correct"))
    given = entered(cast, name="泾川镇竹木厂", said_full="5", on="2026-05-01")
    assert "登记已更正" in text(client.post(f"/units/{pk}/correct", given, follow=True))
    assert Unit.objects.get(pk=pk).said_full == 5


def test_coverage_is_entered_by_choice_or_by_name(cast: Cast) -> None:
    pk = unit(cast)
    client = cast.client("county_officer")
    assert "百园村支部" in text(client.get(f"/units/{pk}/cover"))
    given = {"form": "own", "organisation": cast.organisations["branch"].pk, "on": "2026-04-01"}
    assert "覆盖已登记" in text(client.post(f"/units/{pk}/cover", given, follow=True))
    named = {"form": "attached", "organisation_name": "县直机关支部", "on": "2026-05-01"}
    assert "覆盖已登记" in text(client.post(f"/units/{pk}/cover", named, follow=True))
    assert Coverage.objects.get(valid_to=None).organisation == cast.organisations["office"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"form": ""}, "没有选择覆盖方式"),
        ({"form": "own"}, "没有选择党组织"),
        ({"form": "own", "organisation_name": "不存在的支部"}, "没有找到叫“不存在的支部”的组织"),
        ({"form": "own", "organisation_name": "泾川镇"}, "最接近的有"),
    ],
)
def test_coverage_that_cannot_be_comes_back(cast: Cast, given: dict[str, str], says: str) -> None:
    pk = unit(cast)
    response = cast.client("township_officer").post(f"/units/{pk}/cover", {**given, "on": "2026-05-01"})
    assert response.status_code == 422 and says in text(response)
    assert not Coverage.objects.exists()


@pytest.mark.parametrize(
    ("word", "given", "state", "said"),
    [
        ("exempt", {"reason": "停产"}, "exempt", "已登记免建"),
        ("excuse", {"reason": "正在做工作"}, "blank", "空白原因已登记"),
        ("close", {"end": "closed", "note": "歇业"}, "closed", "已注销"),
        ("liaison", {"name": "王五"}, "blank", "王五已是"),
    ],
)
def test_a_deed_on_a_blank_is_done_through_its_page(
    cast: Cast, word: str, given: dict[str, str], state: str, said: str
) -> None:
    pk = unit(cast)
    client = cast.client("township_officer")
    assert client.get(f"/units/{pk}/{word}").status_code == 200
    refused = client.post(f"/units/{pk}/{word}", {"on": "2026-05-01"})
    assert refused.status_code == 422
    response = client.post(f"/units/{pk}/{word}", {**given, "on": "2026-05-01"}, follow=True)
    assert said in text(response)
    assert queries.record(cast.scope("township_officer", TODAY), pk).line.state == state


def test_deeds_on_other_states_are_done_through_their_pages(cast: Cast) -> None:
    client = cast.client("township_officer")
    free, covered, gone, double = (unit(cast, name) for name in ("甲厂", "乙厂", "丙厂", "丙厂二"))
    excusing.exempt(**act(cast, unit_id=free, reason="停产"))
    cover(cast, covered, on=APRIL)
    visiting.assign(**act(cast, unit_id=covered, name="王五"))
    on = {"on": MAY.isoformat()}
    assert "已恢复应建" in text(client.post(f"/units/{free}/resume", on, follow=True))
    assert "走访已记下" in text(client.post(f"/units/{covered}/visit", {**on, "note": "座谈"}, follow=True))
    assert "现在是空白" in text(client.post(f"/units/{covered}/uncover", {**on, "reason": "撤销"}, follow=True))
    assert text(client.get(f"/units/{gone}/merge")).index("丙厂二") > 0
    assert "已合并" in text(client.post(f"/units/{gone}/merge", {**on, "duplicate": double}, follow=True))
    assert "已恢复在册" in text(client.post(f"/units/{double}/reopen", on, follow=True))
    assert Visit.objects.count() == 1


def test_a_deed_that_does_not_fit_the_state_is_not_there(cast: Cast) -> None:
    pk = unit(cast)
    client = cast.client("township_officer")
    for word in ("uncover", "resume", "reopen", "visit"):
        assert client.get(f"/units/{pk}/{word}").status_code == 404
    ending.close(**act(cast, unit_id=pk, end="closed"))
    for word in ("cover", "exempt", "excuse", "liaison", "correct", "merge", "close"):
        assert client.get(f"/units/{pk}/{word}").status_code == 404
