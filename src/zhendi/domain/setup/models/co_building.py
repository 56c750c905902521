"""Tables of the direction beside (clause 3.3a): partners that build together, and documents shared along all links."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField


class CoBuildingQuerySet(models.QuerySet["CoBuilding"]):
    """Words for choosing partnerships."""

    def as_of(self, day: date) -> Self:
        """Those that held on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class CoBuilding(models.Model):
    """Two organisations build together (共建) from a day to a day (half-open); it holds both ways."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = CoBuildingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "partner"], condition=Q(valid_to=None), name="co_building_current_once"
            ),
            models.CheckConstraint(condition=~Q(organisation=F("partner")), name="co_building_of_another"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="co_building_period"
            ),
        ]


class SharedDocument(models.Model):
    """A document that an organisation shares: upwards, downwards, beside (partners and guides)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    path = PathField(max_length=64)
    title = models.CharField(max_length=120)
    above = models.BooleanField(default=False)
    below = models.BooleanField(default=False)
    beside = models.BooleanField(default=False)
    shared_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(above=True) | Q(below=True) | Q(beside=True), name="shared_somewhere")
        ]
        indexes = [models.Index(fields=["path"])]
