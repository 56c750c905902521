"""No message to the dead, to one who returned, with another's name, to another's number (the hook of members away)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.messaging.world import NOON, Hands, template
from tests.people import Cast
from zhendi.domain.messaging.models import Message
from zhendi.domain.messaging.operations import batches, sending
from zhendi.domain.messaging.operations.batches import Receiver
from zhendi.domain.messaging.purposes import Addressed
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.sending import still_wanted
from zhendi.domain.people.models import Person

pytestmark = pytest.mark.django_db
DAY = NOON.date()


def queue(cast: Cast) -> Outgoing:
    member = Outgoing.objects.get()
    one = Receiver(
        member.pk, member.person_id, member.path, member.name, str(member.phone),
        {"姓名": member.name, "月份": "6月"},
    )  # fmt: skip
    batches.send(
        actor=cast.actor("secretary", DAY), on=DAY, now=NOON, template_id=template(purpose="mobile.monthly").pk,
        receivers=[one], period="2026-06",
    )  # fmt: skip
    return member


def returned(member: Outgoing) -> None:
    Outgoing.objects.filter(pk=member.pk).update(valid_to=DAY, ended="returned")


def died(member: Outgoing) -> None:
    Person.objects.filter(pk=member.person_id).update(died_on=DAY)


def left(member: Outgoing) -> None:
    assert member.person is not None
    member.person.memberships.update(valid_to=DAY)


def renamed(member: Outgoing) -> None:
    Outgoing.objects.filter(pk=member.pk).update(name="燕北归")


def another_number(member: Outgoing) -> None:
    member.phone = "19900007777"
    member.save()


def removed(member: Outgoing) -> None:
    member.delete()


@pytest.mark.parametrize("happens", [returned, died, left, renamed, another_number, removed])
def test_what_happened_since_keeps_the_message_back(cast: Cast, happens: Callable[[Outgoing], None]) -> None:
    member = queue(cast)
    happens(member)
    assert sending.run(now=Hands().now) == sending.Sent(dropped=1)
    message = Message.objects.get()
    assert message.state == "unwanted"
    assert message.reason


def test_without_a_change_it_goes_out(cast: Cast) -> None:
    queue(cast)
    assert sending.run(now=Hands().now) == sending.Sent(accepted=1)


def test_the_look_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    member, counts = Outgoing.objects.get(), []
    for number in (1, 3):
        asked = [Addressed(n, member.pk, None, member.name, str(member.phone)) for n in range(number)]
        with CaptureQueriesContext(connection) as made:
            assert still_wanted(asked, DAY + timedelta(days=1)) == {}
        counts.append(len(made))
    assert counts[0] == counts[1]
