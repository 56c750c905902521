"""Table of what receiving organisations say of a member's half-year with them (clause 4.5c: 反馈)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.mobile.models.movements import PHONE, Incoming, Outgoing
from zhendi.kernel.fields import SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

CONDUCT = "mobile.feedback.conduct"


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Words for choosing feedback."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """What was said of members of the reader's branches, and what the reader's townships said."""
        ranges = scope.ranges(verb)
        return self.filter(in_ranges(ranges, "outgoing__path") | in_ranges(ranges, "incoming__path"))


class Feedback(models.Model):
    """What an organisation over there says of a member's half-year: how often of how many, and in words.

    ``outgoing``: the member of ours it is about; ``incoming``: the row of the township of ours that says it. One or
    both. ``way`` "scan": somebody who had the certificate's code wrote it, so that the branch must look first.
    """

    class Way(models.TextChoices):
        """How it came."""

        REGISTER = "register", "流入地乡镇"
        SCAN = "scan", "扫活动证填写"

    outgoing = models.ForeignKey(Outgoing, null=True, blank=True, on_delete=models.CASCADE, related_name="feedback")
    incoming = models.ForeignKey(Incoming, null=True, blank=True, on_delete=models.CASCADE, related_name="feedback")
    way = models.CharField(max_length=8, choices=Way)
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    organisation = models.CharField(max_length=100, help_text="who says it")
    attended = models.PositiveSmallIntegerField()
    held = models.PositiveSmallIntegerField()
    conduct = SealedField(context=CONDUCT)
    by = models.CharField(max_length=80)
    phone = SealedField(context=PHONE, blank=True)
    said_on = models.DateField()
    checked_on = models.DateField(null=True, blank=True, help_text="the branch found it true")
    checked_by = models.CharField(max_length=80, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outgoing", "year", "half", "organisation"],
                condition=Q(incoming=None),
                name="feedback_scan_once",
            ),
            models.UniqueConstraint(
                fields=["incoming", "year", "half"], condition=Q(incoming__isnull=False), name="feedback_register_once"
            ),
            models.CheckConstraint(
                condition=Q(outgoing__isnull=False) | Q(incoming__isnull=False), name="feedback_of_somebody"
            ),
            models.CheckConstraint(condition=Q(half__in=(1, 2)), name="feedback_half"),
            models.CheckConstraint(condition=Q(attended__lte=models.F("held")), name="feedback_attended"),
        ]
        indexes = [models.Index(fields=["year", "half"], name="feedback_half_year")]
