"""What a batch of good rows would change in all registers, and writing it: in the order in which one register
stands on another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhendi.domain.mobile import operations as mobile
from zhendi.domain.orgs import paths
from zhendi.domain.orgs.operations import divisions, register
from zhendi.domain.people.operations import roster, roster_posts, roster_write
from zhendi.domain.services import operations as services
from zhendi.domain.setup import operations as setup
from zhendi.kernel.registers import HeldBack, Journal, Plan
from zhendi.kernel.scope import Range

REGISTERS = {
    "divisions": "行政区划",
    "organisations": "党组织",
    "members": "党员",
    "posts": "任职",
    "outgoing": "流出党员",
    "incoming": "流入党员",
    "hand_overs": "交接名单",
    "units": "单位",
    "outlets": "便民网点",
    "items": "服务事项",
}
EVERYWHERE = (("", "~"),)
Say = Callable[[str, int, int], None]


@dataclass(slots=True)
class Batch:
    """Good rows of all files, by register, and the citizen numbers of rejected rows that stand in rosters.

    ``whole`` is False for rows that came back corrected: then who is absent from the files is not missing.
    """

    divisions: list[divisions.DivisionRow] = field(default_factory=list)
    organisations: list[register.OrganisationRow] = field(default_factory=list)
    members: list[roster.MemberRow] = field(default_factory=list)
    outgoing: list[mobile.OutgoingRow] = field(default_factory=list)
    incoming: list[mobile.IncomingRow] = field(default_factory=list)
    hand_overs: list[mobile.HandOverRow] = field(default_factory=list)
    units: list[setup.UnitRow] = field(default_factory=list)
    outlets: list[services.OutletRow] = field(default_factory=list)
    items: list[services.ItemRow] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    whole: bool = True


class Plans:
    """The plans of one batch. ``on``: the day of the files; ``ranges``: where the writer may take in registers."""

    def __init__(self, batch: Batch, *, ranges: tuple[Range, ...], on: date) -> None:
        self.batch, self.ranges, self.on = batch, ranges, on
        self.by_register: dict[str, Plan[Any]] = {}
        self._county_only("divisions", lambda: divisions.plan(batch.divisions, on=on))
        self.organisations = register.plan(batch.organisations, ranges=ranges, on=on)
        self.by_register["organisations"] = self.organisations
        self.places = register.places_after(self.organisations)
        self.members = roster.plan(batch.members, places=self.places, ranges=ranges, on=on, seen=batch.seen)
        if not batch.whole:
            self.organisations.missing, self.members.missing = [], []
        self.coming = {self.members.index[row.citizen_number] for row in self.members.new}
        self.by_register["members"] = self.members
        for name in ("posts", "outgoing", "incoming", "hand_overs", "units", "outlets", "items"):
            self._later(name)

    def counts(self) -> dict[str, dict[str, int]]:
        """Figures by register, those with nothing at all left out."""
        counts = {name: self.by_register[name].counts() for name in REGISTERS}
        return {name: figures for name, figures in counts.items() if any(figures.values())}

    def steps(self) -> Iterator[tuple[str, Callable[[Journal], None]]]:
        """The pieces of the writing in order; each is to be called inside one transaction for all."""
        yield "divisions", lambda journal: divisions.apply(self.by_register["divisions"], on=self.on, journal=journal)
        yield "organisations", lambda journal: register.apply(self.organisations, on=self.on, journal=journal)
        yield "members", self._write_members
        yield "posts", lambda journal: roster_posts.apply(self._again("posts"), **self._with(journal))
        yield "outgoing", lambda journal: mobile.apply_outgoing(self._again("outgoing"), **self._with(journal))
        yield "incoming", lambda journal: mobile.apply_incoming(self._again("incoming"), **self._with(journal))
        yield "hand_overs", lambda journal: mobile.apply_hand_overs(self._again("hand_overs"), **self._with(journal))
        yield "units", lambda journal: setup.apply(self._again("units"), **self._with(journal))
        yield "outlets", lambda journal: services.apply_outlets(self._again("outlets"), **self._with(journal))
        yield "items", lambda journal: services.apply_items(self.by_register["items"], on=self.on, journal=journal)

    def _write_members(self, journal: Journal) -> None:
        self.places = register.places()
        roster_write.apply(self.members, places=self.places, on=self.on, journal=journal)
        self.coming = set()

    def _again(self, name: str) -> Any:
        """The plan once more, now that organisations and people have their keys."""
        self._later(name)
        return self.by_register[name]

    def _with(self, journal: Journal) -> dict[str, Any]:
        return {"places": self.places, "on": self.on, "journal": journal}

    def _later(self, name: str) -> None:
        common: dict[str, Any] = {"places": self.places, "ranges": self.ranges, "on": self.on}
        batch = self.batch
        if name == "posts":
            self.by_register[name] = roster_posts.plan(self._posts(), places=self.places, on=self.on)
        elif name == "outgoing":
            self.by_register[name] = mobile.plan_outgoing(batch.outgoing, coming=self.coming, **common)
        elif name == "incoming":
            self.by_register[name] = mobile.plan_incoming(batch.incoming, coming=self.coming, **common)
        elif name == "hand_overs":
            self.by_register[name] = mobile.plan_hand_overs(batch.hand_overs, coming=self.coming, **common)
        elif name == "units":
            self.by_register[name] = setup.plan(batch.units, **common)
        elif name == "outlets":
            self.by_register[name] = services.plan_outlets(batch.outlets, **common)
        else:
            self._county_only(name, lambda: services.plan_items(batch.items, ranges=self.ranges, on=self.on))

    def _posts(self) -> list[roster_posts.PostRow]:
        """Posts of the members that are written: those of held-back rows are not."""
        held = {id(each.row) for each in self.members.held_back}
        rows = [row for row in self.batch.members if id(row) not in held]
        named = roster_posts.from_rosters(rows, self.members.index, self.places)
        secretaries = {row.full_name: row.secretary for row in self.batch.organisations if row.secretary}
        secretaries = register.secretaries({row.organisation for row in rows}) | secretaries
        return named + roster_posts.from_register(secretaries, rows, self.members.index, self.places, named)

    def _county_only(self, name: str, make: Callable[[], Plan[Any]]) -> None:
        """What is one for the whole county may be handed in only by who answers for a whole tree."""
        whole = any(len(low) <= paths.STEP and high.endswith("~") for low, high in self.ranges)
        rows = getattr(self.batch, name)
        if whole or not rows:
            self.by_register[name] = make()
            return
        message = "全县共用的表册，请由县委组织部导入"
        self.by_register[name] = Plan(held_back=[HeldBack(row, "outside", message) for row in rows])
