"""Tables of elections (clauses 4.4c, 4.4e): from the end of a term to the posts of those elected."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation, Term
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

VOTERS = "democracy.election.voters"


class ElectionQuerySet(models.QuerySet["Election"]):
    """Words for choosing elections."""

    def visible_to(self, scope: Scope) -> Self:
        """Those of organisations in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(SEE)))

    def as_of(self, day: date) -> Self:
        """Those begun by the day."""
        return self.filter(opened_on__lte=day)

    def running(self) -> Self:
        """Those neither published nor ended in another way."""
        return self.filter(ended_on=None, published_on=None)


class Election(models.Model):
    """One election, from the first word of its preparation to the publication of its result.

    The days of its steps stand here once more, for lists and facts; who took a step stands in ``ElectionStep``.
    ``committee`` is the one above that permits, approves the slate and approves or files the result.
    """

    class Sort(models.TextChoices):
        """Who is elected, and by whom (``policy/opinions/elections.toml`` says by which rules)."""

        COMMITTEE = "committee", "选举委员会"
        SECRETARY = "secretary", "不设委员会，选举书记"
        DIRECT = "direct", "直接选举书记（试点）"
        VILLAGE = "village", "村民委员会选举"

    class Stage(models.TextChoices):
        """How far it is: the last step taken."""

        OPENED = "opened", "启动准备"
        ASKED = "asked", "请示换届"
        PERMITTED = "permitted", "同意换届"
        NOMINATED = "nominated", "提名结束"
        CHECKED = "checked", "资格审查完"
        SLATED = "slated", "报候选人"
        SLATE_APPROVED = "slate_approved", "候选人批准"
        ELECTED = "elected", "选举产生"
        REPORTED = "reported", "报告结果"
        APPROVED = "approved", "批准任职"
        PUBLISHED = "published", "公布结果"

    class End(models.TextChoices):
        """Why it went no further."""

        REFUSED = "refused", "不同意换届"
        CANCELLED = "cancelled", "取消选举"

    sort = models.CharField(max_length=10, choices=Sort)
    two_rounds = models.BooleanField(default=False, help_text="villagers' confidence comes first (4.4e)")
    village_body = models.BooleanField(default=False, help_text="of the villagers' committee, not of the organisation")
    pilot_number = models.CharField(max_length=80, blank=True, help_text="document of the pilot of direct election")
    stage = models.CharField(max_length=14, choices=Stage, default=Stage.OPENED)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    committee = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    term_ends_on = models.DateField(help_text="of the body in office, when the plan was made")
    opened_on = models.DateField()
    asked_on = models.DateField(null=True, blank=True)
    permitted_on = models.DateField(null=True, blank=True)
    nominated_on = models.DateField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    trusted_on = models.DateField(null=True, blank=True, help_text="the confidence round was counted")
    slated_on = models.DateField(null=True, blank=True)
    slate_approved_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True, help_text="the first ballot of the election, even if void")
    elected_on = models.DateField(
        null=True, blank=True, help_text="all seats filled or given up: the election is valid"
    )
    reported_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True, help_text="of the reply that permits it")
    slate_number = models.CharField(max_length=80, blank=True)
    result_number = models.CharField(max_length=80, blank=True)
    stroke_order = models.BooleanField(default=False, help_text="the slate stands in the order of surname strokes")
    voters = SealedField(context=VOTERS, blank=True, help_text="registered voters, one a line, for villagers' rounds")
    voters_number = models.PositiveIntegerField(default=0)
    voters_published_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(
        null=True, blank=True, help_text="of the next step, by the plan or by the number in force"
    )
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "village_body"], condition=Q(ended_on=None, published_on=None),
                name="election_running_once",
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None) | Q(elected_on__lte=F("approved_on")), name="election_elected_first"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["path", "opened_on"]), models.Index(fields=["committee"])]


class PlannedStep(models.Model):
    """A line of the preparation plan: until when a step is to be taken, as reckoned back from the end of the term."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="plan")
    code = models.CharField(max_length=14, help_text="a code of Stage or trusted, held")
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="planned_step_once")]


class ElectionOffice(models.Model):
    """Seats to be filled: a role and how many. ``given_up``: seats that the voters agreed to leave empty."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="offices")
    role = models.CharField(max_length=24, help_text="of roles.toml")
    title = models.CharField(max_length=20)
    seats = models.PositiveSmallIntegerField()
    given_up = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "title"], name="election_office_once"),
            models.CheckConstraint(
                condition=Q(seats__gte=1) & Q(given_up__lt=F("seats")), name="election_office_seats"
            ),
        ]


class Nominee(models.Model):
    """Somebody put forward for an office: by whom, what the check found, the villagers' confidence, the result."""

    class Way(models.TextChoices):
        """How somebody came to be put forward."""

        ORGANISATION = "organisation", "组织提名"
        JOINT = "joint", "联名推荐"
        SELF = "self", "自荐"
        WRITTEN = "written", "另选他人"

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="nominees")
    office = models.ForeignKey(ElectionOffice, on_delete=models.CASCADE, related_name="nominees")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    way = models.CharField(max_length=12, choices=Way)
    by = models.CharField(max_length=200, help_text="who put the nominee forward")
    backers = models.PositiveIntegerField(default=0, help_text="how many signed a joint nomination")
    on = models.DateField()
    withdrew_on = models.DateField(null=True, blank=True)
    passed = models.JSONField(default=list, blank=True, help_text="codes of the check-list that were found in order")
    qualified = models.BooleanField(null=True, blank=True)
    check_reason = models.CharField(max_length=200, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    confidence = models.PositiveIntegerField(null=True, blank=True, help_text="votes of confidence")
    trusted = models.BooleanField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(null=True, blank=True, help_text="on the slate")
    votes = models.PositiveIntegerField(null=True, blank=True, help_text="in the ballot that decided")
    elected_on = models.DateField(null=True, blank=True)
    given_role = models.CharField(
        max_length=24, blank=True, help_text="by the committee's first meeting; else the office's"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "person"], condition=~Q(person=None), name="nominee_person_once"),
            models.UniqueConstraint(fields=["office", "name"], name="nominee_name_once"),
        ]


class VoterObjection(models.Model):
    """What somebody says against the published list of voters, and the answer."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="objections")
    name = models.CharField(max_length=60)
    text = models.CharField(max_length=200)
    on = models.DateField()
    due_on = models.DateField(help_text="by the number in force when it was made")
    answer = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True, blank=True)


class ElectionStep(models.Model):
    """A step taken: which, on which day, by whom (name and post at that time), with which paper."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=14)
    on = models.DateField()
    by = models.CharField(max_length=120)
    number = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=400, blank=True)
