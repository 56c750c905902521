import re

import pytest
from django.test import Client

from tests.people import PASSWORD, sign_in, token
from zhendi.kernel import clock


def test_the_own_account_shows_posts_sessions_and_name(cast):
    text = cast.client("secretary").get("/account").text
    assert "石守成" in text
    assert "书记" in text
    assert "百园村支部" in text
    assert "本机" in text


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_own_account_costs_the_same_queries_however_many_sessions(cast, django_assert_num_queries, sessions):
    client = cast.client("secretary")
    for _ in range(sessions - 1):
        sign_in(Client(), cast.secretary)
    client.get("/account")
    with django_assert_num_queries(6):
        assert client.get("/account").status_code == 200


def test_a_name_that_is_taken_is_refused_beside_the_field_and_kept(cast):
    answer = cast.client("member").post("/account/username", {"username": "secretary"})
    assert answer.status_code == 422
    assert 'id="username-say"' in answer.text
    assert 'value="secretary"' in answer.text


def test_a_new_password_must_be_typed_twice_alike(cast):
    words = {"current": PASSWORD, "new_password": "柳树 nine lamps", "again": "柳树 nine lamp"}
    answer = cast.client("member").post("/account/password", words)
    assert answer.status_code == 422
    assert "两次填的新密码不一样" in answer.text
    assert "nine lamp" not in answer.text


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(cast):
    client, other = cast.client("member"), cast.client("member")
    words = {"current": PASSWORD, "new_password": "柳树 nine lamps", "again": "柳树 nine lamps"}
    answer = client.post("/account/password", words, follow=True)
    assert "密码已更改" in answer.text
    assert other.get("/account").status_code == 302


def test_whoever_got_a_password_from_somebody_else_changes_it_first(cast):
    cast.member.must_change_password = True
    cast.member.save()
    client = cast.client("member")
    assert client.get("/account").headers["location"] == "/account/password"
    page = client.get("/account/password").text
    assert "先换个自己的密码" in page
    assert 'class="rail"' not in page


def test_the_second_factor_is_set_up_by_a_picture_and_a_number(cast):
    client = cast.client("member")
    page = client.get("/account/second-factor").text
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert client.post("/account/second-factor", {"token": "1"}).status_code == 422
    again = client.get("/account/second-factor").text
    assert secret in again.replace(" ", "")
    done = client.post("/account/second-factor", {"token": token(clock.now(), secret)})
    assert done.text.count("<li><code>") >= 8
    assert "已开启" in client.get("/account").text


def test_the_second_factor_is_not_given_up_without_the_password(cast):
    client = cast.client("member")
    page = client.get("/account/second-factor").text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    client.post("/account/second-factor", {"token": token(clock.now(), secret)})
    wrong = client.post("/account/second-factor/off", {"password": "not this"})
    assert wrong.status_code == 422
    assert 'class="confirm" open' in wrong.text
    assert "两步验证已停用" in client.post("/account/second-factor/off", {"password": PASSWORD}, follow=True).text


def test_an_officer_is_not_offered_to_give_the_second_factor_up(cast):
    text = cast.client("county_officer").get("/account").text
    assert "不能停用" in text
    assert "/account/second-factor/off" not in text


def test_another_session_is_ended_from_the_list(cast):
    client, other = cast.client("member"), cast.client("member")
    address = re.search(r'action="(/account/sessions/\d+/end)"', client.get("/account").text)[1]
    client.post(address)
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_the_session_of_somebody_else_is_not_found(cast):
    mine, theirs = cast.client("member"), Client()
    number = sign_in(theirs, cast.secretary)
    assert mine.post(f"/account/sessions/{number}/end").status_code == 404
    assert theirs.get("/account").status_code == 200


def test_a_token_is_shown_once(cast):
    client = cast.client("secretary")
    answer = client.post("/account/tokens", {"name": "县平台", "areas": ["organisations"], "days": "30"})
    assert "令牌只显示这一次" in answer.text, answer.text[-2000:]
    text = re.search(r'class="secret">([^<]+)<', answer.text)[1]
    assert text not in client.get("/account").text
    assert "县平台" in client.get("/account").text


def test_a_token_without_a_name_is_refused_and_what_was_typed_is_kept(cast):
    answer = cast.client("secretary").post("/account/tokens", {"name": "", "areas": ["organisations"], "days": "7"})
    assert answer.status_code == 422
    assert 'value="7"' in answer.text
    assert 'value="organisations" checked' in answer.text


def test_a_token_is_ended_from_the_list(cast):
    client = cast.client("secretary")
    client.post("/account/tokens", {"name": "县平台", "areas": ["organisations"], "days": "30"})
    address = re.search(r'action="(/account/tokens/\d+/revoke)"', client.get("/account").text)[1]
    assert "令牌已停用" in client.post(address, follow=True).text
    assert "已停用" in client.get("/account").text


def test_the_page_of_tokens_leads_to_how_they_are_used(cast):
    client = cast.client("secretary")
    assert 'href="/api/v1/docs"' in client.get("/account").text
    assert client.get("/api/v1/docs").status_code == 200
