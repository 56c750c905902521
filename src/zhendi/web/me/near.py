"""Finding the nearest organisation: by the words of a place, or by where the member stands, if the member says so.

The position comes once, in the body of a request that the member's own press sends, to a hundred metres; it is compared
and forgotten. It is in no address, no table, no log and no trail.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs.queries.welcoming import Welcoming, nearest, welcoming
from zhendi.domain.services import queries as services
from zhendi.web.me.door import own
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_LONGEST = 40
_DIGITS = 3  # of degrees: about a hundred metres
_ASKED = "accelerometer=(), camera=(), geolocation=(self), gyroscope=(), microphone=(), payment=(), usb=()"
_UNREAD = "没有得到您的位置。请写区县或镇名来查。"


@sensitive_post_parameters("longitude", "latitude")
@require_http_methods(["GET", "HEAD", "POST"])
@own
def near(request: Request) -> HttpResponse:
    """Organisations and service points that take guests."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    found: tuple[Welcoming, ...] = ()
    fault = ""
    if request.method == "POST":
        position = _position(request)
        found, fault = (nearest(position), "") if position else ((), _UNREAD)
    response = render(
        request, "me/near.html", status=REFUSED if fault else 200, text=text, fault=fault,
        by_distance=request.method == "POST" and not fault, branches=found or welcoming(text),
        outlets=services.public_outlets(text) if text else (),
    )  # fmt: skip
    response.headers["Permissions-Policy"] = _ASKED
    return response


@sensitive_variables()
def _position(request: Request) -> tuple[float, float] | None:
    """Longitude and latitude as they were sent, rounded; ``None`` for what is none."""
    try:
        east, north = (round(float(request.POST.get(name, "")), _DIGITS) for name in ("longitude", "latitude"))
    except ValueError:
        return None
    return (east, north) if -180 <= east <= 180 and -90 <= north <= 90 else None
