"""script/screens: the pictures of the READMEs, taken from the running product with its demonstration county.

Words choose pictures; ``--data FOLDER`` uses a county that is there already instead of building one.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import browser
from playwright.sync_api import Browser, Page, sync_playwright
from shell import ROOT, VENV_PYTHON, Failed, answer, say

PICTURES = ROOT / "docs/screens"
_LARGEST = 150_000  # bytes of a picture in the repository
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@dataclass(frozen=True)
class Picture:
    """One picture: who looks (place in the list of demonstration accounts), at which page, and where from there."""

    name: str
    account: int
    path: str
    then: tuple[str, ...] = ()  # links to follow, as selectors


WANTED = (
    Picture("opinions", 0, "/opinions/"),
    Picture("duties", 2, "/duties/"),
    Picture("organisations", 0, "/organisations/"),
    Picture("member", 1, "/members/", ("main table tbody a",)),
    Picture("intake", 0, "/intake/", ("main table tbody a",)),
)


def main() -> int:
    """Start the product, sign in, take the pictures, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    program = browser.program()
    if program is None or not browser.has_chinese_font():
        raise Failed("需要浏览器和中文字体 / needs: sudo apt-get install chromium fonts-noto-cjk")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _county(options.data) as folder, _product(folder) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        accounts = _accounts(folder)
        for picture in WANTED:
            if not options.names or picture.name in options.names:
                _take(chromium, address, picture, accounts[picture.account])
        chromium.close()
    return 0


def _take(chromium: Browser, address: str, picture: Picture, account: tuple[str, str]) -> None:
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1200, "height": 760})
    page = context.new_page()
    _sign_in(page, address, *account)
    answered = page.goto(f"{address}{picture.path}")
    if answered is None or not answered.ok:
        raise Failed(f"{picture.path}: the page was not answered")
    for link in picture.then:
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")
    target = PICTURES / f"{picture.name}.png"
    page.screenshot(path=target)
    context.close()
    if target.stat().st_size > _LARGEST:
        raise Failed(f"{target.name}: {target.stat().st_size} bytes, more than {_LARGEST}; choose a plainer page")
    say(f"{target.relative_to(ROOT)} ({target.stat().st_size // 1024} KB)")


def _sign_in(page: Page, address: str, name: str, password: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", password)
    page.locator("form[method=post] button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    if page.url.endswith("/sign-in"):
        raise Failed(f"{name} could not sign in")


def _accounts(folder: Path) -> list[tuple[str, str]]:
    """The demonstration's accounts with their passwords, as ``zhendi demo accounts`` lists them."""
    lines = answer([VENV_PYTHON, "-m", "zhendi", "demo", "accounts"], environment={"ZHENDI_DATA_DIR": str(folder)})
    found = [(words[0], words[1]) for line in lines.splitlines() if len(words := line.split()) >= 3]
    if not found:
        raise Failed("没有演示账号，不是演示县 / no demonstration accounts in this data folder")
    return found


@contextlib.contextmanager
def _county(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="zhendi-screens-") as folder:
        yield Path(folder)


@contextlib.contextmanager
def _product(folder: Path) -> Iterator[str]:
    """The product on a free port, until the block ends."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "ZHENDI_DATA_DIR": str(folder), "PORT": str(port), "ZHENDI_MODE": "development"}
    server = subprocess.Popen([str(VENV_PYTHON), str(ROOT / "script/tasks/server.py")], env=environment, cwd=ROOT)
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes], seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()  # noqa: S310 - our own address
            return
        time.sleep(0.3)
    raise Failed("the product did not start")


if __name__ == "__main__":
    sys.exit(main())
