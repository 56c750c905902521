"""A gathering of members away and the set-up procedure that comes of it.

The two apps do not know each other; the page calls both, in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zhendi.domain.mobile.operations import gatherings
from zhendi.domain.setup.operations import procedure_deciding, procedure_founding
from zhendi.domain.setup.operations.procedure_founding import Meeting
from zhendi.domain.setup.operations.procedure_opening import Founding, open_founding
from zhendi.kernel.scope import Actor

KIND, SOURCE = "mobile_branch", "cluster"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the committee takes up: these members (movements), a possible leader, the name to be, and why."""

    parent_id: int
    full_name: str
    member_ids: Sequence[int]
    leader_id: int
    reason: str


@transaction.atomic
def accept(*, actor: Actor, on: date, acceptance: Acceptance) -> int:
    """The committee takes up a gathering: the founding of an organisation of mobile members begins; gives its procedure."""
    members = list(dict.fromkeys(acceptance.member_ids))
    gathering = gatherings.accept(actor=actor, on=on, movement_ids=members, leader_id=acceptance.leader_id)
    founding = Founding(
        acceptance.parent_id, acceptance.full_name, KIND, (), acceptance.reason, said_full=len(members), source=SOURCE,
        source_id=gathering,
    )  # fmt: skip
    procedure = open_founding(actor=actor, on=on, founding=founding)
    gatherings.link(gathering_id=gathering, procedure_id=procedure)
    return procedure


@transaction.atomic
def carry_out(*, actor: Actor, on: date, procedure_id: int, meeting: Meeting) -> int:
    """The procedure is carried out; members of a gathering take part in what was founded. Gives the organisation."""
    made = procedure_founding.carry_out(actor=actor, on=on, procedure_id=procedure_id, meeting=meeting)
    gatherings.founded(actor=actor, on=on, procedure_id=procedure_id, organisation_id=made)
    return made


@transaction.atomic
def undo(*, actor: Actor, on: date, procedure_id: int, reason: str) -> None:
    """A founding is taken back; the gathering may be taken up again."""
    gatherings.release(actor=actor, on=on, procedure_id=procedure_id)
    procedure_founding.undo(actor=actor, on=on, procedure_id=procedure_id, reason=reason)


@transaction.atomic
def refuse(*, actor: Actor, on: date, procedure_id: int, reason: str) -> None:
    """The committee does not approve; the gathering may be taken up again."""
    procedure_deciding.refuse(actor=actor, on=on, procedure_id=procedure_id, reason=reason)
    gatherings.release(actor=actor, on=on, procedure_id=procedure_id)


@transaction.atomic
def withdraw(*, actor: Actor, on: date, procedure_id: int, reason: str) -> None:
    """The founding is given up; the gathering may be taken up again."""
    procedure_deciding.withdraw(actor=actor, on=on, procedure_id=procedure_id, reason=reason)
    gatherings.release(actor=actor, on=on, procedure_id=procedure_id)
