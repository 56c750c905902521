"""Table of hand-over lists (clause 4.5b): members whom a school or a veterans' office hands to us, until each is picked up."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.mobile.models.movements import CITIZEN, PHONE
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import IndexField, PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Words for choosing hand-overs."""

    def waiting(self) -> Self:
        """Those whom nobody has picked up."""
        return self.filter(closed_on=None)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those whom an organisation of the reader's pieces of the tree must pick up."""
        return self.filter(in_ranges(scope.ranges(verb)))


class HandOver(models.Model):
    """One member on the list of an office. ``organisation`` must pick the member up: the branch, else a committee.

    Who waits goes with the organisation into another one when it is merged (``closed_on``: kernel ``placed``).
    ``person`` when the member is on our rolls already. A member stands once on the lists of each kind of office; what
    became of the member is never forgotten by a list that comes again.
    """

    class Office(models.TextChoices):
        """Who hands over, and thereby which group of clause 4.5b it is."""

        SCHOOL = "school", "学校（毕业生）"
        VETERANS = "veterans", "退役军人部门（退役军人）"

    class Outcome(models.TextChoices):
        """How the member was picked up."""

        CONTACTED = "contacted", "已联系上"
        PLACED = "placed", "已编入支部"
        ELSEWHERE = "elsewhere", "去了别处"
        MISTAKE = "mistake", "名单有误"

    office = models.CharField(max_length=10, choices=Office)
    office_name = models.CharField(max_length=100, blank=True, help_text="school or unit of service, as written")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    citizen_number = SealedField(context=CITIZEN)
    citizen_index = IndexField(of="citizen_number", context=CITIZEN)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    standing = models.CharField(max_length=12, blank=True)
    sending = models.CharField(max_length=100, blank=True, help_text="where the membership was, as written")
    left_on = models.DateField(null=True, blank=True, help_text="graduated or discharged")
    left_precision = models.CharField(max_length=1, blank=True)
    destination = models.CharField(max_length=120, blank=True)
    phone = SealedField(context=PHONE, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="picked up")
    settled_by = models.CharField(max_length=80, blank=True)
    branch = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(help_text="handed over")
    revision = models.PositiveIntegerField(default=1)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["citizen_index", "office"], name="hand_over_once"),
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="hand_over_settled",
            ),
        ]
        indexes = [models.Index(fields=["path", "closed_on"], name="hand_over_tree")]

    def __str__(self) -> str:
        return self.name
