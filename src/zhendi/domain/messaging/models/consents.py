"""Table of what a member has agreed to.

It stands with the outbox, which keeps the other half: that somebody wants no messages is an ``OptOut`` and nothing
else, so that no second place can say otherwise. The apps above (members away, service points) ask here.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.people.models import Person


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Words for choosing consents."""

    def as_of(self, day: date) -> Self:
        """Those in force on the day; one taken back holds no more on the day itself."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Consent(models.Model):
    """A member agreed to a use of the own data from a day until it was taken back (个人信息保护法 articles 14, 15)."""

    class Purpose(models.TextChoices):
        """For what; texts and reasons stand in consents.toml."""

        DISTRICT = "district", "按外出地点找组织"
        PHONE = "phone", "手机号告诉接收的党组织"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(valid_to=None), name="consent_current_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="consent_period"
            ),
        ]
