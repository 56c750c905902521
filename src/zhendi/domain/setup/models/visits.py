"""Tables of who keeps up the work in a unit: named liaisons and their visits."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models.units import Unit


class LiaisonQuerySet(models.QuerySet["Liaison"]):
    """Words for choosing liaisons."""

    def as_of(self, day: date) -> Self:
        """Who was named on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Liaison(models.Model):
    """Who is named for the work in a unit, sent by which organisation, from a day to a day (half-open)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="liaisons")
    name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to=None), name="liaison_current_once"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="liaison_period"),
        ]


class Visit(models.Model):
    """A visit of the liaison to the unit, on a day: the evidence that the work is covered."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="visits")
    liaison = models.ForeignKey(Liaison, on_delete=models.CASCADE, related_name="visits")
    on = models.DateField()
    note = models.CharField(max_length=400)

    class Meta:
        indexes = [models.Index(fields=["unit", "on"])]
