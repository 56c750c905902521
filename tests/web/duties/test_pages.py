"""The board, the lists, the inbox, reminders and explanations, as each reader sees them."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest

from tests.people import Cast
from zhendi.domain.people.operations import posts
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.obligations import operations
from zhendi.obligations.models import Figure, Nudge, Obligation, Waiver
from zhendi.obligations.queries import duties
from zhendi.policy.load import load

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
PLOT = re.compile(r'<a class="plot (\w+)"')


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    """The cast with its duties derived."""
    operations.derive(on=TODAY)
    return cast


def text(cast: Cast, who: str, address: str, status: int = 200) -> str:
    answer = cast.client(who).get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def book(answer) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def duty(rule: str, **where: object) -> Obligation:
    return Obligation.objects.get(rule=rule, **where)


# --- 意见落实 ------------------------------------------------------------------------------------------------


def test_the_board_shows_all_clauses_as_plots_and_rows(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/")
    assert len(PLOT.findall(page)) == 68  # the three aims stand beside
    assert all(f">{clause.id}</a>" in page for clause in load().clauses)
    assert "截至5月20日" in page


def test_a_late_clause_stands_before_one_that_is_met_and_says_where(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/")
    assert page.index(">未达标</span>") < page.index(">等待建设</span>")
    assert "泾川镇党委 <b>1</b></a>" in page


def test_plots_carry_the_state_in_words(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/")
    assert 'aria-label="4.5a ' in page
    label = re.search(r'aria-label="(4\.5a [^"]+)"', page)
    assert label is not None
    assert label[1].endswith("0% 未达标")


def test_the_board_is_narrowed_and_ordered(county: Cast) -> None:
    late = text(county, "county_officer", "/opinions/?state=late")
    region = late[late.index('id="region"') :]
    assert ">4.5a</a>" in region
    assert ">4.4d</a>" not in region
    numbered = text(county, "county_officer", "/opinions/?order=number")
    region = numbered[numbered.index('id="region"') :]
    assert re.findall(r'class="cno" href="[^"]+">([^<]+)</a>', region) == [clause.id for clause in load().clauses]


def test_nonsense_in_the_address_is_no_fault(county: Cast) -> None:
    for query in ("?state=x&order=x", "?as_of=2026-99-99", "?state=not_computable"):
        text(county, "county_officer", f"/opinions/{query}")
    text(county, "county_officer", "/opinions/?at=zzz", 404)
    text(county, "county_officer", "/opinions/9.9z", 404)
    text(county, "county_officer", "/duties/rules/9.9z.x", 404)
    text(county, "county_officer", "/duties/rules/4.5a.contact?page=abc&status=zzz")
    text(county, "county_officer", "/duties/0/why", 404)


def test_before_the_first_derivation_it_is_said_what_to_do(cast: Cast) -> None:
    page = text(cast, "county_officer", "/opinions/")
    assert "还没有推算过" in page
    assert "zhendi derive" in page
    assert set(PLOT.findall(page)) == {"none", "awaiting"}


def test_a_month_without_figures_says_so(county: Cast) -> None:
    assert "2026年1月的数没有推算过" in text(county, "county_officer", "/opinions/?as_of=2026-01-31")


def test_only_the_part_asked_for_comes_back(county: Cast) -> None:
    client = county.client("county_officer")
    panel = client.get("/opinions/4.5a", headers={"HX-Request": "true", "HX-Target": "panel"}).content.decode()
    assert "<html" not in panel
    assert 'class="panel"' in panel
    assert "催一次" in panel
    whole = client.get("/opinions/4.5a").content.decode()
    assert 'class="panel"' not in whole
    assert "案例" in whole


def test_a_clause_page_shows_text_rule_numbers_and_cases_in_sentences(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/0.2")
    clause = load().clause("0.2")
    assert clause.text in page
    assert "正式党员至少 3 人" in page
    assert "《中国共产党支部工作条例（试行）》第四条" in page
    assert "：逾期，" in page
    assert "未经县委确认" in page


def test_a_clause_that_awaits_something_says_what(county: Cast) -> None:
    assert load().clause("4.4d").awaiting in text(county, "county_officer", "/opinions/4.4d")


@pytest.mark.parametrize("clause", [clause.id for clause in load().clauses])
def test_every_clause_has_its_page(county: Cast, clause: str) -> None:
    text(county, "county_officer", f"/opinions/{clause}")


def test_the_trend_is_drawn_without_inline_style(county: Cast) -> None:
    for month in (3, 4):
        Figure.objects.create(rule="4.5a.contact", month=date(2026, month, 1), path="0001", met=1)
    page = text(county, "county_officer", "/opinions/4.5a")
    assert 'class="clause-trend late"' in page
    assert "style=" not in page
    assert "2026年3月 100.0%，2026年5月 0.0%" in page


def test_places_are_compared_within_their_kind_and_lead_to_the_list(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/townships")
    assert page.index("乡镇党委 ") < page.index("党支部 ")
    assert 'href="/duties/rules/4.5f.in-contact?at=00010002"' in page
    assert "没有可以比较的下级" in text(county, "secretary", "/opinions/townships")


def test_parameters_stand_with_source_and_history(county: Cast) -> None:
    page = text(county, "county_officer", "/opinions/parameters")
    assert all(each.title in page for each in load().parameters.by_code.values())
    assert "其他时间的数" in page
    assert "《本产品" not in page
    text(county, "county_officer", "/opinions/parameters?show=open")


def test_the_board_goes_out_as_a_workbook_without_formulas(county: Cast) -> None:
    sheets = book(county.client("county_officer").get("/opinions/export"))
    rows = {row[0]: row for row in sheets["逐条"].iter_rows(values_only=True)}
    assert rows["4.5f"][3:9] == ("未达标", 0, 1, "0%", "0", 1)
    assert set(rows) >= {clause.id for clause in load().clauses}
    assert [row[1] for row in sheets["下级比较"].iter_rows(min_row=4, values_only=True)] == [
        "泾川镇党委",
        "茂林镇党委",
        "县直机关支部",
    ]
    assert not [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_burden_is_said_with_how_it_was_counted(county: Cast) -> None:
    county.client("secretary").post(f"/members/{county.people['member'].pk}/correct", {})
    assert "约 <b>0</b> 分钟" in text(county, "county_officer", "/opinions/")
    assert "怎么算的" in text(county, "county_officer", "/opinions/burden")


@pytest.mark.parametrize(
    "address", ["/opinions/", "/opinions/4.5a", "/opinions/townships", "/opinions/export", "/opinions/burden"]
)
def test_one_who_sees_no_piece_of_the_tree_finds_no_board(county: Cast, address: str) -> None:
    for who in ("member", "clerk", "villager"):
        text(county, who, address, 404)


# --- from a red number to the person, and back ---------------------------------------------------------------


def test_a_single_duty_of_the_inbox_is_one_click_from_where_it_is_done_and_one_from_why(county: Cast) -> None:
    one = duty("0.2.member-dates", path=county.organisations["branch"].path, subject=county.people["member"].pk)
    Obligation.objects.filter(pk=one.pk).update(status="overdue", due_on=TODAY)
    page = text(county, "secretary", "/duties/")
    row = next(each for each in page.split('<li class="duty">') if f'href="/duties/{one.pk}/why"' in each)
    assert f'<a class="btn" href="/members/{one.subject}/correct"' in row
    assert "去办</a>" in row
    assert county.client("secretary").get(f"/members/{one.subject}/correct").status_code == 200


def test_every_late_rule_leads_to_a_list_with_names(county: Cast) -> None:
    for rule in set(
        Obligation.objects.filter(status="overdue", path__startswith="0001").values_list("rule", flat=True)
    ):
        page = text(county, "county_officer", f"/duties/rules/{rule}?status=overdue")
        late = Obligation.objects.filter(rule=rule, status="overdue", path__startswith="0001").count()
        head = ">逾期</span>" in page.partition('id="region"')[0]
        assert page.count(">逾期</span>") == min(late, duties.SIZE) + head


def test_what_one_does_moves_the_figure_on_the_next_page(county: Cast) -> None:
    before = text(county, "county_officer", "/duties/rules/0.3.secretary")
    assert "没做到 6，逾期 6" in before
    posts.appoint(
        actor=county.actor("county_officer"), on=TODAY, person_id=county.people["stranger"].pk, role="secretary",
        organisation_id=county.organisations["other"].pk,
    )  # fmt: skip
    assert "没做到 5，逾期 5" in text(county, "county_officer", "/duties/rules/0.3.secretary")


def test_the_list_is_filtered_and_says_when_nothing_is_left(county: Cast) -> None:
    page = text(county, "county_officer", "/duties/rules/0.2.member-phone")
    assert "都做到了" in page
    met = text(county, "county_officer", "/duties/rules/0.2.member-phone?status=met")
    assert "江水生" in met
    assert "没有这样的" in text(county, "county_officer", "/duties/rules/0.2.member-phone?status=overdue")
    assert "这里没有要做这件事的" in text(county, "county_officer", "/duties/rules/5.1d.covered")


def test_what_was_done_late_lowers_the_figure_and_is_found_by_name(county: Cast) -> None:
    Obligation.objects.filter(rule="0.3.secretary").update(status="met")
    late = Obligation.objects.filter(rule="0.3.secretary", path__startswith="0001").order_by("path").last()
    assert late is not None
    Obligation.objects.filter(pk=late.pk).update(status="met_late")
    page = text(county, "county_officer", "/duties/rules/0.3.secretary")
    assert "迟做到 1" in page
    assert "1 个党组织过了期限才做到" in page
    found = re.search(r'href="([^"]*status=met_late[^"]*)"', page)
    assert found is not None
    names = text(county, "county_officer", found[1].replace("&amp;", "&"))
    assert duties.duty(county.scope("county_officer"), late.pk).title in names.partition('id="region"')[2]
    assert "过了期限才做到" not in text(county, "county_officer", "/duties/rules/0.3.secretary?status=met")


def test_a_stranger_finds_no_list_of_another_place(county: Cast) -> None:
    text(county, "stranger", "/duties/rules/4.5a.contact?at=00010002", 404)
    assert "燕南飞" not in text(county, "stranger", "/duties/rules/4.5a.contact?status=all")
    answer = county.client("stranger").post("/duties/rules/4.5a.contact/export", {"at": "00010002"})
    assert answer.status_code == 404


def test_a_list_goes_out_with_an_entry_in_the_trail(county: Cast) -> None:
    answer = county.client("township_officer").post("/duties/rules/4.5a.contact/export", {"status": "overdue"})
    rows = list(book(answer)["名单"].iter_rows(min_row=4, values_only=True))
    assert [row[:3] for row in rows] == [("燕南飞", "百园村支部", "逾期")]
    assert Entry.objects.filter(action="export.duties").count() == 1


# --- 待办 ----------------------------------------------------------------------------------------------------


def test_the_inbox_groups_by_what_is_to_be_done(county: Cast) -> None:
    page = text(county, "secretary", "/duties/")
    own = Obligation.objects.filter(path=county.organisations["branch"].path)
    late = own.filter(status="overdue").count()
    waits = late + own.filter(status__in=("due", "due_soon")).count()
    assert late >= 5
    assert f"{waits} 项，逾期 {late} 项" in page
    assert "确定联系人：<b>1 名流出党员</b>" in page or "<b>1 名流出党员</b>" in page
    assert "过 " in page
    assert 'href="/opinions/4.5a"' in page


def test_a_group_of_one_leads_to_its_explanation_and_one_of_several_to_the_list(county: Cast) -> None:
    one = duty("4.5a.contact")
    assert f'href="/duties/{one.pk}/why"' in text(county, "secretary", "/duties/")
    assert 'href="/duties/rules/0.3.secretary?at=0001"' in text(county, "county_officer", "/duties/")


def test_the_tabs_of_the_inbox_open(county: Cast) -> None:
    assert "这个月还没有做到的" in text(county, "secretary", "/duties/?tab=done")
    assert "没有免办的" in text(county, "secretary", "/duties/?tab=waived")
    assert "都办完了" in text(county, "member", "/duties/")


def test_the_sheet_of_the_week_names_each_and_has_a_box_to_tick(county: Cast) -> None:
    page = text(county, "secretary", "/duties/digest")
    assert "5月18日至5月24日" in page
    assert '<span class="tick" aria-hidden="true"></span>燕南飞' in page
    assert "这一周没有到期的事" in text(county, "member", "/duties/digest")


def test_what_waits_is_on_the_first_page(county: Cast) -> None:
    secretary = text(county, "secretary", "/")
    assert f'href="/duties/{duty("4.5a.contact").pk}/why"' in secretary
    assert 'class="home-board"' not in secretary
    assert 'class="home-board"' in text(county, "county_officer", "/")
    assert "待办" not in text(county, "member", "/")


# --- 督办 ----------------------------------------------------------------------------------------------------


def test_a_reminder_is_sent_once_and_then_says_when_again(county: Cast) -> None:
    client = county.client("county_officer")
    assert "催一次：泾川镇党委，3 项逾期" in client.get("/duties/below").content.decode()
    words = {"rule": "0.2.term-held", "path": "00010002"}
    page = client.post("/duties/below/nudge", words, follow=True).content.decode()
    assert "已催泾川镇党委：班子在任期内，逾期 3 个党组织" in page
    assert "5月23日后可再催" in page
    again = client.post("/duties/below/nudge", words, follow=True).content.decode()
    assert "5月20日刚催过" in again
    assert Nudge.objects.count() == 1


def test_the_reminded_read_it(county: Cast) -> None:
    county.client("county_officer").post("/duties/below/nudge", {"rule": "0.2.term-held", "path": "00010002"})
    assert "5月20日 高远山（县委组织部经办人、党员）催办" in text(county, "secretary", "/duties/")


def test_a_reminder_leads_back_to_where_its_button_stood_and_nowhere_else(county: Cast) -> None:
    client = county.client("county_officer")
    words = {"rule": "0.2.term-held", "path": "00010002", "next": "/opinions/0.2?at=00010002"}
    assert client.post("/duties/below/nudge", words).headers["Location"] == "/opinions/0.2?at=00010002"
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert client.post("/duties/below/nudge", {**words, "next": elsewhere}).headers["Location"] == "/duties/below"


def test_nobody_reminds_a_neighbour(county: Cast) -> None:
    for who in ("stranger", "township_officer", "member"):
        answer = county.client(who).post("/duties/below/nudge", {"rule": "0.2.term-held", "path": "00010002"})
        assert answer.status_code == 404, who
    assert not Nudge.objects.exists()


def test_one_with_nobody_below_is_told_so(county: Cast) -> None:
    assert "下面没有逾期的" in text(county, "secretary", "/duties/below")


# --- 为什么、免办 --------------------------------------------------------------------------------------------


def test_why_names_what_counts_and_what_does_not(county: Cast) -> None:
    county.end_posts("secretary", TODAY)
    operations.derive(on=TODAY)
    page = text(
        county, "township_officer", f"/duties/{duty('0.3.secretary', subject=county.organisations['branch'].pk).pk}/why"
    )
    assert "不计：已经结束" in page
    assert "书记空缺后的选配期限" in page
    assert "空缺" in page


def test_every_duty_has_its_explanation(county: Cast) -> None:
    client = county.client("county_officer")
    for pk in Obligation.objects.filter(path__startswith="0001").values_list("pk", flat=True):
        assert client.get(f"/duties/{pk}/why").status_code == 200


def test_excusing_stands_on_the_page_of_those_who_may(county: Cast) -> None:
    found = duty("4.5a.contact")
    assert "免办这一项" in text(county, "township_officer", f"/duties/{found.pk}/why")
    assert "免办这一项" not in text(county, "secretary", f"/duties/{found.pk}/why")
    text(county, "stranger", f"/duties/{found.pk}/why", 404)


def test_a_waiver_is_refused_with_what_was_typed_and_then_taken(county: Cast) -> None:
    client, address = county.client("township_officer"), f"/duties/{duty('4.5a.contact').pk}/why"
    wrong = client.post(address, {"reason": "本人出海，年底回", "until": "2026-01-01"})
    assert wrong.status_code == 422
    assert "本人出海，年底回" in wrong.content.decode()
    assert "截止日期要晚于今天" in wrong.content.decode()
    page = client.post(address, {"reason": "本人出海，年底回", "until": "2026-12-31"}, follow=True).content.decode()
    assert "已免办：本人出海，年底回，到12月31日" in page
    assert Waiver.objects.count() == 1
    listed = text(county, "township_officer", "/duties/rules/4.5a.contact?status=waived")
    assert "本人出海，年底回，到12月31日" in listed


def test_one_who_may_not_excuse_is_refused_in_words(county: Cast) -> None:
    answer = county.client("secretary").post(
        f"/duties/{duty('4.5a.contact').pk}/why", {"reason": "忙", "until": "2026-12-31"}
    )
    assert answer.status_code == 422
    assert "免办要由上级党委决定" in answer.content.decode()


# --- cost ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/opinions/", 9),
        ("/opinions/0.3", 11),
        ("/opinions/townships", 9),
        ("/duties/", 9),
        ("/duties/digest", 9),
        ("/duties/below", 5),
        ("/duties/rules/0.3.secretary", 16),
    ],
)
def test_a_page_takes_a_fixed_number_of_queries(
    county: Cast, address: str, queries: int, rows: int, django_assert_num_queries
) -> None:
    held = Obligation.objects.filter(rule="0.3.secretary", status="overdue").order_by("path", "pk")
    own, below = (held.filter(path="0001"), held.filter(path__gt="0001"))
    kept = [*own.values_list("pk", flat=True)[:rows], *below.values_list("pk", flat=True)[:1]]
    Obligation.objects.exclude(pk__in=kept).delete()
    client = county.client("county_officer")
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


# --- the county's confirmation, what was missed --------------------------------------------------------------

PARAMETERS = "/opinions/parameters"


def test_the_county_confirms_numbers_with_a_document(county: Cast) -> None:
    client = county.client("county_officer")
    before = client.get(PARAMETERS).content.decode()
    assert "未经县委确认" in before
    given = {
        "codes": ["branch.minimum_full", "nudge.days"],
        "document": "泾组〔2026〕12号",
        "confirmed_by": "县委组织部",
    }
    page = client.post(PARAMETERS, given, follow=True).content.decode()
    assert "已记下县委确认的 2 个数" in page
    assert "县委组织部<small>5月20日，泾组〔2026〕12号</small>" in page
    assert 'value="nudge.days"' not in page
    assert "县委组织部，泾组〔2026〕12号" in client.get("/opinions/0.2").content.decode()
    again = client.post(PARAMETERS, given)
    assert again.status_code == 422
    assert "都已经确认过" in again.content.decode()


def test_what_was_typed_stays_when_a_confirmation_is_refused(county: Cast) -> None:
    answer = county.client("county_officer").post(PARAMETERS, {"codes": ["nudge.days"], "confirmed_by": "组织部"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "依据没有写" in page
    assert 'value="nudge.days" checked' in page
    assert 'value="组织部"' in page


def test_who_may_not_confirm_is_offered_nothing_and_refused(county: Cast) -> None:
    for who in ("township_officer", "secretary"):
        client = county.client(who)
        assert 'name="codes"' not in client.get(PARAMETERS).content.decode()
        given = {"codes": ["nudge.days"], "document": "x", "confirmed_by": "x"}
        answer = client.post(PARAMETERS, given)
        assert answer.status_code == 422
        assert "参数由县委核对确认" in answer.content.decode()


def test_what_was_missed_has_its_own_tab_list_and_reason(county: Cast) -> None:
    assert "过期未办" not in text(county, "secretary", "/duties/")
    later = date(2026, 7, 1)
    with clock.frozen(later):
        operations.derive(on=later)
        page = text(county, "secretary", "/duties/?tab=missed")
        assert "过期未办" in page
        assert "主题党日" in page
        may = duty("4.2c.party-day", subject=county.organisations["branch"].pk, status="missed")
        assert "过了补登的时间" in text(county, "secretary", f"/duties/{may.pk}/why")
        listed = text(county, "county_officer", "/duties/rules/4.2c.party-day?status=missed")
        assert "百园村支部" in listed
