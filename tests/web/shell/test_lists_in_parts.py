"""Every list of the product answered in part: the rows, and what stands above them, which counts them and takes them along."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.people import Cast
from tests.security.addresses import LISTS

pytestmark = pytest.mark.django_db
PARTS = {"HX-Request": "true", "HX-Target": "region"}
_TOO = '<div id="head" class="headslot" hx-swap-oob="true">'


def _plain(route: str) -> bool:
    return "<" not in route and not route.startswith("api/")


@pytest.mark.parametrize("route", sorted(filter(_plain, LISTS)))
def test_the_head_of_a_list_goes_along_with_its_rows(cast: Cast, route: str) -> None:
    client = cast.client("county_officer")
    for words in LISTS[route]:
        if "{" in words:
            continue
        address = f"/{route}?{words}"
        whole: Any = client.get(address)
        part: Any = client.get(address, headers=PARTS)
        assert part.status_code == whole.status_code, address
        if whole.status_code != 200 or not whole.headers["Content-Type"].startswith("text/html"):
            continue
        heads = whole.text.count('<div id="head" class="headslot">')
        assert part.text.count(_TOO) == heads, address
        if heads:
            assert _title(whole.text) in part.text, address


def _title(text: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    return found[0] if found else ""
