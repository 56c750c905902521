"""The embedded default: nothing leaves this machine. The messages are read on the page of the outbox.

It never says that a message arrived: who sends the texts by hand says so on the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from zhendi.domain.messaging.gateways.interface import Asked, Fate, Given, Returns, Verdict

NAME = "outbox"


class Outbox:
    """The table of messages itself is the outbox; nothing else need be written."""

    name, title, rate, most = NAME, "本机发件箱", 100_000, 500
    local, registers = True, False

    def submit(self, messages: Sequence[Given]) -> list[Verdict]:
        """Each is taken."""
        return [Verdict(each.key, "accepted") for each in messages]

    def ask(self, messages: Sequence[Asked]) -> list[Fate]:
        """What was not written down as taken was not taken."""
        return [Fate(each.key, "absent") for each in messages]

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, *, now: datetime) -> Returns:
        """Nobody pushes to it."""
        del headers, query, body, now
        raise PermissionError("the outbox takes no receipts")
