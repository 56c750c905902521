"""Table of half-yearly reports of mobile members: what the branch confirmed of what the registers showed on that day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.orgs.models import Organisation


class HalfYearReport(models.Model):
    """The report of one branch for one half-year. ``figures``: the numbers as of ``filed_on``, by the words of
    ``half_years.COLUMNS``; filing again in the same half-year replaces them.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(help_text="1 or 2")
    figures = models.JSONField()
    remark = models.CharField(max_length=400, blank=True)
    filed_on = models.DateField()
    by = models.CharField(max_length=120)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "half"], name="half_year_report_once"),
            models.CheckConstraint(condition=Q(half__in=(1, 2)), name="half_year_report_half"),
        ]
