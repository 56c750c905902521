"""A personal link lets its member in, on one device, for a time; forwarded, guessed or old it opens nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.people import SINCE
from zhendi.domain.people.models import Person, PersonalLink
from zhendi.domain.people.operations import links
from zhendi.domain.people.queries import links as held
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import Cast


@pytest.fixture
def now() -> datetime:
    """The moment of the test."""
    return clock.now()


@pytest.fixture
def issued(cast: Cast, now: datetime) -> links.Issued:
    """The mobile member's link, given out by the secretary."""
    return links.issue(
        actor=cast.actor("secretary"), on=clock.today(), now=now, person_id=cast.people["mobile_member"].pk
    )


def tail(cast: Cast, name: str = "mobile_member") -> str:
    return str(Person.objects.get(pk=cast.people[name].pk).citizen_number)[-4:]


def test_the_member_comes_in_and_comes_back_on_the_same_device(cast: Cast, issued: links.Issued, now: datetime) -> None:
    opened = links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast))
    reader = held.reader(opened.link_id, opened.mark, now)
    assert reader is not None
    assert reader.person_id == cast.people["mobile_member"].pk
    again = links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast), mark=opened.mark)
    assert again.mark == opened.mark


def test_a_forwarded_link_opens_nothing_on_another_device(cast: Cast, issued: links.Issued, now: datetime) -> None:
    links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast))
    assert not held.known(issued.text, "", now)
    with pytest.raises(NotVisible):
        links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast), mark="another telephone")


def test_a_stranger_who_has_the_link_first_has_five_tries(cast: Cast, issued: links.Issued, now: datetime) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match="最后四位"):
            links.open_link(now=now, on=clock.today(), text=issued.text, tail="0000")
    with pytest.raises(NotVisible):
        links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast))


def test_a_link_lives_ninety_days(cast: Cast, issued: links.Issued, now: datetime) -> None:
    later = now + timedelta(days=90)
    with pytest.raises(NotVisible):
        links.open_link(now=later, on=clock.today(), text=issued.text, tail=tail(cast))
    opened = links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast))
    assert held.reader(opened.link_id, opened.mark, later) is None


def test_a_new_link_ends_the_old_one_and_leaving_ends_both(cast: Cast, issued: links.Issued, now: datetime) -> None:
    opened = links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast))
    newer = links.issue(
        actor=cast.actor("secretary"), on=clock.today(), now=now, person_id=cast.people["mobile_member"].pk
    )
    assert held.reader(opened.link_id, opened.mark, now) is None
    second = links.open_link(now=now, on=clock.today(), text=newer.text, tail=tail(cast))
    links.leave(link_id=second.link_id, now=now)
    assert held.reader(second.link_id, second.mark, now) is None


def test_neither_the_table_nor_the_trail_can_open_a_page(issued: links.Issued) -> None:
    row = str(PersonalLink.objects.values().get())
    assert issued.text not in row
    assert issued.text not in "".join(f"{each.summary}{each.detail}" for each in Entry.objects.all())


@pytest.mark.parametrize("name", ["stranger", "member", "mobile_member"])
def test_only_the_own_secretary_gives_out_links(cast: Cast, name: str, now: datetime) -> None:
    person = cast.people["mobile_member"].pk
    with pytest.raises(NotVisible):
        links.issue(actor=cast.actor(name), on=clock.today(), now=now, person_id=person)


def test_without_a_citizen_number_there_is_no_link(cast: Cast, now: datetime) -> None:
    person = Person.objects.get(pk=cast.people["member"].pk)
    person.citizen_number = ""
    person.save()
    with pytest.raises(Refused, match="身份证号还没有登记"):
        links.issue(actor=cast.actor("secretary"), on=clock.today(), now=now, person_id=person.pk)


def test_withdrawing_closes_the_page_at_once(cast: Cast, issued: links.Issued, now: datetime) -> None:
    opened = links.open_link(now=now, on=clock.today(), text=issued.text, tail=tail(cast))
    person = cast.people["mobile_member"].pk
    assert [each.way for each in held.states(cast.scope("secretary"), person, now)] == ["link"]
    assert held.states(cast.scope("stranger"), person, now) == ()
    links.withdraw(actor=cast.actor("secretary"), on=clock.today(), now=now, person_id=person)
    assert held.reader(opened.link_id, opened.mark, now) is None
    with pytest.raises(Refused, match="没有可用的链接"):
        links.withdraw(actor=cast.actor("secretary"), on=SINCE, now=now, person_id=person)
