"""Posts that registers name: the column 党内职务 of rosters, and the secretary in the register of organisations.

A text that names no known role is handed back, not guessed. A new secretary closes the former one's post; other
posts are closed only by an operation, since an empty cell says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from zhendi.domain.orgs.kinds import kind, kinds
from zhendi.domain.orgs.operations.register import Place
from zhendi.domain.people.models import Membership, Person, Post
from zhendi.domain.people.operations.roster import MemberRow
from zhendi.domain.people.roles import role, roles
from zhendi.kernel import bulk
from zhendi.kernel.registers import NOWHERE, Changed, FieldChange, HeldBack, Journal, Plan, Source

SECRETARY = "secretary"
_SYNONYMS = {
    "支部书记": "secretary",
    "第一书记": "",
    "副支书": "deputy_secretary",
    "支书": "secretary",
    "组织干事": "organisation_member",
    "宣传干事": "publicity_member",
    "纪律检查委员": "discipline_member",
    "纪委书记": "",
    "支委": "committee_member",
    "支部委员": "committee_member",
    "支委委员": "committee_member",
    "党小组组长": "group_leader",
    "小组长": "group_leader",
    "党员": "",
    "普通党员": "",
    "无": "",
}
_SPLIT = re.compile(r"[、，,；;/／\s兼]+")
_LEVELS = (
    (re.compile(r"^(?:党总支部?|总支部?)(?:委员会)?"), "general_branch"),
    (re.compile(r"^(?:党委|党工委|工委)"), "committee"),
    (re.compile(r"^(?:联合)?(?:党支部|支部)(?:委员会)?"), ""),
)


class Named(NamedTuple):
    """One post in a text: ``level`` says of whose post it speaks ("" = the member's own branch)."""

    role: str
    level: str


class PostRow(NamedTuple):
    """A person (by keyed index of the number) named as holding a role in an organisation (by full name)."""

    citizen_index: str
    name: str
    role: str
    organisation: str
    source: Source = NOWHERE


class Holder(NamedTuple):
    """Who holds a post now: the post's key, the person with name and keyed index, since when."""

    pk: int
    person_id: int
    name: str
    number: str
    since: date


class Ending(NamedTuple):
    """A post that ends because another person is named: its key, the holder, and since when."""

    pk: int
    person_id: int
    since: date


class PostPlan(Plan[PostRow]):
    """Posts to open, and those that end by it."""

    __slots__ = ("endings",)

    endings: list[Ending]


def read(text: str) -> tuple[tuple[Named, ...], tuple[str, ...]]:
    """Posts that a cell names, and the pieces that name none: ``"支部书记、组织委员"`` -> two posts."""
    named, unknown = [], []
    for piece in filter(None, _SPLIT.split(text)):
        code, level = _one(piece)
        if code:
            named.append(Named(code, level))
        elif code is None:
            unknown.append(piece)
    return tuple(dict.fromkeys(named)), tuple(unknown)


def _one(piece: str) -> tuple[str | None, str]:
    for pattern, level in _LEVELS:
        rest = pattern.sub("", piece)
        if rest != piece and rest and (code := _role(rest)):
            return code, level
    return _role(piece), ""


def _role(title: str) -> str | None:
    if title in _SYNONYMS:
        return _SYNONYMS[title]
    codes = [code for code, each in roles().items() if each.title == title and code != "member"]
    return codes[0] if codes else None


def from_rosters(rows: Iterable[MemberRow], index: Mapping[str, str], places: Mapping[str, Place]) -> list[PostRow]:
    """The posts that rosters name. A post of a higher level is one of the nearest such organisation above."""
    above = _Above(places)
    found = []
    for row in rows:
        if row.post:
            for named in read(row.post)[0]:
                organisation = above.of(row.organisation, named.level)
                if organisation:
                    found.append(PostRow(index[row.citizen_number], row.name, named.role, organisation, row.source))
    return found


class _Above:
    """Finds the organisation of a level on the way up from a branch."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self.places = places
        self.by_path = {place.path: place for place in places.values() if place.path}

    def of(self, name: str, level: str) -> str:
        """Its full name; "" when there is none (or the branch is only planned: the writing asks again)."""
        place = self.places.get(name)
        if not level or place is None:
            return name if place else ""
        for length in range(len(place.path), 0, -4):
            one = self.by_path.get(place.path[:length])
            if one and kind(one.kind).level == level:
                return one.full_name
        return ""


def from_register(
    secretaries: Mapping[str, str],
    rows: Sequence[MemberRow],
    index: Mapping[str, str],
    places: Mapping[str, Place],
    named: Iterable[PostRow],
) -> list[PostRow]:
    """Secretaries named by the register (full name -> name) where exactly one member of that branch bears the name.

    A secretary named by the roster itself stands; committees are left alone, since their members are elsewhere.
    """
    settled = {row.organisation for row in named if row.role == SECRETARY}
    holders = {code for code, each in kinds().items() if each.may("hold_relation")}
    asked = {
        name: who
        for name, who in secretaries.items()
        if who and name not in settled and name in places and places[name].kind in holders
    }
    members: dict[tuple[str, str], dict[str, Source]] = {}
    for row in rows:
        if asked.get(row.organisation) == row.name:
            members.setdefault((row.organisation, row.name), {})[index[row.citizen_number]] = row.source
    placed = {index[row.citizen_number] for row in rows}  # these stand where the rows say, not where they are held
    for key, numbers in _held_namesakes(asked, places).items():
        for number in set(numbers) - placed:
            members.setdefault(key, {}).setdefault(number, NOWHERE)
    return [
        PostRow(number, who, SECRETARY, name, source)
        for (name, who), found in members.items()
        if len(found) == 1
        for number, source in found.items()
    ]


def _held_namesakes(asked: Mapping[str, str], places: Mapping[str, Place]) -> dict[tuple[str, str], list[str]]:
    by_pk = {places[name].pk: name for name in asked if places[name].pk}
    found: dict[tuple[str, str], list[str]] = {}
    names = ("organisation_id", "person__name", "person__citizen_index")
    for chunk in bulk.chunks(list(by_pk), bulk.CHUNK // 2):
        query = Membership.objects.current().filter(
            organisation__in=chunk, person__name__in={asked[by_pk[pk]] for pk in chunk}
        )
        for pk, who, number in query.values_list(*names):
            if asked[by_pk[pk]] == who and number:
                found.setdefault((by_pk[pk], who), []).append(number)
    return found


def plan(rows: Sequence[PostRow], *, places: Mapping[str, Place], on: date) -> PostPlan:
    """Which posts would be opened, and whose end by it."""
    result = PostPlan()
    result.endings = []
    pks = [places[name].pk for name in {row.organisation for row in rows} if places[name].pk]
    held, secretaries = _held(pks)
    named = {(row.organisation, row.citizen_index) for row in rows if row.role == SECRETARY}
    for row in dict.fromkeys(rows):
        pk = places[row.organisation].pk
        if (row.citizen_index, row.role, pk) in held:
            result.unchanged += 1
            continue
        result.new.append(row)
        if row.role == SECRETARY:
            former = [one for one in secretaries.pop(pk, ()) if (row.organisation, one.number) not in named]
            _hand_over(result, row, [one for one in former if one.since <= on])
    return result


def _hand_over(result: PostPlan, row: PostRow, former: Sequence[Holder]) -> None:
    for one in former:
        change = FieldChange("post", f"{row.organisation} {role(SECRETARY).title}", f"由{row.name}接任")
        before = PostRow(one.number, one.name, row.role, row.organisation, row.source)
        result.changed.append(Changed(one.person_id, before, (change,)))
        result.endings.append(Ending(one.pk, one.person_id, one.since))


def _held(
    organisations: Sequence[int],
) -> tuple[set[tuple[str, str, int]], dict[int, list[Holder]]]:
    held: set[tuple[str, str, int]] = set()
    secretaries: dict[int, list[Holder]] = {}
    names = ("pk", "person_id", "person__name", "person__citizen_index", "role", "organisation_id", "valid_from")
    for chunk in bulk.chunks(organisations):
        for pk, person, who, number, code, place, since in Post.objects.filter(
            organisation__in=chunk, valid_to=None
        ).values_list(*names):
            held.add((number, code, place))
            if code == SECRETARY:
                secretaries.setdefault(place, []).append(Holder(pk, person, who, number, since))
    return held, secretaries


def apply(planned: PostPlan, *, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    """Close and open posts inside the caller's transaction; people touched for the first time get a new revision."""
    _end(planned.endings, on, journal)
    people = _people({row.citizen_index for row in planned.new})
    rows = list(
        dict.fromkeys(
            (people[row.citizen_index], row.role, places[row.organisation].pk, on)
            for row in planned.new
            if row.citizen_index in people
        )
    )
    ids = bulk.reserve(Post, len(rows))
    bulk.insert(
        Post,
        ("id", "person_id", "role", "organisation_id", "valid_from"),
        ((pk, *row) for pk, row in zip(ids, rows, strict=True)),
    )
    journal.made(Post, ids)
    _revise({row[0] for row in rows} | {each.person_id for each in planned.endings}, journal)


def _end(endings: Sequence[Ending], on: date, journal: Journal) -> None:
    """A post that began on the very day never was: it is dropped, not closed."""
    ended = {each.pk: each for each in endings}
    closed = [each for each in ended.values() if each.since < on]
    journal.changed(Post, ("valid_to",), [(each.pk, None) for each in closed])
    bulk.update(Post, ("valid_to",), [(each.pk, on) for each in closed])
    never = [each.pk for each in ended.values() if each.since == on]
    names = bulk.column_names(Post)
    journal.dropped(Post, [dict(zip(names, row, strict=True)) for row in bulk.raw(Post, names, "id", never)])
    bulk.delete(Post, never)


def _people(indexes: set[str]) -> dict[str, int]:
    return dict(bulk.raw(Person, ("citizen_index", "id"), "citizen_index", sorted(indexes)))


def _revise(people: set[int], journal: Journal) -> None:
    done = {*journal.created.get(Person._meta.label, ()), *journal.before.get(Person._meta.label, {})}
    due = sorted(people - done)
    held = bulk.raw(Person, ("id", "revision"), "id", due)
    journal.changed(Person, ("revision",), held)
    bulk.update(Person, ("revision",), [(pk, revision + 1) for pk, revision in held])


def unplaced(rows: Iterable[MemberRow]) -> list[HeldBack[MemberRow]]:
    """Rows whose post names no known role: said, not guessed; the member comes in all the same."""
    found = []
    for row in rows:
        unknown = read(row.post)[1] if row.post else ()
        if unknown:
            found.append(HeldBack(row, "conflict", f"党内职务“{'、'.join(unknown)}”不是已知职务，未登记任职"))
    return found
