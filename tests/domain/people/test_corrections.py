"""Facts are put right field by field, in the words of whoever typed them; the trail holds nothing sensitive."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import Cast, citizen_number, mobile
from zhendi.domain.people import queries
from zhendi.domain.people.models import Membership, NameKey, Person, Phone, Post
from zhendi.domain.people.operations import corrections
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def correct(cast: Cast, whom: str = "member", by: str = "secretary", **given: str) -> tuple[str, ...]:
    return corrections.correct(actor=cast.actor(by), on=DAY, person_id=cast.people[whom].pk, given=given)


def person(cast: Cast, whom: str = "member") -> Person:
    return Person.objects.get(pk=cast.people[whom].pk)


def test_secretary_corrects_education_and_league_link(cast: Cast) -> None:
    changed = correct(cast, education="大专", league_since="1990-05-04", league_until="1998-05-04", occupation=" 电工 ")
    assert set(changed) == {"education", "league_since", "league_until", "occupation"}
    assert (person(cast).education, person(cast).league_since, person(cast).occupation) == (
        "大专",
        date(1990, 5, 4),
        "电工",
    )


def test_unchanged_facts_write_nothing(cast: Cast) -> None:
    before = Entry.objects.count()
    assert correct(cast, education="大学", phones=mobile(5)) == ()
    assert (Entry.objects.count(), person(cast).revision) == (before, 1)


def test_new_name_is_found_by_its_pinyin_and_sorted_by_it(cast: Cast) -> None:
    correct(cast, name="单水生")
    keys = set(NameKey.objects.filter(person=cast.people["member"]).values_list("key", flat=True))
    assert {"shanshuisheng", "dss", "sss"} <= keys
    assert Membership.objects.get(person=cast.people["member"]).sort_name.startswith("shan")


def test_telephones_are_replaced_in_the_order_typed(cast: Cast) -> None:
    assert correct(cast, phones=f"{mobile(70)}、{mobile(71)}") == ("phones",)
    held = Phone.objects.filter(person=cast.people["member"]).order_by("rank")
    assert [str(phone.number) for phone in held] == [mobile(70), mobile(71)]
    assert [hit.name for hit in queries.search(cast.scope("secretary"), "0071")] == ["江水生"]


def test_trail_holds_no_number_no_address_and_no_remark(cast: Cast) -> None:
    number = citizen_number(35)
    correct(
        cast, phones=mobile(72), residence="某镇某村9组", remark="家里有病人", citizen_number=number, born_on="", sex=""
    )
    (entry,) = Entry.objects.filter(action="people.corrected")
    told = entry.summary + entry.detail
    assert "更正江水生的" in entry.summary
    for secret in (number, mobile(72), "9组", "病人"):
        assert secret not in told


def test_trail_tells_what_was_before_and_after_of_plain_facts(cast: Cast) -> None:
    correct(cast, education="大专")
    assert '"education":["大学","大专"]' in Entry.objects.get(action="people.corrected").detail.replace(" ", "")


def test_date_known_to_the_month_keeps_its_precision(cast: Cast) -> None:
    correct(cast, works_since="1998年7月")
    assert (person(cast).works_since, person(cast).works_since_precision) == (date(1998, 7, 1), "m")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", " ", "姓名没有填"),
        ("phones", "12345", "."),
        ("citizen_number", "999999197003150011", "."),
        ("born_on", "1970-13-01", "看不懂"),
        ("born_on", "1970", "要写到日"),
        ("born_on", "1971-03-15", "与公民身份号码不符"),
        ("sex", "2", "与公民身份号码不符"),
        ("sex", "3", "选男或女"),
        ("joined", "1980", "不满 18 周岁（《"),
        ("confirmed", "1999", "早于入党日期"),
        ("dues_standard", "十元", "每月多少元"),
        ("dues_standard", "9999999", "不对"),
        ("dues_paid_to", "2026-13", "写到月"),
        ("nationality", "汉", "列表"),
        ("education", "学" * 21, "最多 20 个字"),
        ("remark", "记" * 401, "最多 400 个字"),
    ],
)
def test_unreadable_or_contradictory_fact_is_refused_under_its_field(cast: Cast, field, typed, said) -> None:
    with pytest.raises(Refused, match=said) as refused:
        correct(cast, **{field: typed})
    assert refused.value.field == field
    assert person(cast).revision == 1


def test_sex_and_birth_date_follow_a_corrected_number(cast: Cast) -> None:
    number = citizen_number(35)
    correct(cast, citizen_number=number)
    held = person(cast)
    assert (held.born_on, str(held.citizen_number)) == (date.fromisoformat(number[6:14]), number)


def test_number_of_another_person_is_refused_without_saying_whose(cast: Cast) -> None:
    with pytest.raises(Refused, match="另一人名下") as refused:
        correct(cast, citizen_number=citizen_number(8))
    assert "外来客" not in refused.value.message


def test_form_made_before_another_change_is_refused(cast: Cast) -> None:
    correct(cast, education="大专")
    with pytest.raises(Refused, match="刚刚有人改过"):
        corrections.correct(
            actor=cast.actor("secretary"),
            on=DAY,
            person_id=cast.people["member"].pk,
            given={"degree": "学士"},
            revision=1,
        )


@pytest.mark.parametrize("by", ["stranger", "member", "clerk", "villager", "mobile_member"])
def test_record_out_of_reach_is_not_found(cast: Cast, by: str) -> None:
    with pytest.raises(NotVisible):
        correct(cast, by=by, whom="secretary", education="大专")


def test_post_in_a_branch_does_not_open_the_record_of_somebody_elses_member(cast: Cast) -> None:
    cast.appoint("stranger", "villagers_representative", "branch")
    with pytest.raises(NotVisible):
        correct(cast, whom="stranger", education="大专")


def test_secretary_corrects_a_villager_without_membership(cast: Cast) -> None:
    assert correct(cast, whom="villager", occupation="木工") == ("occupation",)


def add(cast: Cast, by: str = "secretary", role: str = "villagers_representative", **given: str) -> int:
    return corrections.add_person(
        actor=cast.actor(by), on=DAY, organisation_id=cast.organisations["branch"].pk, role=role, given=given
    )


def test_villagers_representative_is_added_as_a_person_with_a_post(cast: Cast) -> None:
    pk = add(cast, name="米粒", citizen_number=citizen_number(45), phones=mobile(80))
    assert [post.role for post in Post.objects.filter(person=pk)] == ["villagers_representative"]
    (hit,) = queries.search(cast.scope("secretary"), "ml")
    assert (hit.person_id, hit.standing, hit.organisation) == (pk, "村民代表", "百园村支部")
    assert queries.search(cast.scope("stranger"), "ml") == ()
    assert Entry.objects.filter(action="people.added").count() == 1


def test_person_on_record_within_reach_is_not_added_twice(cast: Cast) -> None:
    before = Person.objects.count()
    assert add(cast, name="江水生", citizen_number=citizen_number(5)) == cast.people["member"].pk
    assert Person.objects.count() == before


def test_person_on_record_elsewhere_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="另一人名下"):
        add(cast, name="外来客", citizen_number=citizen_number(8))


def test_refused_post_adds_nobody(cast: Cast) -> None:
    before = Person.objects.count()
    with pytest.raises(Refused, match="正式党员担任"):
        add(cast, by="township_officer", role="deputy_secretary", name="米粒")
    assert Person.objects.count() == before


def test_stranger_adds_nobody_here(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        add(cast, by="stranger", name="米粒")


def test_unknown_fact_is_a_fault_of_the_program(cast: Cast) -> None:
    with pytest.raises(LookupError):
        correct(cast, favourite_colour="红")
