"""From a gathering on the page to an organisation of mobile members with limited powers, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.conftest import serious_violations
from tests.domain.mobile.test_clusters import gather
from tests.journeys.window import sit_down
from tests.people import Cast
from tests.web.mobile.away import TODAY
from zhendi.domain.mobile.models import Affiliation, Gathering, Outgoing
from zhendi.domain.mobile.operations import gatherings
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership
from zhendi.domain.setup.models import Procedure
from zhendi.kernel import clock
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 27)
NAME = "中共泾县泾川镇驻上海市松江区流动党员支部委员会"


@pytest.fixture(autouse=True)
def _june(cast: Cast) -> Iterator[None]:
    Outgoing.objects.all().delete()
    gather(cast, *["松江禾芮电子厂"] * 3)
    with clock.frozen(TODAY):
        yield


def members() -> list[int]:
    return sorted(Outgoing.objects.values_list("pk", flat=True))


def typed(**more: Any) -> dict[str, Any]:
    ids = members()
    return {"of": ids, "member": ids, "leader": ids[0], "full_name": NAME, "reason": "住得集中"} | more


def status() -> str:
    return str(Obligation.objects.get(rule="3.1e.founded", subject=Gathering.objects.get().pk).status)


def test_a_gathering_becomes_an_organisation_and_back_and_the_board_moves(cast: Cast) -> None:
    gatherings.look(on=TODAY)
    duties.derive(on=TODAY)
    assert status() == "due"
    officer = cast.client("township_officer")
    assert "采纳，提出组建" in officer.get(reverse("mobile-clusters")).content.decode()
    text = officer.get(reverse("mobile-cluster-accept"), {"of": members()}).content.decode()
    assert NAME in text
    answer = officer.post(reverse("mobile-cluster-accept"), typed())
    procedure = Procedure.objects.get()
    assert answer.headers["Location"] == reverse("procedure", args=[procedure.pk])
    assert (procedure.kind, procedure.source, procedure.source_id) == ("mobile_branch", "cluster", Gathering.objects.get().pk)  # fmt: skip
    assert officer.post(reverse("mobile-cluster-accept"), typed()).status_code == 422
    assert Procedure.objects.count() == 1
    for step, more in (
        ("apply", {}), ("approve", {"number": "泾川发〔2026〕9号"}), ("found", {"secretary": "石守成"})
    ):  # fmt: skip
        done = officer.post(reverse("procedure-step", args=[procedure.pk, step]), {"on": TODAY.isoformat()} | more)
        assert done.status_code == 302, done.content.decode()
    made = Organisation.objects.get(full_name=NAME)
    assert not kinds()[made.kind].may("admit")
    assert not kinds()[made.kind].may("collect_dues")
    assert status() == "met"
    homes = Membership.objects.current().filter(person__affiliations__organisation=made)
    assert set(homes.values_list("organisation", flat=True)) == {cast.organisations["branch"].pk}
    page = officer.get(reverse("mobile-gathering", args=[Gathering.objects.get().pk])).content.decode()
    assert page.count("6月20日起") >= 3
    one = officer.get(reverse("mobile-member", args=[members()[0]])).content.decode()
    assert "起参加，组织关系留在原支部" in one
    with clock.frozen(LATER):
        back = {"on": LATER.isoformat(), "reason": "人散了"}
        officer = cast.client("township_officer")
        done = officer.post(reverse("procedure-step", args=[procedure.pk, "undo"]), back)
        assert done.status_code == 302, done.content.decode()[-6000:]
    assert status() == "due"
    assert not Affiliation.objects.current().exists()


def test_a_procedure_given_up_frees_the_gathering(cast: Cast) -> None:
    officer = cast.client("township_officer")
    officer.post(reverse("mobile-cluster-accept"), typed())
    first = Procedure.objects.get()
    officer.post(reverse("procedure-step", args=[first.pk, "withdraw"]), {"on": TODAY.isoformat(), "reason": "再议"})
    assert officer.post(reverse("mobile-cluster-accept"), typed()).status_code == 302
    assert Procedure.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"member": []}, "至少选"), ({"leader": ""}, "没有选择牵头人"), ({"full_name": ""}, "没有填写全称"),
        ({"reason": ""}, "没有填写"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_nothing_is_begun(cast: Cast, more: dict[str, Any], said: str) -> None:
    answer = cast.client("township_officer").post(reverse("mobile-cluster-accept"), typed(**more))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Procedure.objects.exists()
    assert not Gathering.objects.exclude(accepted_on=None).exists()


def test_who_may_not_found_takes_up_nothing(cast: Cast) -> None:
    gatherings.look(on=TODAY)
    key = Gathering.objects.get().pk
    assert cast.client("secretary").get(reverse("mobile-cluster-accept"), {"of": members()}).status_code == 404
    assert cast.client("stranger").get(reverse("mobile-cluster-accept"), {"of": members()}).status_code == 404
    assert cast.client("stranger").get(reverse("mobile-gathering", args=[key])).status_code == 404
    assert "提出组建" not in cast.client("secretary").get(reverse("mobile-clusters")).content.decode()


def test_pages_ask_a_fixed_number_of_questions(cast: Cast, django_assert_num_queries: Any) -> None:
    gatherings.look(on=TODAY)
    officer, key = cast.client("township_officer"), Gathering.objects.get().pk
    officer.get(reverse("mobile-clusters"))
    for address, queries in (
        (reverse("mobile-clusters"), 6),
        (reverse("mobile-gathering", args=[key]), 6),
    ):
        with django_assert_num_queries(queries):
            officer.get(address)


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_journey_of_the_township(cast: Cast, live_server: Any, page: Any) -> None:
    sit_down(page, live_server, cast, "township_officer")
    page.goto(live_server.url + reverse("mobile-clusters"))
    assert serious_violations(page) == []
    page.get_by_role("link", name="采纳，提出组建，上海市松江区").click()
    assert serious_violations(page) == []
    page.get_by_role("button", name="采纳，提出组建").click()
    page.get_by_text("组建已提出").wait_for()
    page.goto(live_server.url + reverse("mobile-gathering", args=[Gathering.objects.get().pk]))
    page.get_by_text("正在组建").wait_for()
    assert serious_violations(page) == []
