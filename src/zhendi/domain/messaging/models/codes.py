"""Table of the codes by which a telephone proves itself. Neither the number, the code nor the asker's address is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.kernel import crypto


class PhoneCode(models.Model):
    """A code asked for on one device: for a number of ours and for any other alike, so that nobody learns which it was.

    ``number``, ``address`` and ``digest`` are keyed indexes. ``slot``: the span of time (``code.wait_seconds``) in
    which it was asked for; one a number. ``people``: keys of the members who may come in by it, "" for none.
    """

    number = models.CharField(max_length=crypto.INDEX_LENGTH)
    slot = models.BigIntegerField()
    address = models.CharField(max_length=crypto.INDEX_LENGTH, blank=True)
    device = models.CharField(max_length=64, help_text="digest of the mark that the device keeps")
    digest = models.CharField(max_length=crypto.INDEX_LENGTH)
    people = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    passed_at = models.DateTimeField(null=True, blank=True, help_text="the right code was given")
    used_at = models.DateTimeField(null=True, blank=True, help_text="somebody came in by it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "slot"], name="phone_code_slot_once"),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(passed_at__isnull=False), name="phone_code_used_when_passed"
            ),
        ]
        indexes = [
            models.Index(fields=["number", "asked_at"], name="phone_code_number"),
            models.Index(fields=["address", "asked_at"], name="phone_code_address"),
            models.Index(fields=["device", "asked_at"], name="phone_code_device"),
            models.Index(fields=["asked_at"], name="phone_code_day"),
        ]
