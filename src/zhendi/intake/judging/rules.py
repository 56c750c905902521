"""The dated numbers of the rules that judging uses, as they stand on the day of the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhendi.domain.orgs.kinds import kinds
from zhendi.kernel import parameters
from zhendi.kernel.dates import PartialDate, add_months


@dataclass(frozen=True, slots=True)
class Rules:
    """``as_of`` is the day of the files; ages in completed years, spans in months."""

    as_of: date
    minimum_age: int
    probation_months: int
    longest_months: int
    away_months: int
    contact_months: int

    @classmethod
    def on(cls, as_of: date) -> Rules:
        """The numbers in force on a day."""
        held = parameters.load()
        return cls(
            as_of,
            held.integer("member.minimum_age", as_of),
            held.integer("probation.months", as_of),
            held.integer("probation.longest_months", as_of),
            held.integer("mobile.away_months", min_day("mobile.away_months", as_of)),
            held.integer("mobile.out_of_contact_months", min_day("mobile.out_of_contact_months", as_of)),
        )

    def months_ago(self, months: int) -> PartialDate:
        """The day so many months before that of the files."""
        return PartialDate.of(add_months(self.as_of, -months))

    def is_future(self, day: PartialDate) -> bool:
        """True for a date that lies wholly behind the day of the files."""
        return day.year >= self.as_of.year and day.first_day > self.as_of


def min_day(code: str, on: date) -> date:
    """The day itself, or the first day from which the parameter has a value when that is later."""
    return max(on, parameters.load().by_code[code].values[0].valid_from)


def term_years(kind: str, *, village: bool, on: date) -> int | None:
    """Years of a term that begins on a day, by kind; ``None`` for kinds without terms."""
    found = kinds().get(kind)
    code = (found.village_term if village else found.term) if found else ""
    return parameters.load().integer(code, min_day(code, on)) if code else None
