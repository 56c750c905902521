"""Every template of the product: that it loads, names nothing unknown, and holds nothing that the policy refuses."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from jinja2 import UndefinedError, meta

ROOT = Path(settings.ROOT) / "src/zhendi/web/templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
STATIC = Path(settings.ROOT) / "src/zhendi/web/static"
REFUSED = {
    r"\sstyle\s*=": "inline style",
    r"<style\b": "inline style sheet",
    r"<script(?![^>]*\bsrc=)": "inline script",
    r"\son[a-z]+\s*=\s*[\"']": "inline handler",
    r"javascript:": "script address",
    r"\|\s*safe\b": "unescaped text",
    r"(?:src|href|action)\s*=\s*[\"']https?:": "something from elsewhere",
}


def _environment():
    return engines.all()[0].env


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_loads(name):
    assert _environment().get_template(name).name == name


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_nothing_that_the_content_policy_refuses(name):
    text = (ROOT / name).read_text("utf-8")
    assert [why for pattern, why in REFUSED.items() if re.search(pattern, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_form_that_posts_carries_the_mark_against_forgery(name):
    text = (ROOT / name).read_text("utf-8")
    forms = re.findall(r"<form[^>]*method=[\"']post[\"'].*?</form>", text, re.IGNORECASE | re.DOTALL)
    assert [form for form in forms if "csrf" not in form] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_uses_only_components_that_there_are(name):
    text = (ROOT / name).read_text("utf-8")
    used = set(re.findall(r"\bui\.(\w+)", text))
    assert used <= set(vars(_environment().globals["ui"]))


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_icon_used_is_in_the_list_from_which_the_sprite_is_built(name):
    text = (ROOT / name).read_text("utf-8")
    listed = set((STATIC / "icons.txt").read_text("utf-8").split("\n"))
    assert set(re.findall(r"ui\.icon\('([\w-]+)'\)", text)) <= listed


def test_the_icons_of_the_navigation_are_in_the_list_too():
    from zhendi.web.shell.navigation import SECTIONS

    listed = set((STATIC / "icons.txt").read_text("utf-8").split("\n"))
    assert {entry.icon for section in SECTIONS for entry in section.entries} <= listed


def test_a_name_that_was_not_passed_is_an_error_and_never_a_blank():
    with pytest.raises(UndefinedError):
        _environment().from_string("{{ nobody_passed_this }}").render()


def test_what_was_typed_is_escaped():
    assert _environment().from_string("{{ text }}").render(text="<b>") == "&lt;b&gt;"


def test_components_ask_for_nothing_but_what_they_are_given():
    environment = _environment()
    for path in (ROOT / "parts").glob("*.html"):
        free = meta.find_undeclared_variables(environment.parse(path.read_text("utf-8")))
        assert free <= {"static", "ui"}, path.name


def test_colours_stand_only_among_the_tokens():
    text = (STATIC / "zhendi.css").read_text("utf-8")
    text = re.sub(r"@layer tokens \{.*?\n\}", "", text, flags=re.DOTALL)
    text = re.sub(r"url\([^)]*\)", "", text)
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", text)) <= {"#fff", "#1b4b7966"}
