"""The parts of the policy data. All frozen; numbers are never here, only the codes of dated parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhendi.kernel.parameters import Parameters

Shape = Literal["event", "interval"]
SubjectKind = Literal[
    "organisation",
    "person",
    "unit",
    "incoming",
    "outgoing",
    "division",
    "outlet",
    "matter",
    "transfer",
    "procedure",
    "hand_over",
    "gathering",
    "demand",
    "decision",
    "election",
]
Comparison = Literal["at_least", "at_most", "below", "present"]
Calendar = Literal["month", "quarter", "half_year", "year", "festivals"]
AskedOf = Literal["whole", "end", "any"]
Strength = Literal["must", "usual"]
Kind = Literal["recurring", "deadline", "standing", "share"]
Status = Literal["met", "met_late", "due", "due_soon", "overdue", "missed", "waived", "not_yet"]
# The worst first, as lists show them: what may still be done; what is not done (a missed one is past doing); what is.
OPEN: tuple[Status, ...] = ("overdue", "due_soon", "due")
LACKING: tuple[Status, ...] = (*OPEN, "missed")
DONE: tuple[Status, ...] = ("met", "met_late")


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact that an app provides: rows of ``subject, happened_on[, quantity]`` or ``subject, valid_from,
    valid_to[, quantity]``. ``quantity`` names its unit, "" when every row counts as one.
    ``awaiting`` says which capability will bring it, "" when it is there.
    """

    code: str
    title: str
    subject: SubjectKind
    shape: Shape
    quantity: str
    provider: str
    text: str
    awaiting: str


@dataclass(frozen=True, slots=True)
class Condition:
    """How what was counted is compared; ``parameter`` is "" for ``present`` (one row is enough)."""

    comparison: Comparison
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """The rule asks only while a count of another fact of the same subject stands so."""

    fact: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Recurring:
    """Enough evidence in each period? ``asked_of``: those there for the ``whole`` period, at its ``end``, on ``any`` day.

    ``lead`` (festivals only) is how long before the day the period begins. ``catch_up``: for so long after its last day
    a period may still be shown to have been kept; then it is missed. "" = for ever.
    """

    evidence: str
    at_least: str
    calendar: Calendar
    asked_of: AskedOf
    festivals: tuple[str, ...] = ()
    lead: str = ""
    catch_up: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Closed in time? Due ``within`` (parameters added one after another) of the opening, pauses taken out; with no
    ``within`` due on the day on which the opening interval ends. Nothing is asked before ``not_before`` has passed
    since the opening, nor earlier than ``asked`` ahead of the due day. ``renews``: what closes opens the next one, so
    that it closes only what began before its day.
    The fact that ``opens`` has at most one row for a subject and a day: a duty is known by its subject and that day.
    """

    opens: str
    closes: str
    within: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    asked: str = ""
    pauses: str = ""
    renews: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Does it hold on the day? When it does not, it is to be put right ``within`` the time since it last held.

    ``window``: events count for so long after they happened.
    """

    evidence: str
    condition: Condition
    within: tuple[str, ...]
    window: str = ""


@dataclass(frozen=True, slots=True)
class Share(Standing):
    """Part ÷ whole: the subjects for which it holds, of all that are asked, against ``target`` (per cent)."""

    target: str = ""


Asks = Recurring | Deadline | Standing | Share


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who answers: a role in the subject's own organisation, or in the one above it."""

    role: str
    of: Literal["own", "above"]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the document says may follow when a duty is still overdue so long ``after`` its day: proposed, never done.

    ``decides``: the post that decides, by the place that bears the duty. In force from ``valid_from``.
    """

    title: str
    text: str
    after: str
    decides: Bearer
    valid_from: date
    source: str
    article: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a clause. ``id`` is the clause's id, a point and its own word: ``0.2.minimum``.

    ``action`` is what the inbox says to do; ``strength`` tells 必须 from 一般. In force in [valid_from, valid_to).
    ``where`` is the file and line at which it is written.
    """

    id: str
    title: str
    kind: Kind
    subjects: str
    asks: Asks
    guards: tuple[Guard, ...]
    bearer: Bearer
    action: str
    strength: Strength
    notice: str
    valid_from: date
    valid_to: date | None
    source: str
    article: str
    where: str
    consequence: Consequence | None = None

    def in_force(self, day: date) -> bool:
        """Whether the rule holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def facts(self) -> frozenset[str]:
        """Codes of all facts that the rule reads."""
        asks = self.asks
        own = (asks.opens, asks.closes, asks.pauses) if isinstance(asks, Deadline) else (asks.evidence,)
        return frozenset({self.subjects, *(guard.fact for guard in self.guards), *own} - {""})

    def parameters(self) -> frozenset[str]:
        """Codes of all parameters that the rule reads, its target and its consequence too."""
        guards = (guard.condition.parameter for guard in self.guards)
        after = self.consequence.after if self.consequence else ""
        return frozenset({self.notice, *guards, *_numbers(self.asks), after} - {""})


def _numbers(asks: Asks) -> tuple[str, ...]:
    if isinstance(asks, Recurring):
        return (asks.at_least, asks.lead, asks.catch_up)
    if isinstance(asks, Deadline):
        return (*asks.within, *asks.not_before, asks.asked)
    target = asks.target if isinstance(asks, Share) else ""
    return (asks.condition.parameter, *asks.within, asks.window, target)


@dataclass(frozen=True, slots=True)
class Target:
    """The figure's target: ``equal``, ``at_least``, ``at_most`` a parameter, or ``tracked`` (no number is set)."""

    comparison: Literal["equal", "at_least", "at_most", "tracked"]
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: what it asks in plain words, its place, its figure, and its rules or why there is none (yet).

    ``awaiting`` beside rules says what of the clause is still to come. ``measured_by``: ids of the rules whose figures,
    added up, are the clause's; none while its figure is still awaited. A target ``at_most`` counts what falls short.
    ``short``: its name in a narrow column.
    """

    id: str
    title: str
    short: str
    text: str
    place: str
    pillar: str
    figure: str
    target: Target
    rules: tuple[Rule, ...]
    measured_by: tuple[str, ...]
    awaiting: str
    not_computable: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document: its clauses stand in ``file``."""

    code: str
    title: str
    file: str


@dataclass(frozen=True, slots=True)
class Document:
    """The county's document and the days on which it is in force, half-open."""

    title: str
    issuer: str
    valid_from: date
    valid_to: date | None
    source: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that is asked. ``clauses`` in the document's order."""

    document: Document
    clauses: tuple[Clause, ...]
    facts: Mapping[str, Fact]
    parameters: Parameters

    def rules(self) -> tuple[Rule, ...]:
        """All rules in the document's order."""
        return tuple(rule for clause in self.clauses for rule in clause.rules)

    def rule(self, code: str) -> Rule:
        """One rule; ``KeyError`` for an unknown id."""
        return {rule.id: rule for rule in self.rules()}[code]

    def clause(self, code: str) -> Clause:
        """One clause; ``KeyError`` for an unknown id."""
        return {clause.id: clause for clause in self.clauses}[code]
