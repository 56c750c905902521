"""Who wants to know of a deed as soon as it is done, in its own transaction.

Every operation leaves its entry as its last act, so that the trail is the one place through which all deeds pass.
The engine listens here for the subjects whose duties it must derive anew; the apps below never hear of it. The mobile
register listens before it for memberships that move: ``people`` knows nothing of movements, and no way in may forget them.
This is no bus: two listeners, set when the product starts, in the order of the apps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Deed(NamedTuple):
    """What was done to what: the stable word of the action, the table and key of its subject, its place."""

    action: str
    subject_type: str
    subject_id: int | None
    path: str


Listener = Callable[[Sequence[Deed]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Hear of every deed from now on; a listener that is there already is not added again."""
    if listener not in _listeners:
        _listeners.append(listener)


def done(deeds: Sequence[Deed]) -> None:
    """Tell of deeds that have just been entered."""
    for listener in _listeners:
        listener(deeds)
