"""The pages for what went wrong. They say whether anything was saved and what to do, and nothing about existence.

They read nothing: neither session nor database may be there when one of them is needed.
"""

from __future__ import annotations

import logging
import secrets
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.web.shell.frame import nobody

_LOG = logging.getLogger(__name__)


class Words(NamedTuple):
    """One page: what is so, why, and further lines."""

    title: str
    why: str
    lines: tuple[tuple[str, str], ...] = ()


_BAD = Words(
    "这次提交没有被接受",
    "内容不完整，或者带了系统不认识的东西。什么都没有存。",
    (("接着办", "退回上一页，刷新，再填一次"),),
)
_FORBIDDEN = Words(
    "这一步没有办",
    "您现在用的职务不办这件事。什么都没有存。",
    (("该谁办", "问上一级党组织的经办人；有几个职务的，在右上角换一个"),),
)
_STALE = Words(
    "页面放得太久了",
    "为了防止别处冒用，放久了的页面不能再交。刚才填的没有存。",
    (("接着办", "退回上一页，刷新，再交一次"), ("总是这样", "看浏览器是不是不让存 Cookie")),
)
_NOT_FOUND = Words(
    "没有找到这一页",
    "地址不对，或者这里没有您能看的内容。",
    (
        ("从哪里来", "点链接来的，退回去刷新一下；手输的，核对地址"),
        ("按哪天看", "选了以前的日期，那时还没有的也找不到"),
    ),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400, _BAD, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403, _FORBIDDEN, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its mark; ``settings.CSRF_FAILURE_VIEW`` names this."""
    _LOG.warning("csrf refused: %s", reason)
    return _page(request, 403, _STALE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what is not there and for what is not for this reader."""
    return _page(request, 404, _NOT_FOUND, exception)


def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """422 for a refusal that no form took back."""
    lines = tuple(("还有", line) for line in exception.details)
    return _page(
        request, 422, Words("这一步没有办", exception.message, (*lines, ("接着办", "退回上一页改好，再交一次")))
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with a number to tell on the telephone; the log holds the same."""
    number = f"{clock.now():%m%d-%H%M}-{secrets.token_hex(2).upper()}"
    _LOG.error("page error %s", number)
    lines = (("还不行", f"报给县里管系统的人，编号 {number}"), ("等不及", "先用纸面办，系统好了再补录"))
    return _page(
        request, 500, Words("这一页没打开", "是我们这边出了错。刚才填的没有存进去，再交一次就行，不会重复。", lines)
    )


def _page(request: HttpRequest, status: int, words: Words, because: Exception | None = None) -> HttpResponse:
    if because is not None:
        _LOG.info("answered %s for %s", status, type(because).__name__)  # its text may hold what was typed
    context = {"frame": nobody(request), "words": words, "retry": request.path if request.method == "GET" else ""}
    return HttpResponse(render_to_string("shell/error.html", {**context, "broken": status >= 500}), status=status)
