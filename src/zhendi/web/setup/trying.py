"""The numbers that a plan is tried with: those of the address in the place of the county's own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict

from zhendi.domain.setup.planner.problem import Limits
from zhendi.domain.setup.queries.problems import usual_limits
from zhendi.web.orgs.typed import key
from zhendi.web.shell.request import Request

WORDS = ("radius", "full", "units", "members", "across", "township")
KILOMETRES = tuple((str(each), f"{each} 公里内") for each in (1, 2, 3, 5, 8, 10, 15))
UNITS = tuple((str(each), f"最多 {each} 个单位") for each in (2, 3, 4, 5))
FULL = tuple((str(each), f"至少 {each} 名正式党员") for each in (3, 4, 5))
MEMBERS = tuple((str(each), f"最多 {each} 名党员") for each in (15, 20, 30, 40, 50))
ACROSS = (("no", "不跨乡镇"), ("yes", "可以跨乡镇"))


@dataclass(frozen=True, slots=True)
class Trial:
    """The usual limits of the day and those tried; ``township`` whose register alone is planned."""

    usual: Limits
    limits: Limits
    township: int | None
    asked: dict[str, str]

    @property
    def tried(self) -> bool:
        """True where other numbers than the county's are tried."""
        return self.limits != self.usual

    @property
    def narrowed(self) -> bool:
        """True where the address asks for anything."""
        return any(self.asked.values())


def trial(request: Request) -> Trial:
    """What the address, or the form that was sent, asks for; what is not offered is left aside."""
    said = request.POST if request.method == "POST" else request.GET
    usual = usual_limits(request.scope.as_of)
    asked = {word: said.get(word, "") for word in WORDS}
    return Trial(usual, _limits(said, usual), key(said.get("township")), asked)


def _limits(said: QueryDict, usual: Limits) -> Limits:
    """No number laxer than the rule: fewer members, more units or greater branches are not tried."""
    return replace(
        usual,
        radius=_offered(said.get("radius"), KILOMETRES) * 1000 or usual.radius,
        minimum_full=max(_offered(said.get("full"), FULL), usual.minimum_full),
        maximum_units=min(_offered(said.get("units"), UNITS) or usual.maximum_units, usual.maximum_units),
        maximum_members=min(_offered(said.get("members"), MEMBERS) or usual.maximum_members, usual.maximum_members),
        across_townships=said.get("across", "") == "yes" or (said.get("across") != "no" and usual.across_townships),
    )


def _offered(said: str | None, options: tuple[tuple[str, str], ...]) -> int:
    return int(said) if said and said in dict(options) else 0
