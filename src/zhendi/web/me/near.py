"""Finding the nearest organisation: by the words of a place, by where the member is on record as living, or by where the
member stands, if the member says so.

The position comes once, in the body of a request that the member's own press sends, to a hundred metres; it is compared
and forgotten. It is in no address, no table, no log and no trail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from zhendi.domain.messaging import consenting
from zhendi.domain.messaging.queries import consents
from zhendi.domain.mobile.queries.own import own_destination
from zhendi.domain.orgs.queries.welcoming import Welcoming, nearest, welcoming
from zhendi.domain.services import queries as services
from zhendi.domain.services.queries import Near, OutletRow
from zhendi.kernel import parameters
from zhendi.web.me.door import own
from zhendi.web.shell import position
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_LONGEST = 40
_DIGITS = 3  # of degrees: about a hundred metres
_STEM = re.compile(r"(?<=..)(?:市|县|区|省|自治州|自治区)$")
_UNREAD = "没有得到您的位置。请写区县或镇名来查。"


class _Found(NamedTuple):
    """What was found, and how: ``by`` "words", "record" (of ``place``), "distance" or "" (the whole list)."""

    branches: tuple[Welcoming, ...]
    outlets: tuple[OutletRow | Near, ...]
    by: str
    place: str = ""
    fault: str = ""


@sensitive_post_parameters("longitude", "latitude")
@require_http_methods(["GET", "HEAD", "POST"])
@own
def near(request: Request) -> HttpResponse:
    """Organisations and service points that take guests. The place on record is used by a press, or at once by consent."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    places = own_destination(request.scope)
    agreed = consents.agreed([request.scope.person_id or 0], consenting.DISTRICT, request.today) if places else ()
    if request.method == "POST":
        found = _recorded(places) if request.POST.get("recorded") else _around(request)
    elif text:
        found = _Found(welcoming(text), services.public_outlets(text), "words")
    else:
        found = _recorded(places) if agreed else _Found(welcoming(""), (), "")
    response = render(
        request, "me/near.html", status=REFUSED if found.fault else 200, text=text, found=found,
        recorded=places[0] if places and found.by != "record" else "",
    )  # fmt: skip
    return position.allowed(response)


def _recorded(places: Sequence[str]) -> _Found:
    """By the smallest place on record that has anything: district, city, province."""
    for place in places:
        word = _STEM.sub("", place) or place
        branches, outlets = welcoming(word), services.public_outlets(word)
        if branches or outlets:
            return _Found(branches, outlets, "record", place)
    return _Found((), (), "record", places[0] if places else "")


@sensitive_variables()
def _around(request: Request) -> _Found:
    here = _position(request)
    if here is None:
        return _Found(welcoming(""), (), "", fault=_UNREAD)
    within = parameters.load().integer("near.outlet_kilometres", request.today) * 1000
    branches, outlets = nearest(here), services.nearest_outlets(here, within=within)
    return _Found(branches or welcoming(""), outlets, "distance")


@sensitive_variables()
def _position(request: Request) -> tuple[float, float] | None:
    """Longitude and latitude as they were sent, rounded; ``None`` for what is none."""
    try:
        east, north = (round(float(request.POST.get(name, "")), _DIGITS) for name in ("longitude", "latitude"))
    except ValueError:
        return None
    return (east, north) if -180 <= east <= 180 and -90 <= north <= 90 else None
