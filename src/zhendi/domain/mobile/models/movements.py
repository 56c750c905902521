"""Tables of the two registers. One current row for each citizen number on each side; sensitive values are sealed."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Person
from zhendi.kernel.fields import IndexField, PathField, SealedField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

CITIZEN = "mobile.citizen_number"
PHONE = "mobile.phone"


M_co = TypeVar("M_co", bound="Movement", covariant=True)


class MovementQuerySet(models.QuerySet[M_co]):
    """Words for choosing movements of either side."""

    def as_of(self, day: date) -> Self:
        """Those on record on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        """Those that have not ended."""
        return self.filter(valid_to=None)

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those of the reader's pieces of the tree, and the reader's own."""
        own = Q(person=scope.person_id) if scope.person_id else Q(pk__in=())
        return self.filter(in_ranges(scope.ranges(verb)) | own)


class SignedBy(models.TextChoices):
    """Who told of the movement."""

    INTAKE = "intake", "名册导入"
    BRANCH = "branch", "所在支部"
    RELATIVE = "relative", "亲属"
    RECEIVING = "receiving", "流入地党组织"
    SELF = "self", "本人"


class Ended(models.TextChoices):
    """Why a movement ended."""

    RETURNED = "returned", "已返回"
    TRANSFERRED = "transferred", "组织关系已转出"
    LEFT = "left", "已出党或去世"
    MOVED_ON = "moved_on", "已离开本地"
    MISTAKE = "mistake", "登记有误"


class Movement(models.Model):
    """What both registers say about a member living away from the branch of membership."""

    class Reason(models.TextChoices):
        """Why one is away."""

        WORK = "work", "务工"
        BUSINESS = "business", "经商创业"
        STUDY = "study", "求学"
        FAMILY = "family", "随亲属居住"
        SEEKING = "seeking", "求职"
        SERVICE = "service", "服务项目"
        OTHER = "other", "其他"

    class Group(models.TextChoices):
        """Clause 4.5b: whom the work is meant for."""

        MIGRANT = "migrant", "进城务工"
        ENTREPRENEUR = "entrepreneur", "外出创业"
        GRADUATE = "graduate", "大学毕业生"
        VETERAN = "veteran", "退役军人"
        RETIRED = "retired", "离退休"
        OTHER = "other", "其他"

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    citizen_number = SealedField(context=CITIZEN, blank=True)
    citizen_index = IndexField(of="citizen_number", context=CITIZEN)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    moved_on = models.DateField(null=True, blank=True)
    moved_precision = models.CharField(max_length=1, blank=True)
    employer = models.CharField(max_length=100, blank=True)
    trade = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    group = models.CharField(max_length=12, choices=Group, blank=True)
    returns_on = models.DateField(null=True, blank=True, help_text="expected return")
    phone = SealedField(context=PHONE, blank=True)
    signed_by = models.CharField(max_length=10, choices=SignedBy, default=SignedBy.INTAKE)
    checked_on = models.DateField(null=True, blank=True, help_text="the entry was last found true")
    ended = models.CharField(max_length=12, choices=Ended, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = MovementQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["citizen_index"], condition=Q(valid_to=None), name="%(app_label)s_%(class)s_current_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="%(app_label)s_%(class)s_period"
            ),
        ]
        indexes = [models.Index(fields=["path", "id"], condition=Q(valid_to=None), name="%(class)s_tree_order")]

    def __str__(self) -> str:
        return self.name


class Outgoing(Movement):
    """A member of a branch of ours who lives elsewhere. ``organisation`` is the branch of membership.

    ``floating_on``: from that day on the dated rule calls the member a mobile one (流动党员); before, only away.
    """

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="away")
    floating_on = models.DateField(null=True, blank=True)
    province = models.CharField(max_length=30, blank=True)
    city = models.CharField(max_length=40, blank=True)
    district = models.CharField(max_length=60, blank=True)
    certificate = models.CharField(max_length=60, blank=True, help_text="number of the mobile member's card")
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = SealedField(context=PHONE, blank=True)
    contacted_on = models.DateField(null=True, blank=True, help_text="last contact")
    contacted_precision = models.CharField(max_length=1, blank=True)
    reported_in = models.BooleanField(null=True, help_text="has reported where he or she lives")
    receiving = models.CharField(max_length=100, blank=True, help_text="the organisation over there")

    class Meta(Movement.Meta):
        indexes = [
            *Movement.Meta.indexes,
            models.Index(fields=["province", "city", "district"], condition=Q(valid_to=None), name="outgoing_place"),
        ]


class Incoming(Movement):
    """A member from elsewhere who lives here. ``organisation`` is the committee of the township.

    ``outgoing`` is the other side when the person left one of our own branches (moved within the county).
    """

    sex = models.PositiveSmallIntegerField(null=True, blank=True)
    standing = models.CharField(max_length=12, blank=True)
    sending = models.CharField(max_length=100, blank=True, help_text="the organisation of membership, as written")
    place = models.CharField(max_length=80, blank=True, help_text="village or community of residence")
    holds_certificate = models.BooleanField(null=True)
    placed_in_branch = models.BooleanField(null=True)
    outgoing = models.ForeignKey(Outgoing, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrivals")

    class Meta(Movement.Meta):
        pass


class MovementChange(models.Model):
    """A line in the history of a movement of either side: what was done on which day, in words."""

    class Action(models.TextChoices):
        """What was done."""

        SIGN_IN = "sign_in", "登记"
        CHANGE = "change", "变更"
        CONFIRM = "confirm", "核对"
        JOIN = "join", "两头对接"
        SETTLE = "settle", "核定"
        RETURN = "return", "结束"
        KEEPER = "keeper", "联系人"
        SEARCH = "search", "查找"

    outgoing = models.ForeignKey(Outgoing, null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    incoming = models.ForeignKey(Incoming, null=True, blank=True, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(max_length=10, choices=Action)
    on = models.DateField()
    by = models.CharField(max_length=80)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outgoing=None, incoming__isnull=False) | Q(outgoing__isnull=False, incoming=None),
                name="movement_change_of_one_side",
            )
        ]
