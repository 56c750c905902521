"""Tables of movement. One current row for each citizen number on each side; sensitive values are sealed."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import IndexField, PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

CITIZEN = "mobile.citizen_number"
PHONE = "mobile.phone"


M_co = TypeVar("M_co", bound="Movement", covariant=True)


class MovementQuerySet(models.QuerySet[M_co]):
    """Words for choosing movements of either side."""

    def as_of(self, day: date) -> Self:
        """Those on record on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        """Those that have not ended."""
        return self.filter(valid_to=None)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of the reader's pieces of the tree, and the reader's own."""
        own = Q(person=scope.person_id) if scope.person_id else Q(pk__in=())
        return self.filter(in_ranges(scope.ranges(verb)) | own)


class Movement(models.Model):
    """What both registers say about a member living away from the branch of membership."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    citizen_number = SealedField(context=CITIZEN, blank=True)
    citizen_index = IndexField(of="citizen_number", context=CITIZEN)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    moved_on = models.DateField(null=True, blank=True)
    moved_precision = models.CharField(max_length=1, blank=True)
    employer = models.CharField(max_length=100, blank=True)
    trade = models.CharField(max_length=60, blank=True)
    phone = SealedField(context=PHONE, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = MovementQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["citizen_index"], condition=Q(valid_to=None), name="%(app_label)s_%(class)s_current_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="%(app_label)s_%(class)s_period"
            ),
        ]
        indexes = [models.Index(fields=["path", "id"], condition=Q(valid_to=None), name="%(class)s_tree_order")]

    def __str__(self) -> str:
        return self.name


class Outgoing(Movement):
    """A member of a branch of ours who lives elsewhere. ``organisation`` is the branch of membership."""

    province = models.CharField(max_length=30, blank=True)
    city = models.CharField(max_length=40, blank=True)
    district = models.CharField(max_length=60, blank=True)
    certificate = models.CharField(max_length=60, blank=True, help_text="number of the mobile member's card")
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = SealedField(context=PHONE, blank=True)
    contacted_on = models.DateField(null=True, blank=True, help_text="last contact")
    contacted_precision = models.CharField(max_length=1, blank=True)
    reported_in = models.BooleanField(null=True, help_text="has reported where he or she lives")
    receiving = models.CharField(max_length=100, blank=True, help_text="the organisation over there")

    class Meta(Movement.Meta):
        pass


class Incoming(Movement):
    """A member from elsewhere who lives here. ``organisation`` is the committee of the township.

    ``outgoing`` is the other side when the person left one of our own branches (moved within the county).
    """

    sex = models.PositiveSmallIntegerField(null=True, blank=True)
    standing = models.CharField(max_length=12, blank=True)
    sending = models.CharField(max_length=100, blank=True, help_text="the organisation of membership, as written")
    place = models.CharField(max_length=80, blank=True, help_text="village or community of residence")
    holds_certificate = models.BooleanField(null=True)
    placed_in_branch = models.BooleanField(null=True)
    outgoing = models.ForeignKey(Outgoing, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrivals")

    class Meta(Movement.Meta):
        pass
