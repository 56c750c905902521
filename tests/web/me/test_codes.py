"""Coming in by a one-time code, as a member's telephone does: two small forms, no script, no account."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import AGENT, mobile
from tests.web.reading import text
from zhendi.domain.messaging.models import Message, PhoneCode
from zhendi.domain.people.models import Person, PersonalLink, Phone
from zhendi.kernel import clock

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import Cast

pytestmark = pytest.mark.django_db
GATEWAY = '[{"kind": "http", "name": "a", "url": "https://sms.invalid/", "secret": "a secret of a gateway"}]'


@pytest.fixture
def number(cast: Cast, settings: Any) -> str:
    """The mobile member's telephone, in a county with a gateway."""
    settings.SMS_GATEWAYS = GATEWAY
    found = mobile(9001)
    Phone.objects.create(person=cast.people["mobile_member"], number=found, rank=0)
    return found


@pytest.fixture
def telephone() -> Client:
    """A telephone on which nobody has signed in."""
    return Client(headers={"user-agent": AGENT})


def tail(cast: Cast, name: str = "mobile_member") -> str:
    return str(Person.objects.get(pk=cast.people[name].pk).citizen_number)[-4:]


def sent() -> str:
    """The code of the last message."""
    return re.findall(r"\d{6}", str(Message.objects.order_by("-pk")[0].variables))[0]


def ask(telephone: Client, number: str, end: str) -> HttpResponse:
    return telephone.post(reverse("me-code"), {"phone": number, "tail": end})


def test_a_member_comes_in_without_password_and_link(cast: Cast, number: str, telephone: Client) -> None:
    assert telephone.get(reverse("me"))["Location"] == reverse("me-closed")
    for door in ("me-closed", "sign-in"):
        assert reverse("me-code") in text(telephone.get(reverse(door)))
    assert "获取验证码" in text(telephone.get(reverse("me-code")))
    asked = ask(telephone, number, tail(cast))
    assert asked["Location"] == reverse("me-code-enter")
    assert "六位数字" in text(telephone.get(asked["Location"]))
    entered = telephone.post(reverse("me-code-enter"), {"code": sent()})
    assert entered["Location"] == reverse("me")
    assert "百园村支部" in text(telephone.get(reverse("me")))


def test_it_opens_the_own_page_and_nothing_else(cast: Cast, number: str, telephone: Client) -> None:
    Phone.objects.filter(
        number_index=Phone.objects.get(person=cast.people["mobile_member"], rank=0).number_index
    ).delete()
    Phone.objects.create(person=cast.people["secretary"], number=number, rank=0)
    ask(telephone, number, tail(cast, "secretary"))
    telephone.post(reverse("me-code-enter"), {"code": sent()})
    assert "石守成" in text(telephone.get(reverse("me")))
    for address in ("/members/", "/messages/", "/organisations/"):
        assert telephone.get(address).status_code == 302, address
    assert not telephone.session.get("_auth_user_id")


def test_the_page_is_the_same_for_a_number_that_is_nobodys(cast: Cast, number: str, telephone: Client) -> None:
    pages = []
    for phone, end in ((number, tail(cast)), (number, "0000"), (mobile(9002), tail(cast))):
        client = Client(headers={"user-agent": AGENT})
        asked = ask(client, phone, end)
        PhoneCode.objects.filter(slot__gt=0).update(slot=-PhoneCode.objects.count())  # a while ago
        page = client.get(asked["Location"])
        wrong = client.post(reverse("me-code-enter"), {"code": "abc"})
        pages.append((asked.status_code, re.sub(r'value="[\w-]{40,}"', "", text(page)), wrong.status_code,
                      re.sub(r'value="[\w-]{40,}"', "", text(wrong))))  # fmt: skip
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][2] == 422
    assert Message.objects.count() == 1


def test_the_code_opens_nothing_on_another_telephone(cast: Cast, number: str, telephone: Client) -> None:
    ask(telephone, number, tail(cast))
    other = Client(headers={"user-agent": AGENT})
    answer = other.post(reverse("me-code-enter"), {"code": sent()})
    assert answer.status_code == 422
    assert "重新获取" in text(answer)
    assert not PersonalLink.objects.exists()


def test_pressing_twice_sends_once_and_the_code_stays_good(cast: Cast, number: str, telephone: Client) -> None:
    ask(telephone, number, tail(cast))
    again = ask(telephone, number, tail(cast))
    assert again.status_code == 302
    assert Message.objects.count() == PhoneCode.objects.count() == 1
    assert telephone.post(reverse("me-code-enter"), {"code": sent()}).status_code == 302


def test_what_is_no_number_stays_as_typed(cast: Cast, number: str, telephone: Client) -> None:
    answer = ask(telephone, "0563-5021234", "0016")
    assert answer.status_code == 422
    assert "0563-5021234" in text(answer)
    assert "手机号码是11位数字" in text(answer)


def test_neither_number_nor_code_is_in_an_address_or_a_log(
    cast: Cast, number: str, telephone: Client, caplog: Any
) -> None:
    caplog.set_level("DEBUG")
    asked = ask(telephone, number, tail(cast))
    code = sent()
    wrong = telephone.post(reverse("me-code-enter"), {"code": "000000"})
    entered = telephone.post(reverse("me-code-enter"), {"code": code})
    for said in (asked["Location"], entered["Location"], text(wrong), *asked.cookies["me-code"].values()):
        assert number not in str(said)
        assert code not in str(said)
    kept = [each.getMessage() for each in caplog.records if not each.name.startswith("django.db")]
    assert not any(number in said or code in said for said in kept)


def test_the_cookie_cannot_be_read_by_scripts_and_goes_when_it_has_served(
    cast: Cast, number: str, telephone: Client
) -> None:
    cookie = ask(telephone, number, tail(cast)).cookies["me-code"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/me")
    entered = telephone.post(reverse("me-code-enter"), {"code": sent()})
    assert entered.cookies["me-code"].value == ""
    assert "no-store" in telephone.get(reverse("me-code"))["Cache-Control"]


def test_two_with_one_telephone_choose_by_the_family_name(cast: Cast, number: str, telephone: Client) -> None:
    other, me = cast.people["member"], cast.people["mobile_member"]
    Person.objects.filter(pk=other.pk).update(citizen_number=str(Person.objects.get(pk=me.pk).citizen_number))
    Phone.objects.create(person=other, number=number, rank=0)
    ask(telephone, number, tail(cast))
    page = text(telephone.post(reverse("me-code-enter"), {"code": sent()}))
    assert "我是燕**" in page
    assert "我是江**" in page
    assert "燕南飞" not in page
    assert telephone.post(reverse("me-code-enter"), {"person": me.pk})["Location"] == reverse("me")
    assert "燕南飞" in text(telephone.get(reverse("me")))


def test_a_county_without_a_gateway_promises_no_code(cast: Cast, telephone: Client) -> None:
    page = text(telephone.get(reverse("me-code")))
    assert "还没有接通短信" in page
    telephone.post(reverse("me-code"), {"phone": mobile(9001), "tail": "0016"})
    assert not PhoneCode.objects.exists()


def test_a_demonstration_shows_the_code_that_it_does_not_send(
    cast: Cast, number: str, telephone: Client, settings: Any
) -> None:
    settings.SMS_GATEWAYS, settings.DEMONSTRATION = "", True
    page = text(telephone.get(ask(telephone, number, tail(cast))["Location"]))
    assert sent() in page


def test_the_office_sees_how_a_telephone_came_in_and_ends_it(cast: Cast, number: str, telephone: Client) -> None:
    ask(telephone, number, tail(cast))
    telephone.post(reverse("me-code-enter"), {"code": sent()})
    secretary, address = cast.client("secretary"), reverse("person-link", args=[cast.people["mobile_member"].pk])
    assert "短信验证码" in text(secretary.get(address))
    secretary.post(reverse("person-link-withdraw", args=[cast.people["mobile_member"].pk]))
    assert telephone.get(reverse("me"))["Location"] == reverse("me-closed")


def test_the_session_ends_by_itself(cast: Cast, number: str, telephone: Client) -> None:
    ask(telephone, number, tail(cast))
    telephone.post(reverse("me-code-enter"), {"code": sent()})
    PersonalLink.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert telephone.get(reverse("me"))["Location"] == reverse("me-closed")


@pytest.mark.parametrize("name", ["me-code", "me-code-enter", "me-closed"])
def test_the_first_load_stays_small_and_needs_no_script(cast: Cast, number: str, telephone: Client, name: str) -> None:
    from django.contrib.staticfiles import finders

    ask(telephone, number, tail(cast))
    page = text(telephone.get(reverse(name)))
    assert "<script" not in page
    files = {re.sub(r"\.[0-9a-f]{12}\.", ".", each) for each in re.findall(r'(?:href|src)="/static/([^"#?]+)', page)}
    sizes = {each: len(gzip.compress(Path(finders.find(each) or "").read_bytes())) for each in files}
    assert len(gzip.compress(page.encode())) + sum(sizes.values()) < 100_000, sizes
