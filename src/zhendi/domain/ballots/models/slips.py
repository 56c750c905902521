"""Slips: a code printed for a villager without an account, by which the own line of the roll is used once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.ballots.models.roll import RollEntry
from zhendi.domain.ballots.models.votes import Vote

CODE, ADDRESS = "ballots.slip.code", "ballots.slip.address"


class Slip(models.Model):
    """A printed code. ``digest``: its keyed hash, which is all that is kept. A lost one is voided and replaced."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="slips")
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="slips")
    digest = models.CharField(max_length=64, unique=True)
    printed_on = models.DateField()
    handed_on = models.DateField(null=True, blank=True)
    handed_to = models.CharField(max_length=60, blank=True, help_text="who took it: the voter, or who lives there too")
    void_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(void_on=None), name="slip_valid_once"),
            models.CheckConstraint(condition=Q(handed_on=None) | ~Q(handed_to=""), name="slip_handed_to_somebody"),
        ]


class Guess(models.Model):
    """Wrong codes from one address (its keyed hash) since a moment; too many shut the door for a while."""

    address = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
