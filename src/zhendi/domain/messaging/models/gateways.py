"""Table of the gateways' health. Which there are, and their secrets, the environment says."""

from __future__ import annotations

from django.db import models


class Gateway(models.Model):
    """How a gateway has done of late. Failures move it behind the others; it comes back by itself.

    ``next_free_at``: all workers together keep to the gateway's rate by taking turns at this moment.
    """

    name = models.CharField(max_length=30, unique=True)
    penalty = models.PositiveSmallIntegerField(default=0)
    streak = models.PositiveSmallIntegerField(default=0, help_text="failures one after the other")
    paused_until = models.DateTimeField(null=True, blank=True)
    next_free_at = models.DateTimeField(null=True, blank=True)
    last_good_at = models.DateTimeField(null=True, blank=True)
    last_bad_at = models.DateTimeField(null=True, blank=True)
    last_fault = models.CharField(max_length=120, blank=True)
    accepted = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    uncertain = models.PositiveBigIntegerField(default=0)
    switched_off = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
