"""What a column may mean, register by register: the codes by which columns are known to every later step.

Members: seq name sex nation birth age id edu degree origin work join confirm type status branch town post job phone addr
dues dues_to floating dest lost remark. Organisations: seq full short kind parent division est start end sec phone
approval remark. Outgoing: seq name sex id town org join since prov city district dest employer trade phone cert contact
contact_phone last reported recv reason sort back remark. Incoming: seq name sex id type from since town place employer trade phone card
group reason sort back remark. Hand-over lists: seq name sex id type school graduated unit discharged town org from dest phone remark.
Units: seq name kind code industry emp full prob has cover org lon lat address town remark. Outlets: seq name level
division area hh address staff phone hours equip chart lon lat remark. Items: seq name level dept legal prom materials fee
remark. Divisions: seq code name parent level remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from zhendi.intake.reading import synonyms
from zhendi.intake.reading.headingtext import normal


class Meaning(NamedTuple):
    """One meaning in one register. ``words`` are headings in normal form that say just this, with their rank (0 says
    it best), ``pattern`` finds it in longer ones; ``looks`` is the kind of content that its cells have (``content.KINDS``, "" = any text);
    ``weight`` is how much its presence speaks for the register.
    """

    code: str
    title: str
    words: dict[str, int]
    pattern: re.Pattern[str] | None
    looks: str
    weight: float


class Register(NamedTuple):
    """A register: its meanings, and what must be there. Of each group of ``needs`` one meaning must be placed;
    ``called`` are words of a title that speak for it, ``not_called`` words that speak against it.
    """

    code: str
    title: str
    meanings: dict[str, Meaning]
    needs: tuple[tuple[str, ...], ...]
    called: re.Pattern[str]
    not_called: re.Pattern[str] | None


@cache
def registers() -> tuple[Register, ...]:
    """All registers, in the order in which an import takes them."""
    return tuple(_register(*entry) for entry in synonyms.REGISTERS)


@cache
def register(code: str) -> Register:
    """One register. Raises ``KeyError`` for a code that is none."""
    return {each.code: each for each in registers()}[code]


@cache
def meanings() -> dict[str, tuple[str, str]]:
    """Meaning code -> (Chinese title, the registers that it belongs to, separated by blanks).

    A code that is called differently from register to register bears all its titles, joined by ／.
    """
    titles: dict[str, list[str]] = {}
    owners: dict[str, list[str]] = {}
    for each in registers():
        for meaning in each.meanings.values():
            owners.setdefault(meaning.code, []).append(each.code)
            if meaning.title not in titles.setdefault(meaning.code, []):
                titles[meaning.code].append(meaning.title)
    return {code: ("／".join(titles[code]), " ".join(owners[code])) for code in titles}


def title(code: str, of: str) -> str:
    """The Chinese title of a meaning in one register; the code itself where the register has no such meaning."""
    found = register(of).meanings.get(code)
    return found.title if found else code


def is_figure(code: str, of: str) -> bool:
    """True for a meaning whose cells are figures that could be added up."""
    found = register(of).meanings.get(code)
    return found is not None and found.looks in ("number", "amount", "days", "longitude", "latitude")


@cache
def all_words() -> frozenset[str]:
    """Every heading in normal form that says just one thing in some register."""
    return frozenset(word for each in registers() for meaning in each.meanings.values() for word in meaning.words)


@cache
def all_patterns() -> tuple[re.Pattern[str], ...]:
    """Every pattern of longer headings, once."""
    found: Iterable[Meaning] = (meaning for each in registers() for meaning in each.meanings.values())
    return tuple({meaning.pattern.pattern: meaning.pattern for meaning in found if meaning.pattern}.values())


def _register(
    code: str, name: str, needs: tuple[str, ...], called: str, not_called: str, table: tuple[tuple[str, ...], ...]
) -> Register:
    found = {}
    for entry in table:
        meaning, words, pattern, looks, weight = entry
        listed = {normal(word): rank for rank, word in reversed(list(enumerate(words.split())))}
        first = words.split()[0]
        found[meaning] = Meaning(meaning, first, listed, re.compile(pattern) if pattern else None, looks, float(weight))
    return Register(
        code, name, found, tuple(tuple(each.split("|")) for each in needs), re.compile(called),
        re.compile(not_called) if not_called else None,
    )  # fmt: skip
