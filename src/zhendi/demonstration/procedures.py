"""The demonstration's set-up procedures: foundings all through the year, and today one at each stage, one past its day,
one refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from zhendi.demo.dice import Dice
from zhendi.demo.identity import unit_code
from zhendi.demo.names import name
from zhendi.demo.organisations import STEMS
from zhendi.demonstration.places import townships
from zhendi.domain.orgs.kinds import holding_relations
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership
from zhendi.domain.setup.models import Coverage, Procedure, ProcedureUnit, Unit
from zhendi.domain.setup.operations import keeping, procedure_deciding, procedure_founding, procedure_standardising
from zhendi.domain.setup.operations.keeping import Entry
from zhendi.domain.setup.operations.procedure_founding import Meeting
from zhendi.domain.setup.operations.procedure_opening import Founding, open_founding
from zhendi.domain.setup.procedure_lists import items
from zhendi.kernel.scope import Actor

# Days ago that each of today's was begun, and the last step that it took.
_WAYS = (
    (3, "opened"), (50, "applied"), (12, "applied"), (25, "approved"), (45, "founded"), (80, "filed"), (95, "standardised"),
    (30, "refused"),
)  # fmt: skip
_PATIENT = 6  # days between two steps of these
_NEW, _TOWNSHIPS = 0.35, 6  # of the months; one more for each so many townships
_ENOUGH = 3  # full members of a unit that may have a branch of its own
_TRADES = (("电商", "电子商务"), ("物流", "道路货运"), ("纺织", "纺织"), ("食品", "食品加工"), ("环保科技", "环境治理"))
# Days that each step of the year's foundings takes; 0: it has not been taken yet.
_LAGS: Mapping[str, Sequence[int]] = {
    "applied": (2, 4, 6), "approved": (8, 14, 20, 27, 38), "founded": (6, 12, 20, 27, 40), "filed": (5, 9, 16, 25, 37),
    "standardised": (60, 95, 130, 165, 195, 0),
}  # fmt: skip


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """Firms that came in the month up to the day and ask for a branch, and how far all foundings are by then."""
    dice = Dice(f"{seed}:foundings:{end.year}:{end.month}")
    places = townships()
    for place in dice.some(places, 1 + len(places) // _TOWNSHIPS):
        day = end.replace(day=dice.between(1, 20))
        if day <= end and dice.odds(_NEW):
            _open(_newcomer(place, day, actor, dice), day, actor)
    for held in Procedure.objects.running().filter(sort=Procedure.Sort.FOUND).order_by("pk"):
        _follow(held, end, actor, Dice(f"{seed}:founding:{held.pk}"))


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """Foundings for blanks that have enough full members, and for firms that came, as many as there are stages to show."""
    dice = Dice(f"{seed}:foundings")
    blanks = _blanks(on - timedelta(days=max(ago for ago, _ in _WAYS) + 1))
    places = townships()
    for number, (ago, until) in enumerate(_WAYS):
        begun = on - timedelta(days=ago)
        if number < len(blanks):
            unit = blanks[number]
        elif places:
            unit = _newcomer(places[number % len(places)], begun, actor, dice)
        else:
            return
        _walk(unit, begun, until, actor)


def _blanks(oldest: date) -> list[Unit]:
    """Units with enough full members that nobody has covered since long and for which nothing has been begun."""
    covered = Coverage.objects.filter(valid_to=None).values("unit")
    found = Unit.objects.current().exclude(kind=Unit.Kind.PROJECT).filter(
        said_full__gte=_ENOUGH, valid_from__lt=oldest, exemptions=None, township__isnull=False
    )  # fmt: skip
    found = found.exclude(pk__in=covered).exclude(coverage__valid_to__gt=oldest)
    begun = ProcedureUnit.objects.values("unit")
    return list(found.exclude(pk__in=begun).order_by("path", "pk").distinct())


def _newcomer(place: Organisation, day: date, actor: Actor, dice: Dice) -> Unit:
    """A firm of a township, entered when it was found that it has members."""
    trade, industry = dice.pick(_TRADES)
    stem = (place.short_name or place.full_name).removesuffix("党委").removesuffix("工委")
    entry = Entry(
        f"{stem}{dice.pick(STEMS)}{trade}有限公司", Unit.Kind.FIRM, place.pk, unit_code=unit_code(dice, "91"),
        industry=industry, employees=dice.between(15, 120), said_full=dice.between(_ENOUGH, 7), said_probationary=0,
        principal=name(dice, 1, dice.between(1965, 1990)),
    )  # fmt: skip
    return Unit.objects.get(pk=keeping.register(actor=actor, on=day, entry=entry))


def _open(unit: Unit, day: date, actor: Actor) -> Procedure:
    assert unit.township_id is not None
    founding = Founding(
        unit.township_id, f"中共{unit.name}支部委员会", "branch", [unit.pk],
        f"{unit.name}现有正式党员{unit.said_full}名，符合单独组建的条件。",
    )  # fmt: skip
    return Procedure.objects.get(pk=open_founding(actor=actor, on=day, founding=founding))


def _follow(held: Procedure, end: date, actor: Actor, dice: Dice) -> None:
    """Take the steps whose day has come."""
    day = held.opened_on
    for code, take in _STEPS.items():
        lag = dice.pick(_LAGS[code])
        day += timedelta(days=lag)
        if not lag or day > end or (getattr(held, f"{code}_on") is None and not take(held, day, actor)):
            return


def _walk(unit: Unit, begun: date, until: str, actor: Actor) -> None:
    """One founding from the first word to its last step."""
    held, day = _open(unit, begun, actor), begun
    if until == "refused":
        _apply(held, day, actor)
        reason = "党员组织关系还没有理清，先由村党支部联系"
        procedure_deciding.refuse(actor=actor, on=day + timedelta(days=_PATIENT), procedure_id=held.pk, reason=reason)
    elif until != "opened":
        for code, take in _STEPS.items():
            if not take(held, day, actor) or code == until:
                return
            day += timedelta(days=_PATIENT)


def _apply(held: Procedure, day: date, actor: Actor) -> bool:
    """Every unit agrees, and the committee is asked."""
    for line in held.units.select_related("unit").order_by("pk"):
        speaker = (line.unit.principal or "负责人")[:60]
        procedure_deciding.opine(
            actor=actor, on=day, procedure_id=held.pk, unit_id=line.unit_id, opinion="agree", said_by=speaker
        )
    procedure_deciding.apply(actor=actor, on=day, procedure_id=held.pk)
    return True


def _approve(held: Procedure, day: date, actor: Actor) -> bool:
    number = f"组建批〔{day.year}〕{held.pk}号"
    procedure_deciding.approve(actor=actor, on=day, procedure_id=held.pk, number=number)
    return True


def _found(held: Procedure, day: date, actor: Actor) -> bool:
    """The meeting, where somebody can lead; ``False`` where nobody can."""
    secretary = _secretary(held.path, day)
    if secretary is not None:
        meeting = Meeting(secretary_id=secretary, note="召开党员大会，选举产生书记")
        procedure_founding.carry_out(actor=actor, on=day, procedure_id=held.pk, meeting=meeting)
    return secretary is not None


def _file(held: Procedure, day: date, actor: Actor) -> bool:
    """Filed, and the first lines of the check-list done."""
    procedure_standardising.file(actor=actor, on=day, procedure_id=held.pk)
    for line in items()[:2]:
        procedure_standardising.tick(actor=actor, on=day, procedure_id=held.pk, code=line.code)
    return True


def _standardise(held: Procedure, day: date, actor: Actor) -> bool:
    for line in items()[2:]:
        procedure_standardising.tick(actor=actor, on=day, procedure_id=held.pk, code=line.code)
    procedure_standardising.standardise(actor=actor, on=day, procedure_id=held.pk)
    return True


def _secretary(path: str, day: date) -> int | None:
    """A full member of the same township who holds no post."""
    places = Organisation.objects.under(path).filter(kind__in=holding_relations())
    rows = Membership.objects.as_of(day).filter(standing="full", organisation__in=places, person__died_on=None)
    rows = rows.filter(valid_from__lt=day, person__posts=None, person__account=None, person__suspensions=None)
    return rows.order_by("-pk").values_list("person_id", flat=True).first()


_STEPS: Mapping[str, Callable[[Procedure, date, Actor], bool]] = {
    "applied": _apply, "approved": _approve, "founded": _found, "filed": _file, "standardised": _standardise,
}  # fmt: skip
