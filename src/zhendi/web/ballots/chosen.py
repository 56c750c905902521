"""Voters chosen by their numbers on the roll: ticked in the list, or typed like ``1-20、25``."""

from __future__ import annotations

import re

from zhendi.kernel.errors import Refused
from zhendi.web.orgs.typed import key
from zhendi.web.shell.request import Request

_MOST = 20_000  # the longest roll
_BETWEEN = re.compile(r"[\s、，,;；]+")
_RANGE = re.compile(r"(\d{1,5})(?:[-—–~至到](\d{1,5}))?")


def numbers(request: Request) -> list[int]:
    """The ``one`` whose own button was pressed, or all that is ticked (``ticked``) and typed (``numbers``).

    ``Refused`` for what is no number or range.
    """
    if (one := key(request.POST.get("one"))) is not None:
        return [one]
    found = [number for each in request.POST.getlist("ticked") if (number := key(each)) is not None]
    for part in filter(None, _BETWEEN.split(request.POST.get("numbers", "").strip())):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise Refused(f"“{part[:20]}”没看懂，按 1-20、25 这样填名册上的号。", code="numbers", field="numbers")
        first = int(match[1])
        last = int(match[2] or first)
        if not first <= last <= _MOST:
            raise Refused(f"“{part}”的前一个号要小，号不超过 {_MOST}。", code="numbers", field="numbers")
        found.extend(range(first, last + 1))
    return found
