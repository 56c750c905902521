"""A browser window as every journey uses it: who sits before it, and whether a page can be used as it stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tests.conftest import serious_violations

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.people import Cast

DESKTOP, PHONE, NARROW = {"width": 1366, "height": 900}, {"width": 390, "height": 844}, {"width": 320, "height": 720}


def sit_down(page: Any, server: LiveServer, cast: Cast, who: str) -> None:
    """Somebody of the cast is signed in in this window, nobody else."""
    session = cast.client(who).cookies[settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": server.url}])


def looked_at(page: Any, name: str) -> None:
    """The page shuts nobody out and runs over nowhere, on a desk, a telephone and a narrow one.

    With ``ZHENDI_PICTURES`` its pictures are kept there.
    """
    pictures = os.environ.get("ZHENDI_PICTURES")
    for size, viewport in (("desk", DESKTOP), ("phone", PHONE), ("narrow", NARROW)):
        page.set_viewport_size(viewport)
        assert serious_violations(page) == [], f"{name} {size}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} {size}: {wide} px too wide"
        if pictures and size != "narrow":
            page.screenshot(path=f"{pictures}/{name}-{size}.png", full_page=True, caret="initial")
    page.set_viewport_size(DESKTOP)
