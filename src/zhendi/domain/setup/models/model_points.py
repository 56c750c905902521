"""Tables of model points (clause 3.4d): who is put forward, the evidence for each criterion, who judged."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class ModelPointQuerySet(models.QuerySet["ModelPoint"]):
    """Words for choosing model points."""

    def visible_to(self, scope: Scope) -> Self:
        """Those of organisations in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(SEE)))

    def standing(self) -> Self:
        """Those not given up."""
        return self.filter(dropped_on=None)


class ModelPoint(models.Model):
    """An organisation put forward as a model. ``named_on``: the day from which it is one; it is judged again later."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    summary = models.CharField(max_length=1000, help_text="for the public page: what is good here")
    proposed_on = models.DateField()
    named_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    drop_reason = models.CharField(max_length=200, blank=True)

    objects = ModelPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(dropped_on=None), name="model_point_standing_once"
            )
        ]
        indexes = [models.Index(fields=["path"])]


class ModelEvidence(models.Model):
    """What speaks for one criterion (``policy/opinions/model_points.toml``), as it is now; the trail has the past."""

    point = models.ForeignKey(ModelPoint, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.CharField(max_length=20)
    text = models.CharField(max_length=1000)
    written_on = models.DateField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "criterion"], name="model_evidence_once")]


class ModelJudgement(models.Model):
    """A named person's word on all criteria on a day: which are met. Named a model only where all are."""

    point = models.ForeignKey(ModelPoint, on_delete=models.CASCADE, related_name="judgements")
    on = models.DateField()
    by = models.CharField(max_length=120, help_text="name and post")
    met: models.JSONField[list[str], list[str]] = models.JSONField(help_text="codes of the criteria that are met")
    note = models.CharField(max_length=400, blank=True)
    passed = models.BooleanField()
