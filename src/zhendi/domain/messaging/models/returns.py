"""Tables of what comes back: receipts, replies, and who wants nothing more."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.messaging.models.batches import ADDRESS, Message
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import IndexField, PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

TEXT = "messaging.reply"
OWN_PAGE = "me"


class Receipt(models.Model):
    """What a gateway said of a message; the same said again is the same row. It may come late, twice, out of order."""

    class Outcome(models.TextChoices):
        """What became of the message."""

        DELIVERED = "delivered", "已送达"
        FAILED = "failed", "没送到"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="receipts")
    gateway = models.CharField(max_length=30)
    outcome = models.CharField(max_length=10, choices=Outcome)
    code = models.CharField(max_length=40, blank=True)
    happened_on = models.DateField()
    received_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "outcome"], name="messaging_receipt_once")]


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Words for choosing replies."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of people in the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class Reply(models.Model):
    """What somebody answered. ``message``: the last one sent to that number, if any; then the branch sees it.

    One that fits no message is the county's (``path`` of the top). One given on the member's own page has the gateway
    ``OWN_PAGE`` and the message's key as its number: it is given once. ``said``: chosen there; of a text that came by a
    gateway only that it may ask for help, or for no more messages.
    """

    class Said(models.TextChoices):
        """What the answer comes to."""

        WELL = "well", "平安"
        CHANGED = "changed", "情况有变"
        HELP = "help", "需要帮助"
        STOP = "stop", "不再收"

    gateway = models.CharField(max_length=30)
    number = models.CharField(max_length=80, help_text="the gateway's own")
    sender = SealedField(context=ADDRESS)
    sender_index = IndexField(of="sender", context=ADDRESS)
    text = SealedField(context=TEXT, blank=True)
    said = models.CharField(max_length=8, choices=Said, blank=True)
    received_at = models.DateTimeField()
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    purpose = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=60, blank=True)
    path = PathField(max_length=64)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="what was done about it")

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "number"], name="messaging_reply_once")]
        indexes = [
            models.Index(fields=["path", "-id"], name="messaging_reply_tree_order"),
            models.Index(fields=["path"], condition=Q(settled_on=None), name="messaging_reply_open"),
            models.Index(fields=["received_at"], name="messaging_reply_received"),
        ]


class OptOut(models.Model):
    """Somebody wants no messages from a day on, until taken back.

    It holds for the number, whoever writes; one chosen on the own page (``person``) for the member, whatever the number.
    """

    class Source(models.TextChoices):
        """How it was said."""

        REPLY = "reply", "短信回复"
        TOLD = "told", "本人提出"
        PAGE = "page", "手机页面"

    address = SealedField(context=ADDRESS, blank=True)
    address_index = IndexField(of="address", context=ADDRESS)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="opt_outs")
    name = models.CharField(max_length=60, blank=True)
    path = PathField(max_length=64)
    source = models.CharField(max_length=8, choices=Source)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_index"],
                condition=Q(valid_to=None, person=None),
                name="messaging_opt_out_current_once",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(valid_to=None, person__isnull=False),
                name="messaging_opt_out_person_once",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(source="page"), name="messaging_opt_out_page_of_person"
            ),
        ]
