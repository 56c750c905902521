"""A county's own numbers and words, put into its installation, hold for the whole product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhendi.kernel import parameters
from zhendi.kernel.errors import Unreadable
from zhendi.policy import load

DAY = date(2026, 7, 1)
CODE = "branch.usual_maximum"
OWN = """
[[override]]
code = "branch.usual_maximum"
value = {value}
from = 2026-07-01
source = "中共某县委组织部的通知"
article = "第三条"
confirmed_by = "组织科"
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path
    (tmp_path / "policy").mkdir()
    for cached in (load.load, load.fingerprint, load.wordings):
        cached.cache_clear()
    yield tmp_path / "policy"
    parameters.install(None)
    for cached in (load.load, load.fingerprint, load.wordings):
        cached.cache_clear()


def test_a_stricter_number_of_the_county_holds_from_its_day_for_rules_and_operations(folder: Path) -> None:
    from django.apps import apps

    before = load.fingerprint()
    load.fingerprint.cache_clear()
    (folder / "local.toml").write_text(OWN.format(value=40), "utf-8")
    apps.get_app_config("obligations").ready()
    assert load.load().parameters.integer(CODE, DAY) == 40
    assert parameters.load().integer(CODE, DAY) == 40
    assert parameters.load().integer(CODE, date(2026, 6, 30)) == parameters.national().integer(CODE, DAY) == 50
    assert load.fingerprint() != before


def test_a_number_laxer_than_the_law_stops_the_start(folder: Path) -> None:
    from django.apps import apps

    (folder / "local.toml").write_text(OWN.format(value=60), "utf-8")
    with pytest.raises(Unreadable, match=r"local\.toml"):
        apps.get_app_config("obligations").ready()


def test_the_countys_own_wording_is_found_by_clause(folder: Path) -> None:
    (folder / "wording.toml").write_text(
        '[[text]]\nid = "3.0"\ntext = "全县原文"\nsource = "某发〔2009〕1号"\n', "utf-8"
    )
    assert load.wordings()["3.0"].text == "全县原文"
