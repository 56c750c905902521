"""What is done with a matter is done with the demand of a symposium that goes on as it.

The two apps do not know each other; the page calls both, in one transaction.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.activities.operations.referring import follow
from zhendi.domain.matters import operations
from zhendi.kernel.scope import Actor


@transaction.atomic
def answer(*, actor: Actor, on: date, matter_id: int, note: str, closes: bool) -> None:
    """Answer a matter, or answer and close it."""
    operations.answer(actor=actor, on=on, matter_id=matter_id, note=note, closes=closes)
    follow(actor=actor, on=on, matter_id=matter_id, state="closed" if closes else "answered", text=note.strip())


@transaction.atomic
def accept(*, actor: Actor, on: date, matter_id: int) -> None:
    """The member is content."""
    operations.accept(actor=actor, on=on, matter_id=matter_id)
    follow(actor=actor, on=on, matter_id=matter_id, state="closed")


@transaction.atomic
def reopen(*, actor: Actor, on: date, matter_id: int, note: str) -> None:
    """The member is not content."""
    operations.reopen(actor=actor, on=on, matter_id=matter_id, note=note)
    follow(actor=actor, on=on, matter_id=matter_id, state="open")


@transaction.atomic
def withdraw(*, actor: Actor, on: date, matter_id: int) -> None:
    """The member takes it back; what was asked at the symposium still stands there."""
    operations.withdraw(actor=actor, on=on, matter_id=matter_id)
    follow(actor=actor, on=on, matter_id=matter_id, state="withdrawn")
