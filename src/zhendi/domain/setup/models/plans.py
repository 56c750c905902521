"""Tables of planning: proposed joint branches, what people want together or apart, plans kept, evidence for 3.1a."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models.units import Unit
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Words for choosing proposals."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those whose meeting place lies in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))

    def standing(self) -> Self:
        """Those not dropped."""
        return self.filter(dropped_on=None)


class Proposal(models.Model):
    """A joint branch proposed for some blanks, meeting at ``hub``. Accepted, it asks for the committee's reply."""

    hub = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64, help_text="of the committee in whose register the hub is")
    proposed_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    drop_reason = models.CharField(max_length=200, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["path"])]


class ProposalUnit(models.Model):
    """A unit in a proposal; while the proposal stands, in no other one."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    standing = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "unit"], name="proposal_unit_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(standing=True), name="proposal_unit_standing_once"),
        ]


class BondQuerySet(models.QuerySet["Bond"]):
    """Words for choosing bonds."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those whose first unit lies in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))

    def as_of(self, day: date) -> Self:
        """What held on the day."""
        return self.filter(Q(lifted_on=None) | Q(lifted_on__gt=day), set_on__lte=day)


class Bond(models.Model):
    """Units that people want in one joint branch, or want kept apart, with the reason; the planner obeys."""

    class Kind(models.TextChoices):
        """Which of the two."""

        TOGETHER = "together", "编在一组"
        APART = "apart", "不编在一组"

    kind = models.CharField(max_length=8, choices=Kind)
    units = models.ManyToManyField(Unit, through="BondUnit", related_name="+")
    path = PathField(max_length=64, help_text="of the committee in whose register the first unit is")
    reason = models.CharField(max_length=200)
    set_on = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)

    objects = BondQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lifted_on=None) | Q(lifted_on__gte=F("set_on")), name="bond_period")
        ]
        indexes = [models.Index(fields=["path"])]


class BondUnit(models.Model):
    """A unit of a bond."""

    bond = models.ForeignKey(Bond, on_delete=models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bond", "unit"], name="bond_unit_once")]


class KeptPlanQuerySet(models.QuerySet["KeptPlan"]):
    """Words for choosing kept plans."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of committees in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class KeptPlan(models.Model):
    """A plan as it was worked out: limits, digest of all that went in, cost and proven bound in person-metres, result.

    It founds nothing and is never changed once done; later plans stand beside it.
    """

    class State(models.TextChoices):
        """Asked for, worked out, or broken off."""

        WAITING = "waiting", "正在测算"
        DONE = "done", "已算完"
        FAILED = "failed", "没有算成"

    committee = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    path = PathField(max_length=64, help_text="of the committee whose register was planned")
    kept_on = models.DateField()
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=120, help_text="the actor's name and post at that time")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    limits = models.JSONField(help_text="the limits, by name")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the problem: same input, same digest")
    cost = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True, help_text="proven: no lawful grouping costs less")
    own = models.PositiveIntegerField(default=0)
    joint = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    attached = models.PositiveIntegerField(default=0)
    none = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, help_text="groups and attachments by keys of units, reasons by unit")

    objects = KeptPlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["path", "kept_on"])]


class IndustryQuerySet(models.QuerySet["Industry"]):
    """Words for choosing figures of industry."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of organisations in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb), "organisation__path"))


class Industry(models.Model):
    """A village's industry in a year, as the village says (clause 3.1a): the evidence for a general branch.

    ``output`` in units of 10,000 yuan. ``considered`` holds what came of it where the branch was a candidate.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    main = models.CharField(max_length=60, help_text="the main industry")
    output = models.DecimalField(max_digits=12, decimal_places=2, help_text="10,000 yuan in the year")
    before = models.DecimalField(max_digits=12, decimal_places=2, help_text="10,000 yuan in the year before")
    source = models.CharField(max_length=120, help_text="where the figures come from")
    recorded_on = models.DateField()
    considered_on = models.DateField(null=True, blank=True)
    considered = models.CharField(max_length=200, blank=True)

    objects = IndustryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="industry_year_once"),
            models.CheckConstraint(condition=Q(output__gte=0) & Q(before__gt=0), name="industry_amounts"),
        ]
