"""What the county already holds, handed to the engine so that judging stays pure: no table is read there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

Point = tuple[Decimal, Decimal]


class KnownOrganisation(NamedTuple):
    """An organisation that the county already holds; ``parent`` by full name."""

    full_name: str
    kind: str
    parent: str = ""
    short_name: str = ""
    division_code: str = ""
    previous_names: tuple[str, ...] = ()


class KnownMember(NamedTuple):
    """A member that the county already holds: the branch by full name, and the name."""

    organisation: str
    name: str


def _no_members(_numbers: Collection[str]) -> Mapping[str, KnownMember]:
    return {}


def _no_numbers(_numbers: Collection[str]) -> Collection[str]:
    return ()


def _nowhere() -> Point | None:
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """What the county already holds, passed in so that judging stays pure.

    ``divisions``: names by 12-digit code, empty when no table of divisions is held. ``members`` and ``outgoing``
    answer for a set of citizen numbers at once; each is asked once a register. ``has_outgoing``: a register of outgoing
    members is held, so that a missing one means something. ``home``: full name of the township's committee for which the
    files are handed in, "" = the county. ``middle``: where the county lies (longitude, latitude), as far as units tell.
    """

    organisations: Sequence[KnownOrganisation] = ()
    divisions: Mapping[str, str] = field(default_factory=dict)
    members: Callable[[Collection[str]], Mapping[str, KnownMember]] = _no_members
    outgoing: Callable[[Collection[str]], Collection[str]] = _no_numbers
    has_outgoing: bool = False
    home: str = ""
    middle: Callable[[], Point | None] = _nowhere


NOTHING = Known()
