"""The table of attached files: papers of a procedure, pictures of a model point, shared documents. The bytes are sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.setup.models.co_building import SharedDocument
from zhendi.domain.setup.models.model_points import ModelPoint
from zhendi.domain.setup.models.procedures import Procedure
from zhendi.kernel.fields import SealedField


class Attachment(models.Model):
    """A small file (PDF or picture) of one of the three. ``content``: base64, sealed; lists must not select it."""

    procedure = models.ForeignKey(Procedure, null=True, on_delete=models.CASCADE, related_name="files")
    point = models.ForeignKey(ModelPoint, null=True, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(SharedDocument, null=True, on_delete=models.CASCADE, related_name="files")
    part = models.CharField(max_length=20, blank=True, help_text="the step, or the criterion, that it belongs to")
    title = models.CharField(max_length=120)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes")
    added_on = models.DateField()
    by = models.CharField(max_length=120)
    content = SealedField(context="setup_attachment.content")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(procedure__isnull=False, point=None, document=None)
                | Q(procedure=None, point__isnull=False, document=None)
                | Q(procedure=None, point=None, document__isnull=False),
                name="attachment_of_one",
            )
        ]
