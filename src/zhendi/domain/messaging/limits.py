"""The numbers by which messages are sent, as they are in force on a day (``messages.*`` of the parameters)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhendi.kernel import clock
from zhendi.kernel.parameters import load


@dataclass(frozen=True, slots=True)
class Limits:
    """Spans of time as ``timedelta``; hours of the day as numbers; the rest are counts."""

    recall: timedelta
    quiet_from: int
    quiet_to: int
    daily: int
    life: timedelta
    tries: int
    retry: timedelta
    retry_most: timedelta
    lease: timedelta
    unknown: timedelta
    pause: timedelta
    pause_most: timedelta

    def quiet(self, at: datetime) -> bool:
        """Whether nobody is to be disturbed at this moment (Beijing time). Equal hours: never quiet."""
        hour = at.astimezone(clock.ZONE).hour
        if self.quiet_from > self.quiet_to:
            return hour >= self.quiet_from or hour < self.quiet_to
        return self.quiet_from <= hour < self.quiet_to

    def awake(self, at: datetime) -> datetime:
        """The moment itself, or the next one at which messages may go out."""
        if not self.quiet(at):
            return at
        morning = at.astimezone(clock.ZONE).replace(hour=self.quiet_to, minute=0, second=0, microsecond=0)
        return morning if morning > at else morning + timedelta(days=1)

    def wait(self, tries: int) -> timedelta:
        """How long to wait after so many tries: doubled each time."""
        doubled: timedelta = self.retry * 2 ** max(tries - 1, 0)
        return min(doubled, self.retry_most)

    def rest(self, streak: int) -> timedelta:
        """How long a gateway rests after so many failures one after the other."""
        doubled: timedelta = self.pause * 2 ** max(streak - 1, 0)
        return min(doubled, self.pause_most)


def limits(on: date) -> Limits:
    """The numbers in force on a day."""
    held = load()

    def number(name: str) -> int:
        return held.integer(f"messages.{name}", on)

    def seconds(name: str) -> timedelta:
        return timedelta(seconds=number(name))

    return Limits(
        recall=timedelta(minutes=number("recall_minutes")),
        quiet_from=number("quiet_from_hour"),
        quiet_to=number("quiet_to_hour"),
        daily=number("daily_per_receiver"),
        life=timedelta(hours=number("expire_hours")),
        tries=number("tries"),
        retry=seconds("retry_seconds"),
        retry_most=seconds("retry_most_seconds"),
        lease=seconds("lease_seconds"),
        unknown=timedelta(hours=number("unknown_hours")),
        pause=seconds("pause_seconds"),
        pause_most=seconds("pause_most_seconds"),
    )
