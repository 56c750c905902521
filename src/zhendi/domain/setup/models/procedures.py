"""Tables of the set-up procedure (clause 3.4a): how an organisation comes to be founded, changed or ended, step by step."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.setup.models.plans import Proposal
from zhendi.domain.setup.models.units import Coverage, Unit
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    """Words for choosing procedures."""

    def visible_to(self, scope: Scope) -> Self:
        """Those that an organisation in the reader's pieces of the tree began."""
        return self.filter(in_ranges(scope.ranges(SEE)))

    def as_of(self, day: date) -> Self:
        """Those begun by the day."""
        return self.filter(opened_on__lte=day)

    def running(self) -> Self:
        """Those neither standardised nor ended in another way."""
        return self.filter(ended_on=None, standardised_on=None)


class Procedure(models.Model):
    """One founding, upgrading, splitting, merging or dissolving, from the first word to the last paper.

    The days of its steps stand here once more, for lists and facts; who took a step stands in ``ProcedureStep``.
    ``path``: of the organisation that began it; ``committee`` has the power to approve.
    """

    class Sort(models.TextChoices):
        """What is to be done."""

        FOUND = "found", "组建"
        UPGRADE = "upgrade", "升格改设"
        SPLIT = "split", "拆分"
        MERGE = "merge", "合并"
        DISSOLVE = "dissolve", "撤销"

    class Stage(models.TextChoices):
        """How far it is: the last step taken."""

        OPENED = "opened", "提出"
        APPLIED = "applied", "请示"
        APPROVED = "approved", "批准"
        FOUNDED = "founded", "成立"
        FILED = "filed", "备案"
        STANDARDISED = "standardised", "规范"

    class End(models.TextChoices):
        """Why it went no further."""

        REFUSED = "refused", "不予批准"
        WITHDRAWN = "withdrawn", "撤回"
        UNDONE = "undone", "组建撤回"

    class Source(models.TextChoices):
        """From which register of a sibling a founding comes (``source_id``: the key there); "" for units or by hand."""

        CLUSTER = "cluster", "流动党员聚集地"
        INCOMING = "incoming", "流入党员"

    sort = models.CharField(max_length=10, choices=Sort)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.OPENED)
    initiator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    committee = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="takes in what is merged or dissolved",
    )  # fmt: skip
    made = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="what was founded or changed",
    )  # fmt: skip
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    full_name = models.CharField(max_length=200, help_text="of the organisation to be; else of the one concerned")
    kind = models.CharField(max_length=24, choices=Kind, blank=True)
    form = models.CharField(max_length=10, choices=Coverage.Form, blank=True)
    first_branch = models.CharField(max_length=200, blank=True, help_text="below a general branch: holds the members")
    reason = models.CharField(max_length=400)
    said_full = models.PositiveIntegerField(
        null=True, blank=True, help_text="full members, as said where no unit of the register is covered"
    )
    source = models.CharField(max_length=10, choices=Source, blank=True)
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    opened_on = models.DateField()
    applied_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    standardised_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True, help_text="of the committee's reply")
    due_on = models.DateField(
        null=True, blank=True, help_text="of the next step, by the rule of the day it began to run"
    )
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(founded_on=None) | Q(approved_on__lte=F("founded_on")), name="procedure_approved_first"
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=Q(source_id__isnull=False, ended_on=None),
                name="procedure_source_once",
            ),
            models.CheckConstraint(
                condition=Q(source="", source_id=None) | (~Q(source="") & Q(source_id__isnull=False)),
                name="procedure_source_whole",
            ),
        ]
        indexes = [models.Index(fields=["path", "opened_on"]), models.Index(fields=["committee"])]


class ProcedureUnit(models.Model):
    """A unit to be covered by what is founded, and what it says to it. In one running procedure only."""

    class Opinion(models.TextChoices):
        """What the unit says."""

        AGREE = "agree", "同意"
        OBJECT = "object", "不同意"

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    standing = models.BooleanField(default=True)
    opinion = models.CharField(max_length=8, choices=Opinion, blank=True)
    said_by = models.CharField(max_length=60, blank=True, help_text="who spoke for the unit")
    said_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "unit"], name="procedure_unit_once"),
            models.UniqueConstraint(fields=["unit"], condition=Q(standing=True), name="procedure_unit_standing_once"),
        ]


class ProcedureStep(models.Model):
    """A step taken: which, on which day, by whom (name and post at that time), with which paper."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=12, help_text="a code of Stage or of End")
    on = models.DateField()
    by = models.CharField(max_length=120)
    number = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=400, blank=True)


class ProcedureItem(models.Model):
    """A line of the standardising check-list that is done (``policy/opinions/standardising.toml``)."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=20)
    done_on = models.DateField()
    by = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "code"], name="procedure_item_once")]
