"""A whole county before it becomes files: its places, its organisations with their members, and the five leading parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from zhendi.demo.aliases import Book
from zhendi.demo.dice import Dice
from zhendi.demo.identity import Numbers
from zhendi.demo.organisations import Organisation, grow
from zhendi.demo.people import Census, Member
from zhendi.demo.places import County, Township, county

_A_TOWNSHIP = 560  # members that make one more township
_TOWNSHIPS = 11
_MOST = 20_000  # members of one township at most: codes of villages have three digits
_AROUND = 60  # members of a township's office, schools, clinic …
_A_VILLAGE = 36
_LEAST = 3  # members that a branch keeps when sizes are brought to the number asked for
SMALLEST = 300
_LED = {"committee": "党委书记", "work_committee": "党工委书记", "general_branch": "党总支书记"}


class Part(NamedTuple):
    """Somebody who signs in at a demonstration: ``role`` and ``place`` (full name) of a post that no register names."""

    member: Member
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The county on a day; ``cast`` in the order county officer, township officer, secretary, clerk, member."""

    county: County
    organisations: tuple[Organisation, ...]
    book: Book
    numbers: Numbers
    on: date
    cast: tuple[Part, ...]

    @property
    def members(self) -> list[Member]:
        """Everybody, branch by branch."""
        return [member for organisation in self.organisations for member in organisation.members]


def synthetic(dice: Dice, *, members: int, on: date, harsh: bool) -> Synthetic:
    """A county of so many members; ``ValueError`` for fewer than ``SMALLEST``."""
    if members < SMALLEST:
        raise ValueError(f"at least {SMALLEST} members are needed")
    at_county = max(members // 22, 24)
    townships = max(min(max(round(members / _A_TOWNSHIP), 2), _TOWNSHIPS), -(-members // _MOST))
    sizes = _villages(dice.apart("sizes"), members - at_county, townships)
    places = county(dice.apart("places"), [len(each) for each in sizes], harsh=harsh)
    organisations = grow(dice.apart("organisations"), places, on, sizes, at_county)
    _bring_to(organisations, members)
    census = Census(dice.apart("people"), on, places.name)
    for number, organisation in enumerate(organisations, 1):
        organisation.key = f"Z{number:03d}"
        if organisation.holds:
            census.fill(organisation)
    cast = _cast(organisations)
    _lead(organisations)
    book = Book(places.name, organisations, dice.apart("book"))
    return Synthetic(places, tuple(organisations), book, census.numbers, on, cast)


def _villages(dice: Dice, members: int, townships: int) -> list[list[int]]:
    """Members of each village of each township."""
    share = members // townships
    sizes = []
    for _ in range(townships):
        left = max(share - _AROUND, 2 * _A_VILLAGE)
        count = max(left // _A_VILLAGE, 2)
        sizes.append([max(left // count + dice.between(-16, 22), 12) for _ in range(count)])
    return sizes


def _bring_to(organisations: list[Organisation], members: int) -> None:
    """Spread what is too many or too few over the villages, then over all branches."""
    holders = [each for each in organisations if each.holds]
    villages = [each for each in holders if each.village] or holders
    difference = members - sum(each.size for each in holders)
    while difference:
        able = [each for each in (villages if difference > 0 else holders) if difference > 0 or each.size > _LEAST]
        for each in able[: abs(difference)]:
            each.size += 1 if difference > 0 else -1
            difference -= 1 if difference > 0 else -1


def _cast(organisations: list[Organisation]) -> tuple[Part, ...]:
    root, branches = organisations[0], [each for each in organisations if each.holds]
    bureau = next((each for each in branches if each.township is None), branches[0])
    office = next(each for each in branches if each.setting == "office" and each.township)
    village = next(each for each in branches if each.village and not each.ordinal and each.township is office.township)
    seat = next(
        each
        for each in organisations
        if each.township is office.township and each.kind in ("committee", "work_committee")
    )
    return (
        Part(_somebody(bureau), "county_officer", root.full_name),
        Part(_somebody(office), "township_officer", seat.full_name),
        Part(village.members[0], "", ""),
        Part(_somebody(village), "clerk", village.full_name),
        Part(_somebody(village), "", ""),
    )


def _somebody(branch: Organisation) -> Member:
    """A full member of the branch without a post, who is free from now on for nothing else."""
    found = next(each for each in branch.members if each.confirmed and not each.busy)
    found.busy = True
    return found


def _lead(organisations: list[Organisation]) -> None:
    """Organisations without members of their own are led by somebody of a branch below or beside them."""
    below: dict[Organisation | None, list[Organisation]] = {}
    beside: dict[Township | None, list[Organisation]] = {}
    for each in organisations:
        if each.members:
            below.setdefault(each.parent, []).append(each)
            beside.setdefault(each.township, []).append(each)
    for organisation in organisations:
        if organisation.holds or organisation.parent is None:
            continue
        own, others = below.get(organisation, []), beside.get(organisation.township, [])
        near = [*own, *(each for each in others if each.parent is not organisation)]
        for branch in sorted(near, key=lambda each: (each.parent is not organisation, each.setting != "office")):
            leader = next((each for each in branch.members if each.confirmed and not each.busy and each.phones), None)
            if leader:
                leader.busy = True
                if branch.parent is organisation:
                    leader.post = _LED.get(organisation.kind, "")
                organisation.secretary, organisation.secretary_phone = leader.name, leader.phones[0]
                break
