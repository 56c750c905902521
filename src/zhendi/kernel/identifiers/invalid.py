"""Why a number is not what it should be."""

from __future__ import annotations


class InvalidIdentifier(ValueError):
    """``kind`` is a stable word for machines, ``message`` a Chinese sentence that says what to do.

    ``expected`` is the right check character where only that is wrong, else "". Neither the number itself nor
    a part of it that is not needed stands in the message, so that it may be logged.
    """

    def __init__(self, kind: str, message: str, expected: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.expected = expected

    def __repr__(self) -> str:
        return f"InvalidIdentifier({self.kind!r}, {self.message!r})"

    def __reduce__(self) -> tuple[type[InvalidIdentifier], tuple[str, str, str]]:
        return InvalidIdentifier, (self.kind, self.message, self.expected)
