"""What every gateway can do, and the few words in which it answers.

The difference that matters is between *certainly not taken* (may be tried elsewhere) and *perhaps taken* (must be asked
for by its key, never simply sent again).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol


class Given(NamedTuple):
    """A message handed to a gateway. ``template``: under which code the gateway knows the text ("" = not registered)."""

    key: str
    address: str
    text: str
    signature: str
    template: str = ""
    variables: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"<message {self.key}>"


class Verdict(NamedTuple):
    """``accepted``; ``refused`` for good (the number, the text); ``later``: certainly not taken, try again; ``uncertain``."""

    key: str
    outcome: Literal["accepted", "refused", "later", "uncertain"]
    reference: str = ""
    reason: str = ""


class Asked(NamedTuple):
    """A message after which a gateway is asked."""

    key: str
    address: str
    reference: str
    handed_at: datetime

    def __repr__(self) -> str:
        return f"<message {self.key}>"


class Fate(NamedTuple):
    """What a gateway knows of a key; ``absent``: it never took it; ``uncertain``: it cannot say now."""

    key: str
    outcome: Literal["accepted", "delivered", "failed", "absent", "uncertain"]
    reference: str = ""
    code: str = ""
    day: date | None = None


class Notice(NamedTuple):
    """A receipt: the message by its key (or the gateway's reference), and whether it arrived on which day."""

    key: str
    reference: str
    delivered: bool
    code: str
    day: date


class Answer(NamedTuple):
    """A reply of a receiver; ``number`` is the gateway's own, the same for the same reply."""

    number: str
    sender: str
    text: str
    at: datetime

    def __repr__(self) -> str:
        return f"<reply {self.number}>"


class Returns(NamedTuple):
    """What one push of a gateway brought, and the body that it wants as an acknowledgement."""

    notices: tuple[Notice, ...] = ()
    answers: tuple[Answer, ...] = ()
    acknowledgement: Mapping[str, object] = {}


class Carrier(Protocol):
    """A gateway. ``submit`` and ``ask`` never raise for what the other side does: they answer for each message.

    ``rate``: messages a second; ``most``: messages of one ``submit``. ``local``: nothing leaves this machine.
    ``registers``: it carries only texts that were registered with it beforehand.
    """

    @property
    def name(self) -> str:
        """As the settings call it."""
        ...

    @property
    def title(self) -> str:
        """As a page calls it."""
        ...

    @property
    def rate(self) -> int:
        """Messages a second."""
        ...

    @property
    def most(self) -> int:
        """Messages of one call."""
        ...

    @property
    def local(self) -> bool:
        """Nothing leaves this machine."""
        ...

    @property
    def registers(self) -> bool:
        """Only registered texts."""
        ...

    def submit(self, messages: Sequence[Given]) -> list[Verdict]:
        """Hand messages over; one verdict for each, in their order."""
        ...

    def ask(self, messages: Sequence[Asked]) -> list[Fate]:
        """What became of messages; one answer for each, in their order."""
        ...

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, *, now: datetime) -> Returns:
        """A push of receipts and replies. ``PermissionError`` when it is not proven to be theirs, ``ValueError`` when
        it cannot be read.
        """
        ...
