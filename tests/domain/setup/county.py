"""Units in the standing cast's county as the tests of set-up change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from zhendi.domain.setup.operations import covering, keeping
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Scope

TODAY = date(2026, 6, 1)
APRIL = date(2026, 4, 1)
MAY = date(2026, 5, 1)


def act(cast: Cast, who: str = "township_officer", on: date = APRIL, **words: Any) -> dict[str, Any]:
    """The words that every operation takes."""
    return {"actor": cast.actor(who, TODAY), "on": on, **words}


def scope(cast: Cast, who: str = "township_officer", as_of: date = TODAY) -> Scope:
    """A reader looking at a day."""
    return cast.scope(who, TODAY).on(as_of)


def entry(
    cast: Cast, name: str = "泾川镇竹木厂", kind: str = "firm", place: str = "township", **facts: Any
) -> keeping.Entry:
    """What the register says of a unit."""
    return keeping.Entry(name, kind, cast.organisations[place].pk, **facts)


def unit(cast: Cast, name: str = "泾川镇竹木厂", kind: str = "firm", on: date = APRIL, **facts: Any) -> int:
    """One more unit of the township."""
    return keeping.register(**act(cast, on=on, entry=entry(cast, name, kind, **facts)))


def cover(cast: Cast, unit_id: int, form: str = "own", place: str | None = "branch", on: date = MAY) -> None:
    """Cover a unit by an organisation of the cast."""
    organisation = cast.organisations[place].pk if place else None
    covering.cover(**act(cast, on=on, unit_id=unit_id, form=form, organisation_id=organisation))


def refusal(call: Callable[..., object], **words: Any) -> Refused:
    """The refusal that a call must meet."""
    with pytest.raises(Refused) as caught:
        call(**words)
    return caught.value
