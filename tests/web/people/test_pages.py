"""Pages of people: each reader finds the own piece of the county, masked, and forms keep what was typed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import SINCE, Cast, citizen_number, mobile
from zhendi.domain.people.models import Membership, Person, Post, Suspension

pytestmark = pytest.mark.django_db
PARTS = {"HX-Request": "true", "HX-Target": "region"}


def get(cast: Cast, who: str, path: str, **headers: str):
    return cast.client(who).get(path, headers=headers)


def person(cast: Cast, whom: str = "member", deed: str = "") -> str:
    return f"/members/{cast.people[whom].pk}{'/' + deed if deed else ''}"


def secretary_post(cast: Cast) -> int:
    return Post.objects.get(person=cast.people["secretary"]).pk


def suspension(cast: Cast) -> int:
    return Suspension.objects.create(
        person=cast.people["member"], ground="detained", valid_from=SINCE, decision="泾纪1号"
    ).pk


def addresses(cast: Cast) -> list[str]:
    deeds = ("", "correct", "appoint", "standing", "place", "end", "suspend", f"suspensions/{suspension(cast)}/lift")
    return [*(person(cast, "member", deed) for deed in deeds), f"/posts/{secretary_post(cast)}/end"]


def test_officer_gets_every_page(cast: Cast) -> None:
    client = cast.client("township_officer")
    lists = [
        "/members/",
        "/members/new",
        "/posts/",
        "/posts/vacancies",
        "/posts/new",
        "/posts/?state=ended",
        "/posts/new?q=jss",
    ]
    paths = [*lists, *addresses(cast)]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "mobile_member"])
def test_record_and_all_that_is_done_to_it_is_not_found_by_strangers(cast: Cast, who: str, method: str) -> None:
    client = cast.client(who)
    paths = addresses(cast) + ([person(cast, "member", "unmask")] if method == "post" else [])
    data = {"on": "2026-01-01", "field": "phones", "purpose": "看看", "reason": "term", "basis": "x", "ended": "died"}
    if method == "post":
        paths.remove(person(cast))  # a record is only read
    found = {path: getattr(client, method)(path, data if method == "post" else {}).status_code for path in paths}
    assert found == dict.fromkeys(paths, 404)


def test_branch_secretary_corrects_but_neither_appoints_leaders_nor_suspends(cast: Cast) -> None:
    page = get(cast, "secretary", person(cast)).text
    assert "更正信息" in page and "停止表决权" not in page
    assert get(cast, "secretary", person(cast, "member", "suspend")).status_code == 404
    assert get(cast, "secretary", f"/posts/{secretary_post(cast)}/end").status_code == 404


@pytest.mark.parametrize("who", ["county_officer", "township_officer", "secretary", "member"])
def test_no_page_shows_a_whole_number(cast: Cast, who: str) -> None:
    for path in (person(cast), "/members/", "/members/?q=0005", f"/members/?q={citizen_number(5)}"):
        text = get(cast, who, path).text.replace(
            f'value="{citizen_number(5)}"', ""
        )  # the search field keeps what was typed
        assert "江水生" in text
        assert citizen_number(5) not in text.replace(f"q={citizen_number(5)}", "") and mobile(5) not in text


def test_member_sees_the_own_record_without_deeds(cast: Cast) -> None:
    text = get(cast, "member", person(cast)).text
    assert "199****0005" in text and "更正信息" not in text and "登记减少" not in text
    assert "江水生" in get(cast, "member", "/members/").text
    assert get(cast, "member", person(cast, "secretary")).status_code == 404


def test_list_finds_by_initials_and_says_when_nobody_fits(cast: Cast) -> None:
    text = get(cast, "secretary", "/members/?q=jss").text
    assert "江水生" in text and "燕南飞" not in text
    assert "没有符合的人" in get(cast, "secretary", "/members/?q=zzz").text


def test_filter_that_makes_no_sense_is_left_out(cast: Cast) -> None:
    page = get(cast, "secretary", "/members/?sex=9&age_from=x&page=-3&standing=king&order=magic&role=king")
    assert page.status_code == 200
    assert "燕南飞" in page.text


def test_organisation_of_others_as_a_filter_is_not_found(cast: Cast) -> None:
    place = cast.organisations["branch"].pk
    assert get(cast, "stranger", f"/members/?under={place}").status_code == 404
    assert get(cast, "stranger", f"/posts/?under={place}").status_code == 404


def test_past_day_shows_the_list_of_then(cast: Cast) -> None:
    client = cast.client("secretary")
    membership = Membership.objects.get(person=cast.people["member"])
    membership.valid_to, membership.ended = date(2026, 1, 1), "died"
    membership.save()
    assert "江水生" not in client.get("/members/").text
    client.post("/as-of", {"day": "2025-12-31", "next": "/members/"})
    assert "江水生" in client.get("/members/").text


def test_part_of_the_list_is_answered_alone(cast: Cast) -> None:
    text = get(cast, "secretary", "/members/?sex=2", **PARTS).text
    assert "燕南飞" in text and "<nav" in text and "主导航" not in text


@pytest.mark.parametrize("path", ["/members/", "/members/?sex=1", "/members/?order=name", "/members/?standing=full"])
def test_the_register_costs_five_queries_the_gate_included(cast: Cast, path, django_assert_num_queries) -> None:
    client = cast.client("secretary")
    client.get("/account")  # the session has got its token against forged forms
    with django_assert_num_queries(5):  # one of the gate, of the rail, of head and filters; two of the list
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(("path", "queries"), [("/members/", 8), ("/posts/", 8)])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_with_one_and_three_rows(
    cast: Cast, path, queries, count, django_assert_num_queries
) -> None:
    branch = cast.organisations["branch"]
    for at in range(count):
        one = Person.objects.create(name=f"党员{at}", sort_name=f"dang {at}")
        Membership.objects.create(
            person=one, organisation=branch, standing="full", path=branch.path, sort_name=f"dang {at}", valid_from=SINCE
        )
        cast.people[f"new{at}"] = one
        cast.appoint(f"new{at}", "cadre", "branch")
    client = cast.client("secretary")
    with django_assert_num_queries(queries):
        assert client.get(f"{path}?q=党员").text.count("党员") >= count


def unmask(cast: Cast, who: str, field: str = "phones", purpose: str = "核对档案", **headers: str):
    data = {"field": field, "purpose": purpose}
    return cast.client(who).post(person(cast, "member", "unmask"), data, headers=headers)


def test_value_is_shown_once_for_a_purpose(cast: Cast) -> None:
    shown = unmask(cast, "secretary")
    assert mobile(5) in shown.text and citizen_number(5) not in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert mobile(5) not in get(cast, "secretary", person(cast)).text
    assert "查看江水生的完整手机号码，用途：核对档案" in get(cast, "secretary", person(cast)).text


def test_value_alone_is_answered_where_the_page_asks_for_it(cast: Cast) -> None:
    shown = unmask(cast, "secretary", **{"HX-Request": "true", "HX-Target": "phones"})
    assert mobile(5) in shown.text
    assert "家庭住址" not in shown.text


def test_without_a_purpose_the_page_asks_for_it(cast: Cast) -> None:
    plain = unmask(cast, "secretary", purpose=" ")
    assert (plain.status_code, "先写用途" in plain.text, mobile(5) in plain.text) == (422, True, False)
    part = unmask(cast, "secretary", purpose=" ", **{"HX-Request": "true", "HX-Target": "phones"})
    assert (part.status_code, "先写用途" in part.text) == (200, True)


def test_member_shows_the_own_number_to_himself(cast: Cast) -> None:
    assert citizen_number(5) in unmask(cast, "member", "citizen_number", "").text


def correct(cast: Cast, **given: str):
    return cast.client("secretary").post(person(cast, "member", "correct"), {"revision": "1", **given}, follow=True)


def test_correction_is_written_and_said(cast: Cast) -> None:
    answer = correct(cast, name="江水生", education="大专", phones="", residence="")
    assert "已更正：学历。" in answer.text
    assert Person.objects.get(pk=cast.people["member"].pk).education == "大专"
    assert cast.people["member"].phones.count() == 1


def test_masked_field_is_cleared_by_saying_so(cast: Cast) -> None:
    correct(cast, phones="无")
    assert cast.people["member"].phones.count() == 0


def test_refused_correction_keeps_what_was_typed(cast: Cast) -> None:
    answer = correct(cast, name="江水生", education="大专", phones="12345")
    assert answer.status_code == 422
    for text in ('value="12345"', 'value="大专"', 'aria-invalid="true"', 'aria-describedby="phones-say"'):
        assert text in answer.text


def test_form_holds_the_facts_but_nothing_masked(cast: Cast) -> None:
    text = get(cast, "secretary", person(cast, "member", "correct")).text
    assert 'value="大学"' in text and 'value="2001-07-01"' in text
    assert mobile(5) not in text and citizen_number(5) not in text


def appoint(cast: Cast, **more: str):
    data = {
        "organisation": str(cast.organisations["branch"].pk),
        "role": "deputy_secretary",
        "on": "2026-03-01",
        **more,
    }
    return cast.client("township_officer").post(person(cast, "member", "appoint"), data, follow=True)


def test_appointment_through_the_page(cast: Cast) -> None:
    assert "江水生的任职已登记。" in appoint(cast).text
    assert Post.objects.filter(person=cast.people["member"], role="deputy_secretary").exists()


def test_second_secretary_is_asked_whether_to_replace_the_first(cast: Cast) -> None:
    answer = appoint(cast, role="secretary", approval_number="泾组1号")
    assert answer.status_code == 422
    assert "勾选“接替现任”" in answer.text and 'value="泾组1号"' in answer.text
    assert "任职已登记" in appoint(cast, role="secretary", replaces="1").text


@pytest.mark.parametrize(("day", "said"), [("", "日期没看懂"), ("2999-01-01", "还没有到"), ("3月1日", "日期没看懂")])
def test_day_that_is_none_or_ahead_is_refused_under_its_field(cast: Cast, day: str, said: str) -> None:
    answer = appoint(cast, on=day)
    assert answer.status_code == 422
    assert said in answer.text


def test_warning_of_an_appointment_is_said(cast: Cast) -> None:
    place = str(cast.organisations["township"].pk)
    answer = cast.client("county_officer").post(
        person(cast, "stranger", "appoint") + f"?organisation={place}",
        {"organisation": place, "role": "deputy_secretary", "on": "2026-03-01"}, follow=True,
    )  # fmt: skip
    assert "留意：外来客的组织关系不在" in answer.text


def test_post_is_ended_through_the_page(cast: Cast) -> None:
    client, path = cast.client("township_officer"), f"/posts/{secretary_post(cast)}/end"
    refused = client.post(path, {"on": "2026-03-01", "note": "换届"})
    assert (refused.status_code, "先选卸任原因" in refused.text, 'value="换届"' in refused.text) == (422, True, True)
    assert "不再任百园村支部书记" in client.post(path, {"on": "2026-03-01", "reason": "term"}, follow=True).text
    assert "百园村支部" in client.get("/posts/vacancies").text


def test_standing_end_and_suspension_through_their_pages(cast: Cast) -> None:
    client, day = cast.client("township_officer"), {"on": "2026-03-01"}
    cases = {
        "suspend": ({"ground": "detained", "decision": "泾纪2号"}, "已登记停止"),
        "place": ({"organisation": str(cast.organisations["second"].pk), "reason": "登错"}, "所在支部已更正"),
        "standing": ({"standing": "probationary", "basis": "更正", "on": "2026-04-01"}, "类别已变更"),
        "end": ({"ended": "died", "basis": "", "on": "2026-05-01"}, "已登记减少"),
    }
    for deed, (given, said) in cases.items():
        refused = client.post(person(cast, "member", deed), day)
        assert (deed, refused.status_code, 'value="2026-03-01"' in refused.text) == (deed, 422, True)
        assert said in client.post(person(cast, "member", deed), {**day, **given}, follow=True).text
    assert "去世" in client.get(person(cast)).text


def test_suspension_is_lifted_through_its_page(cast: Cast) -> None:
    path = person(cast, "member", f"suspensions/{suspension(cast)}/lift")
    answer = cast.client("township_officer").post(path, {"on": "2026-03-01", "basis": "解除"}, follow=True)
    assert "权利已恢复" in answer.text


def test_villager_is_added_through_the_page_and_typed_text_is_kept(cast: Cast) -> None:
    client = cast.client("secretary")
    data = {"name": "米粒", "organisation": str(cast.organisations["branch"].pk), "on": "2026-03-01", "phones": "123"}
    refused = client.post("/members/new", data)
    assert (refused.status_code, 'value="米粒"' in refused.text) == (422, True)
    done = client.post("/members/new", {**data, "phones": "", "role": "villagers_representative"}, follow=True)
    assert "已登记。" in done.text and "村民代表" in done.text


@pytest.mark.parametrize("who", ["member", "clerk", "villager"])
def test_whoever_keeps_nobody_adds_and_appoints_nobody(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert [client.get(path).status_code for path in ("/members/new", "/posts/new")] == [404, 404]
