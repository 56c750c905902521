"""The own data on the own page: what is kept and why, choices that take effect at once, and the whole of it as a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import AGENT, SINCE
from tests.web.reading import text
from zhendi.domain.messaging import consenting
from zhendi.domain.messaging.models import Consent, OptOut
from zhendi.domain.mobile.models import Feedback, Incoming, Outgoing
from zhendi.domain.people.models import Person, Phone
from zhendi.domain.people.operations import links
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import Unreadable

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db
NUMBER = "19900000041"
RECORD, CHOOSE, EXPORT = "me-record", "me-consent", "me-export"


@pytest.fixture
def away(cast: Cast) -> Outgoing:
    person, branch = cast.people["mobile_member"], cast.organisations["branch"]
    Phone.objects.create(person=person, number=NUMBER, rank=0)
    return Outgoing.objects.create(
        person=person, name=person.name, organisation=branch, path=branch.path, valid_from=SINCE, province="江苏省",
        city="苏州市", district="昆山市",
    )  # fmt: skip


@pytest.fixture
def telephone(cast: Cast, away: Outgoing) -> Client:
    return opened(cast, "mobile_member")


def opened(cast: Cast, name: str) -> Client:
    person = cast.people[name]
    issued = links.issue(actor=cast.actor("secretary"), on=clock.today(), now=clock.now(), person_id=person.pk)
    client = Client(headers={"user-agent": AGENT})
    client.post(
        reverse("me-enter", args=[issued.text]), {"tail": str(Person.objects.get(pk=person.pk).citizen_number)[-4:]}
    )
    return client


def choose(telephone: Client, code: str, given: str) -> str:
    return text(telephone.post(reverse(CHOOSE), {"code": code, "given": given}, follow=True))


def test_the_page_says_what_is_kept_why_and_who_sees_it(telephone: Client) -> None:
    page = text(telephone.get(reverse(RECORD)))
    for each in consenting.told().kept:
        assert each.title in page
        assert each.who in page
        assert each.article in page


def test_no_consent_is_taken_for_given_but_the_one_that_rests_on_duty(telephone: Client) -> None:
    page = text(telephone.get(reverse(RECORD)))
    assert "不再同意“收支部的短信”" in page
    assert "同意“按登记的外出地点帮我找组织”" in page
    assert "同意“把手机号告诉接收我的党组织”" in page
    assert not Consent.objects.exists()


@pytest.mark.parametrize("code", ["district", "phone"])
def test_a_consent_is_given_and_taken_back_with_its_days_and_a_trail(cast: Cast, telephone: Client, code: str) -> None:
    person, today = cast.people["mobile_member"], clock.today()
    assert "同意" in choose(telephone, code, "yes")
    held = Consent.objects.get()
    assert (held.person_id, held.purpose, held.valid_from, held.valid_to) == (person.pk, code, today, None)
    choose(telephone, code, "yes")  # the same again
    assert Consent.objects.count() == 1
    choose(telephone, code, "no")
    held.refresh_from_db()
    assert held.valid_to == today
    trail = list(Entry.objects.filter(subject_type="messaging.Consent").order_by("no").values_list("action", flat=True))
    assert trail == ["messaging.consent_given", "messaging.consent_taken_back"]


def test_no_messages_is_the_outboxs_own_opt_out_whatever_the_number(cast: Cast, telephone: Client) -> None:
    choose(telephone, "sms", "no")
    held = OptOut.objects.get()
    assert (held.person_id, held.source, held.valid_to) == (cast.people["mobile_member"].pk, "page", None)
    assert not Consent.objects.exists()
    page = text(telephone.get(reverse(RECORD)))
    assert "同意“收支部的短信”" in page
    office = text(cast.client("secretary").get(reverse("messages-replies")))
    assert "燕南飞" in office
    assert "手机页面" in office


def test_the_office_cannot_undo_the_members_own_choice(cast: Cast, telephone: Client) -> None:
    choose(telephone, "sms", "no")
    cast.client("secretary").post(reverse("messages-again", args=[OptOut.objects.get().pk]))
    assert OptOut.objects.get().valid_to is None
    choose(telephone, "sms", "yes")
    assert OptOut.objects.get().valid_to == clock.today()


def test_what_was_refused_by_text_shows_and_can_be_taken_back_here(cast: Cast, telephone: Client) -> None:
    branch = cast.organisations["branch"]
    OptOut.objects.create(address=NUMBER, name="燕南飞", path=branch.path, source="reply", valid_from=date(2026, 1, 5))
    assert "短信回复" in text(telephone.get(reverse(RECORD)))
    choose(telephone, "sms", "yes")
    assert OptOut.objects.get().valid_to == clock.today()


def test_nobody_ends_what_another_refused(cast: Cast, telephone: Client) -> None:
    branch = cast.organisations["branch"]
    OptOut.objects.create(address="19900000099", path=branch.path, source="reply", valid_from=SINCE)
    other = OptOut.objects.create(person=cast.people["member"], path=branch.path, source="page", valid_from=SINCE)
    choose(telephone, "sms", "yes")
    other.refresh_from_db()
    assert other.valid_to is None
    assert OptOut.objects.filter(valid_to=None).count() == 2


def test_an_unknown_choice_and_a_stranger_change_nothing(cast: Cast, telephone: Client) -> None:
    assert telephone.post(reverse(CHOOSE), {"code": "all", "given": "yes"}).status_code == 422
    assert Client().post(reverse(CHOOSE), {"code": "district", "given": "yes"})["Location"] == reverse("me-closed")
    assert not Consent.objects.exists()


def test_the_receiving_township_sees_the_number_only_by_consent(cast: Cast, telephone: Client, away: Outgoing) -> None:
    other = cast.organisations["other"]
    row = Incoming.objects.create(
        name="燕南飞", organisation=other, path=other.path, outgoing=away, valid_from=SINCE, sending="百园村支部"
    )
    address = reverse("mobile-feedback-give", args=[row.pk])
    officer = cast.client("stranger")
    assert NUMBER not in text(officer.get(address))
    choose(telephone, "phone", "yes")
    assert f"tel:{NUMBER}" in text(officer.get(address))
    choose(telephone, "phone", "no")
    assert NUMBER not in text(officer.get(address))


def test_the_file_holds_everything(cast: Cast, telephone: Client, away: Outgoing) -> None:
    from zhendi.domain.activities.models import Activity, Attendance, Invitation
    from zhendi.domain.messaging.models import Batch, Message, Reply
    from zhendi.domain.mobile.models import Contact, Noting
    from zhendi.domain.mobile.sending import MONTHLY

    now, day, person = clock.now(), clock.today(), cast.people["mobile_member"]
    branch = cast.organisations["branch"]
    noting = Noting.objects.create(way="call", happened_on=day, noted_at=now)
    Contact.objects.create(movement=away, person=person, way="call", happened_on=day, noted_at=now, noting=noting)
    batch = Batch.objects.create(
        purpose=MONTHLY, title="月", body="{姓名}你好", signature="支部", organisation=branch, path=branch.path,
        made_at=now, made_by_label="支部", send_after=now, expires_at=now, size=1,
    )  # fmt: skip
    sent = Message.objects.create(
        batch=batch, purpose=MONTHLY, subject_id=away.pk, person_id=person.pk, path=branch.path, name="燕南飞",
        address=NUMBER, variables='{"姓名": "燕南飞"}', key="k1", state="sent", sent_on=day,
    )  # fmt: skip
    Reply.objects.create(
        gateway="me", number=str(sent.pk), sender=NUMBER, text="都好", said="well", received_at=now, message=sent,
        path=branch.path,
    )  # fmt: skip
    told = {"outgoing": away, "way": "scan", "attended": 2, "held": 3, "said_on": day, "year": 2026, "half": 1}
    Feedback.objects.create(**told, organisation="社区", conduct="积极", by="某", checked_on=day)
    Feedback.objects.create(**told, organisation="别处", conduct="没核实", by="某")
    one = Activity.objects.create(
        kind="symposium", title="座谈会", organisation=branch, path=branch.path, held_on=day, state="held",
        planned_at=now, made_at=now,
    )  # fmt: skip
    guest = Invitation.objects.create(activity=one, person=person, name="燕南飞", invited_on=day)
    Attendance.objects.create(invitation=guest, way="remote", noted_at=now)
    telephone.post(reverse("me-help"), {"title": "法律问题", "text": "押金"})
    choose(telephone, "district", "yes")
    held = telephone.get(reverse(EXPORT)).json()
    assert NUMBER in held["numbers"]
    assert [each["way"] for each in held["contacts"]] == ["电话"]
    assert held["messages"][0]["text"] == "【支部】燕南飞你好"
    assert held["messages"][0]["answers"] == ["都好"]
    assert [each["conduct"] for each in held["feedback"]] == ["积极"]
    assert held["activities"][0]["way"] == "远程"
    assert held["matters"][0]["text"] == "押金"
    assert {each["code"]: each["given"] for each in held["consents"]} == {"sms": True, "district": True, "phone": False}
    assert [each["said"] for each in held["consents_history"]] == ["同意"]
    page = text(telephone.get(reverse(RECORD)))
    assert "都好" in page
    assert "没核实" not in page


def test_texts_that_lack_something_are_refused() -> None:
    with pytest.raises(Unreadable):
        consenting.read('[[kept]]\ntitle = "名"\nwhy = "w"\nwho = ""\narticle = "a"\n')
    with pytest.raises(Unreadable):
        consenting.read("kept = []\nconsent = []\n")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_record_costs_the_same_for_one_row_and_for_three(
    cast: Cast, telephone: Client, away: Outgoing, rows: int, django_assert_num_queries
) -> None:
    from zhendi.domain.mobile.models import Contact, Noting

    noting = Noting.objects.create(way="call", happened_on=clock.today(), noted_at=clock.now())
    for _ in range(rows):
        Contact.objects.create(
            movement=away, way="call", happened_on=clock.today(), noted_at=clock.now(), noting=noting
        )
        Consent.objects.create(
            person=cast.people["mobile_member"], purpose="phone", valid_from=SINCE, valid_to=clock.today()
        )
    telephone.get(reverse(RECORD))
    with django_assert_num_queries(16):
        telephone.get(reverse(RECORD))
