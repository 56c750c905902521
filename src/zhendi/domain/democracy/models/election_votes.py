"""Tables of an election's ballots: which vote was held for which office in which round, and who was left out of the due."""

from __future__ import annotations

from django.db import models

from zhendi.domain.ballots.models import Vote
from zhendi.domain.democracy.models.elections import Election, ElectionOffice
from zhendi.domain.people.models import Person


class ElectionBallot(models.Model):
    """A vote held for an office. The numbers stand with the vote; ``outcome`` is what the election made of them."""

    class Round(models.TextChoices):
        """Which round it is."""

        CONFIDENCE = "confidence", "群众信任投票"
        MAIN = "main", "选举"
        RUNOFF = "runoff", "重新投票"
        SEPARATE = "separate", "另行选举"

    class Outcome(models.TextChoices):
        """What came of it."""

        FILLED = "filled", "名额选满"
        TIED = "tied", "票数相同"
        OPEN = "open", "名额没有选满"
        VOID = "void", "无效"
        ANNULLED = "annulled", "上级不予认可"

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="ballots")
    office = models.ForeignKey(ElectionOffice, on_delete=models.CASCADE, related_name="ballots")
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="+")
    round = models.CharField(max_length=10, choices=Round)
    seats = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office"], condition=models.Q(outcome=""), name="election_ballot_one_at_a_time"
            )
        ]


class Exclusion(models.Model):
    """A member who is not to count as due: only with the higher body's consent and the meeting's approval (2.2)."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=20, help_text="of elections.toml")
    evidence = models.CharField(max_length=200)
    consent = models.CharField(max_length=80, blank=True, help_text="number of the higher body's document")
    consented_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True, help_text="by the meeting")
    agreed = models.PositiveIntegerField(null=True, blank=True, help_text="how many of the meeting agreed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "person"], name="exclusion_once")]
