"""A decision from the proposal to the archive (clause 4.4d): what it is about, how far it is, and the votes of its rounds."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.ballots.models import Vote
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Words for choosing decisions."""

    def visible_to(self, scope: Scope) -> Self:
        """Those of the organisations in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(SEE)))

    def as_of(self, day: date) -> Self:
        """Those proposed by the day."""
        return self.filter(proposed_on__lte=day)

    def running(self) -> Self:
        """Those neither archived nor ended in another way."""
        return self.filter(ended_on=None, closed_on=None)


class Decision(models.Model):
    """One decision. ``stage``: the last step taken; the days of its steps stand here once more, for lists and facts.

    Who took a step stands in ``DecisionStep``; what was voted in a round, in the vote of its ``DecisionRound``.
    """

    class Kind(models.TextChoices):
        """What the decision is about: it says who votes in the second round."""

        PARTY = "party", "重大党务"
        VILLAGE = "village", "重大村务"
        COLLECTIVE = "collective", "集体资产处置"

    class Proposer(models.TextChoices):
        """Who proposes."""

        BRANCH = "branch", "村党组织"
        COMMITTEE = "committee", "村民委员会"
        MEMBERS = "members", "党员联名"
        REPRESENTATIVES = "representatives", "村民代表联名"
        VILLAGERS = "villagers", "村民联名"

    class Stage(models.TextChoices):
        """How far it is: the last step taken."""

        PROPOSED = "proposed", "提议"
        CHECKED = "checked", "审查"
        REVIEWED = "reviewed", "商议"
        NOTICED = "noticed", "公告"
        FIRST = "first", "第一轮"
        SECOND = "second", "第二轮"
        RESOLVED = "resolved", "决议"
        PUBLISHED = "published", "决议公开"
        FINISHED = "finished", "实施完成"
        ANNOUNCED = "announced", "结果公开"
        SURVEYED = "surveyed", "满意度调查"
        CLOSED = "closed", "归档"

    class End(models.TextChoices):
        """Why it went no further."""

        WITHDRAWN = "withdrawn", "撤回"
        REJECTED = "rejected", "没有通过"
        REVERSED = "reversed", "撤销决定"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind)
    second_rule = models.CharField(max_length=24, help_text="of votes.toml: by which the second round is counted")
    title = models.CharField(max_length=60)
    reason = models.CharField(max_length=1000)
    text = models.TextField(help_text="what is to be done, as it is voted on")
    proposer = models.CharField(max_length=16, choices=Proposer)
    proposed_by = models.CharField(max_length=200, blank=True, help_text="names, where people propose jointly")
    money = models.DecimalField(max_digits=14, decimal_places=2, default=0, help_text="yuan")
    money_source = models.CharField(max_length=120, blank=True)
    land = models.DecimalField(max_digits=10, decimal_places=2, default=0, help_text="mu")
    households = models.PositiveIntegerField(default=0, help_text="whom it touches")
    touches = models.CharField(max_length=200, blank=True, help_text="whom it touches, in words")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.PROPOSED)
    due_on = models.DateField(
        null=True, blank=True, help_text="of the next step, by the rule of the day it began to run"
    )
    proposed_on = models.DateField()
    checked_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    noticed_on = models.DateField(null=True, blank=True)
    voted_on = models.DateField(null=True, blank=True, help_text="round 1 was first drawn up")
    resolved_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    surveyed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True, help_text="of the resolution")
    planned_on = models.DateField(null=True, blank=True, help_text="by when it is to be carried out")
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True)
    end_reason = models.CharField(max_length=400, blank=True)
    counts_until = models.DateField(
        null=True, blank=True, help_text="once it is over: the first day of the next year, in figures no more"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(money__gte=0) & Q(land__gte=0), name="decision_no_less_than_nothing"),
            models.CheckConstraint(
                condition=Q(ended_on=None, end="") | (Q(ended_on__isnull=False) & ~Q(end="")), name="decision_ended"
            ),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(resolved_on__lte=F("published_on")), name="decision_resolved_first"
            ),
            models.UniqueConstraint(
                fields=["organisation", "title"],
                condition=Q(ended_on=None, closed_on=None),
                name="decision_running_once",
            ),
        ]
        indexes = [models.Index(fields=["path", "proposed_on"])]

    def __str__(self) -> str:
        return self.title


class DecisionRound(models.Model):
    """A vote on the decision. The latest of a number counts; one before it was void, invalid or not passed."""

    class Number(models.IntegerChoices):
        """Which round."""

        FIRST = 1, "第一轮"
        SECOND = 2, "第二轮"

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(choices=Number)
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="+")
    drawn_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["decision", "number"])]


class DecisionStep(models.Model):
    """A step taken: which, on which day, by whom (name and post at that time)."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12, help_text="a code of Stage, of End, or what was done between")
    on = models.DateField()
    by = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)


class DecisionFault(models.Model):
    """A fault of procedure that was found; ``cured_on``: put right by doing the step again as it should be."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="faults")
    code = models.CharField(max_length=24, help_text="of decisions.toml")
    on = models.DateField()
    by = models.CharField(max_length=120, help_text="who went on although the page warned")
    note = models.CharField(max_length=400)
    cured_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "code"], condition=Q(cured_on=None), name="decision_fault_standing_once"
            ),
            models.CheckConstraint(condition=Q(cured_on=None) | Q(cured_on__gte=F("on")), name="decision_fault_cured"),
        ]
