"""Table of what was asked for at an activity and what became of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.activities.models.plans import Activity
from zhendi.domain.activities.models.presence import Invitation
from zhendi.domain.people.models import Person
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class DemandQuerySet(models.QuerySet["Demand"]):
    """Words for choosing demands."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of activities in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb), "activity__path"))


class Demand(models.Model):
    """Something asked for, with whoever answers for it and the day by which; answered, then closed with the result."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "待答复"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已办结"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="demands")
    raised_by = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=400)
    raised_on = models.DateField()
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=400, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=400, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    matter_id = models.BigIntegerField(null=True, blank=True, unique=True, help_text="as which matter it goes on")
    revision = models.PositiveIntegerField(default=1)

    objects = DemandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="open") | ~Q(answered_on=None), name="demand_answer_day"),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(closed_on=None)) | (~Q(state="closed") & Q(closed_on=None)),
                name="demand_closed_day",
            ),
        ]
        indexes = [models.Index(fields=["activity", "state"]), models.Index(fields=["owner", "state", "due_on"])]
