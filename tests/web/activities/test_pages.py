"""Pages of activities as people use them: with forms, on the phone, and never out of reach."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tests.domain.activities.county import MAY, TODAY, activity, attend, guests
from tests.people import Cast
from tests.web.reading import text
from zhendi.domain.activities.models import Activity, Attendance, Demand, Invitation
from zhendi.domain.mobile.models import Contact, Outgoing
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def away(cast: Cast) -> Outgoing:
    """The movement of the cast's mobile member."""
    return Outgoing.objects.get(person=cast.people["mobile_member"])


def planned(cast: Cast, **changed: object) -> dict[str, object]:
    """What the form of a plan sends."""
    branch = cast.organisations["branch"].pk
    words = {"organisation": branch, "kind": "symposium", "title": "端午座谈会", "day": "2026-06-18", "hour": "19:30"}
    return {**words, "place": "村部", "remote": "", "agenda": "", "hours": "", **changed}


def test_a_symposium_goes_from_plan_to_contact(cast: Cast) -> None:
    movement = away(cast)
    client = cast.client("secretary")
    assert "还没有安排活动" in text(client.get("/activities/"))
    page = client.post("/activities/new", planned(cast, day="2026-05-20"), follow=True)
    assert "“端午座谈会”已安排" in text(page)
    one = Activity.objects.get().pk
    page = client.get(f"/activities/{one}/invite")
    assert "燕南飞" in text(page) and "浙江省杭州市" in text(page)
    client.post(f"/activities/{one}/invite", {"guest": f"m{movement.pk}", "names": "老张\n"})
    guest, other = Invitation.objects.order_by("-reference").values_list("pk", flat=True)
    if Invitation.objects.get(pk=guest).reference is None:
        guest, other = other, guest
    sheet = {"held_on": "2026-05-20", f"way-{guest}": "remote", "rest": "on_site", "others": "李四"}
    page = client.post(f"/activities/{one}/sheet", sheet, follow=True)
    assert "1名流动党员的座谈联系已记上" in text(page)
    contact = Contact.objects.get()
    assert (contact.movement_id, contact.way, contact.happened_on) == (movement.pk, "symposium", MAY)
    assert dict(Attendance.objects.values_list("invitation__name", "way")) == {
        "燕南飞": "remote",
        "老张": "on_site",
        "李四": "on_site",
    }
    client.post(f"/activities/{one}/sheet", {"held_on": "2026-05-20", f"way-{guest}": "absent"})
    assert Contact.objects.get().withdrawn_on == TODAY
    client.post(f"/activities/{one}/sheet", {"held_on": "2026-05-21", f"way-{guest}": "on_site"})
    assert Contact.objects.filter(withdrawn_on=None).get().happened_on == date(2026, 5, 21)
    client.post(f"/activities/{one}/unhold")
    assert not Contact.objects.filter(withdrawn_on=None).exists()


def test_a_party_day_is_no_contact_with_a_member_away(cast: Cast) -> None:
    away(cast)
    one = activity(cast, kind="party_day", title="主题党日")
    client = cast.client("secretary")
    client.post(f"/activities/{one}/invite?from=mobile", {"all": "1"})
    client.post(f"/activities/{one}/sheet", {"held_on": "2026-05-20", "rest": "on_site"})
    assert Attendance.objects.filter(way="on_site").count() == 1
    assert not Contact.objects.exists()


def test_one_who_has_returned_is_in_no_list_and_makes_no_contact(cast: Cast) -> None:
    movement = away(cast)
    one = activity(cast)
    client = cast.client("secretary")
    client.post(f"/activities/{one}/invite", {"guest": f"m{movement.pk}"})
    movement.valid_to = MAY
    movement.save()
    client.post(f"/activities/{one}/sheet", {"held_on": "2026-05-20", "rest": "on_site"})
    assert Attendance.objects.count() == 1 and not Contact.objects.exists()
    other = activity(cast, title="第二次")
    assert "燕南飞" not in text(client.get(f"/activities/{other}/invite?from=mobile"))
    assert client.post(f"/activities/{other}/invite", {"guest": f"m{movement.pk}"}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": ""}, "没有填写名称"),
        ({"kind": "ball"}, "没有选择活动类别"),
        ({"day": "明天"}, "日期没看懂"),
        ({"hour": "晚上"}, "时间没看懂"),
        ({"place": ""}, "没有填写地点"),
        ({"hours": "两个"}, "学时填数字"),
        ({"hours": "1e9"}, "学时填数字"),
        ({"hours": "25"}, "学时填 0 到 24"),
        ({"organisation": ""}, "没有选择由哪个党组织开展"),
    ],
)
def test_what_cannot_be_comes_back_as_typed_with_the_reason(cast: Cast, changed: dict[str, str], says: str) -> None:
    response = cast.client("secretary").post("/activities/new", planned(cast, agenda="谈谈家乡", **changed))
    assert response.status_code == 422
    assert says in text(response) and "谈谈家乡" in text(response)
    assert not Activity.objects.exists()


def test_the_plan_is_changed_and_cancelled(cast: Cast) -> None:
    one = activity(cast)
    client = cast.client("secretary")
    assert "村部二楼" in text(client.get(f"/activities/{one}/change"))
    client.post(f"/activities/{one}/change", planned(cast, title="端午座谈"))
    assert Activity.objects.get().title == "端午座谈"
    assert client.post(f"/activities/{one}/cancel", {"reason": ""}).status_code == 422
    assert "已取消：停电" in text(client.post(f"/activities/{one}/cancel", {"reason": "停电"}, follow=True))
    assert client.get(f"/activities/{one}/sheet").status_code == 404


def test_members_and_names_are_invited_and_replies_noted(cast: Cast) -> None:
    one = activity(cast)
    client = cast.client("secretary")
    page = text(client.get(f"/activities/{one}/invite?from=members&q=水生"))
    assert "江水生" in page and "燕南飞" not in page
    assert client.post(f"/activities/{one}/invite?from=members", {}).status_code == 422
    client.post(f"/activities/{one}/invite?from=members", {"guest": f"p{cast.people['member'].pk}", "names": "甲、乙"})
    assert set(Invitation.objects.values_list("name", flat=True)) == {"江水生", "甲", "乙"}
    guest = Invitation.objects.get(name="甲").pk
    client.post(f"/activities/{one}/replies", {f"reply-{guest}": "remote"})
    assert Invitation.objects.get(pk=guest).reply == "remote"
    client.post(f"/activities/{one}/withdraw", {"invitation": guest})
    assert not Invitation.objects.filter(pk=guest).exists()
    assert client.post(f"/activities/{one}/withdraw", {"invitation": "x"}).status_code == 404


def test_minutes_and_demands_through_their_forms(cast: Cast) -> None:
    one = activity(cast)
    (guest,) = guests(cast, one, "member")
    client = cast.client("secretary")
    assert client.get(f"/activities/{one}/minutes").status_code == 404
    attend(cast, one, {guest: "on_site"})
    client.post(f"/activities/{one}/minutes", {"text": "大家说了路灯的事", "recorder": "石守成"})
    assert "大家说了路灯的事" in text(client.get(f"/activities/{one}"))
    wrong = client.post(f"/activities/{one}/demand", {"text": "修路灯", "owner": "", "due_on": "2026-06-20"})
    assert wrong.status_code == 422 and "没有选择责任人" in text(wrong)
    owner = cast.people["township_officer"].pk
    words = {"text": "修路灯", "owner": owner, "due_on": "2026-05-25", "raised_by": guest}
    client.post(f"/activities/{one}/demand", words)
    pk = Demand.objects.get().pk
    officer = cast.client("township_officer")
    assert "您负责的诉求有 1 件过了答复期限" in text(officer.get("/activities/"))
    assert "修路灯" in text(officer.get("/activities/demands/?mine=1")) and "过 7 天" in text(
        officer.get("/activities/demands/?state=late")
    )
    assert officer.post(f"/activities/demands/{pk}/answer", {"text": "", "on": "2026-06-01"}).status_code == 422
    officer.post(f"/activities/demands/{pk}/answer", {"text": "已报修", "on": "2026-06-01"})
    assert client.post(f"/activities/demands/{pk}/close", {"result": "好了"}).status_code == 422
    client.post(f"/activities/demands/{pk}/close", {"satisfied": "yes", "result": "灯亮了"})
    assert Demand.objects.get().state == "closed"
    assert "没有等办的诉求" in text(client.get("/activities/demands/"))
    assert (
        "灯亮了" in text(client.get(f"/activities/{one}"))
        and client.get(f"/activities/demands/{pk}/close").status_code == 404
    )


def test_a_demand_is_handed_on_through_its_form(cast: Cast) -> None:
    one = activity(cast)
    client = cast.client("secretary")
    client.post(
        f"/activities/{one}/demand", {"text": "修路灯", "owner": cast.people["secretary"].pk, "due_on": "2026-06-20"}
    )
    pk = Demand.objects.get().pk
    assert "2026-06-20" in text(client.get(f"/activities/demands/{pk}/hand-on"))
    owner = cast.people["county_officer"].pk
    client.post(f"/activities/demands/{pk}/hand-on", {"owner": owner, "due_on": "2026-06-30"})
    assert Demand.objects.get().owner_id == owner
    assert cast.client("stranger").get(f"/activities/demands/{pk}/answer").status_code == 404


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_three(cast: Cast, django_assert_num_queries) -> None:
    client = cast.client("secretary")
    activity(cast)
    client.get("/activities/")
    with django_assert_num_queries(6):
        client.get("/activities/")
    activity(cast, title="第二次")
    activity(cast, title="第三次")
    with django_assert_num_queries(6):
        page = client.get("/activities/")
    assert "共 3 次" in text(page)


def test_the_list_goes_out_as_a_workbook_and_is_written_down(cast: Cast) -> None:
    from zhendi.kernel.audit.models import Entry

    activity(cast)
    activity(cast, kind="lecture", title="=党课")
    response = cast.client("secretary").post("/activities/export", {"kind": "lecture"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    rows = [row[:3] for row in book["活动"].iter_rows(min_row=3, values_only=True)]
    assert rows[0] == ("类别", "名称", "党组织") and rows[1] == ("党课", "=党课", "百园村支部") and len(rows) == 2
    assert Entry.objects.order_by("-no")[0].summary == "导出活动清单（1次）"


def test_the_sheet_is_printed_for_signing(cast: Cast) -> None:
    one = activity(cast)
    guests(cast, one, "member", "mobile_member")
    response = cast.client("secretary").get(f"/activities/{one}/sheet.pdf")
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")


@pytest.mark.parametrize("who", ["clerk", "villager", "mobile_member"])
def test_whoever_sees_no_organisation_finds_no_activities(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert client.get("/activities/").status_code == 404
    assert client.get("/activities/demands/").status_code == 404
    assert client.get("/activities/new").status_code == 404
