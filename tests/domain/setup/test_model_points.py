"""Model points: evidence for each criterion, judged from above, published without anybody's name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.setup.county import APRIL, MAY, TODAY, act, refusal, scope
from tests.people import AGENT, Cast
from zhendi.domain.setup.models import Correction, ModelPoint
from zhendi.domain.setup.operations import co_building
from zhendi.domain.setup.operations import model_points as deeds
from zhendi.domain.setup.procedure_lists import criteria
from zhendi.domain.setup.queries import model_points
from zhendi.domain.setup.queries.model_points import Filters
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
def point(cast: Cast) -> int:
    """The village branch put forward by its secretary, all evidence written."""
    words = {"organisation_id": cast.organisations["branch"].pk, "summary": "阵地好，党员带头"}
    made = deeds.put_forward(**act(cast, "secretary", **words))
    for each in criteria():
        deeds.give_evidence(**act(cast, "secretary", point_id=made, criterion=each.code, text=f"{each.title}的做法"))
    return made


def judge(cast: Cast, point: int, *codes: str, who: str = "township_officer", **words: str) -> bool:
    """A judgement by the township."""
    return deeds.judge(**act(cast, who, on=MAY, point_id=point, met=codes, **words))


def test_all_six_criteria_make_a_model_point_and_one_missing_makes_none(cast: Cast, point: int) -> None:
    codes = [each.code for each in criteria()]
    assert len(codes) == 6
    assert refusal(deeds.judge, **act(cast, on=MAY, point_id=point, met=codes[:5])).field == "note"
    assert not judge(cast, point, *codes[:5], note="活动少")
    assert ModelPoint.objects.get().named_on is None
    assert judge(cast, point, *codes)
    assert ModelPoint.objects.get().named_on == MAY
    assert not judge(cast, point, *codes[:4], note="阵地没有了")
    assert ModelPoint.objects.get().named_on is None


def test_nobody_judges_its_own_and_a_stranger_finds_nothing(cast: Cast, point: int) -> None:
    codes = tuple(each.code for each in criteria())
    assert refusal(deeds.judge, **act(cast, "secretary", on=MAY, point_id=point, met=codes)).code == "not_yours"
    with pytest.raises(NotVisible):
        judge(cast, point, *codes, who="stranger")
    with pytest.raises(NotVisible):
        model_points.point(scope(cast, "stranger"), point)


def test_a_criterion_without_evidence_is_not_met(cast: Cast) -> None:
    words = {"organisation_id": cast.organisations["branch"].pk, "summary": "阵地好"}
    made = deeds.put_forward(**act(cast, **words))
    assert refusal(deeds.put_forward, **act(cast, **words)).code == "taken"
    assert refusal(deeds.judge, **act(cast, on=MAY, point_id=made, met=["platform"], note="先评一条")).code == "bare"


def test_the_page_is_public_only_once_published_and_names_nobody(cast: Cast, point: int) -> None:
    visitor = Client(headers={"user-agent": AGENT})
    address = reverse("model-point-public", args=[point])
    words = {"criterion": "platform", "title": "活动室", "content": PNG}
    picture = deeds.add_picture(**act(cast, "secretary", point_id=point, **words))
    shown = reverse("model-point-public-picture", args=[point, picture])
    assert refusal(deeds.publish, **act(cast, on=MAY, point_id=point, shown=True)).code == "not_named"
    judge(cast, point, *(each.code for each in criteria()))
    assert visitor.get(address).status_code == 404
    assert visitor.get(shown).status_code == 404
    deeds.publish(**act(cast, on=MAY, point_id=point, shown=True))
    page = visitor.get(address)
    assert page.status_code == 200
    words_of_page = re.sub(r"<[^>]+>", "", page.content.decode())
    assert "平台高的做法" in words_of_page
    assert all(person.name not in words_of_page for person in cast.people.values())
    assert visitor.get(shown).content == PNG
    deeds.give_up(**act(cast, on=TODAY, point_id=point, reason="搬走了"))
    assert visitor.get(address).status_code == 404


def test_only_pictures_are_kept(cast: Cast, point: int) -> None:
    words = {"criterion": "platform", "title": "材料", "content": b"%PDF-1.7"}
    assert refusal(deeds.add_picture, **act(cast, on=APRIL, point_id=point, **words)).code == "type"


def test_pages_of_a_model_point_work_from_putting_forward_to_publishing(cast: Cast) -> None:
    client, branch = cast.client("township_officer"), cast.organisations["branch"]
    new = client.post(reverse("model-point-new"), {"organisation": branch.pk, "summary": "阵地好"})
    point = ModelPoint.objects.get().pk
    assert new["Location"] == reverse("model-point", args=[point])
    for each in criteria():
        text = {"criterion": each.code, "text": "做法"}
        assert client.post(reverse("model-point-act", args=[point, "evidence"]), text).status_code == 302
    met = {"met": [each.code for each in criteria()]}
    assert client.post(reverse("model-point-act", args=[point, "judge"]), met).status_code == 302
    assert client.post(reverse("model-point-act", args=[point, "publish"])).status_code == 302
    assert client.get(reverse("model-point", args=[point])).status_code == 200
    assert "公开页" in client.get(reverse("model-points")).content.decode()
    assert client.post(reverse("model-point-act", args=[point, "publish"])).status_code == 422


def test_the_list_is_searched_narrowed_and_counted(cast: Cast, point: int, django_assert_num_queries: Any) -> None:
    reader = scope(cast)
    with django_assert_num_queries(3):
        assert model_points.listing(reader, Filters("百园")).total == 1
    assert [model_points.listing(reader, Filters(state=state)).total for state in ("named", "asked", "published")] == [
        0, 1, 0,
    ]  # fmt: skip
    judge(cast, point, *(each.code for each in criteria()))
    assert model_points.figures(reader) == (1, 1)
    assert [row.named_on for row in model_points.every(reader, Filters(state="named"))] == [MAY]
    assert model_points.listing(scope(cast, "stranger"), Filters()).total == 0


def test_lists_go_out_as_workbooks_and_leave_a_trace(cast: Cast, point: int) -> None:
    words = {"organisation_id": cast.organisations["township"].pk, "partner_name": "茂林镇党委", "purpose": "互学"}
    co_building.link(**act(cast, **words))
    client = cast.client("township_officer")
    assert "百园村支部" in client.get(reverse("model-points"), {"state": "asked"}).content.decode()
    assert "互学" in client.get(reverse("partnerships")).content.decode()
    for name, action in (
        ("model-points-export", "export.model_points"),
        ("partnerships-export", "export.partnerships"),
        ("units-industry-export", "export.industry"),
    ):
        sheet = client.post(reverse(name), {"q": "没有"})
        assert b"".join(sheet.streaming_content)[:2] == b"PK"
        assert Entry.objects.order_by("-no").first().action == action
        assert cast.client("secretary").post(reverse(name)).status_code == 404
    for name in ("model-points", "partnerships", "units-industry"):
        assert "没有符合这些条件的" in client.get(reverse(name), {"q": "没有"}).content.decode()


@pytest.mark.parametrize("grown", [False, True], ids=["one row", "three rows"])
@pytest.mark.parametrize(("name", "reads"), [("model-points", 9), ("partnerships", 7), ("corrections", 7)])
def test_a_list_takes_a_fixed_number_of_queries(
    cast: Cast, name: str, reads: int, grown: bool, django_assert_num_queries: Any
) -> None:
    places = ("branch", "second", "township") if grown else ("branch",)
    for place in places:
        one = cast.organisations[place]
        deeds.put_forward(**act(cast, "county_officer", organisation_id=one.pk, summary="阵地好"))
        words = {"organisation_id": one.pk, "partner_name": "茂林镇党委", "purpose": "互学"}
        co_building.link(**act(cast, "county_officer", **words))
        Correction.objects.create(
            deed="merge", organisation=one, path=one.path, name=one.full_name, on=APRIL, recorded_on=APRIL, number="1号",
            reason="漏了", by="高远山",
        )  # fmt: skip
    client = cast.client("county_officer")
    with django_assert_num_queries(reads):
        assert client.get(reverse(name)).status_code == 200
