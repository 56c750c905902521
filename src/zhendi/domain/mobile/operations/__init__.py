"""What is done with movements. Taking in the registers is re-exported: the door of intake calls it by the app's name."""

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
    "IncomingRow",
    "OutgoingRow",
    "apply_incoming",
    "apply_outgoing",
    "derive",
    "join_pairs",
    "plan_incoming",
    "plan_outgoing",
]
