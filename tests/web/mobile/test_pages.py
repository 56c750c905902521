"""The pages of mobile members, as each of the cast meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.people import Cast
from tests.web.mobile.away import TODAY, away
from zhendi.domain.matters.models import Matter
from zhendi.domain.mobile.models import Call, Contact, Keeper, Outgoing, Search
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


PAGES = (
    "mobile",
    "mobile-clusters",
    "mobile-incoming",
    "mobile-pairs",
    "mobile-statistics",
    "mobile-calls",
    "mobile-keepers",
    "mobile-lost",
    "mobile-new",
)


@pytest.mark.parametrize("name", PAGES)
def test_secretary_opens_every_page_of_the_area(cast: Cast, name: str) -> None:
    away(cast)
    answer = cast.client("secretary").get(reverse(name))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_pages_stand_when_nobody_is_away(cast: Cast, name: str) -> None:
    Outgoing.objects.all().delete()
    assert cast.client("secretary").get(reverse(name)).status_code == 200


def test_list_shows_where_the_member_is_and_no_telephone(cast: Cast) -> None:
    row = away(cast, phone="19900007777")
    text = cast.client("secretary").get(reverse("mobile")).content.decode()
    assert row.name in text
    assert "上海市松江区" in text
    assert "松江电子厂" in text
    assert "19900007777" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=江水生", True), ("q=jss", True), ("q=松江", True), ("q=南京", False), ("province=上海市", True),
        ("province=浙江省", False), ("state=floating", True), ("state=away", False), ("state=lost", True),
        ("owed=sms", True), ("reason=-", True), ("group=veteran", False), ("age_from=90", False), ("sort=silent", True),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(cast: Cast, query: str, found: bool) -> None:
    row = away(cast)
    text = cast.client("secretary").get(reverse("mobile") + f"?{query}").content.decode()
    assert (reverse("mobile-member", args=[row.pk]) in text) is found


def test_list_costs_as_many_questions_for_three_as_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("secretary")
    Outgoing.objects.all().delete()
    away(cast)
    client.get(reverse("mobile"))
    with django_assert_num_queries(12):
        client.get(reverse("mobile"))
    away(cast, "secretary")
    away(cast, "mobile_member")
    with django_assert_num_queries(12):
        client.get(reverse("mobile"))


def test_member_page_shows_the_year_the_contacts_and_what_can_be_done(cast: Cast) -> None:
    row = away(cast, phone="19900007777", contact_name="石守成")
    client = cast.client("secretary")
    text = client.get(reverse("mobile-member", args=[row.pk])).content.decode()
    assert "联系年历" in text
    assert "石守成" in text
    assert "199****7777" in text
    assert "19900007777" not in text


@pytest.mark.parametrize("name", ["mobile-member", "mobile-change", "mobile-end", "mobile-search-begin"])
def test_stranger_finds_no_member(cast: Cast, name: str) -> None:
    row = away(cast)
    assert cast.client("stranger").get(reverse(name, args=[row.pk])).status_code == 404


def test_the_member_sees_the_own_movement_but_changes_nothing(cast: Cast) -> None:
    row = away(cast)
    client = cast.client("member")
    assert client.get(reverse("mobile-member", args=[row.pk])).status_code == 200
    assert client.get(reverse("mobile-change", args=[row.pk])).status_code == 404


def test_secretary_signs_a_member_in_changes_and_ends_it(cast: Cast) -> None:
    client, person = cast.client("secretary"), cast.people["member"]
    assert "江水生" in client.get(reverse("mobile-new") + "?q=江").content.decode()
    sent = {
        "told_by": "relative", "moved_on": "2026-01-10", "province": "江苏省", "city": "苏州市", "district": "昆山市",
        "reason": "work", "group": "migrant", "phone": "19900001234",
    }  # fmt: skip
    answer = client.post(reverse("mobile-sign-in", args=[person.pk]), sent, follow=True)
    row = Outgoing.objects.get(person=person)
    assert answer.redirect_chain[-1][0] == reverse("mobile-member", args=[row.pk])
    assert (row.floating_on, row.signed_by, row.phone) == (date(2026, 7, 10), "relative", "19900001234")
    again = client.post(
        reverse("mobile-change", args=[row.pk]), sent | {"district": "张家港市", "phone": ""}, follow=True
    )
    row.refresh_from_db()
    assert (row.district, row.phone) == ("张家港市", "19900001234")
    assert "昆山市 → 张家港市" in again.content.decode()
    client.post(reverse("mobile-end", args=[row.pk]), {"ended": "returned", "on": "2026-06-20"})
    row.refresh_from_db()
    assert (row.ended, row.valid_to) == ("returned", date(2026, 6, 21))


def test_what_is_missing_comes_back_with_what_was_typed(cast: Cast) -> None:
    client, person = cast.client("secretary"), cast.people["member"]
    answer = client.post(reverse("mobile-sign-in", args=[person.pk]), {"told_by": "branch", "employer": "某厂"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "没有填写去了哪里" in text
    assert "某厂" in text


def test_several_chosen_get_one_contact_each_with_the_true_day(cast: Cast) -> None:
    rows = [away(cast), away(cast, "secretary")]
    client, picks = cast.client("secretary"), [row.pk for row in rows]
    asked = client.post(reverse("mobile-contacts"), {"pick": picks})
    assert "记下 2 人的联系" in asked.content.decode()
    client.post(
        reverse("mobile-contacts"), {"pick": picks, "way": "visit", "happened_on": "2026-06-13", "remark": "家访"}
    )
    assert set(Contact.objects.values_list("movement", "happened_on")) == {(pk, date(2026, 6, 13)) for pk in picks}


def test_nobody_chosen_is_said(cast: Cast) -> None:
    answer = cast.client("secretary").post(reverse("mobile-contacts"), {})
    assert answer.status_code == 422
    assert "没有选择人" in answer.content.decode()


def test_call_list_shows_the_number_once_and_writes_it_down(cast: Cast) -> None:
    row = away(cast, phone="19900007777")
    client = cast.client("secretary")
    assert "19900007777" not in client.get(reverse("mobile-calls")).content.decode()
    shown = client.post(reverse("mobile-phone", args=[row.pk]))
    assert "tel:19900007777" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    from zhendi.kernel.audit.models import Entry

    assert "按一季一电话联系本人" in Entry.objects.get(action="mobile.unmasked").summary
    assert "19900007777" not in client.get(reverse("mobile-calls")).content.decode()


def test_one_tap_writes_the_result_and_the_next_comes_up(cast: Cast) -> None:
    Outgoing.objects.all().delete()
    first, second = away(cast), away(cast, "secretary", contacted_on=date(2026, 5, 1))
    client = cast.client("secretary")
    text = client.get(reverse("mobile-calls")).content.decode()
    assert text.index(f'id="c{first.pk}"') < text.index(f'id="c{second.pk}"')
    after = client.post(reverse("mobile-call", args=[first.pk]), {"result": "reached"}, follow=True).content.decode()
    assert f'id="c{first.pk}"' not in after
    assert f'id="c{second.pk}"' in after
    assert Contact.objects.get().proof == f"call:{Call.objects.get().pk}"


def test_who_did_not_answer_comes_last_with_the_day_of_the_next_try(cast: Cast) -> None:
    Outgoing.objects.all().delete()
    first, second = away(cast), away(cast, "secretary", contacted_on=date(2026, 5, 1))
    client = cast.client("secretary")
    client.post(reverse("mobile-call", args=[first.pk]), {"result": "no_answer"})
    text = client.get(reverse("mobile-calls")).content.decode()
    assert text.index(f'id="c{second.pk}"') < text.index(f'id="c{first.pk}"')
    assert "6月23日再打" in text
    assert not Contact.objects.exists()


def test_contact_persons_are_named_for_a_place_and_for_several(cast: Cast) -> None:
    row = away(cast)
    officer = cast.client("township_officer")
    place = cast.organisations["township"].pk
    officer.post(reverse("mobile-keeper", args=[place]), {"name": "田晓禾"})
    assert Keeper.objects.get().level == "township"
    text = officer.get(reverse("mobile-member", args=[row.pk])).content.decode()
    assert "田晓禾" in text
    cast.client("secretary").post(
        reverse("mobile-assign"), {"pick": [row.pk], "name": "石守成", "phone": "19900000003"}
    )
    row.refresh_from_db()
    assert row.contact_name == "石守成"
    assert Keeper.objects.get(movement=row).keeper == cast.people["secretary"]


def test_search_goes_by_steps_to_a_proposal_that_a_person_decides(cast: Cast) -> None:
    row = away(cast)
    client = cast.client("secretary")
    assert row.name in client.get(reverse("mobile-lost")).content.decode()
    client.post(reverse("mobile-search-begin", args=[row.pk]), {"lost_since": "2025-10-01"})
    search = Search.objects.get()
    here = reverse("mobile-search", args=[search.pk])
    client.post(here, {"deed": "close", "outcome": "failed"})
    search.refresh_from_db()
    assert search.closed_on is None  # no step has been taken yet
    step = {"deed": "step", "means": "family", "asked": "父亲", "result": "不知去向", "happened_on": "2026-06-18"}
    client.post(here, step)
    client.post(here, {"deed": "close", "outcome": "failed"})
    text = client.get(here).content.decode()
    assert "按规定可以提出：停止党籍" in text
    assert "第二十四条" in text
    decision = {"deed": "decide", "decision": "suspended", "body": "泾川镇党委", "basis": "泾发〔2026〕9号", "reason": "查找无果", "on": "2026-06-20"}  # fmt: skip
    assert client.post(here, decision).status_code == 422  # a branch does not decide
    assert cast.client("township_officer").post(here, decision).status_code == 302
    assert "停止党籍" in client.get(here).content.decode()


def test_export_goes_out_in_the_columns_of_the_roster(cast: Cast) -> None:
    away(cast)
    answer = cast.client("secretary").post(reverse("mobile-export"))
    assert answer.status_code == 200
    assert "spreadsheet" in answer.headers["Content-Type"]


def test_the_county_names_one_contact_person_for_several_townships(cast: Cast) -> None:
    away(cast)
    officer, here = cast.client("county_officer"), reverse("mobile-county-keepers")
    assert "指定县级联系人" in officer.get(reverse("mobile-keepers")).content.decode()
    assert "泾川镇党委" in officer.get(here).content.decode()
    bad = officer.post(here, {"pick": [], "name": "高远山"})
    assert bad.status_code == 422
    assert "没有选择乡镇" in bad.content.decode()
    officer.post(here, {"pick": [cast.organisations["township"].pk], "name": "高远山"})
    found = Keeper.objects.get()
    assert (found.level, found.keeper) == ("county", cast.people["county_officer"])
    assert "县级，" in officer.get(reverse("mobile-keepers")).content.decode()
    assert cast.client("township_officer").get(here).status_code == 404


def test_help_asked_for_in_a_call_leads_to_its_matter(cast: Cast) -> None:
    row = away(cast)
    client = cast.client("secretary")
    client.post(reverse("mobile-call", args=[row.pk]), {"result": "needs_help", "note": "工资没发"})
    matter = Matter.objects.get()
    for page in (reverse("mobile-calls"), reverse("mobile-member", args=[row.pk])):
        assert reverse("matter", args=[matter.pk]) in client.get(page).content.decode()
