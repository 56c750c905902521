"""One-time codes: good once, for minutes, on one device; and nobody learns from them who is a member."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.messaging.fake import Fake
from tests.domain.messaging.world import DAY, NOON, Hands, Wanted, receiver, refusal, send
from tests.people import Cast, mobile
from zhendi.domain.messaging import purposes
from zhendi.domain.messaging.gateways import Answer
from zhendi.domain.messaging.models import Batch, Message, OptOut, PhoneCode, Reply, Template
from zhendi.domain.messaging.operations import byhand, codes, replies, sending, templates
from zhendi.domain.messaging.queries import batches as queries
from zhendi.domain.people.models import Person, PersonalLink, Phone
from zhendi.domain.people.operations import links
from zhendi.domain.people.operations.links import Opened
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 6, 10, 23, 30, tzinfo=NOON.tzinfo)
Start = Callable[..., tuple[Fake, ...]]
MARK = "a-telephone-of-our-own"


@pytest.fixture
def number(cast: Cast) -> str:
    """The mobile member's telephone, which is nobody else's."""
    found = mobile(9001)
    Phone.objects.filter(person=cast.people["mobile_member"]).delete()
    Phone.objects.create(person=cast.people["mobile_member"], number=found, rank=0)
    return found


def tail(cast: Cast, name: str = "mobile_member") -> str:
    return str(Person.objects.get(pk=cast.people[name].pk).citizen_number)[-4:]


def ask(number: str, end: str, **more: Any) -> str:
    words = {"now": NOON, "on": DAY, "mark": MARK, "address": "203.0.113.7"}
    return codes.ask(number=number, tail=end, **{**words, **more})


def enter(code: str, **more: Any) -> Any:
    words = {"now": NOON + timedelta(minutes=1), "on": DAY, "mark": MARK}
    return codes.enter(code=code, **{**words, **more})


def test_a_code_opens_the_members_page_on_the_telephone_that_asked(cast: Cast, number: str) -> None:
    opened = enter(ask(number, tail(cast)))
    assert isinstance(opened, Opened)
    link = PersonalLink.objects.get(pk=opened.link_id)
    assert (link.person_id, link.way) == (cast.people["mobile_member"].pk, "code")
    assert link.expires_at == NOON + timedelta(minutes=1, days=30)


def test_it_is_good_once_and_only_in_its_time_and_place(cast: Cast, number: str) -> None:
    code = ask(number, tail(cast))
    assert refusal(enter, code=code, mark="another telephone").code == "gone"
    assert refusal(enter, code=code, mark="").code == "gone"
    assert refusal(enter, code=code, now=NOON + timedelta(minutes=5)).code == "gone"
    assert isinstance(enter(code, now=NOON + timedelta(minutes=4, seconds=59)), Opened)
    assert refusal(enter, code=code).code == "gone"


def test_it_is_read_however_it_is_typed(cast: Cast, number: str) -> None:
    code = ask(f"+86 {number[:3]} {number[3:7]}-{number[7:]}", tail(cast).lower())
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code)
    assert isinstance(enter(f" {wide[:3]} {wide[3:]} "), Opened)


def test_after_so_many_wrong_ones_the_right_one_opens_nothing(cast: Cast, number: str) -> None:
    code = ask(number, tail(cast))
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        assert refusal(enter, code=wrong).code == "wrong"
    assert refusal(enter, code=code).code == "gone"


def test_a_stranger_learns_nothing(cast: Cast, number: str) -> None:
    """A member with the right end, a member with a wrong end, nobody: same answers, same limits, same work."""
    asked = ((number, tail(cast)), (number, "0000"), (mobile(9002), tail(cast)))
    seen = []
    for place, (phone, end) in enumerate(asked):
        now, mark = NOON + timedelta(hours=place), f"device {place}"
        with CaptureQueriesContext(connection) as captured:
            ask(phone, end, now=now, mark=mark)
        verbs = [re.split(r"\s", each["sql"])[0] for each in captured.captured_queries]
        answers = [refusal(enter, code="abcdef", mark=mark, now=now).message for _ in range(5)]
        answers.append(refusal(enter, code="abcdef", mark=mark, now=now).message)
        seen.append(([verb for verb in verbs if verb in ("SELECT", "INSERT", "UPDATE")], answers))
    assert seen[0] == seen[1] == seen[2]
    assert Message.objects.count() == 1
    assert PhoneCode.objects.count() == 3


@pytest.mark.parametrize("change", ["died", "left", "other_end"])
def test_one_who_is_no_member_any_more_gets_no_code(cast: Cast, number: str, change: str) -> None:
    person = cast.people["mobile_member"]
    end = tail(cast)
    if change == "died":
        Person.objects.filter(pk=person.pk).update(died_on=DAY)
    elif change == "left":
        person.memberships.update(valid_to=DAY)
    else:
        end = "9999"
    ask(number, end)
    assert not Message.objects.exists()
    assert refusal(enter, code="").code == "wrong"


@pytest.mark.parametrize(("state", "days", "opens"), [
    ("delivered", 62, True), ("sent", 1, True), ("delivered", 63, False), ("failed", 1, False),
])  # fmt: skip
def test_a_number_that_messages_reached_of_late_will_do(
    cast: Cast, wanted: Wanted, state: str, days: int, opens: bool
) -> None:
    """The register of members away may know a newer number than the roster."""
    newer, person = mobile(9055), cast.people["mobile_member"]
    send(cast, [receiver(cast, 1, address=newer, person_id=person.pk)])
    Message.objects.update(state=state, sent_on=DAY - timedelta(days=days), next_try_at=None)
    ask(newer, tail(cast, "member"), mark="another")
    assert not Message.objects.filter(purpose="code").exists()
    ask(newer, tail(cast), now=NOON + timedelta(hours=1))
    assert Message.objects.filter(purpose="code").exists() is opens


def test_one_who_left_between_asking_and_entering_does_not_come_in(cast: Cast, number: str) -> None:
    code = ask(number, tail(cast))
    cast.people["mobile_member"].memberships.update(valid_to=DAY)
    assert refusal(enter, code=code).code == "gone"


def test_two_members_with_one_telephone_and_one_end_choose_by_the_family_name(cast: Cast, number: str) -> None:
    other = cast.people["member"]
    Phone.objects.create(person=other, number=number, rank=0)
    mine = enter(ask(number, tail(cast, "member")))  # ends differ: no choice is needed
    assert PersonalLink.objects.get(pk=mine.link_id).person_id == other.pk
    Person.objects.filter(pk=other.pk).update(
        citizen_number=str(Person.objects.get(pk=cast.people["mobile_member"].pk).citizen_number)
    )
    later = NOON + timedelta(hours=1)
    code = ask(number, tail(cast), now=later)
    people = enter(code, now=later)
    assert {each.name for each in people} == {"江**", "燕**"}
    assert [each.name for each in enter(code, now=later, person_id=cast.people["secretary"].pk)] == [
        each.name for each in people
    ]
    opened = enter("", now=later, person_id=cast.people["mobile_member"].pk)
    assert PersonalLink.objects.get(pk=opened.link_id).person_id == cast.people["mobile_member"].pk


def test_a_choice_needs_the_code_first(cast: Cast, number: str) -> None:
    ask(number, tail(cast))
    assert refusal(enter, code="", person_id=cast.people["mobile_member"].pk).code == "wrong"


def test_asking_twice_in_a_moment_sends_once(cast: Cast, number: str) -> None:
    code = ask(number, tail(cast))
    assert ask(number, tail(cast), now=NOON + timedelta(seconds=5)) == ""
    assert refusal(ask, number=number, end=tail(cast), mark="another", now=NOON + timedelta(seconds=5)).code == "soon"
    assert Message.objects.count() == 1
    assert isinstance(enter(code), Opened)


def test_a_number_is_asked_for_so_often_a_day(cast: Cast, number: str) -> None:
    for turn in range(5):
        ask(number, tail(cast), now=NOON + timedelta(hours=turn))
    assert refusal(ask, number=number, end=tail(cast), now=NOON + timedelta(hours=5)).code == "number_daily"
    ask(number, tail(cast), now=NOON + timedelta(days=1, seconds=1))
    for turn in range(5):  # a number that is nobody's meets the same limit
        ask(mobile(9002), "0000", now=NOON + timedelta(hours=turn))
    assert refusal(ask, number=mobile(9002), end="0000", now=NOON + timedelta(hours=5)).code == "number_daily"


def test_an_address_and_the_county_ask_so_often_a_day(cast: Cast, number: str) -> None:
    PhoneCode.objects.bulk_create(
        PhoneCode(
            number=f"{serial:032x}", slot=serial, device="d", digest="", asked_at=NOON, expires_at=NOON
        )
        for serial in range(4999)
    )  # fmt: skip
    ask(mobile(9003), "0000")
    assert refusal(ask, number=number, end=tail(cast)).code == "daily"
    PhoneCode.objects.all().delete()
    for serial in range(30):
        ask(mobile(9100 + serial), "0000")
    assert refusal(ask, number=number, end=tail(cast)).code == "address_daily"
    assert ask(number, tail(cast), address="203.0.113.8")


@pytest.mark.parametrize(
    ("number", "end", "field"),
    [
        ("", "0016", "phone"),
        ("0563-5021234", "0016", "phone"),
        ("19900000001", "16", "tail"),
        ("19900000001", "ab1X", "tail"),
    ],
)
def test_what_is_no_number_is_refused_under_its_field(cast: Cast, number: str, end: str, field: str) -> None:
    assert refusal(ask, number=number, end=end).field == field
    assert not PhoneCode.objects.exists()


# --- the message -------------------------------------------------------------------------------------------------


def test_it_goes_out_at_night_before_all_others_and_counts_to_no_days_number(
    cast: Cast, wanted: Wanted, gateways: Start, number: str
) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, n) for n in range(3)], period="1")
    OptOut.objects.create(address=number, path="", source="reply", valid_from=DAY)  # wants no others, asks for this one
    ask(number, tail(cast), now=NIGHT)
    taken = sending.claim(worker="w", now=NOON + timedelta(days=2), number=1)
    assert [work.message.purpose for work in taken] == ["code"]
    Message.objects.filter(pk=taken[0].message.pk).update(state="held", claim="", claimed_at=None)
    sending.run(now=Hands(NIGHT + timedelta(seconds=20)).now)
    assert [each["to"] for each in fake.taken.values()] == [number]
    OptOut.objects.all().delete()
    morning = NIGHT + timedelta(hours=10)
    ask(number, tail(cast), now=morning)
    for period in ("2", "3"):
        send(cast, [receiver(cast, 9, address=number)], period=period, on=morning.date(), now=morning)
    sending.run(now=Hands(morning + timedelta(minutes=1)).now)
    sending.run(now=Hands(morning + timedelta(hours=1)).now)
    assert [each["to"] for each in fake.taken.values()].count(
        number
    ) == 4  # two codes, and the two others that a day may bring


def test_a_code_whose_time_is_over_or_that_was_used_is_not_sent(
    cast: Cast, wanted: Wanted, gateways: Start, number: str
) -> None:
    (fake,) = gateways("a")
    enter(ask(number, tail(cast)))
    sending.run(now=Hands(NOON + timedelta(minutes=2)).now)
    ask(number, tail(cast), now=NOON + timedelta(hours=1))
    sending.run(now=Hands(NOON + timedelta(hours=1, minutes=5)).now)
    assert fake.taken == {}
    assert set(Message.objects.values_list("state", flat=True)) == {"unwanted", "expired"}


def test_no_page_no_trail_and_no_column_holds_it(cast: Cast, number: str, caplog: Any) -> None:
    code = ask(number, tail(cast))
    sending.run(now=Hands(NOON).now)
    for name in ("county_officer", "township_officer", "secretary"):
        scope = cast.scope(name, DAY)
        assert queries.messages(scope, whole=True).rows == ()
        assert queries.listing(scope).rows == ()
        with pytest.raises(NotVisible):
            byhand.reveal(actor=cast.actor(name, DAY), on=DAY, batch_id=Batch.objects.get().pk)
    enter(code)
    for table in ("messaging_phonecode", "messaging_message", "messaging_batch", "people_personallink"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - a fixed list
            held = repr(cursor.fetchall())
        assert number not in held, table
        assert "203.0.113.7" not in held, table
        assert f"'{code}'" not in held, table
        assert code not in held or table == "messaging_batch", (
            table
        )  # batches hold moments, whose digits may be anything
    trail = " ".join(f"{each.summary} {each.detail}" for each in Entry.objects.all())
    assert "用短信验证码登录" in trail
    assert not {number, code} & set(re.findall(r"\d+", trail + caplog.text))


def test_what_is_over_is_emptied_and_forgotten(cast: Cast, number: str) -> None:
    ask(number, tail(cast))
    codes.clear(now=NOON + timedelta(minutes=4))
    assert Message.objects.get().variables
    codes.clear(now=NOON + timedelta(minutes=5))
    assert Message.objects.get().variables == ""
    assert codes.clear(now=NOON + timedelta(days=2, seconds=1)) == 1
    assert not (PhoneCode.objects.exists() or Message.objects.exists() or Batch.objects.exists())


def test_a_reply_after_a_code_is_the_branchs_and_not_lost(cast: Cast, wanted: Wanted, number: str) -> None:
    send(cast, [receiver(cast, 9, address=number)])
    sending.run(now=Hands().now)
    ask(number, tail(cast), now=NOON + timedelta(hours=1))
    sending.run(now=Hands(NOON + timedelta(hours=1)).now)
    assert Message.objects.filter(purpose="code").exclude(sent_on=None).exists()
    replies.take(gateway="a", answers=[Answer("1", number, "家里出事了", NOON + timedelta(hours=2))], on=DAY)
    assert Reply.objects.get().path == cast.organisations["branch"].path


def test_the_county_may_word_it_and_a_branch_may_not(cast: Cast, number: str) -> None:
    words = {"on": DAY, "purpose": "code", "title": "验证码", "signature": "泾县党建"}
    lacking = refusal(
        templates.write, actor=cast.actor("county_officer", DAY), organisation_id=cast.organisations["county"].pk,
        body="请打开页面", **words,
    )  # fmt: skip
    assert (lacking.field, "验证码" in lacking.message) == ("body", True)
    for who, place in (("secretary", "branch"), ("county_officer", "county")):
        templates.write(
            actor=cast.actor(who, DAY), organisation_id=cast.organisations[place].pk,
            body=f"{place}{{验证码}}", registered={"aliyun": "SMS_1"}, **words,
        )  # fmt: skip
    ask(number, tail(cast))
    assert Batch.objects.get().body == "county{验证码}"
    assert Template.objects.filter(code="code").exists()


def test_nobody_sends_a_batch_of_codes_by_hand(cast: Cast, wanted: Wanted) -> None:
    template = Template.objects.get(code="code")
    assert refusal(send, cast=cast, receivers=[receiver(cast, 1)], template_id=template.pk).code == "variable"
    assert purposes.find("code") is not None


# --- the session --------------------------------------------------------------------------------------------------


def test_the_secretary_ends_every_way_to_the_page_at_once(cast: Cast, number: str) -> None:
    person = cast.people["mobile_member"].pk
    links.issue(actor=cast.actor("secretary", DAY), on=DAY, now=NOON, person_id=person)
    enter(ask(number, tail(cast)))
    assert PersonalLink.objects.usable(NOON + timedelta(minutes=2)).count() == 2
    links.withdraw(actor=cast.actor("secretary", DAY), on=DAY, now=NOON, person_id=person)
    assert not PersonalLink.objects.usable(NOON + timedelta(minutes=2)).exists()


def test_a_second_telephone_ends_the_first_one(cast: Cast, number: str) -> None:
    first = enter(ask(number, tail(cast)))
    later = NOON + timedelta(hours=1)
    enter(ask(number, tail(cast), now=later, mark="new telephone"), now=later, mark="new telephone")
    assert PersonalLink.objects.get(pk=first.link_id).ended_at == later
