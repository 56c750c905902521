"""The folder list shows the architecture: one same shape in every app, small files, small functions."""

from __future__ import annotations

import ast
import re
import statistics

import pytest

from tests.architecture import source

_FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "signals", "misc", "lib"}
_SHAPE = {"__init__", "apps", "models", "access", "operations", "queries", "facts", "migrations", "management"}
# Nouns that an app may stand on beside the shape: fixed vocabularies, the form of the tree's paths, and what the
# settings plug into Django by name (how one signs in, which passwords are refused).
_NOUNS = {
    "orgs": {"paths", "kinds"},
    "people": {"roles", "passwords", "authentication"},
    "ballots": {"counting", "sealing", "verifying"},
    "democracy": {"decision_course", "decision_lists", "election_course", "election_lists"},
    "setup": {"geometry", "planner", "procedure_lists", "sectors"},
    "messaging": {"consenting", "gateways", "letters", "limits", "purposes", "rows", "texts"},
    "mobile": {"cadence", "clustering", "half_years", "places", "sending", "sides", "status"},
}
_FILE_LINES = 300
_FUNCTION_LINES = 40
_MEDIAN_LINES = 10


def test_no_file_is_named_for_a_drawer() -> None:
    named = [source.short(path) for path in source.files(migrations=True) if path.stem in _FORBIDDEN_NAMES]
    assert named == []


@pytest.mark.parametrize("app", source.apps(), ids=lambda app: app.name)
def test_domain_app_has_the_one_shape(app) -> None:
    there = {path.stem for path in app.iterdir() if path.name != "__pycache__"}
    assert {"__init__", "apps", "models", "operations", "migrations"} <= there
    assert there - _SHAPE - _NOUNS.get(app.name, set()) == set()


@pytest.mark.parametrize("app", source.apps(), ids=lambda app: app.name)
def test_domain_app_says_which_facts_it_owns_and_holds_no_code_there(app) -> None:
    body = source.tree(app / "__init__.py").body
    assert ast.get_docstring(source.tree(app / "__init__.py"))
    assert len(body) == 1


def test_files_stay_short_enough_to_read() -> None:
    long = {source.short(path): lines for path in source.files() if (lines := _lines(path)) > _FILE_LINES}
    assert long == {}


def test_functions_stay_small() -> None:
    sizes = {
        f"{source.short(path)}:{function.lineno} {function.name}": _code_lines(function)
        for path in source.files()
        for function in source.functions(path)
    }
    assert {name: size for name, size in sizes.items() if size > _FUNCTION_LINES} == {}
    assert statistics.median(sizes.values()) < _MEDIAN_LINES


def test_models_hold_no_workflow() -> None:
    found = [
        f"{source.short(path)}:{function.lineno}"
        for app in source.apps()
        for path in [*app.glob("models.py"), *app.glob("models/*.py")]
        for function in source.functions(path)
        if function.name in {"save", "delete"}
    ]
    assert found == []


def test_operations_with_an_actor_take_everything_by_name() -> None:
    found = [
        f"{source.short(path)}:{function.lineno} {function.name}"
        for app in source.apps()
        for path in [*app.glob("operations.py"), *app.glob("operations/*.py")]
        for function in source.tree(path).body
        if isinstance(function, source.Function) and not function.name.startswith("_")
        if "actor" in {argument.arg for argument in function.args.args}
    ]
    assert found == []


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in source.PACKAGE.rglob("migrations/0001_*.py")}), ids=str
)
def test_migrations_are_one_line_of_numbers(folder) -> None:
    numbers = sorted(int(match[1]) for path in folder.glob("*.py") if (match := re.match(r"(\d{4})_", path.name)))
    assert numbers == list(range(1, len(numbers) + 1))


def test_tests_mirror_the_source() -> None:
    own = {"architecture", "journeys", "security"}  # about the whole product
    tests = source.ROOT / "tests"
    folders = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}
    strange = [str(folder) for folder in folders if folder.parts[:1] not in {(name,) for name in own} | {()}]
    strange = [folder for folder in strange if folder != "intake/db"]  # what needs a database of its own
    assert [folder for folder in strange if not (source.PACKAGE / folder).exists() and not _file(folder)] == []


def _file(folder: str) -> bool:
    return (source.PACKAGE / folder).with_suffix(".py").is_file() or (source.ROOT / folder).is_dir()


def _lines(path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _code_lines(function: source.Function) -> int:
    """Lines of a function without its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
