"""The standing cast's county as the tests of organisations change it."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.people import Cast
from zhendi.domain.orgs.operations import founding
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel.scope import Scope

TODAY = date(2026, 6, 1)
MAY = date(2026, 5, 1)
APRIL = date(2026, 4, 1)
BEFORE = date(2026, 3, 31)
APPROVAL = Approval("泾组〔2026〕7号", date(2026, 3, 20))


def act(cast: Cast, who: str = "county_officer", on: date = APRIL, **words: Any) -> dict[str, Any]:
    """The words that every operation takes."""
    return {"actor": cast.actor(who, TODAY), "on": on, "approval": APPROVAL, **words}


def key(cast: Cast, name: str) -> int:
    """The key of an organisation of the cast."""
    return cast.organisations[name].pk


def scope(cast: Cast, who: str = "county_officer", as_of: date = TODAY) -> Scope:
    """A reader looking at a day."""
    return cast.scope(who, TODAY).on(as_of)


def found(cast: Cast, parent: str = "township", name: str = "中共泾县泾川镇城东村支部委员会", **words: Any) -> int:
    """One more branch."""
    given = {"parent_id": key(cast, parent), "full_name": name, "kind": "branch", **words}
    return founding.found(**act(cast, **given))
