"""Tables of units and of their coverage."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope


class UnitQuerySet(models.QuerySet["Unit"]):
    """Words for choosing units."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those for which an organisation in the reader's pieces of the tree is responsible."""
        return self.filter(in_ranges(scope.ranges(verb)))

    def current(self) -> Self:
        """Those not closed."""
        return self.filter(closed_on=None)


class Unit(models.Model):
    """A unit where people work. Its unit code identifies it; without one, its name within the township."""

    class Kind(models.TextChoices):
        """Kinds that the set-up clauses tell apart."""

        FIRM = "firm", "非公企业"
        COOP = "coop", "农民专业合作社"
        ASSOC = "assoc", "协会商会等社会组织"
        MARKET = "market", "专业市场"
        TOWER = "tower", "商务楼宇"
        ESTATE = "estate", "住宅小区"
        SCENIC = "scenic", "景区"
        PROJECT = "project", "工程项目部"
        SCHOOL = "school", "学校（含民办）"
        CLINIC = "clinic", "医疗机构"
        LAW = "law", "律师事务所"
        ACC = "acc", "会计师事务所"
        TAX = "tax", "税务师事务所"
        OTHER = "other", "其他"

    name = models.CharField(max_length=120)
    register_key = models.CharField(max_length=160, help_text="unit code, or name and township where there is none")
    kind = models.CharField(max_length=12, choices=Kind)
    unit_code = models.CharField(max_length=18, blank=True, help_text="GB 32100")
    industry = models.CharField(max_length=60, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    said_full = models.PositiveIntegerField(null=True, blank=True, help_text="full members, as the register says")
    said_probationary = models.PositiveIntegerField(null=True, blank=True, help_text="as the register says")
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    township = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64, help_text="of the township's committee, whose the register is")
    remark = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField(help_text="on record since")
    closed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register_key"], condition=Q(closed_on=None), name="unit_once"),
        ]
        indexes = [models.Index(fields=["path", "name"]), models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class CoverageQuerySet(models.QuerySet["Coverage"]):
    """Words for choosing coverage."""

    def as_of(self, day: date) -> Self:
        """What held on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Coverage(models.Model):
    """By which form, and which organisation, a unit is covered from a day to a day; no row = not covered."""

    class Form(models.TextChoices):
        """The forms of clause 3.1; ``attached`` is the seed's 挂靠组建."""

        OWN = "own", "单独组建"
        JOINT = "joint", "联合组建"
        ATTACHED = "attached", "挂靠组建"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="coverage")
    form = models.CharField(max_length=10, choices=Form)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to=None), name="coverage_current_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="coverage_period"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "valid_from"])]
