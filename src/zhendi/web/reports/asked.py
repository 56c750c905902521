"""What the address of a report asks for."""

from __future__ import annotations

from zhendi.domain.mobile.half_years import Half, half_of
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.shell.request import Request

_FIRST = 2000


def half(request: Request) -> Half:
    """The half-year in the address, else that of the reader's day; one that is still to come is left aside."""
    year, _, number = request.GET.get("half", "").partition("-")
    now = half_of(request.scope.as_of)
    if not (year.isascii() and year.isdigit() and len(year) == 4 and number in ("1", "2")):
        return now
    found = Half(int(year), int(number))
    return found if Half(_FIRST, 1) <= found <= now else now


def require_seeing(request: Request) -> None:
    """``NotVisible`` for a reader whose posts see no register."""
    if not request.scope.may(SEE):
        raise NotVisible("reports")
