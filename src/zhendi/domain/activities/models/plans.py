"""Tables of what is planned and held, and of the minutes of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Words for choosing activities."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of organisations in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class Activity(models.Model):
    """One activity of an organisation: planned for a moment, held on a day or cancelled. ``path`` copies its place.

    ``held_on`` is the true day, also where it is entered afterwards. ``hours`` count as study to whoever was there.
    """

    class Kind(models.TextChoices):
        """What kind of activity; the first six are the organisational life of a branch (支部工作条例 art. 11-17)."""

        MEMBERS_MEETING = "members_meeting", "党员大会"
        COMMITTEE_MEETING = "committee_meeting", "支委会"
        GROUP_MEETING = "group_meeting", "党小组会"
        LECTURE = "lecture", "党课"
        PARTY_DAY = "party_day", "主题党日"
        LIFE_MEETING = "life_meeting", "组织生活会"
        SYMPOSIUM = "symposium", "座谈会"
        STUDY = "study", "集中学习"
        HOME_VISIT = "home_visit", "上门送学"
        CULTURE = "culture", "文体活动"
        OTHER = "other", "其他活动"

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", "已安排"
        HELD = "held", "已开展"
        CANCELLED = "cancelled", "已取消"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120)
    planned_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    remote = models.CharField(max_length=200, blank=True, help_text="how to join from afar: number, room, address")
    agenda = models.TextField(blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=0, help_text="hours of study")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    held_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why it was cancelled")
    made_by = models.BigIntegerField(null=True, blank=True, help_text="key of the person")
    made_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="held") & ~Q(held_on=None)) | (~Q(state="held") & Q(held_on=None)),
                name="activity_held_day",
            )
        ]
        indexes = [
            models.Index(fields=["path", "planned_at"]),
            models.Index(fields=["kind", "held_on"]),
            models.Index(fields=["organisation", "kind", "held_on"]),
        ]

    def __str__(self) -> str:
        return self.title


class Minutes(models.Model):
    """The minutes as written; a correction is a further row, the highest number is what holds."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="minutes")
    number = models.PositiveIntegerField(default=1)
    text = models.TextField()
    recorder = models.CharField(max_length=60, blank=True)
    written_by = models.BigIntegerField(null=True, blank=True, help_text="key of the person")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="minutes_once")]
