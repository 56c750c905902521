"""Tables of intake. What a file says of people stands only in sealed text: findings, previews, journals."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhendi.kernel.fields import PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope

FINDINGS = "intake.findings"
PREVIEW = "intake.preview"
JOURNAL = "intake.journal"
INTAKE = "intake"


class RunQuerySet(models.QuerySet["Run"]):
    """Words for choosing runs."""

    def visible_to(self, scope: Scope) -> Self:
        """Those made by posts in the reader's pieces of the tree that carry the verb ``intake``."""
        return self.filter(in_ranges(scope.ranges(INTAKE)))


class Run(models.Model):
    """One taking-in of files: what was handed in, as of which day, what it would change and what became of it."""

    class State(models.TextChoices):
        """A run that is ``writing`` while nobody holds its claim has been interrupted."""

        UPLOADED = "uploaded", "已上传"
        JUDGING = "judging", "正在检查"
        JUDGED = "judged", "待确认"
        WRITING = "writing", "正在写入"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        UNDONE = "undone", "已撤销"
        DISCARDED = "discarded", "已放弃"

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor = models.CharField(max_length=80)
    origin = models.CharField(max_length=10, help_text="web, command or demo")
    path = PathField(max_length=64, help_text='of the post by which it is made; "" = the operator')
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    as_of = models.DateField()
    as_of_given = models.BooleanField(default=False, help_text="said by the user, not read from the files")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 over the sums of the files")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    failure = models.CharField(max_length=400, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(state="writing"), name="intake_same_files_written_once"
            )
        ]
        indexes = [models.Index(fields=["path", "-id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.get_state_display()}"


class RunFile(models.Model):
    """A file of a run; its bytes lie sealed in the data folder, its findings sealed here."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    stored = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    register = models.CharField(max_length=20, blank=True)
    counts = models.JSONField(default=dict)
    fault = models.CharField(max_length=400, blank=True)
    findings = SealedField(context=FINDINGS, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="intake_file_position")]


class Piece(models.Model):
    """One page of a run's preview: sealed rows of what one register would change."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="pieces")
    register = models.CharField(max_length=20)
    change = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    rows = SealedField(context=PREVIEW)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "register", "change", "number"], name="intake_piece_once")
        ]


class Journal(models.Model):
    """What a run wrote in one table: rows made, and sealed images of the rows changed or removed."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="journal")
    table = models.CharField(max_length=60)
    made = models.TextField(blank=True, help_text="keys as ranges: 1-500,507")
    images = SealedField(context=JOURNAL, blank=True)
    revisions = SealedField(context=JOURNAL, blank=True, help_text="revisions that the run left, where not 1")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "table"], name="intake_journal_once")]


class Mapping(models.Model):
    """A correction of what a column means, remembered for sheets with the same headings."""

    signature = models.CharField(max_length=64, unique=True)
    columns = models.JSONField()
    corrected_by = models.CharField(max_length=80)
    corrected_on = models.DateField()


class Decision(models.Model):
    """A person's answer to a doubt, remembered; the key is a keyed digest, so that it tells nothing."""

    key = models.CharField(max_length=64, unique=True)
    choice = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=80)
    decided_on = models.DateField()


class Demonstration(models.Model):
    """Marks the installation as one with generated people; pages say so."""

    members = models.PositiveIntegerField()
    seed = models.IntegerField()
    on = models.DateField()
