"""Moving organisations that a register places under another parent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import carrying
from zhendi.kernel.registers import Journal


def move(moves: Sequence[tuple[int, str]], *, on: date, journal: Journal) -> None:
    """Put organisations (by key) below the living organisations of the given full names, subtrees included."""
    if not moves:
        return
    allocator = paths.Allocator(carrying.every_path())
    for pk, parent_name in moves:
        one = Organisation.objects.get(pk=pk)
        parent = Organisation.objects.alive().get(full_name=parent_name)
        carrying.carry(one, parent, allocator.child(parent.path), on=on, journal=journal)
