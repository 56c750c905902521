"""Paper: sheets given out and recovered, and what two tellers read from them, each alone."""

from __future__ import annotations

from django.db import models

from zhendi.domain.ballots.models.votes import Teller, Vote


class SheetBatch(models.Model):
    """Numbered sheets printed together for one place: the hall, or a box that is carried. The code is the batch's.

    Opinions handed in before the meeting are a batch too: ``printed`` is how many came.
    """

    class Place(models.TextChoices):
        """Where the sheets are used."""

        HALL = "hall", "会场"
        CARRIED = "carried", "流动票箱"
        WRITTEN = "written", "会前书面意见"

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=8, choices=Place)
    printed = models.PositiveIntegerField()
    recovered = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "number"], name="sheet_batch_once")]


class PaperCount(models.Model):
    """What one teller read from a batch: ``votes`` per option (JSON), ``void`` sheets. Equal counts of two settle it."""

    batch = models.ForeignKey(SheetBatch, on_delete=models.CASCADE, related_name="counts")
    teller = models.ForeignKey(Teller, on_delete=models.CASCADE, related_name="+")
    votes = models.JSONField()
    void = models.PositiveIntegerField(default=0)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "teller"], name="paper_count_once")]
