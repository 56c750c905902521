"""Text that somebody typed, before an operation keeps it."""

from __future__ import annotations

from zhendi.kernel.errors import Refused


def words(text: str, most: int, name: str, field: str, *, needed: bool = True) -> str:
    """Text of at most ``most`` characters, without blanks at its ends.

    ``Refused`` (naming ``name`` in Chinese and the form's ``field``) when it is too long, or is missing although needed.
    """
    said = text.strip()
    if needed and not said:
        raise Refused(f"没有填写{name}。", code="missing", field=field)
    if len(said) > most:
        raise Refused(f"{name}最多{most}个字，现有{len(said)}个。", code="long", field=field)
    return said
