"""The box. Only ``operations.boxes`` opens it. A ballot's key is chance; it holds no day, no order, nobody.

A ballot waits (without a batch) until enough are there; then all that wait are taken out and put back shuffled, as one
batch, so that the table keeps no order of arrival either. The chain goes over batches, not over ballots, for the same
reason. One table, so that one constraint keeps a credential from being used twice, wherever its ballot lies.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.ballots.models.votes import Vote


class Batch(models.Model):
    """Ballots that went in together. ``digest`` chains it to the batch before."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "number"], name="batch_number_once")]


class Ballot(models.Model):
    """A credential that the vote's key signed without seeing it, and the sealed choice (all hex)."""

    key = models.CharField(max_length=32, primary_key=True, help_text="chance")
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    credential = models.CharField(max_length=64, help_text="digest of the prepared credential")
    prepared = models.CharField(max_length=128)
    signature = models.TextField()
    sealed = models.TextField()
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.CASCADE, related_name="ballots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "credential"], name="ballot_once")]
        indexes = [models.Index(fields=["vote"], condition=Q(batch=None), name="ballot_waiting")]
