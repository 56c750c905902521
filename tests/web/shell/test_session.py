"""Who reads is asked anew before every page, in one statement: what ended elsewhere has ended here."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from zhendi.domain.people.models import Account, Post, SignIn
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(cast):
    client = cast.client("secretary")
    assert client.get("/members/").status_code == 200
    return client


def _door(answer) -> bool:
    return answer.status_code == 302 and answer.headers["location"].startswith(reverse("sign-in"))


def test_a_session_ended_elsewhere_is_over_at_the_next_page(cast, reading):
    SignIn.objects.filter(account=cast.secretary).update(ended_at=clock.now())
    assert _door(reading.get("/members/"))


def test_a_closed_account_reads_nothing_more(cast, reading):
    Account.objects.filter(pk=cast.secretary.pk).update(is_active=False)
    assert _door(reading.get("/members/"))


def test_a_session_that_the_framework_no_longer_keeps_is_over(reading):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert _door(reading.get("/members/"))


def test_another_persons_content_under_the_key_opens_nothing(cast, reading):
    other = cast.client("member")
    other.get("/")
    held = Session.objects.get(session_key=other.session.session_key).session_data
    Session.objects.filter(session_key=reading.session.session_key).update(session_data=held)
    assert _door(reading.get("/members/"))


def test_a_changed_password_ends_the_session(cast, reading):
    cast.secretary.set_password("tuesday-Piano-41-lamp")
    cast.secretary.save()
    assert _door(reading.get("/members/"))


def test_a_post_given_up_counts_at_the_next_page(cast, reading):
    posts = Post.objects.filter(person=cast.people["secretary"])
    posts.update(valid_to=clock.today())
    assert "意见落实" not in reading.get("/").text
    posts.update(valid_to=None)
    assert "意见落实" in reading.get("/").text


def test_a_post_in_a_dissolved_organisation_gives_nothing(cast, reading):
    branch = cast.organisations["branch"]
    type(branch).objects.filter(pk=branch.pk).update(dissolved_on=clock.today())
    assert "意见落实" not in reading.get("/").text


def test_each_page_has_a_mark_of_its_own_and_all_its_forms_the_same(reading):
    marks = [set(_marks(reading.get("/members/").text)) for _ in range(2)]
    assert [len(each) for each in marks] == [1, 1]
    assert marks[0] != marks[1]


def _marks(text: str) -> list[str]:
    return [piece.partition('"')[0] for piece in text.split('name="csrfmiddlewaretoken" value="')[1:]]
