"""The roll: who may vote, and who has. Nothing in it leads to a ballot; a day is kept, never an hour."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.ballots.models.votes import Vote
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import SealedField

HOUSEHOLD = "ballots.roll.household"


class RollEntry(models.Model):
    """One line of a vote's roll. ``channel`` once taken is not taken again: that is what makes a vote one vote.

    ``blinded`` is the digest of the blinded credential and ``signed`` the blind signature, kept so that a telephone
    which lost the answer gets the very same again; neither leads to the credential that comes out. ``present_on``:
    registered as present, whether or not the voter votes.
    """

    class Right(models.TextChoices):
        """Whether the voter may vote (domain.md 2.1)."""

        FULL = "full", "有表决权"
        PROBATIONARY = "probationary", "预备党员，没有表决权"
        SUSPENDED = "suspended", "表决权停止"

    class Channel(models.TextChoices):
        """How the voter voted."""

        PHONE = "phone", "手机"
        DESK = "desk", "投票站终端"
        PAPER = "paper", "会场纸票"
        CARRIED = "carried", "流动票箱"
        WRITTEN = "written", "会前书面意见"

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="roll")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=12, choices=Right, default=Right.FULL)
    ground = models.CharField(max_length=60, blank=True, help_text="why not counted as due")
    consent = models.CharField(max_length=80, blank=True, help_text="of the higher body: document")
    approved = models.BooleanField(default=False, help_text="by the meeting")
    household = SealedField(context=HOUSEHOLD, blank=True, help_text="where a printed code is handed over")
    present_on = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    voted_on = models.DateField(null=True, blank=True)
    helped_by = models.CharField(max_length=60, blank=True, help_text="who wrote for one who cannot; no candidate")
    blinded = models.CharField(max_length=64, blank=True)
    signed = models.TextField(blank=True, help_text="hex")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="roll_number_once"),
            models.UniqueConstraint(fields=["vote", "person"], condition=~Q(person=None), name="roll_person_once"),
            models.CheckConstraint(
                condition=(Q(channel="") & Q(voted_on=None)) | (~Q(channel="") & ~Q(voted_on=None)), name="roll_voted"
            ),
        ]
        indexes = [models.Index(fields=["person"])]
