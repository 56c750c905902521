"""Tables of letters on paper: texts, runs, one letter for each receiver, addresses with their history, print runs."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

POSTAL = "messaging.letter.address"


class LetterText(models.Model):
    """An organisation's own words for a festival, or for a group of receivers; the nearest one above a run is used.

    ``code``: of the festival (``kernel.festivals``) or of the group. What nobody wrote is taken from ``letters.toml``.
    """

    class Part(models.TextChoices):
        """What the words are for."""

        FESTIVAL = "festival", "节日正文"
        GROUP = "group", "群体寄语"

    part = models.CharField(max_length=10, choices=Part)
    code = models.CharField(max_length=20)
    body = models.TextField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    written_on = models.DateField()
    replaced_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part", "code", "organisation"], condition=Q(replaced_on=None), name="letter_text_current_once"
            )
        ]


class LetterAddress(models.Model):
    """Where letters to somebody go, from a day to a day; ``faulty_on``: a letter came back from there.

    Known by the person, or by ``subject_id`` (the key that the purpose uses, a movement) where no person is known.
    """

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    subject_id = models.BigIntegerField(null=True, blank=True)
    address = SealedField(context=POSTAL)
    postcode = models.CharField(max_length=6, blank=True)
    remark = models.CharField(max_length=60, blank=True, help_text="as 单位地址, 家属转交")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    faulty_on = models.DateField(null=True, blank=True)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=None) | ~Q(subject_id=None), name="letter_address_of_somebody"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="letter_address_period"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "valid_to"], name="letter_address_person"),
            models.Index(fields=["subject_id", "valid_to"], name="letter_address_subject"),
        ]


class LetterRunQuerySet(models.QuerySet["LetterRun"]):
    """Words for choosing runs."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class LetterRun(models.Model):
    """Letters for one festival made together: the text with its variables, who signs, where they come back to."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    festival = models.CharField(max_length=20)
    festival_on = models.DateField()
    title = models.CharField(max_length=60)
    body = models.TextField()
    signer = models.CharField(max_length=80)
    dated = models.DateField(help_text="the day written on the letter")
    sender = models.CharField(max_length=120, help_text="where letters come back to")
    sender_postcode = models.CharField(max_length=6, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True, blank=True, help_text="key of the person")
    dropped_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = LetterRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["path", "-id"], name="letter_run_tree_order")]

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """One letter. ``subject_id`` is what the purpose says (the key of a movement); ``number`` stands on the sheet.

    ``posting`` is the address book's row used, None for the home on record. A letter that went to the next address
    after it came back is another row with a higher ``attempt``.
    """

    class State(models.TextChoices):
        """Where it stands."""

        MISSING = "missing", "缺地址"
        READY = "ready", "待打印"
        PRINTED = "printed", "已打印"
        POSTED = "posted", "已寄出"
        RETURNED = "returned", "退回"
        DROPPED = "dropped", "不寄了"

    run = models.ForeignKey(LetterRun, on_delete=models.CASCADE, related_name="letters")
    number = models.PositiveIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    subject_id = models.BigIntegerField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    path = PathField(max_length=64, help_text="of the receiver's organisation")
    name = models.CharField(max_length=60)
    salutation = models.CharField(max_length=80)
    branch = models.CharField(max_length=120)
    place = models.CharField(max_length=140, blank=True)
    wish = models.CharField(max_length=300, blank=True, help_text="the words for the receiver's group")
    address = SealedField(context=POSTAL, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    posting = models.ForeignKey(LetterAddress, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=60, blank=True, help_text="why it came back or is not sent")
    printed_on = models.DateField(null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "subject_id", "attempt"], name="letter_once"),
            models.CheckConstraint(
                condition=Q(state__in=["missing", "ready", "printed", "dropped"]) | ~Q(posted_on=None),
                name="letter_posted_day",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state", "number"], name="letter_run_state"),
            models.Index(fields=["subject_id", "state"], name="letter_subject"),
        ]

    def __str__(self) -> str:
        return self.name


class LetterPrint(models.Model):
    """Letters of a run were printed: when, by whom, in which form, how many."""

    class Form(models.TextChoices):
        """What was made."""

        PDF = "pdf", "PDF"
        WORD = "word", "Word"

    run = models.ForeignKey(LetterRun, on_delete=models.CASCADE, related_name="prints")
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True, blank=True, help_text="key of the person")
    form = models.CharField(max_length=5, choices=Form)
    letters = models.PositiveIntegerField()


def in_force(day: date) -> Q:
    """The condition that an address holds on the day and that no letter has come back from it."""
    return Q(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day, faulty_on=None)
