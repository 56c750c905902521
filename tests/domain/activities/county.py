"""Activities in the standing cast's county."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from tests.people import Cast
from zhendi.domain.activities.operations import attending, inviting, planning
from zhendi.domain.activities.operations.inviting import Guest
from zhendi.domain.activities.operations.planning import Plan
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused

TODAY = date(2026, 6, 1)
MAY = date(2026, 5, 20)


def act(cast: Cast, who: str = "secretary", on: date = TODAY, **words: Any) -> dict[str, Any]:
    """The words that every operation takes."""
    return {"actor": cast.actor(who, TODAY), "on": on, **words}


def plan(kind: str = "symposium", title: str = "流动党员座谈会", day: date = MAY, **more: Any) -> Plan:
    """What is planned."""
    at = datetime.combine(day, datetime.min.time().replace(hour=19, minute=30), clock.ZONE)
    return Plan(kind, title, at, **{"place": "村部二楼", **more})


def activity(cast: Cast, who: str = "secretary", place: str = "branch", **more: Any) -> int:
    """One activity of an organisation of the cast."""
    organisation = cast.organisations[place].pk
    return planning.plan(**act(cast, who, organisation_id=organisation, given=plan(**more)))


def guests(cast: Cast, one: int, *names: str) -> list[int]:
    """Invite people of the cast; gives the invitations in the order of the names."""
    from zhendi.domain.activities.models import Invitation

    wanted = [Guest(person_id=cast.people[name].pk) for name in names]
    inviting.invite(**act(cast, activity_id=one, guests=wanted))
    keys = dict(Invitation.objects.filter(activity=one).values_list("person_id", "pk"))
    return [keys[cast.people[name].pk] for name in names]


def attend(cast: Cast, one: int, ways: dict[int, str], held_on: date = MAY) -> tuple[attending.Mark, ...]:
    """Note who was there."""
    return attending.attend(**act(cast, activity_id=one, held_on=held_on, ways=ways))


def refusal(call: Callable[..., object], **words: Any) -> Refused:
    """The refusal that a call must meet."""
    with pytest.raises(Refused) as caught:
        call(**words)
    return caught.value
