"""The glossary says what the program says: every code with its title, one word for one thing."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.architecture import source
from tests.docs import glossary
from zhendi.domain.people.roles import VERBS

_ROW = re.compile(r"^\| ([^|]+?) \| `([^`|]+)` \|", re.MULTILINE)


def sections() -> dict[str, list[tuple[str, str]]]:
    """Section -> rows of Chinese and English, in order."""
    text = (source.ROOT / "docs/glossary.md").read_text("utf-8")
    parts = re.split(r"^##+ (.+)$", text, flags=re.MULTILINE)
    return {title: _ROW.findall(body) for title, body in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("section", sorted(glossary.known()))
def test_every_code_stands_in_the_glossary_with_its_title(section: str) -> None:
    written = {english: chinese for chinese, english in sections().get(section, [])}
    assert written == glossary.known()[section]


@pytest.mark.parametrize("section", sorted(sections()))
def test_one_word_stands_for_one_thing(section: str) -> None:
    for place in (0, 1):
        counted = Counter(row[place] for row in sections()[section])
        assert [word for word, count in counted.items() if count > 1] == []


def test_every_verb_of_the_roles_stands_in_the_glossary() -> None:
    assert {english for _, english in sections()["Verbs of roles"]} == VERBS
