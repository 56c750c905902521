"""A form as a template shows it: what was typed, and what is wrong with it. Typed text is never lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhendi.kernel.errors import Refused
from zhendi.web.shell.request import Request


@dataclass(frozen=True, slots=True)
class Form:
    """``typed``: all values of each field; ``errors``: the sentence under a field; ``message`` and ``details``: above."""

    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    details: tuple[str, ...] = ()

    def value(self, name: str) -> str:
        """What stands in a field ("" for one that is empty or unknown)."""
        return next(iter(self.typed.get(name, ())), "")

    def values(self, name: str) -> Sequence[str]:
        """All that is chosen in a field of many."""
        return self.typed.get(name, ())

    def error(self, name: str) -> str:
        """What is wrong with a field ("" for nothing)."""
        return self.errors.get(name, "")

    @property
    def faulty(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.errors or self.message or self.details)


def blank(**values: object) -> Form:
    """A form not yet touched, with what the record holds now; None is an empty field, a list many choices."""
    return Form({name: _texts(value) for name, value in values.items()})


def kept(request: Request, refused: Refused, *fields: str, **renamed: str) -> Form:
    """The form as it was typed, with the reason why it was refused.

    The reason stands under its field when the page shows that field (``fields``; none named: any), else above all.
    ``renamed``: the page's name of a field that the operation calls otherwise (``password="new_password"``).
    """
    field_name = renamed.get(refused.field, refused.field)
    shown = (*fields, *renamed.values())
    under = field_name if field_name and (not fields or field_name in shown) else ""
    return Form(
        dict(request.POST.lists()),
        {under: refused.message} if under else {},
        "" if under else refused.message,
        tuple(line for line in refused.details if line != refused.message),
    )


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else (str(value),)
