"""Tables of organisations. The current row is on ``Organisation``; every state it ever had is a ``Version``."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope, subtree

STEP = 4  # characters of one level in a path: 36**4 children of one parent


class Kind(models.TextChoices):
    """The codes of ``policy/opinions/kinds.toml``; a test holds the two together."""

    COUNTY_COMMITTEE = "county_committee", "县委"
    WORK_COMMITTEE = "work_committee", "党工委"
    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    ELDERLY_BRANCH = "elderly_branch", "老年党支部"
    TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
    MOBILE_BRANCH = "mobile_branch", "流动党员党支部"
    FUNCTIONAL_BRANCH = "functional_branch", "功能型党支部"
    GROUP = "group", "党小组"


class Division(models.Model):
    """An administrative division by its 12-digit code (province to village), with the days it was in use."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="division_current_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="division_period"
            ),
        ]
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Words for choosing organisations."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those in the pieces of the tree where the reader's posts carry the verb."""
        return self.filter(in_ranges(scope.ranges(verb)))

    def under(self, path: str) -> Self:
        """An organisation and all below it."""
        low, high = subtree(path)
        return self.filter(path__gte=low, path__lt=high)

    def alive(self) -> Self:
        """Those not dissolved."""
        return self.filter(dissolved_on=None)


class Organisation(models.Model):
    """A Party organisation as it is now. ``revision`` counts its changes (used to tell whether one may be undone)."""

    full_name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=24, choices=Kind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = PathField(max_length=64, unique=True)
    depth = models.PositiveSmallIntegerField()
    division_code = models.CharField(max_length=12, blank=True, db_index=True)
    founded_on = models.DateField(null=True, blank=True)
    founded_precision = models.CharField(max_length=1, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)
    national_code = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    approval_number = models.CharField(max_length=80, blank=True, help_text="as the register says")
    said_secretary = models.CharField(max_length=60, blank=True, help_text="as the register says; the post decides")
    remark = models.CharField(max_length=400, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "full_name"], condition=Q(dissolved_on=None), name="organisation_name_once"
            ),
            models.CheckConstraint(
                condition=Q(parent=None, depth=1) | Q(parent__isnull=False, depth__gt=1), name="organisation_depth"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on=None) | Q(founded_on=None) | Q(dissolved_on__gte=F("founded_on")),
                name="organisation_life",
            ),
        ]
        indexes = [models.Index(fields=["full_name"]), models.Index(fields=["short_name"])]

    def __str__(self) -> str:
        return self.full_name


class VersionQuerySet(models.QuerySet["Version"]):
    """Words for choosing versions."""

    def as_of(self, day: date) -> Self:
        """The version of each organisation that held on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Version(models.Model):
    """What an organisation was called, was, and belonged to from a day to a day (half-open, never overwritten).

    ``valid_from`` of the first version is the day since which the county has it on record, not the founding.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="versions")
    full_name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=24, choices=Kind)
    parent = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    division_code = models.CharField(max_length=12, blank=True)
    keys = models.CharField(max_length=500, blank=True, help_text="pinyin of the names, in full and by initials")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(valid_to=None), name="version_current_once"),
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="version_day_once"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="version_period"),
        ]
        indexes = [models.Index(fields=["path", "valid_from"])]


class Guidance(models.Model):
    """A guiding organisation of another (clause 3.3c): it sees and advises, it does not command."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="guided_by")
    guide = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="guides")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "guide"], condition=Q(valid_to=None), name="guidance_current_once"
            ),
            models.CheckConstraint(condition=~Q(organisation=F("guide")), name="guidance_of_another"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="guidance_period"
            ),
        ]


class Term(models.Model):
    """A term of office. ``ends_on`` is a date, never a number of years; ``basis`` says where it comes from."""

    class Basis(models.TextChoices):
        """Where the last day of the term comes from."""

        REGISTER = "register", "名册所载"
        COMPUTED = "computed", "按规定推算"
        APPROVED = "approved", "上级批准"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=10, choices=Basis)
    citation = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "starts_on"], name="term_start_once"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="term_period"),
        ]
        indexes = [models.Index(fields=["ends_on"])]


class Postponement(models.Model):
    """A term's last day put off with approval, so that what was to be before is not lost. ``on``: day of the decision."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="postponements")
    on = models.DateField()
    before = models.DateField()
    after = models.DateField()
    approval_number = models.CharField(max_length=80)
    approved_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="postponement_later"),
        ]


class Reception(models.Model):
    """Where an organisation takes members from elsewhere (clause 4.5f): public. The position is WGS 84, in degrees.

    Another address is another row.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="receptions")
    address = models.CharField(max_length=120)
    hours = models.CharField(max_length=60, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(valid_to=None), name="reception_current_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="reception_period"
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
                name="reception_position_whole",
            ),
        ]


class Change(models.Model):
    """One recorded change of an organisation: what was done, by whose approval, when."""

    class Action(models.TextChoices):
        """The operations of an organisation's life."""

        FOUND = "found", "成立"
        RENAME = "rename", "更名"
        MOVE = "move", "调整隶属"
        MERGE = "merge", "合并"
        SPLIT = "split", "分设"
        RECLASSIFY = "reclassify", "改设"
        DISSOLVE = "dissolve", "撤销"
        RELOCATE = "relocate", "变更所在区划"
        TERM = "term", "换届"
        POSTPONE = "postpone", "延期换届"
        GUIDE = "guide", "建立指导关系"
        UNGUIDE = "unguide", "解除指导关系"
        CORRECT = "correct", "名册更正"
        RECEIVE = "receive", "接待点"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(max_length=12, choices=Action)
    on = models.DateField()
    approval_number = models.CharField(max_length=80, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    other = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "on"])]
