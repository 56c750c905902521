"""Tables of places where members away gather (clause 3.1e), and of the second belonging of those who join what is founded there."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.mobile.models.movements import Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class GatheringQuerySet(models.QuerySet["Gathering"]):
    """Words for choosing gatherings."""

    def standing(self) -> Self:
        """Those that have not come to an end."""
        return self.filter(ended_on=None)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those whose members all come from the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class Gathering(models.Model):
    """A group that was found: where, under which employers. ``organisation``: the committee nearest above all its members.

    ``procedure`` is the key of the set-up procedure that its acceptance opened (another app's, so no reference). Ends
    are called ``ended_on`` here: what ends with an organisation must not keep it from being dissolved.
    """

    place = models.CharField(max_length=160)
    employers = models.CharField(max_length=600)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    leader = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.CharField(max_length=80, blank=True)
    procedure = models.BigIntegerField(null=True, blank=True, unique=True)
    valid_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("valid_from")), name="gathering_period"
            )
        ]
        indexes = [models.Index(fields=["path"], condition=Q(ended_on=None), name="gathering_tree")]

    def __str__(self) -> str:
        return self.place


class Gathered(models.Model):
    """One member of a gathering."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="members")
    movement = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="gathered")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "movement"], name="gathered_once")]


class Foundation(models.Model):
    """What was founded for a gathering, from the day of its founding until it is dissolved or given up."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="foundations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering"], condition=Q(ended_on=None), name="foundation_current_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("valid_from")), name="foundation_period"
            ),
        ]


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    """Words for choosing second belongings."""

    def as_of(self, day: date) -> Self:
        """Those of the day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_on=None)


class Affiliation(models.Model):
    """A member away takes part in the life of an organisation of mobile members; the membership stays where it is."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, null=True, blank=True, on_delete=models.SET_NULL, related_name="joined")
    valid_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="affiliation_current_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("valid_from")), name="affiliation_period"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "valid_from"], name="affiliation_place")]
