"""Tables by which a member without an account comes to the own page: bound to one telephone, for a limited time.

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
    """A way to a member's own page. Who opens a link first, on one device, keeps it; elsewhere it opens nothing.

    ``way`` "code": the telephone proved itself by a code sent to its number; there never was a text to forward.
    """

    class Way(models.TextChoices):
        """How the telephone came to it."""

        LINK = "link", "支部发的链接"
        CODE = "code", "短信验证码"

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="links")
    way = models.CharField(max_length=4, choices=Way, default=Way.LINK)
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
            models.UniqueConstraint(fields=["person", "way"], condition=Q(ended_at=None), name="personal_link_once")
        ]
