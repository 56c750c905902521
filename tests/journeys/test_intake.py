"""A county officer drops in the county's real workbooks, looks at every page, confirms, and finds the right figures."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT, WAIT
from tests.journeys.window import looked_at
from tests.people import PASSWORD, SECRET, SINCE, citizen_number, token
from zhendi.kernel import clock

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.journey,
    # The process that checks and writes is meant to outlive the one that sent it.
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]

SAMPLES = Path(os.environ.get("ZHENDI_INTAKE_SAMPLES") or ROOT.parent / "shared/data/intake")
PATIENCE = 240_000  # milliseconds for sixteen workbooks on a slow machine


@pytest.fixture
def officer(transactional_db: None) -> str:
    """An empty county with nobody in it but its officer; gives the user name."""
    from django.contrib.auth.hashers import make_password

    from zhendi.domain.orgs.models import Organisation, Version
    from zhendi.domain.orgs.paths import Allocator
    from zhendi.domain.people.models import CITIZEN, Account, Person, Post, SecondFactor
    from zhendi.kernel import crypto, pinyin

    name = "中共泾县委员会"
    county = Organisation.objects.create(
        full_name=name, short_name="县委", kind="county_committee", depth=1, path=Allocator(()).child(""),
        division_code="341823000000", founded_on=SINCE, founded_precision="d",
    )  # fmt: skip
    Version.objects.create(
        organisation=county, full_name=name, short_name="县委", kind=county.kind, path=county.path,
        division_code=county.division_code, valid_from=SINCE,
    )  # fmt: skip
    number = citizen_number(1)
    person = Person.objects.create(
        name="高远山", sort_name=pinyin.sort_name("高远山"), citizen_number=number,
        citizen_index=crypto.index(number, CITIZEN), sex=1,
    )  # fmt: skip
    Post.objects.create(person=person, role="county_officer", organisation=county, valid_from=SINCE)
    account = Account.objects.create(
        username="county.officer", person=person, password=make_password(PASSWORD), opened_on=SINCE
    )
    SecondFactor.objects.create(account=account, secret=SECRET, confirmed_at=clock.now())
    return account.username


@pytest.fixture
def child_works_here(child_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that checks and writes finds this test's database."""
    for name, value in child_environment.items():
        monkeypatch.setenv(name, value)


def sign_in(page: Any, server: LiveServer, username: str) -> None:
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("[name=token]")
    page.fill("[name=token]", token(clock.now()))
    page.press("[name=token]", "Enter")
    page.click("nav[aria-label=主导航] >> text=导入")
    page.wait_for_url("**/intake/")


def test_the_countys_workbooks_go_in_by_the_browser(
    page: Any, live_server: LiveServer, officer: str, child_works_here: None
) -> None:
    answers = json.loads((SAMPLES / "answers.json").read_text("utf-8"))
    sign_in(page, live_server, officer)
    looked_at(page, "1-empty")
    page.set_input_files("#files", sorted(str(path) for path in SAMPLES.glob("*/*.*")))
    assert "16 个文件" in page.inner_text("[data-intake-send]")
    page.fill("#day", answers["as_of"])
    looked_at(page, "2-chosen")
    page.click("[data-intake-send]")
    page.wait_for_url(re.compile(r"/intake/\d+$"))
    home = page.url
    page.wait_for_selector("text=与库里对照", timeout=PATIENCE)
    looked_at(page, "3-run")
    _walk(page, home)
    page.goto(f"{home}/write")
    looked_at(page, "8-write")
    page.click("main form button.go")
    page.wait_for_selector("text=写入了什么", timeout=PATIENCE)
    looked_at(page, "9-result")
    assert _held() == _meant(answers)
    page.goto(f"{live_server.url}/intake/")
    looked_at(page, "10-list")
    assert "已完成" in page.inner_text("table")
    page.goto(f"{home}/undo")
    looked_at(page, "11-undo")
    page.click("main form button.danger")
    page.wait_for_selector("text=已撤销第")
    assert _held() == {}


def _walk(page: Any, home: str) -> None:
    """Every page on the way to confirming."""
    for name, address in (
        ("4-findings", f"{home}/findings?level=rejected"),
        ("5-differences", f"{home}/differences?register=members"),
        ("6-doubts", f"{home}/doubts"),
        ("8-discard", f"{home}/discard"),
    ):
        page.goto(address)
        looked_at(page, name)
    page.goto(home)
    page.click("text=列对应 >> nth=0")
    page.wait_for_url("**/columns")
    looked_at(page, "7-columns")
    page.goto(f"{page.url.split('/intake/')[0]}/intake/exports")
    looked_at(page, "12-exports")


def _held() -> dict[tuple[str, str], int]:
    """Members by organisation and standing, as they stand in the register now."""
    from zhendi.domain.people.models import Membership

    rows = Membership.objects.current().values_list("organisation__full_name", "standing")
    return dict(Counter(rows))


def _meant(answers: dict[str, Any]) -> dict[tuple[str, str], int]:
    figures = {
        (each["full_name"], standing): each[standing]
        for each in answers["orgs"]
        for standing in ("full", "probationary")
    }
    return {place: count for place, count in figures.items() if count}


ROSTER = "\n".join(("姓名,身份证号码,所在党支部,入党时间", f"张三,{citizen_number(7)},没有的支部,2001-07-01")).encode()


def test_a_file_let_go_over_the_page_is_taken_in(
    page: Any, live_server: LiveServer, officer: str, child_works_here: None
) -> None:
    sign_in(page, live_server, officer)
    basket = page.evaluate_handle(
        "text => { const all = new DataTransfer(); all.items.add(new File([text], '名册.csv')); return all; }",
        ROSTER.decode(),
    )
    page.dispatch_event("[data-intake-drop]", "drop", {"dataTransfer": basket})
    page.wait_for_selector("text=上传并检查 1 个文件")
    page.click("[data-intake-send]")
    page.wait_for_url(re.compile(r"/intake/\d+$"))
    page.wait_for_selector("td >> text=名册.csv", timeout=PATIENCE)


def test_without_script_the_same_works_by_hand(
    browser: Any, page: Any, live_server: LiveServer, officer: str, child_works_here: None, tmp_path: Path
) -> None:
    sign_in(page, live_server, officer)
    file = tmp_path / "名册.csv"
    file.write_bytes(ROSTER)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain.set_default_timeout(WAIT)
    window = plain.new_page()
    window.goto(f"{live_server.url}/intake/")
    window.set_input_files("#files", str(file))
    window.click("[data-intake-send]")
    for _ in range(240):
        if window.locator("text=列对应").count():
            break
        window.wait_for_timeout(500)
        with window.expect_navigation():  # a page half loaded has no words yet
            window.click("text=刷新")
    assert "名册.csv" in window.inner_text("main")
    window.click("text=列对应")
    window.click("text=记住并重新检查")
    assert "已记住" in window.inner_text("body")
    plain.close()
