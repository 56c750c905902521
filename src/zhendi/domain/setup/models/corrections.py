"""The table of corrections: what was put right in the tree of organisations without a set-up procedure."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Words for choosing corrections."""

    def visible_to(self, scope: Scope) -> Self:
        """Those of organisations in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(SEE)))

    def as_of(self, day: date) -> Self:
        """Those written down by the day."""
        return self.filter(recorded_on__lte=day)


class Correction(models.Model):
    """One correction: the register did not say what already is, so it was put right without application and reply.

    ``on``: the day from which the register now says so; ``number``: of the paper that proves it; ``path``: where it
    belongs, today's path of the organisation under which it was done.
    """

    class Deed(models.TextChoices):
        """What was put right."""

        FOUND = "found", "更正设立"
        SPLIT = "split", "更正分设"
        MERGE = "merge", "更正合并"
        RECLASSIFY = "reclassify", "更正改设"
        DISSOLVE = "dissolve", "更正撤销"

    deed = models.CharField(max_length=10, choices=Deed)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    path = PathField(max_length=64)
    name = models.CharField(max_length=200, help_text="full name of what was put right, as it was called then")
    on = models.DateField()
    recorded_on = models.DateField()
    number = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["path", "recorded_on"])]
