"""The template lint finds what the content security policy or a reader would trip over."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tests.architecture import source


@pytest.fixture(scope="module")
def lint():
    folder = source.ROOT / "script/tasks"
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("zhendi_lint", folder / "lint.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(folder))
    return module


@pytest.mark.parametrize(
    "line",
    [
        "<p style='color: red'>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<img src="/a.png">',
        '<script src="https://elsewhere.example/a.js"></script>',
        '<form action="/x">',
        '<form method="post"><button>好</button></form>',
        "{{ name|safe }}",
        "{% if %}",
    ],
)
def test_template_fault_is_found(lint, tmp_path, monkeypatch, line: str) -> None:
    assert faults(lint, tmp_path, monkeypatch, line)


@pytest.mark.parametrize(
    "line",
    [
        '<form method="post">{{ csrf_input }}<button>好</button></form>',
        '<img src="{{ static("a.png") }}" alt="">',
        '<script src="{{ static("a.js") }}" defer></script>',
    ],
)
def test_good_template_passes(lint, tmp_path, monkeypatch, line: str) -> None:
    assert faults(lint, tmp_path, monkeypatch, line) == []


def faults(lint, tmp_path, monkeypatch, line: str) -> list[str]:
    monkeypatch.setattr(lint, "ROOT", tmp_path)
    file = tmp_path / "page.html"
    file.write_text(line, "utf-8")
    return list(lint._template(file))


def test_locks_agree(lint) -> None:
    assert lint.locks() == ""
