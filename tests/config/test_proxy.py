"""Lock-outs are counted by the caller's address, which a caller cannot choose."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from zhendi.config.proxy import client_address


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "", "10.0.0.9"),
        (False, "1.2.3.4", "10.0.0.9"),
        (True, "1.2.3.4", "1.2.3.4"),
        (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (True, "", "10.0.0.9"),
    ],
)
def test_forged_entries_do_not_count(settings, behind: bool, forwarded: str, address: str) -> None:
    settings.BEHIND_PROXY = behind
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers)) == address
