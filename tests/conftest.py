"""What every test may ask for. The people of the county are in ``tests/people.py``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.people import cast  # noqa: F401 - the standing cast, for every test

_OF_DATABASE = {"db", "transactional_db"}
ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "var/vendor/axe.min.js"
WAIT = 120_000  # milliseconds that a browser may take on a machine with much else to do


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what works on the run's database: only that has to be tried again on the other one."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or not _OF_DATABASE.isdisjoint(asked):
            item.add_marker("database")


@pytest.fixture(scope="session", autouse=True)
def data_folder() -> Path:
    """The data folder of this run, made as the product makes it."""
    from django.conf import settings

    from zhendi.config import folder

    folder.make(settings.DATA_DIR)
    return settings.DATA_DIR


Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def zhendi(tmp_path: Path) -> Command:
    """The product's command line in a data folder of its own (SQLite): ``zhendi("intake", path)``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZHENDI_", "DJANGO_"))}
    environment |= {"ZHENDI_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DATABASE_URL", None)

    def call(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "zhendi", *map(str, words)],
            cwd=tmp_path,
            env={**environment, **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return call


@pytest.fixture
def child_environment(transactional_db: None) -> dict[str, str]:
    """The environment by which a second process works on this test's own database."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        url = f"sqlite:///{connection.settings_dict['NAME']}"
    else:
        base = settings.DATABASE_URL.rpartition("/")[0]
        url = f"{base}/{connection.settings_dict['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zhendi.config.settings",
        "ZHENDI_MODE": "test",
        "DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's Chromium, started once. Journeys are skipped where there is none (script/test says so)."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("ZHENDI_CHROMIUM") or "/usr/bin/chromium"
    if not Path(program).exists():
        pytest.skip("no Chromium on this machine")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread
    words = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=[*words, "--no-first-run", "--disable-sync"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh browser window of a desktop's size, in Chinese; a page that breaks its own rules fails the test."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1366, "height": 900})
    context.set_default_timeout(WAIT)
    window = context.new_page()
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    window.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield window
    context.close()
    assert not faults, faults


def serious_violations(page: Any) -> list[str]:
    """What axe finds on the page that shuts somebody out, one line each: rule, help, first places."""
    # What still fades in has another contrast: judge what stands.
    page.evaluate("() => Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)))")
    page.evaluate(AXE.read_text("utf-8"))  # in the page's own world; the content security policy stays in force
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")
    return [
        f"{fault['id']}: {fault['help']} {[node['target'] for node in fault['nodes'][:3]]}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
