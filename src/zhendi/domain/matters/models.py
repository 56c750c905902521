"""Tables of matters. What people write is sealed; the state is what the last step made it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

TEXT = "matters.text"
DETAILS = "matters.details"
NOTE = "matters.note"


class MatterQuerySet(models.QuerySet["Matter"]):
    """Words for choosing matters."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of the reader's pieces of the tree, and the reader's own."""
        own = Q(person=scope.person_id) if scope.person_id and verb == SEE else Q(pk__in=())
        return self.filter(in_ranges(scope.ranges(verb)) | own)

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(state=Matter.State.OPEN)


class Matter(models.Model):
    """Something brought by ``person`` that ``organisation`` must answer by ``due_on`` (the last day in time)."""

    class Kind(models.TextChoices):
        """What is brought."""

        HELP = "help", "求助"
        CHANGE = "change", "情况变动"
        CORRECTION = "correction", "更正资料"

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", "待答复"
        ANSWERED = "answered", "已答复"
        CLOSED = "closed", "已办结"
        WITHDRAWN = "withdrawn", "本人撤回"

    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="matters")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    title = models.CharField(max_length=60)
    text = SealedField(context=TEXT, blank=True)
    details = SealedField(context=DETAILS, blank=True, help_text="JSON: the values that are to be entered")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    opened_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="closed or withdrawn")
    revision = models.PositiveIntegerField(default=1)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("opened_on")), name="matter_due"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("opened_on")), name="matter_answered"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "state", "due_on"]),
            models.Index(fields=["person", "-opened_on"]),
        ]

    def __str__(self) -> str:
        return self.title


class MatterStep(models.Model):
    """One step of a matter: who did what on which day, and what was said."""

    class Action(models.TextChoices):
        """What was done."""

        OPENED = "opened", "提出"
        FORWARDED = "forwarded", "转交"
        ANSWERED = "answered", "答复"
        CLOSED = "closed", "办结"
        REOPENED = "reopened", "没有解决，再次提出"
        WITHDRAWN = "withdrawn", "撤回"

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="steps")
    action = models.CharField(max_length=12, choices=Action)
    on = models.DateField()
    by = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    note = SealedField(context=NOTE, blank=True)

    class Meta:
        indexes = [models.Index(fields=["matter", "id"])]
