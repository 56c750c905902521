"""What an operation or a query may answer instead of its result. Messages are Chinese sentences for the user."""

from __future__ import annotations

from collections.abc import Sequence


class Refused(Exception):
    """An operation was not carried out; nothing was written.

    ``message`` says in plain Chinese what is wrong and what to do; ``code`` is a stable English word for
    machines; ``field`` names the form field at fault ("" when none); ``details`` are further sentences,
    one for each thing that stands in the way.
    """

    def __init__(self, message: str, *, code: str = "refused", field: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field
        self.details = tuple(details)


class NotVisible(LookupError):
    """The record does not exist for this reader: absent and forbidden look the same, so that ids tell nothing."""


class Unreadable(ValueError):
    """Policy data or configuration that cannot be used; the message names the file, the entry and the fault."""
