"""Festival letters from the draft to the one that came back: who may, what is refused, whom none is written to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.messaging.post import AUTUMN, HOME, TODAY, act, draft, letter, receiver, refusal, words
from tests.people import Cast
from zhendi.domain.messaging.models import Letter, LetterAddress, LetterPrint, LetterRun, LetterText
from zhendi.domain.messaging.operations.letters import addresses, posting, runs, wording
from zhendi.domain.messaging.queries import letters as queries
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def wanted(*names: str) -> dict[int, tuple[str, str]]:
    return {subject: (name, f"{name}同志") for subject, name in enumerate(names, 1)}


def printed(cast: Cast, run_id: int, *names: str) -> int:
    return posting.printed(**act(cast, run_id=run_id, form="pdf", wanted=wanted(*names or ("燕南飞",))))


def enter(cast: Cast, one: Letter, text: str = "浙江省杭州市滨江区江虹路1号") -> None:
    addresses.enter(**act(cast, letter_id=one.pk, address=text, postcode="310052"))


def test_letters_go_from_draft_to_the_post_box(cast: Cast) -> None:
    made = draft(cast, [receiver(cast, home=HOME), receiver(cast, 2, "李四")], use_home=True)
    assert (made.ready, made.missing, made.already) == (1, 1, 0)
    assert printed(cast, made.run_id, "燕南飞", "李四") == 1
    given = queries.sheets(cast.scope("secretary", TODAY), made.run_id)
    (sheet,) = given.sheets
    assert (sheet.address, sheet.salutation) == (HOME, "燕南飞同志")
    assert sheet.paragraphs == ("中秋节快乐。", "百园村支部问您好。")
    sent = posting.post(**act(cast, run_id=made.run_id, posted_on=TODAY, wanted={1, 2}))
    assert [each.subject_id for each in sent] == [1]
    assert letter(made.run_id).posted_on == TODAY and letter(made.run_id, "李四").state == "missing"
    row = queries.run(cast.scope("secretary", TODAY), made.run_id)
    assert (row.counts, row.total, row.prints[0].letters, row.prints[0].by) == (
        {"posted": 1, "missing": 1},
        2,
        1,
        "石守成",
    )


def test_addresses_lie_sealed_and_are_shown_by_their_beginning(cast: Cast) -> None:
    made = draft(cast, [receiver(cast, home=HOME)], use_home=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM messaging_letter")
        assert cursor.fetchone()[0].startswith("v1.")
    (row,) = queries.letters(cast.scope("secretary", TODAY), made.run_id).rows
    assert row.address == "安徽省泾县泾…" and row.source == "家庭住址"
    assert HOME not in str(queries.preview(cast.scope("secretary", TODAY), made.run_id))


@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "mobile_member", "member"])
def test_whoever_does_not_see_the_branch_finds_no_letters(cast: Cast, who: str) -> None:
    made = draft(cast, [receiver(cast, home=HOME)], use_home=True)
    one, by, scope = letter(made.run_id).pk, act(cast, who), cast.scope(who, TODAY)
    calls = [
        lambda: draft(cast, [receiver(cast, 9, "王五")], who),
        lambda: runs.rewrite(**by, run_id=made.run_id, words=words(signer="别人")),
        lambda: runs.drop(**by, run_id=made.run_id),
        lambda: addresses.enter(**by, letter_id=one, address="杭州市滨江区江虹路1号"),
        lambda: posting.printed(**by, run_id=made.run_id, form="pdf", wanted=wanted("燕南飞")),
        lambda: posting.post(**by, run_id=made.run_id, posted_on=TODAY, wanted={1}),
        lambda: posting.returned(**by, letter_id=one, returned_on=TODAY, reason="查无此人"),
        lambda: posting.again(**by, letter_id=one),
        lambda: posting.leave(**by, letter_id=one, reason="不要"),
        lambda: wording.word(
            **by, organisation_id=cast.organisations["branch"].pk, part="group", code="migrant", body="好"
        ),
        lambda: queries.run(scope, made.run_id),
        lambda: queries.letter(scope, one),
        lambda: queries.sheets(scope, made.run_id),
        lambda: queries.preview(scope, made.run_id),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(NotVisible):
            call()
    assert queries.runs(scope, queries.RunFilters()).total == 0
    assert queries.letters(scope, made.run_id).total == 0
    assert letter(made.run_id).state == "ready"


def test_nobody_out_of_sight_is_written_to(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        draft(cast, [receiver(cast), receiver(cast, 2, path=cast.organisations["away"].path)])
    assert not LetterRun.objects.exists()


def test_who_may_write_but_not_see_whole_addresses_prints_nothing(cast: Cast) -> None:
    cast.appoint("member", "organisation_member", "branch")
    made = draft(cast, [receiver(cast, home=HOME)], "member", use_home=True)
    given = act(cast, "member", run_id=made.run_id, form="pdf", wanted=wanted("燕南飞"))
    assert refusal(posting.printed, **given).code == "not_yours"
    with pytest.raises(NotVisible):
        queries.sheets(cast.scope("member", TODAY), made.run_id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"body": " "}, "body"),
        ({"body": "长" * 901}, "body"),
        ({"body": "{身份证号}"}, "body"),
        ({"body": "{姓名"}, "body"),
        ({"signer": ""}, "signer"),
        ({"sender": ""}, "sender"),
        ({"sender_postcode": "24250"}, "sender_postcode"),
    ],
)
def test_words_that_cannot_be_are_refused_under_their_field(cast: Cast, changed: dict[str, str], field: str) -> None:
    branch = cast.organisations["branch"].pk
    given = act(cast, organisation_id=branch, festival=AUTUMN[0], year=2026, addressees=[receiver(cast)])
    assert refusal(runs.draft, **given, words=words(**changed)).field == field
    assert not LetterRun.objects.exists()


@pytest.mark.parametrize(("festival", "year"), [("ball", 2026), ("mid_autumn", 1800)])
def test_an_unknown_festival_is_refused(cast: Cast, festival: str, year: int) -> None:
    branch = cast.organisations["branch"].pk
    given = act(cast, organisation_id=branch, festival=festival, year=year, addressees=[receiver(cast)], words=words())
    assert refusal(runs.draft, **given).code == "festival"


def test_nobody_gets_two_letters_for_one_festival(cast: Cast) -> None:
    person = cast.people["mobile_member"].pk
    first = draft(cast, [receiver(cast, 1, person_id=person), receiver(cast, 2, "李四")])
    assert (
        refusal(draft, cast=cast, to=[receiver(cast, 3, person_id=person), receiver(cast, 2, "李四")]).code == "nobody"
    )
    assert draft(cast, [receiver(cast, 2, "李四"), receiver(cast, 4, "王五")]).already == 1
    runs.drop(**act(cast, run_id=first.run_id))
    assert draft(cast, [receiver(cast, 1, person_id=person)]).missing == 1


def test_making_letters_takes_the_same_number_of_statements_for_one_and_for_fifty(cast: Cast) -> None:
    counted = []
    for first, number in ((100, 1), (200, 50)):
        to = [receiver(cast, first + n, f"客人{first + n}", home=HOME) for n in range(number)]
        with CaptureQueriesContext(connection) as asked:
            made = draft(cast, to, use_home=True)
        counted.append(len(asked))
        assert made.ready == number
    assert counted[0] == counted[1]


def test_an_address_entered_makes_the_letter_ready_and_is_used_the_next_time(cast: Cast) -> None:
    person = cast.people["mobile_member"].pk
    made = draft(cast, [receiver(cast, person_id=person, home=HOME)])
    assert made.missing == 1
    enter(cast, letter(made.run_id))
    one = letter(made.run_id)
    assert (one.state, one.address, one.postcode) == ("ready", "浙江省杭州市滨江区江虹路1号", "310052")
    with clock.frozen(TODAY + 5 * DAY):
        branch = cast.organisations["branch"].pk
        again = runs.draft(
            **act(cast, on=TODAY + 5 * DAY), organisation_id=branch, festival="national", year=2026, words=words(),
            addressees=[receiver(cast, 77, person_id=person, home=HOME)], use_home=True,
        )  # fmt: skip
    assert letter(again.run_id).address == "浙江省杭州市滨江区江虹路1号"


def test_an_address_held_before_is_closed_and_kept(cast: Cast) -> None:
    made = draft(cast, [receiver(cast)])
    enter(cast, letter(made.run_id))
    enter(cast, letter(made.run_id), "上海市浦东新区世纪大道2号")
    old, new = LetterAddress.objects.order_by("pk")
    assert (old.valid_to, new.valid_to) == (TODAY, None)
    assert letter(made.run_id).address == "上海市浦东新区世纪大道2号"


@pytest.mark.parametrize(
    ("given", "code"),
    [({"address": ""}, "missing"), ({"address": "杭州"}, "address"), ({"address": "长" * 81}, "long"),
     ({"address": "浙江省杭州市滨江区", "postcode": "31005x"}, "postcode")],
)  # fmt: skip
def test_an_address_that_no_postman_finds_is_refused(cast: Cast, given: dict[str, str], code: str) -> None:
    made = draft(cast, [receiver(cast)])
    assert refusal(addresses.enter, **act(cast, letter_id=letter(made.run_id).pk), **given).code == code


def test_nothing_is_printed_or_posted_for_one_who_died_or_returned(cast: Cast) -> None:
    made = draft(
        cast,
        [receiver(cast, 1, home=HOME), receiver(cast, 2, "李四", home=HOME), receiver(cast, 3, "王五", home=HOME)],
        use_home=True,
    )
    everybody = wanted("燕南飞", "李四", "王五")
    alive = {subject: names for subject, names in everybody.items() if subject != 2}
    assert posting.printed(**act(cast, run_id=made.run_id, form="pdf", wanted=alive)) == 2
    assert letter(made.run_id, "李四").state == "dropped"
    sent = posting.post(**act(cast, run_id=made.run_id, posted_on=TODAY, wanted={1}))
    assert [each.subject_id for each in sent] == [1]
    assert letter(made.run_id, "王五").reason == "已返乡、去世或不在名册"


def test_a_name_put_right_after_the_draft_is_the_one_printed(cast: Cast) -> None:
    made = draft(cast, [receiver(cast, home=HOME)], use_home=True)
    posting.printed(**act(cast, run_id=made.run_id, form="word", wanted={1: ("燕楠飞", "燕楠飞同志")}))
    (sheet,) = queries.sheets(cast.scope("secretary", TODAY), made.run_id).sheets
    assert (sheet.name, sheet.salutation) == ("燕楠飞", "燕楠飞同志")
    assert LetterPrint.objects.get().form == "word"


def test_words_are_changed_until_the_first_print(cast: Cast) -> None:
    made = draft(cast, [receiver(cast, home=HOME)], use_home=True)
    runs.rewrite(**act(cast, run_id=made.run_id, words=words(signer="百园村党支部")))
    assert (
        refusal(runs.rewrite, **act(cast, run_id=made.run_id, words=words(signer="百园村党支部"))).code == "unchanged"
    )
    printed(cast, made.run_id)
    assert refusal(runs.rewrite, **act(cast, run_id=made.run_id, words=words())).code == "printed"


@pytest.mark.parametrize(
    ("posted_on", "code"), [(TODAY + DAY, "day_future"), (TODAY - DAY, "day_early")]
)  # fmt: skip
def test_a_day_of_posting_that_cannot_be_is_refused(cast: Cast, posted_on: date, code: str) -> None:
    made = draft(cast, [receiver(cast, home=HOME)], use_home=True)
    printed(cast, made.run_id)
    assert refusal(posting.post, **act(cast, run_id=made.run_id, posted_on=posted_on, wanted={1})).code == code


def test_what_was_not_printed_is_not_posted_and_what_was_not_posted_does_not_come_back(cast: Cast) -> None:
    made = draft(cast, [receiver(cast, home=HOME)], use_home=True)
    assert refusal(posting.post, **act(cast, run_id=made.run_id, posted_on=TODAY, wanted={1})).code == "nothing"
    one = letter(made.run_id).pk
    assert refusal(posting.returned, **act(cast, letter_id=one, returned_on=TODAY, reason="查无此人")).code == "state"
    assert refusal(posting.again, **act(cast, letter_id=one)).code == "state"


def posted(cast: Cast, **more: object) -> int:
    made = draft(cast, [receiver(cast, **more)])
    enter(cast, letter(made.run_id))
    printed(cast, made.run_id)
    posting.post(**act(cast, run_id=made.run_id, posted_on=TODAY, wanted={1}))
    return made.run_id


def test_a_letter_that_came_back_marks_its_address_and_goes_to_the_next(cast: Cast) -> None:
    run_id = posted(cast)
    one = letter(run_id)
    early = act(cast, letter_id=one.pk, returned_on=TODAY - DAY, reason="查无此人")
    assert refusal(posting.returned, **early).code == "day_early"
    assert refusal(posting.returned, **act(cast, letter_id=one.pk, returned_on=TODAY, reason="")).field == "reason"
    posting.returned(**act(cast, letter_id=one.pk, returned_on=TODAY, reason="查无此人"))
    assert LetterAddress.objects.get().faulty_on == TODAY
    assert queries.failed_subjects(cast.scope("secretary", TODAY), since=TODAY) == {1: "查无此人"}
    posting.again(**act(cast, letter_id=one.pk))
    assert letter(run_id).state == "missing", "nothing more goes to the address that failed"
    assert refusal(posting.again, **act(cast, letter_id=one.pk)).code == "unchanged"
    enter(cast, letter(run_id), "上海市浦东新区世纪大道2号")
    printed(cast, run_id)
    posting.post(**act(cast, run_id=run_id, posted_on=TODAY, wanted={1}))
    assert (letter(run_id).attempt, letter(run_id).state) == (2, "posted")
    assert queries.failed_subjects(cast.scope("secretary", TODAY), since=TODAY) == {}


def test_a_run_with_posted_letters_cannot_be_dropped_but_a_single_letter_can_be_left(cast: Cast) -> None:
    run_id = posted(cast)
    assert refusal(runs.drop, **act(cast, run_id=run_id)).code == "posted"
    other = draft(cast, [receiver(cast, 2, "李四")])
    one = letter(other.run_id, "李四").pk
    assert refusal(posting.leave, **act(cast, letter_id=one, reason=" ")).field == "reason"
    posting.leave(**act(cast, letter_id=one, reason="已当面送到"))
    assert letter(other.run_id, "李四").state == "dropped"
    runs.drop(**act(cast, run_id=other.run_id))
    assert refusal(runs.drop, **act(cast, run_id=other.run_id)).code == "dropped"


def test_the_nearest_words_are_used_and_old_ones_kept(cast: Cast) -> None:
    branch, township = cast.organisations["branch"], cast.organisations["township"]
    shipped = queries.festival_text(branch.path, "mid_autumn")
    given = {"part": "festival", "code": "mid_autumn"}
    wording.word(**act(cast, "township_officer", organisation_id=township.pk), **given, body="镇里的话")
    assert queries.festival_text(branch.path, "mid_autumn") == "镇里的话"
    assert queries.festival_text(cast.organisations["away"].path, "mid_autumn") == shipped
    wording.word(**act(cast, organisation_id=branch.pk), **given, body="村里的话")
    assert refusal(wording.word, **act(cast, organisation_id=branch.pk), **given, body="村里的话").code == "unchanged"
    wording.word(**act(cast, organisation_id=branch.pk), **given, body="村里的新话")
    assert queries.festival_text(branch.path, "mid_autumn") == "村里的新话"
    assert LetterText.objects.count() == 3
    own = [row for row in queries.wordings(cast.scope("secretary", TODAY), branch.path) if row.own]
    assert [(row.body, row.whose) for row in own] == [("村里的新话", "百园村支部")]
    for text, code in (("{姓名}", "variable"), ("长" * 201, "long")):
        group = act(cast, organisation_id=branch.pk, part="group", code="migrant", body=text)
        assert refusal(wording.word, **group).code == code


def test_every_shipped_text_can_be_filled(cast: Cast) -> None:
    for row in queries.wordings(cast.scope("county_officer", TODAY), cast.organisations["county"].path):
        longest = wording.WISH if row.part == "group" else wording.LONGEST
        assert wording.checked(row.body, longest=longest) == row.body


def test_lists_take_the_same_number_of_queries_for_one_and_for_three(cast: Cast, django_assert_num_queries) -> None:
    scope = cast.scope("secretary", TODAY)
    made = draft(cast, [receiver(cast, 1)])
    with django_assert_num_queries(2):
        queries.runs(scope, queries.RunFilters())
    with django_assert_num_queries(2):
        queries.letters(scope, made.run_id)
    more = draft(cast, [receiver(cast, n, f"客人{n}") for n in (2, 3, 4)])
    draft(cast, [receiver(cast, 5, "王五", home=HOME)], use_home=True)
    with django_assert_num_queries(2):
        assert queries.runs(scope, queries.RunFilters()).total == 3
    with django_assert_num_queries(2):
        assert queries.letters(scope, more.run_id).total == 3
    assert queries.runs(scope, queries.RunFilters(state="waiting")).total == 1
    assert queries.runs(scope, queries.RunFilters(text="中秋", festival="spring")).total == 0
    assert queries.letters(scope, more.run_id, text="客人3").total == 1


def test_each_deed_leaves_one_entry_without_an_address(cast: Cast) -> None:
    before = Entry.objects.count()
    run_id = posted(cast)
    posting.returned(**act(cast, letter_id=letter(run_id).pk, returned_on=TODAY, reason="已搬走"))
    entries = Entry.objects.order_by("no")[before:]
    assert [each.action for each in entries] == [
        "letters.draft", "letters.address", "letters.print", "letters.post", "letters.return",
    ]  # fmt: skip
    assert not any("江虹路" in f"{each.summary}{each.detail}" for each in entries)
