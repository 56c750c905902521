from datetime import date

import pytest

from zhendi.kernel.scope import Grant, Scope
from zhendi.web.shell import navigation


def _scope(*verbs: str) -> Scope:
    grant = Grant("role", "职务", 1, "百园村支部", "0001", "subtree", frozenset(verbs))
    return Scope(1, 1, "石守成", (grant,), date(2026, 5, 20))


def _names(groups) -> list[str]:
    return [link.name for group in groups for link in group.links]


def test_an_entry_shows_only_when_a_post_carries_one_of_its_verbs():
    assert _names(navigation.groups(_scope(), "/")) == ["home", "account"]
    assert _names(navigation.groups(_scope("audit"), "/")) == ["home", "audit", "account"]


def test_a_section_without_an_open_entry_is_left_out():
    assert [group.title for group in navigation.groups(_scope(), "/")] == ["", "本人"]


def test_whoever_may_do_everything_sees_every_entry():
    every = [entry.name for section in navigation.SECTIONS for entry in section.entries]
    verbs = {verb for section in navigation.SECTIONS for entry in section.entries for verb in entry.verbs}
    assert _names(navigation.groups(_scope(*verbs), "/")) == every


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "home"), ("/audit/", "audit"), ("/audit/7", "audit"), ("/account/password", "account"), ("/auditors", "")],
)
def test_the_entry_of_the_place_shown_is_marked(path, current):
    marked = [link.name for group in navigation.groups(_scope("audit"), path) for link in group.links if link.current]
    assert marked == ([current] if current else [])


def test_the_telephones_bar_holds_at_most_four_places_and_always_the_search():
    links = navigation.phone_bar(_scope("see", "intake", "audit"), "/")
    assert len(links) <= 4
    assert links[-1].name == "search"


def test_every_verb_of_the_navigation_is_one_that_some_role_carries():
    from zhendi.domain.people.roles import roles

    known = {verb for role in roles().values() for verb in role.may}
    asked = {verb for section in navigation.SECTIONS for entry in section.entries for verb in entry.verbs}
    assert asked <= known
