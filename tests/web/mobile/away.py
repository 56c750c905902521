"""Members away in the small county of the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.people import Cast
from zhendi.domain.mobile.models import Outgoing

TODAY = date(2026, 6, 20)


def away(cast: Cast, name: str = "member", **facts: Any) -> Outgoing:
    """Somebody of the cast who has been away for long enough."""
    branch, person = cast.organisations["branch"], cast.people[name]
    wanted: dict[str, Any] = {
        "province": "上海市", "city": "上海市", "district": "松江区", "employer": "松江电子厂", "trade": "制造业",
        "moved_on": date(2025, 3, 1), "moved_precision": "d", "floating_on": date(2025, 9, 1),
        "valid_from": date(2025, 3, 1),
    }  # fmt: skip
    return Outgoing.objects.create(
        person=person, name=person.name, citizen_number=person.citizen_number, organisation=branch, path=branch.path,
        **wanted | facts,
    )  # fmt: skip
