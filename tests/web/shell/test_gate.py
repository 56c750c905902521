"""What stands before and around every page: doors, headers, the right page for what went wrong, parts for htmx."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory, override_settings

from tests.people import sign_in
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.home import here
from zhendi.web.shell import errors

PARTS = {"HX-Request": "true", "HX-Target": "region"}


def test_whoever_has_not_signed_in_is_led_to_the_door_and_back(cast):
    answer = Client().get("/account")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/sign-in?next=%2Faccount"


def test_a_page_that_is_not_there_and_a_record_of_others_read_the_same(cast):
    absent = cast.client("stranger").get(f"/people/{cast.people['member'].pk}/account")
    nothing = cast.client("stranger").get("/people/999999/account")
    assert (absent.status_code, nothing.status_code) == (404, 404)
    assert absent.content == nothing.content
    assert "没有找到这一页" in absent.text


def test_a_refusal_that_no_form_took_back_is_said_on_a_page(cast, monkeypatch):
    def refuse(_scope):
        raise Refused("今天已经交过了，明天再来。", details=("第 2 条",))

    monkeypatch.setattr(here, "places", refuse)
    answer = cast.client("member").get("/")
    assert answer.status_code == 422
    assert "今天已经交过了，明天再来。" in answer.text
    assert "第 2 条" in answer.text


def test_what_is_not_visible_is_not_found_whichever_view_meets_it(cast, monkeypatch):
    def hide(_scope):
        raise NotVisible("a record")

    monkeypatch.setattr(here, "places", hide)
    answer = cast.client("member").get("/")
    assert answer.status_code == 404
    assert "a record" not in answer.text


def test_a_broken_page_gives_a_number_to_report_and_says_that_nothing_was_saved(cast, monkeypatch):
    def breaks(_scope):
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(here, "places", breaks)
    client = cast.client("member")
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "没有</b>存" in answer.text or "没有存进去" in answer.text
    assert "编号" in answer.text
    assert "secret words" not in answer.text


@pytest.mark.parametrize(
    ("page", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.csrf_failure, 403)]
)
def test_the_pages_for_what_went_wrong_read_neither_session_nor_database(page, status):
    answer = page(RequestFactory().post("/x"))
    assert answer.status_code == status
    assert "没有存" in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_every_page_forbids_inline_script_inline_style_and_frames(cast):
    for answer in (Client().get("/sign-in"), cast.client("member").get("/"), Client().get("/nowhere")):
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "style-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_of_a_person_is_kept_out_of_caches(cast):
    assert "no-store" in cast.client("member").get("/").headers["cache-control"]


def test_htmx_gets_the_part_it_asks_for_and_no_frame(cast):
    answer = cast.client("secretary").get("/audit/", headers=PARTS)
    assert "<!doctype" not in answer.text
    assert 'class="filters"' in answer.text
    assert "<title>审计" in answer.text
    assert "HX-Target" in answer.headers["vary"]


def test_going_back_in_history_gets_the_whole_page(cast):
    answer = cast.client("secretary").get("/audit/", headers={**PARTS, "HX-History-Restore-Request": "true"})
    assert "<!doctype" in answer.text


def test_htmx_is_sent_to_the_door_with_the_whole_window_when_the_session_has_ended(cast):
    answer = Client().get("/audit/", headers={**PARTS, "HX-Current-URL": "http://testserver/audit/?words=a"})
    assert answer.headers["hx-redirect"].startswith("/sign-in?next=%2Faudit%2F%3Fwords%3Da")


def test_the_page_knows_how_long_the_session_has_left(cast, settings):
    client = cast.client("member")
    assert f'data-ends-in="{int(settings.SESSION_IDLE.total_seconds())}"' in client.get("/").text


def test_near_the_end_of_its_longest_life_a_session_shows_what_is_really_left(cast, settings):
    start = clock.now()
    with clock.frozen(start):
        client = Client()
        sign_in(client, cast.member)
    last = start + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    moment = start
    while moment < last - timedelta(hours=1):  # used all day long
        moment += timedelta(hours=1)
        with clock.frozen(moment):
            client.get("/stay")
    with clock.frozen(last - timedelta(minutes=10)):
        text = client.get("/").text
    assert int(text.partition('data-ends-in="')[2].partition('"')[0]) <= 600


def test_the_chosen_post_narrows_what_the_navigation_offers(cast):
    cast.appoint("secretary", "committee_member", "township")
    client = cast.client("secretary")
    branch = cast.organisations["branch"].pk
    assert client.post("/standpoint", {"post": f"{branch}:member", "next": "/"}).status_code == 302
    assert 'href="/audit/"' not in client.get("/").text
    client.post("/standpoint", {"post": "", "next": "/"})
    assert 'href="/audit/"' in client.get("/").text


def test_a_post_that_is_not_held_is_not_taken(cast):
    client = cast.client("member")
    answer = client.post("/standpoint", {"post": f"{cast.organisations['county'].pk}:county_officer"}, follow=True)
    assert "这个职务现在不在任" in answer.text
    assert client.get("/audit/").status_code == 404


def test_a_past_day_is_shown_above_every_page_until_today_is_chosen_again(cast):
    client = cast.client("member")
    client.post("/as-of", {"day": "2025-03-01", "next": "/"})
    assert "2025年3月1日" in client.get("/account").text
    client.post("/as-of", {"next": "/"})
    assert "2025年3月1日" not in client.get("/account").text


@pytest.mark.parametrize("day", ["2999-01-01", "昨天", "2025-13-01"])
def test_a_day_to_come_or_no_day_is_refused_in_words(cast, day):
    answer = cast.client("member").post("/as-of", {"day": day, "next": "/"}, follow=True)
    assert "只能看今天和以前的情况" in answer.text


def test_the_forms_of_the_frame_lead_to_no_other_site(cast):
    answer = cast.client("member").post("/as-of", {"next": "https://elsewhere.example/"})
    assert answer.headers["location"] == "/"


def test_large_type_is_remembered_by_the_account(cast):
    client = cast.client("member")
    client.post("/account/large-type", {"large": "1", "next": "/"})
    assert 'data-size="lg"' in client.get("/").text
    client.cookies.pop("size")
    assert 'data-size="lg"' in client.get("/").text


def test_large_type_works_before_signing_in(cast):
    client = Client()
    client.post("/account/large-type", {"large": "1", "next": "/sign-in"})
    assert 'data-size="lg"' in client.get("/sign-in").text


def test_a_form_without_the_mark_against_forgery_is_not_taken(cast):
    client = Client(enforce_csrf_checks=True)
    with override_settings(CSRF_FAILURE_VIEW="zhendi.web.shell.errors.csrf_failure"):
        answer = client.post("/sign-in", {"username": "member", "password": "x"})
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.text
