"""What may not be said anywhere but in one place: the time, the environment, tables, Django."""

from __future__ import annotations

import fnmatch

from tests.architecture import source

_CLOCK = {"datetime.now", "datetime.today", "date.today", "datetime.utcnow", "timezone.now", "timezone.localdate",
          "datetime.datetime.now", "datetime.date.today", "time.time", "timezone.localtime"}  # fmt: skip
# The clock's own module; nothing else of the product reads the time.
_MAY_READ_THE_TIME = {"kernel/clock.py"}
# Settings and start, the demonstration's day, and handing the environment on to a second process.
_MAY_READ_THE_ENVIRONMENT = {"config/*.py", "__main__.py", "kernel/clock.py", "intake/operations/spawn.py"}


def _inside(path) -> str:
    return path.relative_to(source.PACKAGE).as_posix()


def test_only_the_clock_reads_the_time() -> None:
    found = [
        f"{source.short(path)}: {call}"
        for path in source.files()
        if _inside(path) not in _MAY_READ_THE_TIME
        for call in source.calls(path)
        if call in _CLOCK
    ]
    assert found == []


def test_the_environment_is_read_in_one_place() -> None:
    found = [
        source.short(path)
        for path in source.files()
        if not any(fnmatch.fnmatch(_inside(path), allowed) for allowed in _MAY_READ_THE_ENVIRONMENT)
        if "os.environ" in path.read_text("utf-8") or "os.getenv" in path.read_text("utf-8")
    ]
    assert found == []


def test_pages_and_api_import_neither_tables_nor_facts() -> None:
    found = [
        f"{source.short(path)}: {name}"
        for layer in ("web", "api")
        for path in source.files(layer)
        for name in source.imports(path)
        if name.startswith(("zhendi.domain", "zhendi.intake", "zhendi.kernel.audit"))
        if {"models", "facts"} & set(name.split("."))
    ]
    assert found == []


def test_policy_and_generator_know_no_django() -> None:
    found = [
        f"{source.short(path)}: {name}"
        for layer in ("policy", "demo")
        for path in source.files(layer)
        for name in source.imports(path)
        if name.split(".")[0] == "django" and "management" not in path.parts
    ]
    assert found == []


def test_nothing_is_done_behind_a_tables_back() -> None:
    found = [
        f"{source.short(path)}: {name}"
        for path in source.files()
        for name in source.imports(path)
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert found == []


def test_third_party_files_are_not_committed() -> None:
    ignored = (source.ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"/.venv/", "/var/", "/node_modules/", "/src/zhendi/web/static/vendor/"} <= set(ignored)
