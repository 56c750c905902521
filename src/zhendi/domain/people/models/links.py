"""Tables by which a member without an account comes to the own page: a link of limited life, bound to one telephone.

Neither the link's text nor the telephone's mark is kept: both are 256 bits of chance, kept as digests.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    """Words for choosing links."""

    def usable(self, now: datetime) -> Self:
        """Those neither ended nor expired."""
        return self.filter(ended_at=None, expires_at__gt=now)


class PersonalLink(models.Model):
    """A link to a member's own page. Who opens it first, on one device, keeps it; elsewhere it opens nothing."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey("people.Account", on_delete=models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    device = models.CharField(max_length=64, blank=True, help_text="digest of the mark kept by the first device")
    opened_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="personal_link_once")
        ]
