"""Table of contact persons on the three levels of clause 4.5a."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.mobile.models.movements import PHONE, Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class KeeperQuerySet(models.QuerySet["Keeper"]):
    """Words for choosing contact persons."""

    def as_of(self, day: date) -> Self:
        """Who was named on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        """Those that have not ended."""
        return self.filter(valid_to=None)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of organisations in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class Keeper(models.Model):
    """Who keeps contact with members away, from a day to a day (half-open).

    ``movement`` empty: for all who left this organisation and whatever lies below it. It follows from the place, so that
    a member whose branch changes has other contact persons at once. ``movement`` given: for that one member.
    """

    class Level(models.TextChoices):
        """县、乡、村三级."""

        VILLAGE = "village", "村级"
        TOWNSHIP = "township", "乡级"
        COUNTY = "county", "县级"

    level = models.CharField(max_length=10, choices=Level)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    movement = models.ForeignKey(Outgoing, null=True, blank=True, on_delete=models.CASCADE, related_name="keepers")
    keeper = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    phone = SealedField(context=PHONE, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = KeeperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="keeper_period")
        ]
        indexes = [
            models.Index(fields=["path", "level"], name="keeper_place"),
            models.Index(fields=["keeper"], name="keeper_person"),
        ]
