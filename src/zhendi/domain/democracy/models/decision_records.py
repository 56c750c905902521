"""What is kept with a decision: checks and risks, reviews, notices, objections, execution, survey, harm, files."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zhendi.domain.democracy.models.decisions import Decision
from zhendi.kernel.fields import SealedField


class DecisionCheck(models.Model):
    """One line of the check-list or of the risk check, answered (``policy/opinions/decisions.toml``)."""

    class Answer(models.TextChoices):
        """What was found."""

        CLEAR = "clear", "没有问题"
        RISK = "risk", "有风险"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="checks")
    code = models.CharField(max_length=24)
    answer = models.CharField(max_length=8, choices=Answer)
    measure = models.CharField(max_length=400, blank=True, help_text="what is done about the risk")
    on = models.DateField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "code"], name="decision_check_once")]


class DecisionReview(models.Model):
    """What one of the two committees says of the proposal, at a meeting on record."""

    class Body(models.TextChoices):
        """Which committee."""

        PARTY = "party", "村党组织委员会"
        VILLAGE = "village", "村民委员会"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="reviews")
    body = models.CharField(max_length=8, choices=Body)
    on = models.DateField()
    due = models.PositiveSmallIntegerField(help_text="members of the committee")
    present = models.PositiveSmallIntegerField()
    agreed = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "body"], name="decision_review_once"),
            models.CheckConstraint(
                condition=Q(agreed__lte=F("present")) & Q(present__lte=F("due")), name="decision_review_counts"
            ),
        ]


class DecisionNotice(models.Model):
    """What was put up for all to see, where, from which day to which day (that day included)."""

    class Sort(models.TextChoices):
        """What was put up."""

        PROPOSAL = "proposal", "表决前公告"
        RESOLUTION = "resolution", "决议公开"
        RESULT = "result", "实施结果公开"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="notices")
    sort = models.CharField(max_length=12, choices=Sort)
    from_on = models.DateField()
    until_on = models.DateField()
    place = models.CharField(max_length=120)
    on = models.DateField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="decision_notice_days"),
        ]


class DecisionObjection(models.Model):
    """What somebody says against the proposal during the notice, and the answer. The name is shown to who leads only."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="objections")
    name = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    on = models.DateField()
    answer = models.CharField(max_length=400, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120, blank=True, help_text="who answered")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "name", "text"], name="decision_objection_once"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("on")), name="decision_objection_answered"
            ),
        ]


class DecisionEntry(models.Model):
    """A line of the execution log: what was done on a day, and what it cost."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="entries")
    on = models.DateField()
    text = models.CharField(max_length=400)
    spent = models.DecimalField(max_digits=14, decimal_places=2, default=0, help_text="yuan")
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "on", "text"], name="decision_entry_once"),
            models.CheckConstraint(condition=Q(spent__gte=0), name="decision_entry_spent"),
        ]


class DecisionSurvey(models.Model):
    """How satisfied villagers are with how the decision was carried out, by the way in which they were asked."""

    class Way(models.TextChoices):
        """How they were asked."""

        PHONE = "phone", "电话"
        PAPER = "paper", "纸质问卷"
        VISIT = "visit", "入户"
        ONLINE = "online", "网上"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="surveys")
    way = models.CharField(max_length=8, choices=Way)
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField()
    on = models.DateField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "way"], name="decision_survey_once"),
            models.CheckConstraint(
                condition=Q(satisfied__lte=F("answered")) & Q(answered__lte=F("asked")), name="decision_survey_counts"
            ),
        ]


class DecisionHarm(models.Model):
    """Harm that somebody reports, the suspension by a named person, and what was decided about it."""

    class Outcome(models.TextChoices):
        """What was decided."""

        UNFOUNDED = "unfounded", "查无损害，继续实施"
        REMEDIED = "remedied", "已补救，继续实施"
        REVERSED = "reversed", "撤销决定"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="harms")
    name = models.CharField(max_length=60, help_text="who reports it")
    text = models.CharField(max_length=400)
    on = models.DateField()
    suspended_on = models.DateField(null=True, blank=True)
    suspended_by = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    remedy = models.CharField(max_length=400, blank=True, help_text="what is done about it, and by which decision")
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "name", "text"], name="decision_harm_once"),
            models.CheckConstraint(
                condition=Q(settled_on=None, outcome="") | (Q(settled_on__isnull=False) & ~Q(outcome="")),
                name="decision_harm_settled",
            ),
        ]


class DecisionFile(models.Model):
    """A small file (PDF or picture) kept with a step. ``content``: base64, sealed; lists must not select it.

    ``shown``: a picture that the public page shows.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="files")
    part = models.CharField(max_length=12, help_text="the stage at which it was put in, or harm")
    title = models.CharField(max_length=120)
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes")
    shown = models.BooleanField(default=False)
    added_on = models.DateField()
    by = models.CharField(max_length=120)
    content = SealedField(context="democracy_decision_file.content")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "part", "digest"], name="decision_file_once")]
