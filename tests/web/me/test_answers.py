"""The month's message on the member's page: answered with one press, seen by the branch, counted as a contact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.domain.messaging.world import NOON
from tests.people import AGENT, SINCE, mobile
from tests.web.reading import text
from zhendi.domain.matters.models import Matter
from zhendi.domain.messaging.gateways import Answer
from zhendi.domain.messaging.models import Message, Reply, Template
from zhendi.domain.messaging.operations import batches, replies
from zhendi.domain.messaging.operations.batches import Receiver
from zhendi.domain.mobile.models import Contact, Outgoing
from zhendi.domain.mobile.operations import contacts
from zhendi.domain.people.operations import links
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.obligations import operations as duties
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import Cast

pytestmark = pytest.mark.django_db
NUMBER = mobile(6)
DAY = NOON.date()


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def message(cast: Cast) -> Message:
    """The month's message to the mobile member, gone out."""
    return written(cast, "mobile_member", NUMBER)


@pytest.fixture
def telephone(cast: Cast) -> Client:
    return opened(cast, "mobile_member")


def written(cast: Cast, name: str, number: str) -> Message:
    branch, person = cast.organisations["branch"], cast.people[name]
    row, _ = Outgoing.objects.update_or_create(
        person=person,
        defaults={
            "name": person.name, "citizen_number": person.citizen_number, "organisation": branch, "path": branch.path,
            "phone": number, "valid_from": SINCE, "moved_on": SINCE, "floating_on": SINCE, "province": "江苏省",
        },
    )  # fmt: skip
    filling = {"称呼": f"{person.name}同志", "月份": "6月", "支部": "百园村支部"}
    batches.send(
        actor=cast.actor("secretary"), on=DAY, now=NOON, template_id=Template.objects.get(code="monthly").pk,
        receivers=[Receiver(row.pk, person.pk, branch.path, person.name, number, filling)], period="2026-06",
    )  # fmt: skip
    found = Message.objects.get(subject_id=row.pk)
    Message.objects.filter(pk=found.pk).update(state="sent", gateway="a", sent_on=DAY, sent_at=NOON, next_try_at=None)
    return found


def opened(cast: Cast, name: str) -> Client:
    issued = links.issue(actor=cast.actor("secretary"), on=DAY, now=NOON, person_id=cast.people[name].pk)
    client = Client(headers={"user-agent": AGENT})
    client.post(reverse("me-enter", args=[issued.text]), {"tail": str(cast.people[name].citizen_number)[-4:]})
    return client


def answer(client: Client, message: Message, said: str, told: str = "") -> HttpResponse:
    return client.post(reverse("me-answer", args=[message.pk]), {"said": said, "text": told})


def test_one_press_says_that_all_is_well(cast: Cast, telephone: Client, message: Message) -> None:
    page = text(telephone.get(reverse("me")))
    assert "近来工作、住处、电话有没有变动" in page
    assert "<script" not in page
    assert answer(telephone, message, "well")["Location"] == reverse("me")
    assert "您回复了：平安" in text(telephone.get(reverse("me")))
    reply = Reply.objects.get()
    assert (reply.said, reply.settled_on, reply.path) == ("well", DAY, cast.organisations["branch"].path)
    contact = Contact.objects.get()
    assert (contact.way, contact.proof, contact.happened_on) == ("reply", f"reply:{reply.pk}", DAY)
    assert Outgoing.objects.get().contacted_on == DAY
    seen = text(cast.client("secretary").get(reverse("messages-replies")))
    assert "平安" in seen
    assert "没有待处理的回复" in seen
    assert NUMBER not in seen


def test_an_answer_discharges_the_months_duty_at_once(cast: Cast, telephone: Client, message: Message) -> None:
    duties.derive(on=DAY)
    sms = Obligation.objects.filter(rule="4.5e.sms", subject=message.subject_id or 0)
    assert sms.latest("period_from").status in {"due", "due_soon"}
    answer(telephone, message, "well")
    assert sms.latest("period_from").status == "met"
    assert duties.derive(on=DAY) == Changes(0, 0, 0, 0)


def test_pressing_twice_answers_once(cast: Cast, telephone: Client, message: Message) -> None:
    for _ in range(2):
        assert answer(telephone, message, "well").status_code == 302
    assert Reply.objects.count() == Contact.objects.count() == 1
    for _ in range(2):
        contacts.gather(now=NOON)
    assert Contact.objects.count() == 1


def test_help_becomes_a_matter_and_waits_before_all_other_replies(
    cast: Cast, telephone: Client, message: Message
) -> None:
    replies.take(gateway="a", answers=[Answer("1", NUMBER, "收到", NOON)], on=DAY)
    sent = answer(telephone, message, "help", "老板三个月没发工钱")
    again = answer(telephone, message, "help", "老板三个月没发工钱")
    matter = Matter.objects.get()
    assert sent["Location"] == reverse("me-matter", args=[matter.pk])
    assert again["Location"] == reverse("me")
    assert (matter.kind, matter.state, str(matter.text)) == ("help", "open", "老板三个月没发工钱")
    page = text(cast.client("secretary").get(reverse("messages-replies")))
    assert page.index("老板三个月没发工钱") < page.index("收到")
    assert "需要帮助" in page
    assert "老板三个月没发工钱" in text(cast.client("secretary").get(reverse("matter", args=[matter.pk])))


def test_a_change_leads_to_the_form_where_it_is_entered(cast: Cast, telephone: Client, message: Message) -> None:
    assert answer(telephone, message, "changed", "换到昆山了")["Location"] == reverse("me-change")
    reply = Reply.objects.get()
    assert (reply.said, reply.settled_on) == ("changed", None)


@pytest.mark.parametrize(("said", "told", "says"), [
    ("help", "", "没有填写说说情况"),
    ("changed", "  ", "没有填写说说情况"),
    ("changed", "长" * 401, "最多400个字"),
    ("", "我还好", "选一个"),
    ("stop", "我还好", "选一个"),
])  # fmt: skip
def test_what_is_no_answer_comes_back_as_typed(
    cast: Cast, telephone: Client, message: Message, said: str, told: str, says: str
) -> None:
    page = answer(telephone, message, said, told)
    assert page.status_code == 422
    assert says in text(page)
    assert told.strip() in text(page)
    assert not (Reply.objects.exists() or Matter.objects.exists())


def test_a_second_answer_is_no_change_of_the_first(cast: Cast, telephone: Client, message: Message) -> None:
    answer(telephone, message, "well")
    page = answer(telephone, message, "help", "又有事了")
    assert page.status_code == 422
    assert "您已经回过了" in text(page)
    assert Reply.objects.get().said == "well"
    assert not Matter.objects.exists()


def test_when_help_is_refused_nothing_is_half_done(cast: Cast, telephone: Client, message: Message) -> None:
    for _ in range(10):
        telephone.post(reverse("me-help"), {"title": "法律问题"})
    page = answer(telephone, message, "help", "再来一件")
    assert page.status_code == 422
    assert "许多事等着答复" in text(page)
    assert not Reply.objects.exists()
    assert not Contact.objects.exists()


def test_one_member_does_not_answer_for_another(cast: Cast, telephone: Client, message: Message) -> None:
    theirs = written(cast, "member", mobile(7))
    assert telephone.get(reverse("me-answer", args=[theirs.pk])).status_code == 404
    assert answer(telephone, theirs, "well").status_code == 404
    assert answer(cast.client("stranger"), message, "well").status_code == 404
    assert not Reply.objects.exists()
    assert Client().post(reverse("me-answer", args=[message.pk]))["Location"] == reverse("me-closed")


@pytest.mark.parametrize("change", ["recalled", "last_month", "returned", "notice"])
def test_what_is_over_is_not_shown(cast: Cast, telephone: Client, message: Message, change: str) -> None:
    if change == "recalled":
        Message.objects.update(state="recalled", sent_on=None)
    elif change == "last_month":
        Message.objects.update(sent_on=date(2026, 5, 31))
    elif change == "returned":
        Outgoing.objects.update(valid_to=DAY, ended="returned")
    else:
        Message.objects.update(purpose="mobile.notice")
    assert "支部来信" not in text(telephone.get(reverse("me")))
    assert telephone.get(reverse("me-answer", args=[message.pk])).status_code == 404


def test_words_lie_sealed_and_stay_out_of_the_trail(cast: Cast, telephone: Client, message: Message) -> None:
    answer(telephone, message, "changed", "换到昆山了")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM messaging_reply")
        assert "昆山" not in repr(cursor.fetchall())
    entry = Entry.objects.get(action="messaging.answered")
    assert "昆山" not in entry.summary + entry.detail
    assert "情况有变" in entry.summary


# --- replies by telephone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("told", "said"), [
    ("家里老人住院了，能不能帮一下", "help"), ("都好，谢谢支部", ""), ("T", "stop"), ("退订", "stop"),
])  # fmt: skip
def test_a_reply_that_may_ask_for_help_is_marked(
    cast: Cast, message: Message, telephone: Client, told: str, said: str
) -> None:
    replies.take(gateway="a", answers=[Answer("1", f"+86{NUMBER}", told, NOON)], on=DAY)
    assert Reply.objects.get().said == said
    page = text(cast.client("secretary").get(reverse("messages-replies"), {"state": "help"}))
    assert (f'class="msg-said">{told}<' in page) == (said == "help")


def test_a_reply_by_telephone_is_a_contact_and_a_refusal_is_none(cast: Cast, message: Message) -> None:
    replies.take(gateway="a", answers=[Answer("1", NUMBER, "T", NOON)], on=DAY)
    contacts.gather(now=NOON)
    assert not Contact.objects.exists()
    late = NOON + timedelta(hours=11, minutes=59)
    replies.take(gateway="a", answers=[Answer("2", NUMBER, "都好", late)], on=DAY)
    assert contacts.gather(now=late) == 1
    assert contacts.gather(now=late) == 0
    contact = Contact.objects.get()
    assert (contact.way, contact.happened_on) == ("reply", DAY)


@pytest.mark.parametrize("answered", [False, True])
def test_the_first_page_costs_a_fixed_number_of_questions(
    cast: Cast, telephone: Client, message: Message, answered: bool, django_assert_num_queries: Any
) -> None:
    if answered:
        answer(telephone, message, "well")
    with django_assert_num_queries(17):
        telephone.get(reverse("me"))
