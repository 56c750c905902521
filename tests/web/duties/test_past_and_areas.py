"""The board by area, the lists of a past day, and the proposals to decide, as each reader sees them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest

from tests.people import SINCE, Cast
from tests.web.duties.test_pages import book, text
from zhendi.domain.orgs.models import Division
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.obligations import operations
from zhendi.obligations.models import Decision, Obligation, Proposal, Waiver

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
TOWNSHIP = "341823100"
LOST = "4.5f.in-contact"


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    for code, name in (("341823000000", "泾县"), ("341823100000", "泾川镇"), ("341823101000", "茂林镇")):
        Division.objects.create(code=code, name=name, valid_from=SINCE)
    operations.derive(on=TODAY)
    return cast


# --- by area -------------------------------------------------------------------------------------------------


def test_the_board_is_cut_by_area_and_every_link_keeps_the_way(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/?by=area")
    assert "泾县，71 条" in page
    assert re.search(r'aria-current="page">按地区</a>', page)
    assert "填报负担" not in page
    leads = [unescape(each) for each in re.findall(r'href="(/(?:opinions|duties/rules)/[^"]+)"', page)]
    assert len([each for each in leads if "by=area" in each]) > 60
    for address in dict.fromkeys(each for each in leads if "export" not in each):
        text(county, "county_officer", address)


def test_from_the_board_by_area_down_to_a_name(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/0.2?by=area")
    assert "/duties/rules/0.2.minimum?by=area" in page
    page = text(county, "county_officer", "/duties/rules/0.2.minimum?by=area")
    assert f"at={TOWNSHIP}&amp;by=area" in page
    assert "没有分到下一级" in page
    page = text(county, "county_officer", f"/duties/rules/0.2.minimum?at={TOWNSHIP}&by=area")
    assert "泾川镇机关支部" in page
    assert "茂林村支部" not in page
    assert "催一次" not in page


def test_areas_are_compared_and_go_out(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/townships?by=area")
    assert "乡镇 <span" in page
    assert f"/opinions/?at={TOWNSHIP}&amp;by=area" in page
    sheets = book(county.client("county_officer").get("/opinions/export?by=area"))
    assert {row[1] for row in sheets["下级比较"].iter_rows(min_row=4, values_only=True)} == {"泾川镇", "茂林镇"}
    answer = county.client("county_officer").post(
        "/duties/rules/0.2.minimum/export", {"at": TOWNSHIP, "by": "area", "status": "all"}
    )
    assert [row[0] for row in book(answer).worksheets[0].iter_rows(min_row=4, values_only=True)] == [
        "泾川镇机关支部",
        "百园村支部",
    ]
    assert Entry.objects.get(action="export.duties").summary == "导出泾川镇“支部有规定数量的正式党员”的名单，2项"


def test_a_township_is_offered_the_areas_of_its_own_ground(county: Cast) -> None:
    page = text(county, "township_officer", "/opinions/?by=area")
    assert "只算您这里的党组织负责的事" in page
    assert f"at={TOWNSHIP[:6]}&" not in page
    assert "百园村支部" in text(
        county, "township_officer", f"/duties/rules/0.2.minimum?by=area&at={TOWNSHIP}&status=all"
    )
    past = text(county, "township_officer", "/opinions/?by=area&as_of=2026-03-31")
    assert "按地区只有本月的数" in past
    text(county, "township_officer", "/opinions/townships?by=area")


def test_no_areas_on_the_ground_of_one_village_and_none_of_others(county: Cast) -> None:
    assert "按地区" not in text(county, "secretary", "/opinions/")
    for who in ("secretary", "stranger"):
        for address in (f"/opinions/?by=area&at={TOWNSHIP}", f"/duties/rules/0.2.minimum?by=area&at={TOWNSHIP}"):
            text(county, who, address, 404)
    text(county, "secretary", "/opinions/?by=area", 404)


# --- a past day ----------------------------------------------------------------------------------------------


def test_the_list_of_a_past_day_says_where_it_comes_from(county: Cast) -> None:
    early = text(county, "county_officer", "/duties/rules/0.3.secretary?as_of=2026-03-31")
    assert "还没有推算记录，名单按现在的登记倒推" in early
    later = TODAY + timedelta(days=20)
    with clock.frozen(later):
        operations.derive(on=later)
        found = text(county, "county_officer", "/duties/rules/0.3.secretary?as_of=2026-05-25")
    assert "按当时推算的记录" in found
    assert "茂林镇党委" in found
    assert "为什么</a>" not in found
    assert "催一次" not in found


def test_the_board_of_a_past_month_leads_to_the_lists_of_its_end(county: Cast) -> None:
    operations.derive_history(on=TODAY, months=3)
    page = text(county, "county_officer", "/opinions/?as_of=2026-03-31")
    leads = [unescape(each) for each in re.findall(r'href="(/duties/rules/[^"]+)"', page)]
    assert leads
    assert all("as_of=2026-03-31" in each for each in leads)
    assert "2026年3月31日" in text(county, "county_officer", leads[0]) or "3月31日" in text(
        county, "county_officer", leads[0]
    )


# --- to decide -----------------------------------------------------------------------------------------------


def lost() -> Proposal:
    return Proposal.objects.get(rule=LOST)


def test_what_is_to_be_decided_is_counted_listed_and_opened(county: Cast) -> None:
    assert "待决定 1 条" in text(county, "secretary", "/duties/below")
    page = text(county, "secretary", "/duties/proposals/")
    assert "停止党籍" in page
    assert "燕南飞" in page
    record = text(county, "secretary", f"/duties/proposals/{lost().pk}")
    assert "中国共产党党员教育管理工作条例》第二十四条" in record
    assert "平台只提建议，不会自动处理" in record
    assert "记下对燕南飞的决定" in record


def test_a_decision_is_refused_with_what_was_typed_and_then_kept(county: Cast) -> None:
    client, address = county.client("secretary"), f"/duties/proposals/{lost().pk}"
    answer = client.post(address, {"verdict": "postpone", "text": "家属说月底回", "until": ""})
    assert answer.status_code == 422
    assert "家属说月底回" in answer.content.decode()
    assert client.post(address, {"verdict": "accept", "text": "支部大会决定"}).status_code == 302
    assert Decision.objects.get().text == "支部大会决定"
    page = text(county, "secretary", address)
    assert "已采纳" in page
    assert "记下对燕南飞的决定" not in page
    assert "没有等您决定的" in text(county, "secretary", "/duties/proposals/")
    assert "燕南飞" in text(county, "secretary", "/duties/proposals/?whose=all&state=accepted")


def test_who_may_only_look_is_told_so(county: Cast) -> None:
    branch = county.organisations["branch"]
    own = Proposal.objects.create(
        rule="0.2.term", subject=branch.pk, period_from=TODAY, due_on=TODAY, path=branch.path, proposed_on=TODAY
    )
    page = text(county, "secretary", f"/duties/proposals/{own.pk}")
    assert "您可以看，不能决定" in page
    answer = county.client("secretary").post(f"/duties/proposals/{own.pk}", {"verdict": "accept", "text": "无"})
    assert answer.status_code == 422
    assert "不由您的职务决定" in answer.content.decode()


def test_a_stranger_finds_no_proposal(county: Cast) -> None:
    assert "燕南飞" not in text(county, "stranger", "/duties/proposals/?whose=all")
    text(county, "stranger", f"/duties/proposals/{lost().pk}", 404)
    for who in ("member", "clerk", "villager"):
        text(county, who, "/duties/proposals/", 404)


def test_the_list_to_decide_goes_out(county: Cast) -> None:
    answer = county.client("county_officer").post("/duties/proposals/export", {"whose": "all", "rule": LOST})
    assert [row[1] for row in book(answer).worksheets[0].iter_rows(min_row=4, values_only=True)] == ["燕南飞"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(county: Cast, rows: int, django_assert_num_queries) -> None:
    kept = Proposal.objects.filter(rule="0.3.secretary").values_list("pk", flat=True)[:rows]
    Proposal.objects.exclude(pk__in=list(kept)).delete()
    client = county.client("county_officer")
    client.get("/duties/proposals/?whose=all")
    with django_assert_num_queries(6):  # one of the gate, one of the rail, four of the list
        client.get("/duties/proposals/?whose=all")


# --- ending a waiver, pages where a thing is dealt with ------------------------------------------------------


def test_a_waiver_is_ended_on_the_page_of_the_duty(county: Cast) -> None:
    duty = Obligation.objects.get(rule=LOST)
    operations.waive(
        actor=county.actor("township_officer"), on=TODAY, obligation_id=duty.pk, reason="出海",
        until=TODAY + timedelta(days=90),
    )  # fmt: skip
    assert "提前结束免办" in text(county, "township_officer", f"/duties/{duty.pk}/why")
    assert "结束燕南飞的免办" not in text(county, "secretary", f"/duties/{duty.pk}/why")
    client = county.client("township_officer")
    assert client.post(f"/duties/{duty.pk}/end-waiver", {"reason": ""}).status_code == 422
    assert client.post(f"/duties/{duty.pk}/end-waiver", {"reason": "已经靠岸"}).status_code == 302
    assert Waiver.objects.get().end_reason == "已经靠岸"
    page = text(county, "township_officer", f"/duties/{duty.pk}/why")
    assert "提前结束：已经靠岸" in page
    assert county.client("stranger").post(f"/duties/{duty.pk}/end-waiver", {"reason": "无"}).status_code == 404


def test_a_village_is_dealt_with_from_the_committee_of_its_township(county: Cast) -> None:
    Division.objects.create(code="341823100299", name="无名村", valid_from=SINCE)
    operations.derive(on=TODAY)
    page = text(county, "county_officer", "/duties/rules/3.0.village")
    row = next(each for each in page.split("<tr>") if "无名村" in each)
    assert f'href="/organisations/{county.organisations["township"].pk}"' in row
    assert "/intake" not in row


def test_the_rail_says_what_waits(county: Cast) -> None:
    page = text(county, "secretary", "/duties/")
    assert re.search(r'<span class="vh">，\d+ 项待办，逾期 \d+ 项</span>', page)
    assert "下面逾期" in text(county, "county_officer", "/")
    assert "项待办" not in text(county, "member", "/")
