"""The county's own wording of the clauses, attached in its installation (``[[text]]`` with ``id``, ``text``, ``source``).

The product ships a paraphrase; a county that holds the official document shows that beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zhendi.policy.coverage import CLAUSES
from zhendi.policy.lines import read


class Wording(NamedTuple):
    """A clause as the county's document words it, and the document's name and number."""

    text: str
    source: str


def read_wording(text: str, file: str = "wording.toml") -> Mapping[str, Wording]:
    """The wordings by clause; ``Unreadable`` for an unknown or repeated clause or one without its source."""
    written = read(text, file)
    written.root.only(())
    found: dict[str, Wording] = {}
    for entry in written.tables:
        entry.only({"id", "text", "source"})
        code = entry.text("id")
        if code not in CLAUSES or code in found:
            entry.refuse("没有这一条款，或写了两次", "id")
        found[code] = Wording(entry.text("text"), entry.text("source"))
    return found
