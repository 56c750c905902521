"""Tables of contact: each contact made is one row with its proof, however it was made; calls also when nobody answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.matters.models import Matter
from zhendi.domain.mobile.models.movements import Outgoing
from zhendi.domain.people.models import Person


class Way(models.TextChoices):
    """How a member away was reached. Which way does for which of the four duties, the parameters say."""

    SMS = "sms", "短信"
    CALL = "call", "电话"
    LETTER = "letter", "信件"
    SYMPOSIUM = "symposium", "座谈"
    VISIT = "visit", "走访"
    TALK = "talk", "当面谈话"
    REPLY = "reply", "本人回复"


class Noting(models.Model):
    """One act of noting contacts, of any number of members at once; the trail's entry refers to it."""

    way = models.CharField(max_length=10, choices=Way)
    happened_on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField(null=True, blank=True, help_text="person; null = the clock or the command line")
    withdrawal = models.BooleanField(default=False, help_text="contacts taken back, not made")


class Contact(models.Model):
    """A contact with a member away on a day. ``proof`` names what shows it (``message:123``); "" = the noter's word.

    ``person`` is the member when known: contacts go with the person when the movement is continued in another branch.
    """

    movement = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts")
    way = models.CharField(max_length=10, choices=Way)
    happened_on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField(null=True, blank=True, help_text="person")
    noting = models.ForeignKey(Noting, on_delete=models.PROTECT, related_name="contacts")
    result = models.CharField(max_length=20, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    proof = models.CharField(max_length=60, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True, help_text="a letter came back: it does not count")
    withdrawn_by = models.ForeignKey(Noting, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "way", "proof"], condition=~Q(proof=""), name="contact_proof_once"
            )
        ]
        indexes = [
            models.Index(fields=["movement", "happened_on"], name="contact_movement"),
            models.Index(fields=["person", "happened_on"], name="contact_person"),
            models.Index(fields=["way", "happened_on"], name="contact_way"),
            models.Index(fields=["proof"], condition=~Q(proof=""), name="contact_proof"),
        ]


class Call(models.Model):
    """An attempt to reach a member away by telephone. One that reached the member is also a ``Contact``."""

    class Result(models.TextChoices):
        """What came of it."""

        REACHED = "reached", "接通"
        NO_ANSWER = "no_answer", "没人接"
        WRONG_NUMBER = "wrong_number", "号码不对"
        MOVED = "moved", "接通，已换地方"
        NEEDS_HELP = "needs_help", "接通，要帮助"

    movement = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="calls")
    on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.BigIntegerField(null=True, blank=True, help_text="person")
    result = models.CharField(max_length=12, choices=Result)
    note = models.CharField(max_length=400, blank=True)
    next_on = models.DateField(null=True, blank=True, help_text="when to try again, or to look after the matter")
    settled_on = models.DateField(null=True, blank=True, help_text="the help asked for was given")
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["movement", "on"], name="call_movement")]
