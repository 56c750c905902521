"""What all judges of one run share: the rules of the day, what is held, who was found where, the answers of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from zhendi.intake.judging.resolver import Resolver
from zhendi.intake.judging.rules import Rules
from zhendi.intake.judging.sheet import Sheet
from zhendi.intake.known import Known
from zhendi.intake.verdict import MemberRow, Verdict

Decide = Callable[[str], str]


@dataclass(slots=True)
class Context:
    """``decide`` gives a person's answer to a doubt by its key, "" when there is none."""

    rules: Rules
    known: Known
    decide: Decide
    resolver: Resolver
    verdict: Verdict
    divisions: set[str] = field(default_factory=set)
    members: dict[str, MemberRow] = field(default_factory=dict)
    _divisions: dict[str, str] = field(default_factory=dict)

    def division_of(self, full_name: str) -> str:
        """The division code of an organisation, "" when it is not registered with one."""
        if not self._divisions:
            self._divisions.update((each.full_name, each.division_code) for each in self.known.organisations)
            self._divisions.update((row.full_name, row.division_code) for row in self.verdict.organisations)
        return self._divisions.get(full_name, "")

    def knows_division(self, code: str) -> bool:
        """True for a division of the table that is held; without one, for what the organisations name."""
        return not self.divisions or code in self.divisions


def home_of(sheet: Sheet, context: Context, file_titles: tuple[str, ...]) -> str:
    """The township's committee (full name) whose file or sheet this is, by its name and titles; else that for which the
    files are handed in. "" for several: then it is the county's.
    """
    for texts in ((sheet.table.sheet, *sheet.table.titles), file_titles):
        found = {town for text in texts for town in context.resolver.towns_in(text)}
        if found:
            return found.pop() if len(found) == 1 else ""
    return context.known.home
