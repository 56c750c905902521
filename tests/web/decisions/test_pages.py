"""Pages of major decisions: one walks from the proposal to the archive by pages alone; what is wrong stays typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.domain.democracy.village import DAY, TITLE, Village, proposal, village
from tests.people import Cast
from tests.web.reading import bare as text
from zhendi.domain.ballots.models import Vote
from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.models import Decision, DecisionFault, DecisionFile, DecisionRound
from zhendi.domain.democracy.operations import (
    decision_carrying_out,
    decision_files,
    decision_harm,
    decision_preparing,
    decision_proposing,
)
from zhendi.domain.democracy.queries import decision_records, decisions, decisions_public
from zhendi.domain.democracy.queries.decision_lines import Satisfaction
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.web.decisions.typed import money
from zhendi.web.decisions.words import yuan
from zhendi.web.orgs.typed import Typed

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n test"
TODAY = date(2026, 6, 20)
_LIST, _RECORD = 2, 16


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def at(name: str, made: Village | int, *more: object) -> str:
    """An address of a decision."""
    return reverse(name, args=[made if isinstance(made, int) else made.decision_id, *more])


WORDS = {
    "kind": "village", "title": TITLE, "proposer": "branch", "reason": "雨天进不去车", "text": "硬化 1.8 公里",
    "money": "28 万元", "money_source": "乡镇奖补", "land": "", "households": "62", "second_rule": "representatives",
}  # fmt: skip


def test_a_decision_is_proposed_and_what_is_wrong_stays_typed(cast: Cast) -> None:
    client, new = cast.client("secretary"), reverse("decision-new")
    assert "提出重大事项" in text(client.get(new))
    assert "哪个村" in text(client.get(new))
    words = WORDS | {"organisation": cast.organisations["branch"].pk}
    wrong = client.post(new, words | {"money": "很多"})
    assert wrong.status_code == 422
    assert "金额没看懂" in text(wrong)
    assert "硬化 1.8 公里" in wrong.content.decode()
    laxer = client.post(new, words | {"kind": "collective"})
    assert "第二轮不能这样投票" in text(laxer)
    assert client.post(new, words).status_code == 302
    held = Decision.objects.get()
    assert (held.money, held.households) == (Decimal(280000), 62)
    again = client.post(new, words)
    assert again.status_code == 422, "a second tap proposes nothing"
    assert Decision.objects.count() == 1
    page = text(client.get(at("decision", held.pk)))
    assert "下一步：审查" in page
    assert "28万元" in page
    fixed = client.post(at("decision-correct", held.pk), words | {"title": "村东路", "land": "2.1亩"})
    assert fixed.status_code == 302
    held.refresh_from_db()
    assert (held.title, held.land) == ("村东路", Decimal("2.10"))


def test_the_check_the_reviews_the_notice_and_the_first_round_by_pages(cast: Cast) -> None:
    made, client = village(cast), cast.client("secretary")
    check = at("decision-check", made)
    answers = {f"answer-{item.code}": "clear" for item in lists().items} | {"on": "2026-06-20"}
    unmeasured = client.post(check, answers | {"answer-safety": "risk"})
    assert unmeasured.status_code == 422
    assert "没有填写“安全”的措施" in text(unmeasured)
    assert client.post(check, answers | {"answer-safety": "risk", "measure-safety": "专人看守"}).status_code == 302
    assert "专人看守" in text(client.get(at("decision", made)))
    review = at("decision-step", made, "review")
    meeting = {"body": "party", "met_on": "2026-06-20", "due": "5", "present": "2", "agreed": "2"}
    few = client.post(review, meeting)
    assert few.status_code == 422
    assert "另开一次" in text(few)
    assert 'value="2026-06-20"' in few.content.decode()
    for body in ("party", "village"):
        assert client.post(review, meeting | {"present": "4", "agreed": "4", "body": body}).status_code == 302
    post = at("decision-step", made, "post")
    poster = {"place": "村部公告栏", "from_on": "2026-06-20", "until_on": "2026-06-21", "on": "2026-06-20"}
    assert "确实要这样办的理由" not in text(client.get(post))
    short = client.post(post, poster)
    assert short.status_code == 422
    assert "公告2天，规定至少5天" in text(short)
    assert "确实要这样办的理由" in text(short)
    assert client.post(post, poster | {"until_on": "2026-06-24"}).status_code == 302
    hall = {"held_on": "2026-06-25", "tellers": [each.pk for each in made.members[:3]], "threshold": "2"}
    early = client.post(at("decision-round", made, 1), hall | {"held_on": "2026-06-22"})
    assert early.status_code == 422
    assert "公告天数不够就投票" in text(early)
    answer = client.post(at("decision-round", made, 1), hall)
    vote = DecisionRound.objects.get().vote_id
    assert answer["Location"] == reverse("vote-roll", args=[vote])
    assert Vote.objects.get(pk=vote).roll.count() == 10
    assert client.post(at("decision-round", made, 2), hall).status_code == 404, "round 2 is not there yet"
    assert "第一轮通过以后才能投" in text(client.get(at("decision", made)))


def test_from_the_resolution_to_the_archive_by_pages(cast: Cast) -> None:
    made, client = village(cast).until("second"), cast.client("secretary")
    steps: list[tuple[str, dict[str, str]]] = [
        ("resolve", {"number": "百园村决〔2026〕1号", "planned_on": "2026-09-30", "on": "2026-06-01"}),
        ("publish", {"place": "公告栏", "from_on": "2026-06-02", "until_on": "2026-06-16", "on": "2026-06-02"}),
        ("enter", {"text": "浇筑完成", "spent": "27.5万", "on": "2026-06-03"}),
        ("finish", {"on": "2026-06-04", "note": "镇里验收"}),
        ("announce", {"place": "公告栏", "from_on": "2026-06-05", "until_on": "2026-06-19", "on": "2026-06-05"}),
        ("survey", {"way": "visit", "asked": "120", "answered": "100", "satisfied": "97", "on": "2026-06-14"}),
        ("close", {"on": "2026-06-20"}),
    ]
    for word, words in steps:
        address = at("decision-step", made, word)
        assert client.get(address).status_code == 200, word
        assert client.post(address, {}).status_code == (302 if word == "x" else 422), word
        answer = client.post(address, words)
        assert answer.status_code == 302, (word, text(answer)[-1500:])
    page = text(client.get(at("decision", made)))
    assert "97.0%" in page
    assert "占问了的80.8%" in page
    assert "已归档" in page
    assert "27.5万元" in page
    assert client.get(at("decision-step", made, "close")).status_code == 404


def test_objections_harm_and_papers_are_dealt_with_on_the_page(cast: Cast) -> None:
    made, client = village(cast).until("noticed"), cast.client("secretary")
    said = {"name": "张大田", "text": "占了我家地头", "on": "2026-06-20"}
    assert client.post(at("decision-step", made, "object"), said).status_code == 302
    objection = made.held.objections.get().pk
    assert "1条没有答复" in text(client.get(at("decision", made)))
    assert client.post(at("decision-answer", made, objection), {"answer": " "}).status_code == 422
    assert client.post(at("decision-answer", made, objection), {"answer": "让开一尺"}).status_code == 302
    cast.appoint("member", "deputy_secretary", "branch")
    other = text(cast.client("member").get(at("decision", made)))
    assert "张大田" not in other
    assert "一位群众" in other
    assert "放入材料" not in other
    put = at("decision-attach", made)
    assert client.post(put, {"file": SimpleUploadedFile("a.pdf", b"MZ")}).status_code == 422
    assert client.post(put, {"file": SimpleUploadedFile("路.png", PNG), "shown": "1"}).status_code == 302
    one = DecisionFile.objects.get()
    assert client.get(at("decision-file", made, one.pk)).content == PNG
    assert cast.client("stranger").get(at("decision-file", made, one.pk)).status_code == 404
    assert client.post(at("decision-detach", made, one.pk), {"reason": ""}).status_code == 422
    assert client.post(at("decision-detach", made, one.pk), {"reason": "放错"}).status_code == 302


def test_harm_is_suspended_and_settled_on_the_page(cast: Cast) -> None:
    made, client = village(cast).until("published"), cast.client("secretary")
    said = {"name": "李水旺", "text": "堵了排水沟", "on": "2026-06-20"}
    assert client.post(at("decision-step", made, "harm"), said).status_code == 302
    harm = made.held.harms.get().pk
    assert client.post(at("decision-harm", made, harm, "suspend"), {"reason": "先疏通"}).status_code == 302
    assert "暂停实施" in text(client.get(at("decision", made)))
    assert client.get(at("decision-step", made, "enter")).status_code == 404
    assert client.post(at("decision-harm", made, harm, "settle"), {"outcome": "remedied"}).status_code == 422
    settled = {"outcome": "remedied", "remedy": "埋涵管两处"}
    assert client.post(at("decision-harm", made, harm, "settle"), settled).status_code == 302
    assert client.get(at("decision-step", made, "enter")).status_code == 200
    assert client.post(at("decision-harm", made, harm, "burn"), settled).status_code == 404


def test_faults_are_shown_before_and_after(cast: Cast) -> None:
    made, client = village(cast).until("resolved"), cast.client("secretary")
    poster = {"place": "公告栏", "from_on": "2026-04-01", "until_on": "2026-04-03", "on": "2026-04-01"}
    short = client.post(at("decision-step", made, "publish"), poster)
    assert short.status_code == 422
    assert "公开的天数不够" in text(short)
    kept = client.post(at("decision-step", made, "publish"), poster | {"despite": "公告栏要拆"})
    assert kept.status_code == 302
    assert DecisionFault.objects.get().code == "publication_short"
    assert "1条没有改正" in text(client.get(at("decision", made)))
    assert TITLE in text(client.get(reverse("decisions"), {"state": "faulty"}))


def test_the_public_page_opens_with_the_publication_and_names_nobody(cast: Cast, client: Any) -> None:
    made = village(cast).until("noticed")
    one = decision_preparing.object_to(**made.words(6, name="张大田", text="占了我家地头"))
    decision_preparing.answer(**made.words(6, objection_id=one, text="让开一尺"))
    made.round(1, 9)
    made.round(2, 8)
    made.resolved()
    page = at("decision-public", made)
    assert client.get(page).status_code == 404
    made.published()
    picture = decision_files.attach(**made.words(40, title="路基", content=PNG, shown=True))
    hidden = decision_files.attach(**made.words(40, title="身份证", content=PNG + b"2"))
    decision_carrying_out.enter(**made.words(40, text="路基压实", spent=Decimal(120000)))
    answer = client.get(page)
    said = text(answer)
    for words in (TITLE, "百园村决〔2026〕1号", "应到10人，实到9人", "赞成", "路基压实", "12万元", "收到意见1条"):
        assert words in said, words
    assert "张大田" not in said
    assert client.get(at("decision-public-picture", made, picture)).content == PNG
    assert client.get(at("decision-public-picture", made, hidden)).status_code == 404
    harm = decision_harm.report(**made.words(41, name="李水旺", text="堵了沟"))
    decision_harm.settle(**made.words(42, harm_id=harm, outcome="reversed", remedy="重新表决后恢复原状"))
    said = text(client.get(page))
    assert "恢复原状" in said
    assert "李水旺" not in said


@pytest.mark.parametrize(("paper", "words"), [
    ("notice", "表决前公告"), ("form", "记录表"), ("resolution", "决议"), ("published", "决议公告"), ("result", "结果公告"),
])  # fmt: skip
def test_papers_are_printed_as_pdf(cast: Cast, paper: str, words: str) -> None:
    made, client = village(cast).until("finished"), cast.client("secretary")
    assert words in text(client.get(at("decision", made)))
    answer = client.get(at("decision-paper", made, paper))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


def test_a_paper_not_yet_due_is_not_there(cast: Cast) -> None:
    made, client = village(cast), cast.client("secretary")
    for paper in ("resolution", "form", "none"):
        assert client.get(at("decision-paper", made, paper)).status_code == 404


def test_the_list_is_filtered_and_goes_out_as_a_workbook(cast: Cast) -> None:
    made, client = village(cast).until("reviewed"), cast.client("township_officer")
    address = reverse("decisions")
    assert TITLE in text(client.get(address))
    shown: list[dict[str, Any]] = [
        {"q": "机耕路"},
        {"kind": "village"},
        {"state": "reviewed"},
        {"state": "late"},
        {"year": "2026"},
    ]
    for asked in shown:
        assert TITLE in text(client.get(address, asked)), asked
    other: dict[str, Any] = {"under": cast.organisations["other"].pk}
    hidden = [{"q": "水厂"}, {"kind": "party"}, {"state": "closed"}, {"year": "2025"}, other, {"state": "faulty"}]
    for asked in hidden:
        assert TITLE not in text(client.get(address, asked)), asked
    assert TITLE in text(client.get(address, {"under": cast.organisations["branch"].pk}))
    answer: Any = client.post(reverse("decisions-export"), {"state": "all"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
    then = cast.scope("secretary").on(DAY)
    assert decisions.listing(then, decisions.Filters()).rows[0].state == "proposed", "as it stood on that day"
    assert decision_records.record(then, made.decision_id).deeds == ()


def test_an_empty_list_says_where_to_begin(cast: Cast) -> None:
    assert "每村每年至少一次" in text(cast.client("secretary").get(reverse("decisions")))
    assert "没有符合这些条件的" in text(cast.client("secretary").get(reverse("decisions"), {"q": "x"}))


def test_pages_take_as_many_queries_for_three_as_for_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = village(cast).until("closed")
    scope = cast.scope("secretary")
    every = decisions.Filters(state="all")
    for number in (1, 3):
        with django_assert_num_queries(_LIST):
            assert len(decisions.listing(scope, every).rows) == number
        if number == 1:
            for title in ("二", "三"):
                words: dict[str, Any] = {
                    "actor": made.actor(DAY),
                    "on": DAY,
                    "organisation_id": cast.organisations["branch"].pk,
                }
                decision_proposing.propose(**words, proposal=proposal(title=title))
    with django_assert_num_queries(_RECORD):
        decision_records.record(scope, made.decision_id)
    with django_assert_num_queries(_RECORD):
        decisions_public.published(made.decision_id, TODAY)


@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "mobile_member"])
def test_others_find_nothing(cast: Cast, who: str) -> None:
    made, client = village(cast).until("noticed"), cast.client(who)
    for name, more in (
        ("decision", ()), ("decision-step", ("post",)), ("decision-check", ()), ("decision-round", (1,)),
        ("decision-correct", ()), ("decision-paper", ("notice",)), ("decision-answer", (1,)), ("decision-attach", ()),
        ("decision-harm", (1, "settle")),
    ):  # fmt: skip
        assert client.post(at(name, made, *more)).status_code in {404, 405}, name
    answer = client.get(reverse("decisions"))
    assert answer.status_code == 404 or TITLE not in text(answer)


def test_the_vote_leads_back_to_its_decision(cast: Cast) -> None:
    made = village(cast).until("noticed")
    vote = made.drawn(1)
    assert "重大事项：" + TITLE in text(cast.client("secretary").get(reverse("vote", args=[vote])))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("280000", 280000),
        ("28万", 280000),
        ("28 万元", 280000),
        ("1,250.50", Decimal("1250.5")),
        ("", 0),
        ("2.85万元", 28500),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, value: Decimal) -> None:
    assert money(Typed({"money": [typed]}), "money") == value


def test_money_and_shares_are_written_without_flattery() -> None:
    assert [yuan(Decimal(each)) for each in ("280000", "1250.50", "12500", "0", "800")] == [
        "28 万元", "1,250.50 元", "1.25 万元", "—", "800 元",
    ]  # fmt: skip
    assert Satisfaction(1000, 1000, 949).of_answered == Decimal("94.9")
    assert Satisfaction(200, 200, 190).of_asked == Decimal("95.0")
    assert Satisfaction(20000, 20000, 18999).of_answered == Decimal("94.9"), "never rounded up to the target"


def test_days_are_half_open_and_today_is_not_tomorrow(cast: Cast) -> None:
    made = village(cast).until("reviewed")
    late = (TODAY + timedelta(days=1)).isoformat()
    poster = {"place": "x", "from_on": late, "until_on": late, "on": late}
    assert cast.client("secretary").post(at("decision-step", made, "post"), poster).status_code == 422


def test_the_years_duty_leads_to_what_the_village_has_under_way(cast: Cast) -> None:
    operations.derive(on=TODAY)
    branch = cast.organisations["branch"].pk
    client = cast.client("secretary")
    page = client.get(reverse("duties-rule", args=["4.4d.yearly"])).content.decode()
    address = reverse("decisions")
    assert f"{address}?under={branch}" in page
    asked = client.get(address, {"under": branch}).content.decode()
    assert f"{reverse('decision-new')}?organisation={branch}" in asked
