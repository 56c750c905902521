"""From which day a member away is a mobile one (流动党员): the dated rule of the continuous months away."""

from __future__ import annotations

from datetime import date

from zhendi.kernel.dates import add_months
from zhendi.kernel.parameters import load

AWAY_MONTHS = "mobile.away_months"


def floating_on(moved_on: date | None, on: date) -> date | None:
    """The day from which the rule of the day ``on`` counts the member as mobile; ``None`` when leaving is undated.

    Before the first rule that we know of, that one is applied. Source: 关于进一步加强和改进流动党员管理工作的意见 (2024).
    """
    return None if moved_on is None else add_months(moved_on, away_months(on))


def away_months(on: date) -> int:
    """Continuous months away, by the rule in force on the day."""
    values = load().by_code[AWAY_MONTHS].values
    in_force = [dated for dated in values if dated.valid_from <= on] or values[:1]
    return int(in_force[-1].value)
