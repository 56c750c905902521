"""Making a batch: who may, who is left out and why, what is said of a missing variable; templates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.messaging.world import DAY, NOON, PURPOSE, Wanted, receiver, refusal, send, states, template
from tests.people import Cast
from zhendi.domain.messaging import limits, texts
from zhendi.domain.messaging.models import Batch, Message, Template
from zhendi.domain.messaging.operations import batches, templates
from zhendi.domain.messaging.queries import batches as queries
from zhendi.domain.messaging.queries import templates as kept
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


def test_a_batch_is_one_entry_in_the_trail_without_a_number_in_it(cast: Cast, wanted: Wanted) -> None:
    before = Entry.objects.count()
    send(cast, [receiver(cast, n) for n in range(3)])
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.order_by("-no")[0]
    assert "3人" in entry.summary
    assert "1990" not in entry.summary + entry.detail


@pytest.mark.parametrize("who", ["clerk", "villager", "member", "mobile_member", "stranger"])
def test_who_does_not_keep_the_people_of_a_branch_writes_to_nobody(cast: Cast, wanted: Wanted, who: str) -> None:
    made = template().pk
    with pytest.raises(NotVisible):
        send(cast, [receiver(cast, 1)], who, template_id=made)
    assert not Message.objects.exists()


def test_one_of_another_subtree_among_many_stops_all(cast: Cast, wanted: Wanted) -> None:
    with pytest.raises(NotVisible):
        send(cast, [receiver(cast, 1), receiver(cast, 2, place="away")])


def test_a_batch_belongs_to_the_lowest_place_above_all(cast: Cast, wanted: Wanted) -> None:
    made = send(cast, [receiver(cast, 1), receiver(cast, 2, place="second")], "township_officer")
    assert Batch.objects.get(pk=made).organisation == cast.organisations["township"]
    with pytest.raises(NotVisible):
        queries.record(cast.scope("secretary", DAY), made)


def test_who_cannot_be_written_to_is_left_out_with_the_reason(cast: Cast, wanted: Wanted) -> None:
    odd = [
        receiver(cast, 1),
        receiver(cast, 2, address=""),
        receiver(cast, 3, address="0563-5100000"),
        receiver(cast, 4, address=receiver(cast, 1).address),
    ]
    found = batches.preview(template=template(), receivers=odd, period="2026-06")
    assert [line.problem for line in found.lines] == [
        "", "没有手机号", "号码不是手机号", "和前面的人是同一个号码",
    ]  # fmt: skip
    assert (found.number, found.parts) == (1, 1)
    assert refusal(send, cast=cast, receivers=odd[1:3]).code == "nobody"


def test_a_missing_variable_names_the_person(cast: Cast, wanted: Wanted) -> None:
    lacking = receiver(cast, 7, variables={"姓名": "党员7", "支部": "百园村支部", "月份": " "})
    fault = refusal(send, cast=cast, receivers=[receiver(cast, 1), lacking])
    assert fault.message.startswith("党员7没有“月份”")
    assert states() == {}


def test_a_batch_for_the_night_waits_for_the_morning(cast: Cast, wanted: Wanted) -> None:
    late = datetime(2026, 6, 10, 20, 55, tzinfo=clock.ZONE)
    made = send(cast, [receiver(cast, 1)], now=late)
    assert Batch.objects.get(pk=made).send_after == datetime(2026, 6, 11, 8, tzinfo=clock.ZONE)
    other = send(cast, [receiver(cast, 2)], after=NOON + timedelta(days=3))
    assert Batch.objects.get(pk=other).send_after == NOON + timedelta(days=3)
    assert refusal(send, cast=cast, receivers=[receiver(cast, 3)], after=NOON + timedelta(days=99)).code == "day_late"


def test_a_batch_of_any_size_takes_a_fixed_number_of_statements(cast: Cast, wanted: Wanted) -> None:
    made, counts = template().pk, []
    for start, number in ((0, 1), (10, 30)):
        with CaptureQueriesContext(connection) as asked:
            send(cast, [receiver(cast, n) for n in range(start, start + number)], template_id=made)
        counts.append(len([q for q in asked if 'INSERT INTO "messaging_message' not in q["sql"]]))
    assert counts[0] == counts[1]


def test_lists_ask_the_same_number_of_questions_with_one_and_with_three_rows(cast: Cast, wanted: Wanted) -> None:
    scope, counts = cast.scope("secretary", DAY), []
    for number in (1, 2):
        for serial in range(number):
            send(cast, [receiver(cast, number * 10 + serial)])
        with CaptureQueriesContext(connection) as asked:
            page = queries.listing(scope)
            queries.messages(scope, whole=True)
            queries.record(scope, page.rows[0].id)
            kept.usable(scope)
        counts.append(len(asked))
    assert page.total == 3
    assert counts == [9, 9]


# --- templates ---------------------------------------------------------------------------------------------------


def write(cast: Cast, who: str = "secretary", place: str = "branch", **more: str) -> int:
    words = {"purpose": PURPOSE, "title": "六月", "body": "{姓名}您好", "signature": "【百园村支部】", **more}
    return templates.write(actor=cast.actor(who, DAY), on=DAY, organisation_id=cast.organisations[place].pk, **words)


def test_a_text_from_above_can_be_used_below_and_not_changed(cast: Cast, wanted: Wanted) -> None:
    above = write(cast, "township_officer", "township")
    send(cast, [receiver(cast, 1)], template_id=above)
    words = {"actor": cast.actor("secretary", DAY), "on": DAY, "template_id": above}
    assert refusal(templates.retire, **words).code == "not_yours"
    with pytest.raises(NotVisible):
        templates.retire(**{**words, "actor": cast.actor("stranger", DAY)})
    assert not kept.record(cast.scope("secretary", DAY), above).may_write


def test_what_is_on_its_way_keeps_its_text(cast: Cast, wanted: Wanted) -> None:
    made = write(cast)
    batch = send(cast, [receiver(cast, 1)], template_id=made)
    words = {"actor": cast.actor("secretary", DAY), "on": DAY, "template_id": made}
    templates.change(**words, title="六月", body="{姓名}，另一句话", signature="百园村支部")
    assert Template.objects.get(pk=made).revision == 2
    assert Batch.objects.get(pk=batch).body == "{姓名}您好"
    templates.retire(**words)
    with pytest.raises(NotVisible):
        send(cast, [receiver(cast, 2)], template_id=made)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"body": "{身份证}"}, "body"), ({"signature": "{城市}"}, "signature"), ({"body": ""}, "body"),
        ({"body": "打19900000001"}, "body"), ({"body": "【假】您好"}, "body"), ({"title": ""}, "title"),
        ({"purpose": "test.none"}, "purpose"), ({"body": "长" * 401}, "body"),
    ],
)  # fmt: skip
def test_a_text_that_would_go_wrong_is_refused(cast: Cast, wanted: Wanted, changed: dict[str, str], field: str) -> None:
    assert refusal(write, cast=cast, **changed).field == field


def test_the_texts_of_the_product_fill_with_what_members_away_have() -> None:
    from zhendi.domain.messaging import purposes

    for row in Template.objects.filter(path="", purpose__startswith="mobile."):
        known = purposes.purpose(row.purpose).variables
        assert set(texts.variables(row.body + row.signature)) <= set(known)
    assert Template.objects.filter(path="").count() >= 4


# --- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_the_parts_of_a_long_text_are_counted_as_the_carrier_does(length: int, parts: int) -> None:
    assert texts.parts("字" * length) == parts


def test_braces_in_a_value_are_no_variable() -> None:
    assert texts.whole("{姓名}", "S", {"姓名": "{支部}"}) == "【S】{支部}"


def test_the_night_is_that_of_beijing() -> None:
    from datetime import UTC

    bound = limits.limits(date(2026, 6, 10))
    assert bound.quiet(datetime(2026, 6, 10, 14, tzinfo=UTC))
    assert not bound.quiet(datetime(2026, 6, 10, 0, tzinfo=UTC))
