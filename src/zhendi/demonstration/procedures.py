"""The demonstration's set-up procedures: one at each stage, one past its day, one refused; a model point; partners."""

from __future__ import annotations

from datetime import date, timedelta

from zhendi.domain.orgs.kinds import holding_relations
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.domain.setup.operations import procedure_deciding, procedure_founding, procedure_standardising
from zhendi.domain.setup.operations.procedure_founding import Meeting
from zhendi.domain.setup.operations.procedure_opening import Founding, open_founding
from zhendi.domain.setup.procedure_lists import items
from zhendi.kernel.scope import Actor

# Days ago that each was begun, and the last step that it took.
_WAYS = (
    (3, "opened"), (50, "applied"), (12, "applied"), (25, "approved"), (45, "founded"), (80, "filed"), (95, "standardised"),
    (30, "refused"),
)  # fmt: skip
_PATIENT = 6  # days between two steps


def ending(*, actor: Actor, on: date) -> None:
    """Foundings for blanks that have enough full members, as many as there are stages to show."""
    oldest = on - timedelta(days=max(ago for ago, _ in _WAYS) + 1)
    covered = Coverage.objects.filter(valid_to=None).values("unit")
    found = Unit.objects.current().filter(
        said_full__gte=3, valid_from__lt=oldest, exemptions=None, township__isnull=False
    )
    blanks = list(
        found.exclude(pk__in=covered).exclude(coverage__valid_to__gt=oldest).order_by("path", "pk").distinct()
    )
    for unit, (ago, until) in zip(blanks, _WAYS, strict=False):
        _walk(unit, on - timedelta(days=ago), until, actor)


def _walk(unit: Unit, begun: date, until: str, actor: Actor) -> None:
    """One founding from the first word to its last step."""
    assert unit.township_id is not None
    founding = Founding(
        unit.township_id, f"中共{unit.name}支部委员会", "branch", [unit.pk],
        f"{unit.name}现有正式党员{unit.said_full}名，符合单独组建的条件。",
    )  # fmt: skip
    held = open_founding(actor=actor, on=begun, founding=founding)
    if until == "opened":
        return
    speaker = unit.principal or "负责人"
    procedure_deciding.opine(
        actor=actor, on=begun, procedure_id=held, unit_id=unit.pk, opinion="agree", said_by=speaker[:60]
    )
    procedure_deciding.apply(actor=actor, on=begun, procedure_id=held)
    if until == "applied":
        return
    replied = begun + timedelta(days=_PATIENT)
    if until == "refused":
        reason = "党员组织关系还没有理清，先由村党支部联系"
        procedure_deciding.refuse(actor=actor, on=replied, procedure_id=held, reason=reason)
        return
    number = f"组建批〔{replied.year}〕{held}号"
    procedure_deciding.approve(actor=actor, on=replied, procedure_id=held, number=number)
    if until != "approved":
        _found(held, unit, replied + timedelta(days=_PATIENT), until, actor)


def _found(held: int, unit: Unit, day: date, until: str, actor: Actor) -> None:
    secretary = _secretary(unit, day)
    if secretary is None:
        return
    meeting = Meeting(secretary_id=secretary, note="召开党员大会，选举产生书记")
    procedure_founding.carry_out(actor=actor, on=day, procedure_id=held, meeting=meeting)
    if until == "founded":
        return
    filed = day + timedelta(days=_PATIENT)
    procedure_standardising.file(actor=actor, on=filed, procedure_id=held)
    lines = items() if until == "standardised" else items()[:2]
    for line in lines:
        procedure_standardising.tick(actor=actor, on=filed + timedelta(days=2), procedure_id=held, code=line.code)
    if until == "standardised":
        procedure_standardising.standardise(actor=actor, on=filed + timedelta(days=20), procedure_id=held)


def _secretary(unit: Unit, day: date) -> int | None:
    """A full member of the same township who holds no post."""
    places = Organisation.objects.filter(kind__in=holding_relations(), path__startswith=unit.path)
    rows = Membership.objects.as_of(day).filter(standing="full", organisation__in=places, person__died_on=None)
    rows = rows.filter(valid_from__lt=day, person__posts=None, person__account=None, person__suspensions=None)
    return rows.order_by("-pk").values_list("person_id", flat=True).first()
