"""Tables of the engine. Obligations and figures are a cache that can be rebuilt; waivers, transitions, nudges are kept."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class Status(models.TextChoices):
    """How a duty stands (``zhendi.policy.schema.Status``; a test holds the two together)."""

    MET = "met", "已做到"
    MET_LATE = "met_late", "迟做到"
    DUE = "due", "待办"
    DUE_SOON = "due_soon", "临期"
    OVERDUE = "overdue", "逾期"
    MISSED = "missed", "过期未办"
    WAIVED = "waived", "免"
    NOT_YET = "not_yet", "还没轮到"


class PlacedQuerySet(models.QuerySet["Obligation"]):
    """Words for choosing rows that lie somewhere in the tree."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class Obligation(models.Model):
    """One duty of one subject in one period, as it stands on the day of the last derivation.

    ``path`` is the place in the tree that answers for it; ``bearer_role`` the role there. The other columns are those
    of ``zhendi.policy.evaluate.Obligation``.
    """

    rule = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    period_from = models.DateField()
    period_to = models.DateField(null=True)
    due_on = models.DateField(null=True)
    status = models.CharField(max_length=8, choices=Status)
    since = models.DateField()
    total = models.IntegerField()
    needed = models.IntegerField()
    provisional = models.BooleanField(default=False)
    path = PathField(max_length=64, blank=True)
    area = PathField(max_length=12, blank=True, help_text="on whose ground: a division code without trailing noughts")

    objects = PlacedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject", "period_from"], name="obligation_once"),
        ]
        indexes = [
            models.Index(fields=["rule", "status", "path"], name="obligation_by_rule"),
            models.Index(fields=["rule", "area", "status"], name="obligation_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject} {self.status}"


class Transition(models.Model):
    """A change of a duty's status, kept for ever; "" stands for a duty that began or ceased to be asked."""

    rule = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    period_from = models.DateField()
    before = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=8, blank=True)
    on_day = models.DateField()
    path = PathField(max_length=64, blank=True)
    area = PathField(max_length=12, blank=True)

    objects = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["rule", "subject", "on_day"], name="transition_by_subject")]


class Waiver(models.Model):
    """A subject excused from a rule from a day to a day (half-open), with reason and person.

    Ended before its day: ``valid_to`` is the day of the ending, ``planned_to`` the day that was meant.
    """

    rule = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    path = PathField(max_length=64)
    reason = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=80)
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    planned_to = models.DateField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="waiver_period")]
        indexes = [models.Index(fields=["rule", "subject"], name="waiver_by_subject")]


class Figure(models.Model):
    """How many duties of a rule stand how, below one place of the tree, at the end of a month (or today in this one)."""

    rule = models.CharField(max_length=40)
    month = models.DateField(help_text="first day of the month")
    path = PathField(max_length=64)
    met = models.IntegerField(default=0)
    met_late = models.IntegerField(default=0)
    due = models.IntegerField(default=0)
    due_soon = models.IntegerField(default=0)
    overdue = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    waived = models.IntegerField(default=0)
    not_yet = models.IntegerField(default=0)

    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "month", "path"], name="figure_once")]
        indexes = [models.Index(fields=["path", "month"], name="figure_by_place")]


class AreaFigure(models.Model):
    """The same for an administrative area: how many duties of a rule stand how on its ground."""

    rule = models.CharField(max_length=40)
    month = models.DateField(help_text="first day of the month")
    area = PathField(max_length=12)
    met = models.IntegerField(default=0)
    met_late = models.IntegerField(default=0)
    due = models.IntegerField(default=0)
    due_soon = models.IntegerField(default=0)
    overdue = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)
    waived = models.IntegerField(default=0)
    not_yet = models.IntegerField(default=0)

    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "month", "area"], name="area_figure_once")]
        indexes = [models.Index(fields=["area", "month"], name="area_figure_by_area")]


class Derivation(models.Model):
    """By which policy and for which day the cache was last derived. One row.

    ``started_on``: the first day on which there was anything to ask, so that the registers were kept from then on. Of
    what had ended by then nothing recurring is asked.
    """

    as_of = models.DateField()
    policy = models.CharField(max_length=64, help_text="SHA-256 over the policy files")
    begun_on = models.DateField(null=True, help_text="since when changes of status are kept")
    started_on = models.DateField(null=True)

    objects = models.Manager()


class Nudge(models.Model):
    """A reminder from above for what is overdue below: recorded, and not repeated within days."""

    rule = models.CharField(max_length=40)
    path = PathField(max_length=64)
    sent_by = models.CharField(max_length=80)
    sent_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(help_text="how many were overdue")

    objects = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["path", "rule", "-sent_on"], name="nudge_by_place")]


class State(models.TextChoices):
    """What became of a proposal; ``lapsed``: the duty was done, waived or no longer asked before anybody decided."""

    OPEN = "open", "待决定"
    ACCEPTED = "accepted", "已采纳"
    DECLINED = "declined", "不采纳"
    LAPSED = "lapsed", "已失效"


class Proposal(models.Model):
    """What the documents say may follow a duty that stayed overdue: laid before a post to decide, never carried out.

    ``path``: the place that answers for the duty; ``due_on``: the day that was missed. One for each day missed.
    """

    rule = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    period_from = models.DateField()
    due_on = models.DateField()
    path = PathField(max_length=64)
    proposed_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_on = models.DateField(null=True)
    postponed_to = models.DateField(null=True)

    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "subject", "due_on"], name="proposal_once")]
        indexes = [models.Index(fields=["path", "state"], name="proposal_by_place")]


class Verdict(models.TextChoices):
    """What was decided on a proposal."""

    ACCEPT = "accept", "采纳"
    DECLINE = "decline", "不采纳"
    POSTPONE = "postpone", "缓议"


class Decision(models.Model):
    """A decision on a proposal, kept for ever, with the evidence as it lay before who decided."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=8, choices=Verdict)
    text = models.CharField(max_length=400)
    until = models.DateField(null=True, help_text="postponed to this day")
    decided_by = models.CharField(max_length=80)
    decided_on = models.DateField()
    evidence = models.JSONField(help_text="rule, document, number with its day, changes of status, reminders")

    objects = models.Manager()


class Confirmation(models.Model):
    """The county has compared a number of the rules with the document: whose decision, by which paper, on which day.

    It holds for the number as it stood then; a number that reads otherwise is unconfirmed again. The last one counts.
    """

    code = models.CharField(max_length=60)
    valid_from = models.DateField(help_text="from which day the number is in force")
    value = models.JSONField()
    document = models.CharField(max_length=200)
    confirmed_by = models.CharField(max_length=80, help_text="the name that the document gives")
    recorded_by = models.CharField(max_length=80)
    confirmed_on = models.DateField()

    objects = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["code", "valid_from"], name="confirmation_by_number")]


class JobRun(models.Model):
    """A job of the schedule that has run on a day."""

    name = models.CharField(max_length=40)
    day = models.DateField()
    started_at = models.DateTimeField()

    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="job_once_a_day")]
