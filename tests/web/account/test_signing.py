from django.test import Client

from tests.people import AGENT, PASSWORD, sign_in, token
from zhendi.kernel import clock


def _try(client: Client, name: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in", {"username": name, "password": password, **more}, headers={"user-agent": AGENT})


def test_the_right_password_opens_the_door_and_leads_onward(cast):
    answer = _try(Client(), "secretary", next="/account")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/account"


def test_a_wrong_password_keeps_the_name_typed_and_never_the_password(cast):
    answer = _try(Client(), "secretary", "not this one")
    assert answer.status_code == 422
    assert 'value="secretary"' in answer.text
    assert "not this one" not in answer.text
    assert "账号或密码不对" in answer.text


def test_a_name_that_nobody_has_gets_the_same_answer(cast):
    known, unknown = (_try(Client(), name, "not this one") for name in ("secretary", "nobody.at.all"))
    assert known.status_code == unknown.status_code
    assert "账号或密码不对" in unknown.text


def test_too_many_wrong_passwords_lock_the_door_and_say_until_when(cast):
    client = Client()
    answers = [_try(client, "secretary", "wrong again") for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "以后再试" in answers[-1].text


def test_signing_in_leads_to_no_other_site(cast):
    assert _try(Client(), "secretary", next="//elsewhere.example/").headers["location"] == "/"


def test_a_demonstration_says_so_at_the_door(cast, settings):
    settings.DEMONSTRATION = True
    assert "演示数据" in Client().get("/sign-in").text


def test_an_installation_without_second_factor_says_so_at_the_door(cast, settings):
    settings.SECOND_FACTOR = False
    assert "没有开两步验证" in Client().get("/sign-in").text
    settings.SECOND_FACTOR = True
    assert "没有开两步验证" not in Client().get("/sign-in").text


def test_an_officer_must_show_the_second_factor_before_any_page(cast):
    client = Client(headers={"user-agent": AGENT})
    sign_in(client, cast.county_officer, verified=False)
    assert client.get("/").headers["location"] == "/account/verify"
    wrong = client.post("/account/verify", {"token": "000000"})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text
    assert client.post("/account/verify", {"token": token(clock.now())}).status_code == 302


def test_the_way_through_the_second_factor_leads_on_to_the_page_that_was_asked_for(cast):
    client = Client(headers={"user-agent": AGENT})
    sign_in(client, cast.county_officer)  # has set up the second factor
    client = Client(headers={"user-agent": AGENT})
    verify = _try(client, cast.county_officer.username, next="/account").headers["location"]
    assert verify == "/account/verify?next=%2Faccount"
    assert 'name="next" value="/account"' in client.get(verify).text


def test_signing_out_closes_the_session(cast):
    client = cast.client("member")
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    assert client.get("/account").status_code == 302


def test_a_wrong_code_keeps_what_was_typed_but_no_password(cast):
    words = {"username": "member", "code": "ABCD-EFGH", "new_password": "柳树 nine lamps", "again": "柳树 nine lamps"}
    answer = Client().post("/recover", words)
    assert answer.status_code == 422
    assert "ABCD-EFGH" in answer.text
    assert "nine lamps" not in answer.text
    assert "一次性码不对" in answer.text


def test_a_code_handed_over_in_person_sets_a_password_of_ones_own(cast):
    secretary, person = cast.client("secretary"), cast.people["member"].pk
    slip = secretary.post(f"/people/{person}/account/code")
    assert slip.status_code == 200
    code = slip.text.partition('<code class="secret">')[2].partition("</code>")[0]
    client = Client()
    differs = client.post(
        "/recover", {"username": "member", "code": code, "new_password": "柳树 nine lamps", "again": "other"}
    )
    assert "两次填的新密码不一样" in differs.text
    weak = client.post("/recover", {"username": "member", "code": code, "new_password": "12345", "again": "12345"})
    assert weak.status_code == 422
    assert "密码至少" in weak.text
    done = client.post(
        "/recover", {"username": "member", "code": code, "new_password": "柳树 nine lamps", "again": "柳树 nine lamps"}
    )
    assert "新密码已设好" in done.text
    assert _try(Client(), "member", "柳树 nine lamps").status_code == 302
