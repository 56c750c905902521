"""The words of letters: an organisation's own, those of the nearest one above, or those that the product brings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import QuerySet

from zhendi.domain.messaging.models.letters import LetterText
from zhendi.domain.orgs import paths
from zhendi.kernel import parameters
from zhendi.kernel.festivals import festivals
from zhendi.kernel.scope import Scope

FESTIVALS = "mobile.letter_festivals"  # which are the major ones: the county's to set
_BACK, _AHEAD = timedelta(days=45), timedelta(days=330)
_OTHER = "other"
_SHIPPED = "产品自带"


class Occasion(NamedTuple):
    """A festival of a year: ``owed``, a letter is asked for by the rule."""

    code: str
    year: int
    name: str
    day: date
    owed: bool

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.code}-{self.year}"

    @property
    def title(self) -> str:
        """As it is called: 2026年春节."""
        return f"{self.year}年{self.name}"


class WordRow(NamedTuple):
    """Words in force for a reader's place: whose they are, and since when (None: the product's)."""

    part: str
    code: str
    body: str
    whose: str
    written_on: date | None
    own: bool


def occasions(day: date) -> tuple[Occasion, ...]:
    """Festivals from a little before the day to almost a year after it; those that ask for a letter first, by day."""
    owed = set(parameters.load().value(FESTIVALS, day))
    found = [
        Occasion(each.code, year, each.name, each.day, each.code in owed)
        for year in (day.year - 1, day.year, day.year + 1)
        for each in festivals(year)
        if day - _BACK <= each.day <= day + _AHEAD
    ]
    return tuple(sorted(found, key=lambda each: (not each.owed, each.day < day, each.day)))


def festival_title(code: str, year: int) -> str:
    """2026年春节; "" for an unknown one."""
    return next((f"{year}年{each.name}" for each in festivals(year) if each.code == code), "")


def festival_text(path: str, code: str) -> str:
    """The words for a festival at the organisation of the path. One query."""
    return _nearest(path, LetterText.Part.FESTIVAL).get(code, "") or _shipped()["festival"].get(
        code, _shipped()["festival"][_OTHER]
    )


def group_texts(path: str) -> Mapping[str, str]:
    """The words for each group at the organisation of the path. One query."""
    return {**_shipped()["group"], **_nearest(path, LetterText.Part.GROUP)}


def wordings(scope: Scope, path: str) -> tuple[WordRow, ...]:
    """All words in force at the organisation of the path, for the page on which they are changed. One query."""
    rows = _rows(path).values_list("part", "code", "body", "organisation__short_name", "path", "written_on")
    held = {(part, code): (body, whose, at, on) for part, code, body, whose, at, on in rows}
    found = []
    for part, words in _shipped().items():
        for code, body in words.items():
            said, whose, at, on = held.get((part, code), (body, _SHIPPED, "", None))
            found.append(WordRow(part, code, said, whose, on, at == path and bool(scope.grants)))
    return tuple(found)


def _nearest(path: str, part: str) -> dict[str, str]:
    return dict(_rows(path).filter(part=part).values_list("code", "body"))


def _rows(path: str) -> QuerySet[LetterText]:
    """The farthest first, so that the nearest wins."""
    above = [path[:end] for end in range(paths.STEP, len(path) + 1, paths.STEP)]
    return LetterText.objects.filter(path__in=above, replaced_on=None).order_by("path")


@cache
def _shipped() -> Mapping[str, Mapping[str, str]]:
    text = (Path(__file__).parents[2] / "letters.toml").read_text("utf-8")
    return {part: {code: body.strip() for code, body in words.items()} for part, words in tomllib.loads(text).items()}
