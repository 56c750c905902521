"""The one table of the trail. Triggers on both databases refuse to change or remove a row."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.kernel.fields import PathField
from zhendi.kernel.scope import Scope

AUDIT = "audit"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Words for choosing entries."""

    def visible_to(self, scope: Scope, verb: str = AUDIT) -> Self:
        """Those about the pieces of the tree where the reader's posts carry the verb."""
        condition = Q(pk__in=())
        for low, high in scope.ranges(verb):
            condition |= Q(path__gte=low, path__lt=high)
        return self.filter(condition)


class Entry(models.Model):
    """What was done, when, by whom, to what. ``previous`` is the hash of the entry before.

    The account is a number and a label, no foreign key: the trail outlives accounts. ``detail`` is canonical JSON
    kept as text, because the hash is over the very characters.
    """

    no = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(help_text="the moment of writing")
    on_day = models.DateField(help_text="the day for which the operation holds")
    actor = models.BigIntegerField(null=True, help_text="account; NULL = the command line")
    actor_label = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    path = PathField(max_length=64, help_text='place in the tree; "" = the installation as a whole')
    summary = models.CharField(max_length=400)
    detail = models.TextField()
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["path", "no"], name="audit_by_place"),
            models.Index(fields=["subject_type", "subject_id", "no"], name="audit_by_subject"),
            models.Index(fields=["actor", "no"], name="audit_by_actor"),
        ]
        constraints = [models.CheckConstraint(condition=Q(no__gt=0), name="audit_numbered_from_one")]
