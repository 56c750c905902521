"""What is done with movements. Taking in the registers is re-exported: the door of intake calls it by the app's name."""

from zhendi.domain.mobile.operations.hand_over_register import HandOverRow, apply_hand_overs, plan_hand_overs
from zhendi.domain.mobile.operations.register import (
    INCOMING,
    OUTGOING,
    IncomingRow,
    OutgoingRow,
    apply_incoming,
    apply_outgoing,
    derive,
    join_pairs,
    plan_incoming,
    plan_outgoing,
)

__all__ = [
    "INCOMING",
    "OUTGOING",
    "HandOverRow",
    "IncomingRow",
    "OutgoingRow",
    "apply_hand_overs",
    "apply_incoming",
    "apply_outgoing",
    "derive",
    "join_pairs",
    "plan_hand_overs",
    "plan_incoming",
    "plan_outgoing",
]
