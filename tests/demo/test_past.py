"""The county on days before: the same people read backwards, so that what came in later is not there yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhendi.demo import past
from zhendi.demo.generate import Generated, generate, generate_past
from zhendi.demo.synthetic import Synthetic
from zhendi.kernel.dates import add_months, completed_years

ON = date(2026, 6, 30)
DAYS = [add_months(ON, -back) for back in (12, 9, 6, 3)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("county"), members=3000, seed=7, on=ON)


def county_on(made: Generated, day: date) -> Synthetic:
    return past.county_on(made.county, made.story, day, without=())


def places(county: Synthetic) -> dict[str, str]:
    return {member.number: member.branch.full_name for member in county.members}


def test_county_of_today_read_backwards_to_today_is_itself(made: Generated) -> None:
    county = county_on(made, ON)
    assert places(county) == places(made.county)
    assert [(each.full_name, each.secretary, each.term_from) for each in county.organisations] == [
        (each.full_name, each.secretary, each.term_from) for each in made.county.organisations
    ]


def test_the_further_back_the_fewer_members_and_organisations(made: Generated) -> None:
    counties = [county_on(made, day) for day in (*DAYS, ON)]
    people = [len(county.members) for county in counties]
    organisations = [len(county.organisations) for county in counties]
    assert people == sorted(people)
    assert people[0] < people[-1]
    assert organisations == sorted(organisations)
    assert organisations[0] < organisations[-1]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_past_holds_nothing_that_came_later(made: Generated, day: date) -> None:
    county = county_on(made, day)
    known = set(county.organisations)
    for member in county.members:
        assert member.joined <= day
        assert member.confirmed is None or member.confirmed <= day
        assert member.branch in known
        assert member in member.branch.members
        assert completed_years(member.birth, member.joined) >= 18
    for each in county.organisations:
        assert each.founded <= day
        assert each.term_from is None or each.term_from <= day
        assert each.parent is None or each.parent in known


def test_every_sort_of_change_happens_within_the_year(made: Generated) -> None:
    before, now = county_on(made, DAYS[0]), made.county
    was, is_ = ({member.number: member for member in county.members} for county in (before, now))
    both = was.keys() & is_.keys()
    assert is_.keys() - was.keys()
    assert any(was[number].confirmed is None and is_[number].confirmed for number in both)
    assert any(was[number].branch.full_name != is_[number].branch.full_name for number in both)
    assert any(not was[number].phones and is_[number].phones for number in both)
    assert any(is_[number].floating and not was[number].floating for number in both)
    seats = [{each.full_name: each for each in county.organisations} for county in (before, now)]
    changed = [name for name in seats[0] if seats[0][name].secretary != seats[1][name].secretary]
    assert changed
    for name in (name for name in changed if seats[0][name].members):
        holders = [[each.name for each in seat[name].members if each.post == "书记"] for seat in seats]
        assert holders == [[seats[0][name].secretary], [seats[1][name].secretary]]


def test_registers_grow_over_the_year(made: Generated) -> None:
    rows, first = made.rows, DAYS[0]
    gone = past.outgoing(rows.outgoing, made.county, made.story, first)
    assert 0 < len(gone) < len(rows.outgoing)
    assert all(row["since"] <= row["last"] <= first for row in gone)
    assert 0 < len(past.incoming(rows.incoming, made.county, first)) < len(rows.incoming)
    served = past.outlets(rows.outlets, made.county, first)
    assert len(served) < len(rows.outlets)
    then = past.units(rows.units, made.county, first)
    assert len(then) == len(rows.units)
    assert 0 < sum(row["has"] == "是" for row in then) < sum(row["has"] == "是" for row in rows.units)
    there = {each.full_name for each in county_on(made, first).organisations}
    assert {row["org"] for row in then if row["org"]} <= there


def test_same_county_gives_the_same_past(made: Generated, tmp_path: Path) -> None:
    one, other = (generate_past(tmp_path / name, made, DAYS[1]) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_no_name_says_the_county_twice(made: Generated) -> None:
    for each in made.county.organisations:
        assert "县县" not in each.short_name + each.full_name
    assert made.county.organisations[0].short_name == "岚溪县委"
