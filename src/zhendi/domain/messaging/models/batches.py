"""Tables of what is to be sent: templates, batches made of them, one message for each receiver."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import IndexField, PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

ADDRESS = "messaging.address"
VARIABLES = "messaging.variables"


class Channel(models.TextChoices):
    """By what a message travels."""

    SMS = "sms", "短信"


class State(models.TextChoices):
    """Where a message stands. ``held`` can be recalled; ``unknown`` waits for a person, never for a second sending."""

    HELD = "held", "待发"
    QUEUED = "queued", "等待重发"
    SENDING = "sending", "正在发"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "没发到"
    RECALLED = "recalled", "已撤回"
    EXPIRED = "expired", "过期没发"
    UNKNOWN = "unknown", "结果不明"
    UNWANTED = "unwanted", "不用再发"


OPEN = (State.HELD, State.QUEUED)  # not yet handed to a gateway
GONE = (State.SENDING, State.SENT, State.DELIVERED, State.FAILED, State.UNKNOWN)  # handed over, or about to be
ENDED = (State.FAILED, State.RECALLED, State.EXPIRED, State.UNWANTED)  # nothing arrived: may be sent anew


class TemplateQuerySet(models.QuerySet["Template"]):
    """Words for choosing templates."""

    def usable_at(self, scope: Scope) -> Self:
        """Those of the places above the reader, of the reader's own, and the county's (place "")."""
        above = {grant.path[:end] for grant in scope.grants for end in range(len(grant.path) + 1)}
        return self.filter(Q(path__in=above | {""}) | in_ranges(scope.ranges(SEE)))

    def standing(self) -> Self:
        """Those not withdrawn."""
        return self.filter(retired_on=None)


class Template(models.Model):
    """A text with variables in braces (``{姓名}``), for one purpose and one channel; each change is a new revision.

    ``registered``: JSON, gateway's name -> the code under which that gateway knows the text (Aliyun, Tencent).
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=60)
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.SMS)
    body = models.CharField(max_length=400)
    signature = models.CharField(max_length=40)
    registered = models.TextField(default="{}")
    revision = models.PositiveIntegerField(default=1)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64, blank=True, help_text='of the organisation that keeps it; "" = of the installation')
    made_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["purpose", "path"], name="messaging_template_purpose")]

    def __str__(self) -> str:
        return self.title


class BatchQuerySet(models.QuerySet["Batch"]):
    """Words for choosing batches."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class Batch(models.Model):
    """Messages sent off together. Text and signature are kept as they were: a template may change afterwards."""

    class Stage(models.TextChoices):
        """Where a batch stands."""

        OPEN = "open", "在发"
        RECALLED = "recalled", "已撤回"
        DONE = "done", "发完"

    purpose = models.CharField(max_length=40)
    period = models.CharField(max_length=40, blank=True, help_text="what it is owed for, as 2026-11")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.SMS)
    template = models.ForeignKey(Template, null=True, blank=True, on_delete=models.PROTECT, related_name="batches")
    template_revision = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=60)
    body = models.CharField(max_length=400)
    signature = models.CharField(max_length=40)
    registered = models.TextField(default="{}")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True, blank=True, help_text="person")
    made_by_label = models.CharField(max_length=80)
    send_after = models.DateTimeField(help_text="until then the whole batch can be recalled")
    expires_at = models.DateTimeField(help_text="what was not handed over by then is not sent")
    state = models.CharField(max_length=10, choices=Stage, default=Stage.OPEN)
    size = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_label = models.CharField(max_length=80, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["path", "-id"], name="messaging_batch_tree_order"),
            models.Index(fields=["send_after"], condition=Q(state="open"), name="messaging_batch_open"),
        ]

    def __str__(self) -> str:
        return self.title


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for choosing messages."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those to people of the reader's pieces of the tree."""
        return self.filter(in_ranges(scope.ranges(verb)))


class Message(models.Model):
    """One text to one receiver. ``key`` names it to the gateway, so that the same is never accepted twice there.

    ``subject_id`` is what the purpose says ("mobile.*": the key of a ``mobile.Outgoing``). ``once`` bars a second
    message of the same purpose for the same period while one is under way or has arrived. ``variables`` fill the
    batch's text; the text itself is not kept twice.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="messages", db_index=False)
    purpose = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True, blank=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    path = PathField(max_length=64, help_text="of the receiver's organisation")
    name = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.SMS)
    address = SealedField(context=ADDRESS)
    address_index = IndexField(of="address", context=ADDRESS)
    variables = SealedField(context=VARIABLES, blank=True)
    key = models.CharField(max_length=32, unique=True)
    once = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    reason = models.CharField(max_length=80, blank=True, help_text="why it was not sent or did not arrive")
    gateway = models.CharField(max_length=30, blank=True)
    reference = models.CharField(max_length=80, blank=True, help_text="the gateway's own number")
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True, help_text="of the worker that has it in hand")
    claimed_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True, help_text="handed over on this day; empty: never, or not taken")
    delivered_on = models.DateField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["once"], condition=~Q(once="") & ~Q(state__in=ENDED), name="message_once")
        ]
        # Conditions are "not null": SQLite uses such an index also where values are bound parameters.
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(next_try_at__isnull=False), name="message_due"),
            models.Index(fields=["claimed_at"], condition=Q(claimed_at__isnull=False), name="message_in_hand"),
            models.Index(fields=["batch", "state"], name="message_batch"),
            models.Index(fields=["subject_id", "purpose"], name="message_of_subject"),
            models.Index(
                fields=["delivered_on", "id"], condition=Q(delivered_on__isnull=False), name="message_delivered"
            ),
            models.Index(
                fields=["address_index", "sent_on"], condition=Q(sent_on__isnull=False), name="message_receiver_day"
            ),
            models.Index(fields=["path", "id"], name="message_tree_order"),
            models.Index(fields=["reference"], name="message_by_reference"),
        ]

    def __str__(self) -> str:
        return self.name
