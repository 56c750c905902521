"""Tables by which the two registers are brought to agree: are two rows one person, who of two townships has them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.mobile.models.movements import Incoming, Outgoing
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField


class Verdict(models.Model):
    """A person's decision whether a row of each register is the same movement; each pair is decided once."""

    outgoing = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="+")
    incoming = models.ForeignKey(Incoming, on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outgoing", "incoming"], name="verdict_once")]


class Claim(models.Model):
    """Another township says that a member on the incoming register of one lives with them; the holder answers."""

    class Answer(models.TextChoices):
        """What the holder said."""

        RELEASED = "released", "同意转走"
        KEPT = "kept", "仍在本地"

    movement = models.ForeignKey(Incoming, on_delete=models.CASCADE, related_name="claims")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64, help_text="of the township that claims")
    note = models.CharField(max_length=200, blank=True)
    claimed_on = models.DateField()
    claimed_by = models.CharField(max_length=80)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    reply = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "organisation"], condition=Q(answered_on=None), name="claim_open_once"
            )
        ]
