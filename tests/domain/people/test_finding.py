"""People are found by name, pinyin, telephone and number, in the reader's reach only."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import SINCE, Cast, citizen_number, mobile
from zhendi.domain.people.models import Membership, NameKey, Person, Phone
from zhendi.domain.people.queries import search
from zhendi.kernel import pinyin

pytestmark = pytest.mark.django_db


def join(cast: Cast, name: str, *numbers: str) -> Person:
    """One more member of the branch."""
    branch = cast.organisations["branch"]
    one = Person.objects.create(name=name, sort_name=pinyin.sort_name(name))
    NameKey.objects.bulk_create(NameKey(person=one, key=key) for key in pinyin.keys(name))
    Phone.objects.bulk_create(Phone(person=one, number=number) for number in numbers)
    Membership.objects.create(
        person=one, organisation=branch, standing="full", path=branch.path, sort_name=one.sort_name, valid_from=SINCE
    )
    return one


def names(cast: Cast, text: str, by: str = "secretary") -> list[str]:
    return [hit.name for hit in search(cast.scope(by), text)]


@pytest.mark.parametrize("typed", ["zs", "ZS", "zhangsan", "Zhang San", "zhang", "张三", "张", "三", " 张三 ", "ｚｓ"])
def test_zhang_san_is_found_however_he_is_typed(cast: Cast, typed: str) -> None:
    join(cast, "张三")
    assert names(cast, typed) == ["张三"]


@pytest.mark.parametrize("typed", ["ss", "shansan", "dansan", "chan", "单"])
def test_surname_of_several_readings_is_found_by_each(cast: Cast, typed: str) -> None:
    join(cast, "单三")
    assert "单三" in names(cast, typed)


def test_name_ending_in_z_is_found_by_its_last_letter(cast: Cast) -> None:
    join(cast, "张珠珠")
    assert names(cast, "zzz") == ["张珠珠"]


def test_umlaut_is_typed_as_v_or_as_itself(cast: Cast) -> None:
    join(cast, "吕安")
    assert names(cast, "lvan") == names(cast, "lüan") == ["吕安"]


@pytest.mark.parametrize("typed", ["0005", "00005", "000005", mobile(5), "199 0000 0005"])
def test_telephone_is_found_by_four_and_more_of_its_last_digits(cast: Cast, typed: str) -> None:
    assert names(cast, typed) == ["江水生"]


@pytest.mark.parametrize("typed", ["", " ", "005", "5", "19900000006789", "10005", "~", "%", "_"])
def test_what_is_too_short_or_means_nothing_finds_nobody(cast: Cast, typed: str) -> None:
    assert names(cast, typed) == []


def test_citizen_number_is_found_whole_only(cast: Cast) -> None:
    number = citizen_number(5)
    assert names(cast, number) == names(cast, number.lower()) == ["江水生"]
    assert names(cast, number[:-1]) == []


@pytest.mark.parametrize("typed", ["石守成", "ssc", "0003", citizen_number(3)])
def test_stranger_finds_nobody_of_another_township(cast: Cast, typed: str) -> None:
    assert names(cast, typed) == ["石守成"]
    assert names(cast, typed, by="stranger") == []


def test_plain_member_finds_only_himself(cast: Cast) -> None:
    assert names(cast, "石守成", by="member") == []
    assert names(cast, "jss", by="member") == ["江水生"]


def test_hit_says_where_somebody_belongs_and_as_what(cast: Cast) -> None:
    (member,) = search(cast.scope("secretary"), "江水生")
    assert (member.organisation, member.standing, member.sex) == ("百园村支部", "正式党员", 1)
    (villager,) = search(cast.scope("secretary"), "谷丰年")
    assert (villager.organisation, villager.standing) == ("百园村支部", "村民代表")


def test_whoever_moved_away_is_found_as_of_a_past_day(cast: Cast) -> None:
    old = Membership.objects.get(person=cast.people["member"])
    old.valid_to, old.ended = date(2026, 1, 1), "moved"
    old.save()
    away = cast.organisations["away"]
    Membership.objects.create(
        person=cast.people["member"], organisation=away, standing="full", path=away.path, sort_name=old.sort_name,
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    scope = cast.scope("secretary")
    assert search(scope.on(date(2026, 2, 1)), "江水生") == ()
    (hit,) = search(scope.on(date(2025, 2, 1)), "江水生")
    assert hit.organisation == "百园村支部"


def test_list_of_hits_is_as_long_as_asked_and_sorted(cast: Cast) -> None:
    for name in ("张三", "张二", "张一"):
        join(cast, name)
    assert [hit.name for hit in search(cast.scope("secretary"), "z", limit=2)] == ["张二", "张三"]


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_three_queries(cast: Cast, count: int, django_assert_num_queries) -> None:
    for at in range(count):
        join(cast, f"张{'一二三'[at]}")
    scope = cast.scope("secretary")
    with django_assert_num_queries(3):
        assert len(search(scope, "zhang")) == count
