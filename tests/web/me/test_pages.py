"""The member's own page: opened by a link on one telephone, showing the own things only, small and without script."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import AGENT
from tests.web.reading import text
from zhendi.domain.matters.models import Matter
from zhendi.domain.people.models import Person, Phone
from zhendi.domain.people.operations import links
from zhendi.kernel import clock

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db
PAGES = ("me", "me-near", "me-help", "me-change", "me-correct", "me-record", "me-export")


@pytest.fixture
def telephone(cast: Cast) -> Client:
    """The mobile member's telephone, on which the link was opened."""
    client = Client(headers={"user-agent": AGENT})
    entered = client.post(enter(cast), {"tail": tail(cast)})
    assert entered.status_code == 302
    assert entered["Location"] == reverse("me")
    return client


def enter(cast: Cast, name: str = "mobile_member") -> str:
    """The address of a fresh link."""
    issued = links.issue(
        actor=cast.actor("secretary"), on=clock.today(), now=clock.now(), person_id=cast.people[name].pk
    )
    return reverse("me-enter", args=[issued.text])


def tail(cast: Cast, name: str = "mobile_member") -> str:
    return str(Person.objects.get(pk=cast.people[name].pk).citizen_number)[-4:]


def test_the_first_page_names_the_branch_and_calls_the_secretary(cast: Cast, telephone: Client) -> None:
    Phone.objects.create(person=cast.people["secretary"], number="19900000021", rank=0)
    page = text(telephone.get(reverse("me")))
    assert "百园村支部" in page
    assert 'href="tel:19900000021"' in page
    assert "石守成" in page


def test_a_member_away_is_shown_whom_to_call_on_each_level(cast: Cast, telephone: Client) -> None:
    from tests.people import SINCE
    from zhendi.domain.mobile.models import Keeper, Outgoing

    branch, township = cast.organisations["branch"], cast.organisations["township"]
    row = Outgoing.objects.create(
        person=cast.people["mobile_member"], name="燕南飞", organisation=branch, path=branch.path, valid_from=SINCE
    )
    for level, place, name, movement in (
        ("township", township, "乡联系人", None),
        ("village", branch, "村里的人", None),
        ("village", branch, "专门的人", row),
    ):
        Keeper.objects.create(
            level=level, organisation=place, path=place.path, movement=movement, name=name, phone="19900000031",
            valid_from=SINCE,
        )  # fmt: skip
    page = text(telephone.get(reverse("me")))
    assert page.index("专门的人") < page.index("乡联系人")
    assert "村里的人" not in page
    assert page.count('href="tel:19900000031"') == 2


@pytest.mark.parametrize("name", PAGES)
def test_without_the_link_nothing_opens(cast: Cast, name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer["Location"] == reverse("me-closed")
    assert "请给支部书记打个电话" in text(Client().get(answer["Location"]))


def test_a_forwarded_address_opens_nothing_on_another_telephone(cast: Cast) -> None:
    address = enter(cast)
    first, second = Client(), Client()
    assert first.post(address, {"tail": tail(cast)}).status_code == 302
    assert second.get(address).status_code == 404
    assert second.post(address, {"tail": tail(cast)}).status_code == 404
    assert second.get(reverse("me"))["Location"] == reverse("me-closed")


def test_a_wrong_number_is_asked_again_and_a_strange_mark_opens_nothing(cast: Cast) -> None:
    address, client = enter(cast), Client()
    answer = client.post(address, {"tail": "0000"})
    assert answer.status_code == 422
    assert "没有对上" in text(answer)
    client.cookies["me"] = "1.somebody-elses-mark"
    assert client.get(reverse("me"))["Location"] == reverse("me-closed")


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_elsewhere(cast: Cast) -> None:
    answer = Client().post(enter(cast), {"tail": tail(cast)})
    cookie = answer.cookies["me"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/me")


def test_pages_are_kept_by_no_cache(cast: Cast, telephone: Client) -> None:
    for name in PAGES:
        assert "no-store" in telephone.get(reverse(name))["Cache-Control"], name


def test_help_reaches_the_branch_and_the_answer_comes_back(cast: Cast, telephone: Client) -> None:
    sent = telephone.post(reverse("me-help"), {"title": "法律问题", "text": "房东不退押金"}, follow=True)
    assert "已交给您的支部" in text(sent)
    matter = Matter.objects.get()
    secretary = cast.client("secretary")
    assert "燕南飞" in text(secretary.get(reverse("matters")))
    assert "房东不退押金" in text(secretary.get(reverse("matter", args=[matter.pk])))
    secretary.post(reverse("matter-answer", args=[matter.pk]), {"note": "法律援助电话是12348"})
    page = text(telephone.get(reverse("me-matter", args=[matter.pk])))
    assert "法律援助电话是12348" in page
    telephone.post(reverse("me-matter-accept", args=[matter.pk]))
    matter.refresh_from_db()
    assert matter.state == "closed"


def test_what_is_missing_is_said_and_what_was_typed_stays(cast: Cast, telephone: Client) -> None:
    answer = telephone.post(reverse("me-help"), {"text": "房东不退押金"})
    assert answer.status_code == 422
    assert "没有填写事由" in text(answer)
    assert "房东不退押金" in text(answer)
    nothing = telephone.post(reverse("me-change"), {"text": "我搬家了"})
    assert "至少填一项有变化的" in text(nothing)
    assert "我搬家了" in text(nothing)


def test_a_change_is_shown_to_the_branch_as_values_to_check(cast: Cast, telephone: Client) -> None:
    telephone.post(reverse("me-change"), {"place": "江苏苏州昆山", "phone": "19900000022"})
    page = text(cast.client("secretary").get(reverse("matter", args=[Matter.objects.get().pk])))
    assert "江苏苏州昆山" in page
    assert "19900000022" in page


def test_one_member_does_not_find_anothers_matter(cast: Cast, telephone: Client) -> None:
    other = Client()
    other.post(enter(cast, "member"), {"tail": tail(cast, "member")})
    other.post(reverse("me-help"), {"title": "法律问题"})
    key = Matter.objects.get().pk
    for name in ("me-matter", "me-matter-accept", "me-matter-withdraw"):
        method = telephone.get if name == "me-matter" else telephone.post
        assert method(reverse(name, args=[key])).status_code == 404


def test_the_own_data_can_be_taken_along(cast: Cast, telephone: Client) -> None:
    held = telephone.get(reverse("me-export")).json()
    assert held["record"]["name"] == "燕南飞"
    assert "999999" not in held["record"]["citizen_number"][6:14]


def test_leaving_ends_the_link(cast: Cast, telephone: Client) -> None:
    telephone.post(reverse("me-leave"))
    assert telephone.get(reverse("me"))["Location"] == reverse("me-closed")


def test_one_who_has_signed_in_needs_no_link(cast: Cast) -> None:
    page = text(cast.client("member").get(reverse("me")))
    assert "百园村支部" in page
    assert "江水生" in page


def test_the_office_gives_out_a_link_once(cast: Cast) -> None:
    address = reverse("person-link", args=[cast.people["mobile_member"].pk])
    client = cast.client("secretary")
    shown = text(client.post(address))
    token = re.search(r"/me/in/([\w-]{20,})", shown)
    assert token is not None
    assert token[1] not in text(client.get(address))
    assert Client().get(reverse("me-enter", args=[token[1]])).status_code == 200
    assert cast.client("stranger").get(address).status_code == 404
    client.post(reverse("person-link-withdraw", args=[cast.people["mobile_member"].pk]))
    assert Client().get(reverse("me-enter", args=[token[1]])).status_code == 404


def test_the_first_load_stays_under_a_hundred_kilobytes(cast: Cast, telephone: Client) -> None:
    from django.contrib.staticfiles import finders

    page = text(telephone.get(reverse("me")))
    assert "<script" not in page
    files = {re.sub(r"\.[0-9a-f]{12}\.", ".", each) for each in re.findall(r'(?:href|src)="/static/([^"#?]+)', page)}
    sizes = {each: len(gzip.compress(Path(finders.find(each) or "").read_bytes())) for each in files}
    assert len(gzip.compress(page.encode())) + sum(sizes.values()) < 100_000, sizes


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_costs_the_same_for_one_matter_and_for_three(
    cast: Cast, telephone: Client, rows: int, django_assert_num_queries
) -> None:
    for _ in range(rows):
        telephone.post(reverse("me-help"), {"title": "法律问题"})
    telephone.get(reverse("me"))
    with django_assert_num_queries(14):
        telephone.get(reverse("me"))
