"""What was typed into a form, read as what an operation takes. What cannot be read is refused under its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel.errors import Refused

_LONGEST_KEY = 18  # digits of a primary key


def key(text: str | None) -> int | None:
    """The key of a record; None when the text is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _LONGEST_KEY else None


def number(text: str | None) -> int:
    """A page number: 1 or more."""
    return max(key(text) or 1, 1)


class Typed:
    """The fields of a posted form (several values for a field of many choices)."""

    def __init__(self, posted: Mapping[str, list[str]]) -> None:
        self._posted = posted

    def text(self, name: str) -> str:
        """The field's text without blanks around it, "" for none."""
        return next(iter(self._posted.get(name, ())), "").strip()

    def day(self, name: str, words: str = "日期") -> date:
        """The field's day; ``Refused`` when there is none or it is no day."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            said = f"没有填写{words}。" if not self.text(name) else f"{words}没看懂，按 2026-05-20 这样填。"
            raise Refused(said, code="day", field=name) from None

    def chosen(self, name: str, words: str) -> int:
        """The key chosen in a field; ``Refused`` when nothing is."""
        found = key(self.text(name))
        if found is None:
            raise Refused(f"没有选择{words}。", code="missing", field=name)
        return found

    def degrees(self, name: str, words: str) -> Decimal | None:
        """Degrees of longitude or latitude to six places, ``None`` for an empty field; ``Refused`` for no number."""
        said = self.text(name)
        if not said:
            return None
        try:
            found = round(Decimal(said), 6)  # a number without end cannot be rounded
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite():
            raise Refused(f"{words}填度数，例如118.4123；不知道就空着。", code="degrees", field=name)
        return found

    def texts(self, name: str) -> list[str]:
        """All values chosen in a field of many, as they came."""
        return [each.strip() for each in self._posted.get(name, ())]

    def many(self, name: str) -> list[int]:
        """All keys chosen in a field of many."""
        return [found for found in map(key, self._posted.get(name, ())) if found is not None]

    def approval(self) -> Approval:
        """The approval as typed; the operation checks it."""
        day = self.day("approved_on", "批准日期") if self.text("approved_on") else None
        return Approval(self.text("approval_number"), day)
