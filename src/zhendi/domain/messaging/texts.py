"""Texts with variables in braces, and how long they are on a telephone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_ONE, _PART = 70, 67  # characters of one message, and of each part of a longer one (GSM 03.38, UCS-2)


def variables(body: str) -> tuple[str, ...]:
    """The names in braces, each once, in their order."""
    return tuple(dict.fromkeys(name.strip() for name in _VARIABLE.findall(body)))


def missing(body: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Names that the text needs and that have no value."""
    return tuple(name for name in variables(body) if not str(values.get(name, "")).strip())


def filled(body: str, values: Mapping[str, str]) -> str:
    """The text with its variables. ``KeyError`` for one that is not given. Braces in values stay as they are."""
    return _VARIABLE.sub(lambda found: values[found[1].strip()], body)


def whole(body: str, signature: str, values: Mapping[str, str]) -> str:
    """What the receiver reads: the signature in its brackets, then the text; both may hold variables."""
    return f"【{filled(signature, values)}】{filled(body, values)}"


def parts(text: str) -> int:
    """How many messages the carrier counts for a text."""
    return 1 if len(text) <= _ONE else -(-len(text) // _PART)


def read(body: str, signature: str, variables_: str) -> str:
    """What the receiver reads of a message whose variables are kept as JSON ("" for none)."""
    return whole(body, signature, json.loads(variables_ or "{}"))
