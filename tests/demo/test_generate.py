"""The generator: the same county from the same seed, of the size asked for, and nobody in it exists."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from zhendi.demo.dice import Dice
from zhendi.demo.generate import Generated, generate
from zhendi.demo.identity import Numbers
from zhendi.demo.organisations import HOLDS_NOBODY
from zhendi.demo.synthetic import SMALLEST, synthetic
from zhendi.kernel.dates import completed_years
from zhendi.kernel.identifiers import citizen, division, mobile

ON = date(2026, 6, 30)


def made(folder: Path, seed: int = 7, members: int = 700, **more: bool) -> Generated:
    return generate(folder, members=members, seed=seed, on=ON, **more)


def sums(generated: Generated, folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in generated.files}


@pytest.mark.parametrize("harsh", [False, True])
def test_same_seed_gives_the_same_files(tmp_path: Path, harsh: bool) -> None:
    one, other = (sums(made(tmp_path / name, harsh=harsh), tmp_path / name) for name in ("one", "other"))
    assert one == other


def test_another_seed_gives_another_county(tmp_path: Path) -> None:
    one, other = (sums(made(tmp_path / str(seed), seed), tmp_path / str(seed)) for seed in (1, 2))
    assert one != other


@pytest.mark.parametrize("members", [SMALLEST, 1234, 6000])
def test_county_has_as_many_members_as_asked_for(tmp_path: Path, members: int) -> None:
    county = made(tmp_path, members=members).county
    assert len(county.members) == members
    assert len({member.number for member in county.members}) == members


def test_county_that_is_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=str(SMALLEST)):
        made(tmp_path, members=SMALLEST - 1)


@pytest.mark.parametrize("harsh", [False, True])
def test_nobody_of_the_county_exists(tmp_path: Path, harsh: bool) -> None:
    county = made(tmp_path, harsh=harsh).county
    for member in county.members:
        read = citizen.parse_citizen_number(member.number)  # the kernel's own reading, against the generator's sums
        assert (read.area, read.birth, read.sex) == ("999999", member.birth, member.sex)
        assert all(phone.startswith("1990000") and mobile.parse_mobile(phone) for phone in member.phones)
    assert county.county.code.startswith("99")
    assert all(division.parse_division(each.division) for each in county.organisations)


def test_members_are_such_as_could_be(tmp_path: Path) -> None:
    for member in made(tmp_path).county.members:
        assert completed_years(member.birth, member.joined) >= 18
        assert member.joined <= ON
        assert member.confirmed is None or member.joined <= member.confirmed <= ON


def test_organisations_have_names_of_their_own_and_stand_below_their_parents(tmp_path: Path) -> None:
    organisations = made(tmp_path, members=3000).county.organisations
    assert len({each.full_name for each in organisations}) == len(organisations)
    for place, each in enumerate(organisations):
        assert each.parent is None or each.parent in organisations[:place]
        assert bool(each.members) == (each.kind not in HOLDS_NOBODY)


@pytest.mark.parametrize("seed", range(5))
def test_five_people_can_sign_in_at_a_demonstration(tmp_path: Path, seed: int) -> None:
    county = made(tmp_path, seed, members=SMALLEST).county
    assert [part.role for part in county.cast] == ["county_officer", "township_officer", "", "clerk", ""]
    assert len({part.member.number for part in county.cast}) == 5
    assert county.cast[2].member.post == "书记"
    left_out = {part.member.number for part in county.cast}
    assert left_out <= {good.number for good in made(tmp_path, seed, members=SMALLEST).good}


def test_careless_county_makes_every_sort_of_mistake(tmp_path: Path) -> None:
    kinds = Counter(
        planted.mark.kind
        for seed in range(6)
        for planted in made(tmp_path / str(seed), seed, 2500, harsh=True, xls=True).planted
    )
    assert {"id_check_digit", "duplicate_person", "duplicate_row", "branch_unknown", "wrong_township", "not_current",
            "under_18", "date_unknown", "phone_invalid", "probation_overdue"} <= kinds.keys()  # fmt: skip
    assert len(kinds) >= 22


def test_leaders_of_villages_are_not_all_born_on_one_day() -> None:
    """Numbers of one day are few: with 50,000 members they once ran out, and the generator never came back."""
    county = synthetic(Dice(7), members=20_000, on=ON, harsh=False)
    days = Counter(member.birth for member in county.members if member.post)
    assert max(days.values()) < 20


def test_a_day_whose_numbers_are_all_taken_is_an_error_and_not_a_loop_without_end() -> None:
    numbers = Numbers(Dice(1))
    taken = {numbers.take(ON, 1) for _ in range(499)}
    assert len(taken) == 499
    with pytest.raises(ValueError, match="2026-06-30"):
        numbers.take(ON, 1)


def test_a_great_county_has_townships_whose_villages_all_have_codes_of_twelve_digits() -> None:
    county = synthetic(Dice(7), members=60_000, on=ON, harsh=False)
    codes = [village.code for township in county.county.townships for village in township.villages]
    assert {len(code) for code in codes} == {12}
    assert len(set(codes)) == len(codes)
