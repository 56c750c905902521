"""Which organisation a name means. One only, or none: what fits several or none is never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhendi.domain.orgs.kinds import kinds
from zhendi.intake.judging import names
from zhendi.intake.judging.likeness import alike
from zhendi.intake.known import KnownOrganisation

UNKNOWN, AMBIGUOUS, ELSEWHERE, CANNOT_HOLD = (
    "branch_unknown",
    "branch_ambiguous",
    "wrong_township",
    "branch_cannot_hold",
)
_NEAR = 5  # suggestions that a person can still look over


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation with its level and ``top``, the full name of its ancestor just below the root."""

    full_name: str
    kind: str
    parent: str
    short_name: str
    level: str
    top: str
    town: str
    holds: bool
    bodies: tuple[str, ...] = ()


class Match(NamedTuple):
    """What a name comes to: the place, or why none with the places that it may mean. ``exact``: as registered."""

    place: Place | None
    kind: str = ""
    near: tuple[Place, ...] = ()
    exact: bool = False


@dataclass(slots=True)
class _Index:
    """Places by key, one table for each way of writing, the surest first."""

    exact: dict[str, list[Place]] = field(default_factory=dict)
    body: dict[str, list[Place]] = field(default_factory=dict)
    bare: dict[str, list[Place]] = field(default_factory=dict)
    loose: dict[str, list[Place]] = field(default_factory=dict)
    inner: dict[str, list[Place]] = field(default_factory=dict)


class Resolver:
    """Knows all organisations of the county and answers from a cache."""

    def __init__(self, organisations: Iterable[KnownOrganisation]) -> None:
        known = {each.full_name: each for each in organisations}
        self.county = _county(known.values())
        self.towns = _towns(known.values(), self.county)
        self.places = {name: self._place(each, known) for name, each in known.items()}
        self.children: dict[str, list[Place]] = {}
        for place in self.places.values():
            self.children.setdefault(place.parent, []).append(place)
        self._index = self._indexed(known)
        self._cache: dict[tuple[str, str, str, str], Match] = {}

    def branch(self, said: str, home: str = "", under: str = "") -> Match:
        """The branch that a name means for a member of ``home`` (full name of the township's committee, "" = the
        county). ``under``: the organisation that a title or section names above, which decides between several.
        """
        key = (said, home, under, names.BRANCH)
        if key not in self._cache:
            self._cache[key] = self._branch(said, home, under)
        return self._cache[key]

    def any(self, said: str, home: str = "") -> Match:
        """The organisation of any level that a name means, in ``home`` before elsewhere."""
        key = (said, home, "", "")
        if key not in self._cache:
            self._cache[key] = self._any(said, home)
        return self._cache[key]

    def town(self, said: str) -> Place | None:
        """The township's committee that a cell names: 泾川镇, 泾县泾川镇, 泾川镇党委."""
        body, _ = names.split_level(said)
        body = (body.removeprefix(self.county) or body).removesuffix("人民政府").removesuffix("党委")
        if body in self.towns:
            return self.places[self.towns[body]]
        match = self.any(said) if body else Match(None)
        return match.place if match.place and match.place.town and match.place.top == match.place.full_name else None

    def towns_in(self, said: str) -> set[str]:
        """Full names of the committees of all townships that a text mentions."""
        text = names.clean(said)
        return {full_name for town, full_name in self.towns.items() if town in text}

    def _branch(self, said: str, home: str, under: str) -> Match:
        parts = names.take_apart(said, self.county, self.towns)
        mentioned = self.towns.get(parts.town, "")
        where = mentioned or home
        found = self._search(said, parts, where)
        match = self._judge(found, under, parts)
        if match.place and home and match.place.top != home:
            return Match(None, ELSEWHERE, (match.place,))
        if match.kind != UNKNOWN:
            away = bool(home) and bool(match.near) and all(place.top != home for place in match.near)
            return Match(None, ELSEWHERE, match.near) if away else match
        beyond = self._search(said, parts, "") if where else []
        if beyond:
            return Match(None, ELSEWHERE, tuple(beyond[:_NEAR]))
        return Match(None, UNKNOWN, self._near(parts, where))

    def _any(self, said: str, home: str) -> Match:
        parts = names.take_apart(said, self.county, self.towns)
        where = self.towns.get(parts.town, "") or home
        found = self._search(said, parts, where) or (self._search(said, parts, "") if where else [])
        if parts.level:
            found = [place for place in found if place.level == parts.level] or found
        if len(found) == 1:
            return Match(found[0], exact=names.clean(said) in self._exact_names(found[0]))
        if found:
            return Match(None, AMBIGUOUS, tuple(found[:_NEAR]))
        return Match(None, UNKNOWN, self._near(parts, where))

    def _judge(self, found: Sequence[Place], under: str, parts: names.Parts) -> Match:
        """One branch that holds relations, or why not."""
        branches = [place for place in found if place.level == names.BRANCH]
        if len(branches) > 1 and under:
            inside = [place for place in branches if self._inside(place, under)]
            branches = inside or branches
        if parts.level in ("", names.BRANCH) and len(branches) == 1:
            place = branches[0]
            return Match(place, exact=True) if place.holds else Match(None, CANNOT_HOLD, (place,))
        if len(branches) > 1:
            return Match(None, AMBIGUOUS, tuple(branches))
        below = [child for place in found for child in self.children.get(place.full_name, ()) if child.holds]
        if below and any(place.level == names.GENERAL for place in found):
            return Match(None, AMBIGUOUS, tuple(below))
        return Match(None, CANNOT_HOLD, tuple(found[:_NEAR])) if found else Match(None, UNKNOWN)

    def _search(self, said: str, parts: names.Parts, where: str) -> list[Place]:
        """Places that the name fits, by the surest way of writing that fits any."""
        index = self._index
        tables: list[tuple[dict[str, list[Place]], Iterable[str]]] = [
            (index.exact, (names.clean(said),)),
            (index.body, parts.bodies),
            (index.bare, parts.bodies),
            (index.body, [names.bare(body)[0] for body in parts.bodies]),
            (index.body, [key for body in parts.bodies for key in names.loose(body)]),
            (index.loose, [key for body in parts.bodies for key in (body, *names.loose(body))]),
            (index.inner, parts.bodies),
        ]
        for table, keys in tables:
            found = {place.full_name: place for key in keys for place in table.get(key, ())}
            fitting = [place for place in found.values() if _fits(place, parts.level, where)]
            if fitting:
                return fitting
        return []

    def _near(self, parts: names.Parts, where: str) -> tuple[Place, ...]:
        """Places whose name differs by so little that it may be a slip of the pen; the likest first."""
        scored = []
        for place in self.places.values():
            if where and place.top != where:
                continue
            if parts.level and place.level != parts.level:
                continue
            likeness = max((alike(one, other) for one in parts.bodies for other in place.bodies), default=0.0)
            if likeness:
                scored.append((-likeness, place.full_name, place))
        return tuple(place for _, _, place in sorted(scored, key=_by_likeness)[:_NEAR])

    def _inside(self, place: Place, under: str) -> bool:
        name = place.full_name
        while name in self.places:
            if name == under:
                return True
            name = self.places[name].parent
        return False

    def _place(self, each: KnownOrganisation, known: dict[str, KnownOrganisation]) -> Place:
        kind = kinds().get(each.kind)
        top = _top(each, known)
        town = next((town for town, full_name in self.towns.items() if full_name == top), "")
        forms = (each.full_name, each.short_name, *each.previous_names)
        parts = [names.take_apart(name, self.county, self.towns) for name in forms if name]
        bodies = dict.fromkeys(body for part in parts for body in part.bodies if body)
        return Place(
            each.full_name, each.kind, each.parent, each.short_name, kind.level if kind else "", top, town,
            bool(kind and kind.may("hold_relation")), tuple(bodies),
        )  # fmt: skip

    def _exact_names(self, place: Place) -> tuple[str, ...]:
        return (names.clean(place.full_name), names.clean(place.short_name))

    def _indexed(self, known: dict[str, KnownOrganisation]) -> _Index:
        index = _Index()
        for name, place in self.places.items():
            for said in {name, place.short_name, *known[name].previous_names} - {""}:
                _add(index.exact, names.clean(said), place)
                _add(index.exact, names.clean(said).removeprefix("中共"), place)
            for said in self._everyday(place):
                _add(index.exact, said, place)
            for body in place.bodies:
                _add(index.body, body, place)
                shorter, removed = names.bare(body)
                if removed:
                    _add(index.bare, shorter, place)
                for key in names.loose(body):
                    _add(index.loose, key, place)
            for key in self._inner(place):
                _add(index.inner, key, place)
        return index

    def _everyday(self, place: Place) -> set[str]:
        """What everybody in the county calls its committee: 县委, 临河县委, 中共县委."""
        if not self.county or names.county_name(place.full_name) != self.county:
            return set()
        return {form for short in (self.county[-1] + "委", self.county + "委") for form in (short, "中共" + short)}

    def _inner(self, place: Place) -> set[str]:
        """What is left of a branch's name behind that of its general branch: 第一, 老年."""
        above = self.places.get(place.parent)
        if above is None or above.level != names.GENERAL:
            return set()
        pairs = [(body, front) for body in place.bodies for front in above.bodies if body.startswith(front)]
        return {body[len(front) :] for body, front in pairs} - {""}


def _by_likeness(row: tuple[float, str, Place]) -> tuple[float, str]:
    return row[0], row[1]


def _fits(place: Place, level: str, where: str) -> bool:
    if where and where not in (place.top, place.full_name):
        return False
    if level == names.BRANCH:
        return place.level in (names.BRANCH, names.GENERAL)
    return not level or place.level == level


def _add(table: dict[str, list[Place]], key: str, place: Place) -> None:
    found = table.setdefault(key, [])
    if place not in found:
        found.append(place)


def _county(known: Iterable[KnownOrganisation]) -> str:
    """The county's name by its root, 泾县."""
    roots = [names.county_name(each.full_name) for each in known if not each.parent or each.kind == "county_committee"]
    return next((name for name in roots if name), "")


def _towns(known: Iterable[KnownOrganisation], county: str) -> dict[str, str]:
    """Full names of the townships' committees by the township's name, longer names first."""
    found = {names.town_name(each.full_name, county): each.full_name for each in known}
    return {town: found[town] for town in sorted(found, key=len, reverse=True) if town}


def _top(each: KnownOrganisation, known: dict[str, KnownOrganisation]) -> str:
    """The ancestor just below the root; the root and what hangs loose are their own."""
    seen: set[str] = set()
    name = each.full_name
    while name not in seen:
        seen.add(name)
        parent = known[name].parent
        if parent not in known or not known[parent].parent:
            return name
        name = parent
    return each.full_name
