"""Who may take which step of a transfer. A side is a place: the sending branch and its committee, the receiving ones.

Who keeps the people of a branch acts for it; the posts of a committee act for the committee and for its branches. Of
one's own transfer one may ask, nothing more.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.access import UNMASK, WRITE, is_oneself
from zhendi.domain.people.models import Transfer
from zhendi.kernel.scope import Scope

Side = Literal["from_branch", "from_committee", "to_committee", "to_branch"]
NEXT: dict[str, Side] = {
    Transfer.State.APPLIED: "from_branch",
    Transfer.State.AGREED: "from_committee",
    Transfer.State.APPROVED: "from_committee",
    Transfer.State.TRANSIT: "to_committee",
    Transfer.State.ADMITTED: "to_branch",
    Transfer.State.RECEIVED: "to_committee",
    Transfer.State.SLIP: "from_committee",
}


def place(transfer: Transfer, side: Side) -> Organisation | None:
    """The organisation of a side; None where it is outside or not chosen yet."""
    return {
        "from_branch": transfer.from_organisation,
        "from_committee": transfer.from_committee,
        "to_committee": transfer.to_committee,
        "to_branch": transfer.to_organisation,
    }[side]


def may_act(scope: Scope, transfer: Transfer, side: Side) -> bool:
    """True when the reader acts for that side. Nobody decides on the own relation."""
    found = place(transfer, side)
    if found is None or (transfer.person_id is not None and is_oneself(scope, transfer.person_id)):
        return False
    return scope.allows(WRITE, found.path)


def turn(transfer: Transfer, day: date) -> Side | None:
    """Whose turn it is; an outside letter waits for its slip, an expired one for renewal, at the committee that issued it.

    ``NEXT`` says it for the others; where one committee keeps both branches no letter travels.
    """
    waits = transfer.direction == Transfer.Direction.OUT or transfer.expired(day)
    if transfer.state == Transfer.State.TRANSIT and waits:
        return "from_committee"
    if transfer.state == Transfer.State.APPROVED and transfer.internal:
        return "to_committee"
    return NEXT.get(transfer.state)


def may_print(scope: Scope, transfer: Transfer) -> bool:
    """The letter holds the citizen number: for posts of the issuing committee that may see it whole."""
    found = transfer.from_committee
    return found is not None and scope.allows(UNMASK, found.path) and may_act(scope, transfer, "from_committee")
