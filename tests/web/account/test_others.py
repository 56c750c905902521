import pytest


def _page(cast, who: str, whose: str = "member"):
    return cast.client(who).get(f"/people/{cast.people[whose].pk}/account")


def test_the_own_secretary_looks_after_a_members_account(cast):
    text = _page(cast, "secretary").text
    assert "发一次性码给" in text
    assert "关闭" in text


@pytest.mark.parametrize("who", ["stranger", "clerk", "member"])
def test_for_others_the_account_is_not_found_or_not_theirs_to_change(cast, who):
    answer = _page(cast, who, "secretary")
    assert answer.status_code == 404 or "/account/code" not in answer.text


def test_a_name_that_is_taken_comes_back_as_typed(cast):
    answer = cast.client("secretary").post(
        f"/people/{cast.people['member'].pk}/account/rename", {"username": "secretary"}
    )
    assert answer.status_code == 422
    assert 'value="secretary"' in answer.text


def test_closing_signs_out_and_opening_again_hands_over_a_slip(cast):
    member, person = cast.client("member"), cast.people["member"].pk
    secretary = cast.client("secretary")
    assert "账号已关闭" in secretary.post(f"/people/{person}/account/close", follow=True).text
    assert member.get("/account").status_code == 302
    slip = secretary.post(f"/people/{person}/account/open", {"username": ""})
    assert slip.status_code == 200
    assert "只显示这一次" in slip.text


def test_a_locked_account_is_unlocked_by_the_secretary(cast):
    from django.test import Client

    locked = Client()
    for _ in range(6):
        locked.post("/sign-in", {"username": "member", "password": "wrong again"})
    assert "暂时锁住" in _page(cast, "secretary").text
    done = cast.client("secretary").post(f"/people/{cast.people['member'].pk}/account/unlock", follow=True)
    assert "登录锁定已解除" in done.text
    assert "暂时锁住" not in done.text
