"""Tables of transfers of the organisation relation (组织关系转接). A state is a row with an actor and a day.

Where a transfer stands in the tree is read from its organisations, never copied: it stays right when they move.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models.persons import Person
from zhendi.kernel.fields import SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

SAID = "people.transfer.said"


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Words for choosing transfers."""

    def open(self) -> Self:
        """Those that have not come to an end."""
        return self.filter(closed_on=None)

    def outward(self) -> Self:
        """Those for which our side issued a letter that must bring a return slip: never the ones turned down."""
        lettered = self.exclude(direction=Transfer.Direction.IN).exclude(issued_on=None)
        return lettered.exclude(state__in=(Transfer.State.RETURNED, Transfer.State.WITHDRAWN))

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those that left a branch of the reader's; those sent to the reader's committee, once the letter is out; those
        given to the reader's branch, once its committee has admitted them; and the reader's own.
        """
        ranges, day = scope.ranges(verb), scope.as_of
        sent = in_ranges(ranges, "from_organisation__path") | in_ranges(ranges, "from_committee__path")
        arriving = in_ranges(ranges, "to_committee__path") & Q(issued_on__lte=day)
        given = in_ranges(ranges, "to_organisation__path") & Q(admitted_on__lte=day)
        own = Q(person=scope.person_id) if scope.person_id and verb == SEE else Q(pk__in=())
        return self.filter(sent | arriving | given | own, opened_on__lte=day)


class Transfer(models.Model):
    """One member's relation on its way from one branch to another.

    ``from_organisation`` and ``to_organisation`` are branches of ours, ``from_name`` and ``to_name`` the outside ones as
    written. ``person`` is unknown for one who comes from outside until the branch receives him; what the letter says
    of him stands sealed in ``said`` until then.
    """

    class Direction(models.TextChoices):
        """Whether both sides are ours."""

        WITHIN = "within", "县内转接"
        OUT = "out", "转往县外"
        IN = "in", "县外转来"

    class Way(models.TextChoices):
        """How the letter travels."""

        ELECTRONIC = "electronic", "网上转接"
        PAPER = "paper", "纸质介绍信"

    class Reason(models.TextChoices):
        """Why the relation moves (党员教育管理工作条例 2019, art. 25)."""

        WORK = "work", "工作单位变动"
        HOME = "home", "经常居住地变动"
        AWAY = "away", "外出六个月以上且地点固定"
        STUDY = "study", "升学或毕业"
        ARMY = "army", "入伍或退役"
        RETIRED = "retired", "离退休"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        """Where it stands. Past its date a transfer on the way is shown as expired; no row says so but the date."""

        APPLIED = "applied", "申请"
        AGREED = "agreed", "转出支部同意"
        APPROVED = "approved", "转出党委审核"
        TRANSIT = "transit", "在途"
        ADMITTED = "admitted", "转入党委同意"
        RECEIVED = "received", "转入支部接收"
        SLIP = "slip", "回执"
        DONE = "done", "完成"
        RETURNED = "returned", "退回"
        WITHDRAWN = "withdrawn", "撤回"

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers")
    name = models.CharField(max_length=60)
    said = SealedField(context=SAID, blank=True, help_text="of one from outside: what the letter says, as JSON")
    direction = models.CharField(max_length=6, choices=Direction)
    way = models.CharField(max_length=10, choices=Way)
    reason = models.CharField(max_length=8, choices=Reason)
    standing = models.CharField(max_length=12, help_text="Membership.Standing when the letter was written")
    from_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    from_committee = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    from_name = models.CharField(max_length=120, blank=True, help_text="the sending side outside, as written")
    to_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    to_committee = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=120, blank=True, help_text="whom an outside letter is addressed to")
    to_unit = models.CharField(max_length=120, blank=True, help_text="the branch or unit where the member goes")
    state = models.CharField(max_length=10, choices=State)
    state_since = models.DateField()
    dues_paid_to = models.CharField(max_length=7, blank=True, help_text="YYYY-MM, as on the letter")
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the letter's number")
    serial = models.PositiveIntegerField(null=True, blank=True, help_text="number within the committee's year")
    outside_number = models.CharField(max_length=40, blank=True, help_text="number of a letter from outside")
    opened_on = models.DateField()
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="last day on which the letter is good")
    admitted_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True, help_text="from this day a member of the receiving branch")
    slip_on = models.DateField(
        null=True, blank=True, help_text="the return slip came back (or was sent, of one from outside)"
    )
    closed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_on=None), name="transfer_open_once"),
            models.UniqueConstraint(
                fields=["from_committee", "year", "serial"], condition=~Q(serial=None), name="transfer_number_once"
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(valid_until__gte=F("issued_on")), name="transfer_letter_has_a_date"
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_until"], name="transfer_state")]

    def __str__(self) -> str:
        return f"{self.name} {self.get_state_display()}"

    @property
    def internal(self) -> bool:
        """True when one committee keeps both branches: no letter is needed."""
        return self.from_committee_id is not None and self.from_committee_id == self.to_committee_id

    @property
    def number(self) -> str:
        """The letter's number as it is written: 〔2026〕第0012号; "" before it is issued."""
        if self.outside_number:
            return self.outside_number
        return f"〔{self.year}〕第{self.serial:04d}号" if self.year and self.serial else ""

    def expired(self, day: date) -> bool:
        """Whether the letter is on the way and its last day has passed."""
        return self.state == Transfer.State.TRANSIT and self.valid_until is not None and self.valid_until < day


class TransferStep(models.Model):
    """One step of a transfer: the state it led to, the day, who took it. ``valid_until``: set by issue and renewal."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Transfer.State)
    on = models.DateField()
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.CharField(max_length=120, help_text="the actor's name and post at that time")
    note = models.CharField(max_length=400, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["transfer", "on", "id"], name="transfer_step_order")]
