"""A vote: what is asked of whom, by which rule, and what was done with it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

KEY = "ballots.vote.credential_key"
SHARE = "ballots.teller.share"


class VoteQuerySet(models.QuerySet["Vote"]):
    """Words for choosing votes."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of the reader's pieces of the tree, and those on whose roll the reader stands."""
        own = Q(roll__person=scope.person_id) if scope.person_id and verb == SEE else Q(pk__in=())
        return self.filter(in_ranges(scope.ranges(verb)) | own).distinct()


class Vote(models.Model):
    """One vote. ``rule`` is the rule in force on the day the roll was frozen, kept as it was (JSON, with its source)."""

    class Form(models.TextChoices):
        """What a ballot says."""

        QUESTION = "question", "表决"
        ELECTION = "election", "选举"

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "准备中"
        FROZEN = "frozen", "名册已锁定"
        SEALED = "sealed", "票箱已封"
        OPEN = "open", "投票中"
        CLOSED = "closed", "已截止"
        COUNTED = "counted", "已计票"
        CONFIRMED = "confirmed", "已生效"
        VOID = "void", "无效"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    form = models.CharField(max_length=10, choices=Form)
    code = models.CharField(max_length=24, help_text="of votes.toml: which rule counts it")
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True, help_text="what is decided, in plain words")
    seats = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    held_on = models.DateField(help_text="the day of the meeting, on which the box is opened")
    rule = models.JSONField(default=dict, blank=True)
    rule_on = models.DateField(null=True, blank=True)
    due = models.PositiveIntegerField(default=0, help_text="the denominator, from the frozen roll")
    roll_digest = models.CharField(max_length=64, blank=True)
    credential_key = SealedField(
        context=KEY, blank=True, help_text="PEM; signs credentials blindly, ends with the vote"
    )
    credential_public = models.TextField(blank=True)
    box_key = models.CharField(max_length=130, blank=True, help_text="public key of the tellers: point, hex")
    keyed_here = models.BooleanField(default=False, help_text="made on the server for want of a browser that can")
    threshold = models.PositiveSmallIntegerField(default=2, help_text="tellers needed to open")
    length = models.PositiveSmallIntegerField(default=256, help_text="bytes to which every choice is padded")
    result = models.JSONField(default=dict, blank=True)
    complaints_until = models.DateField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="vote_seats"),
            models.CheckConstraint(condition=Q(threshold__gte=2), name="vote_threshold"),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(void_reason=""), name="vote_void_has_reason"),
        ]
        indexes = [models.Index(fields=["path", "-held_on"])]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> bytes:
        """What binds a sealed ballot to its vote and roll."""
        return f"zhendi vote {self.pk} {self.roll_digest}".encode()


class Candidate(models.Model):
    """Somebody on the slate, in the order of surname strokes that the branch gave."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="candidates")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=200, blank=True, help_text="what voters should know")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="candidate_number_once"),
            models.UniqueConstraint(fields=["vote", "name"], name="candidate_name_once"),
        ]


class Teller(models.Model):
    """Who keeps a share of the tellers' key. ``commitment`` is the share's hash; ``share`` only between closing and count."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="tellers")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    commitment = models.CharField(max_length=64, blank=True)
    share = SealedField(context=SHARE, blank=True)
    given_on = models.DateField(null=True, blank=True, help_text="when the share was put in to open the box")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="teller_number_once"),
            models.UniqueConstraint(fields=["vote", "person"], name="teller_once"),
        ]


class VoteStep(models.Model):
    """What was done with the vote, by whom, on which day. Two persons open and close: two steps."""

    class Action(models.TextChoices):
        """What was done."""

        PREPARED = "prepared", "拟定"
        FROZEN = "frozen", "锁定名册"
        SEALED = "sealed", "监票人封箱"
        OPENING = "opening", "提出开始投票"
        OPENED = "opened", "开始投票"
        CLOSING = "closing", "提出截止投票"
        CLOSED = "closed", "截止投票"
        COUNTED = "counted", "开箱计票"
        RECOUNTED = "recounted", "重新计票"
        CONFIRMED = "confirmed", "结果生效"
        VOIDED = "voided", "宣布无效"

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=10, choices=Action)
    on = models.DateField()
    by = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["vote", "id"])]


class Complaint(models.Model):
    """An objection to a result, within the period, with its answer."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="complaints")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    on = models.DateField()
    answer = models.CharField(max_length=400, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("on")), name="complaint_answered"
            )
        ]
