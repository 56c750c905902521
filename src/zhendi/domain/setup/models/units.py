"""Tables of units, of their history, of their coverage, and of when they need none."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from zhendi.domain.orgs.models import STEP, Organisation
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import AFTER, SEE, Range, Scope


def whole(ranges: tuple[Range, ...]) -> bool:
    """True where the pieces of the tree hold a county from its root."""
    return any(len(low) <= STEP and high.endswith(AFTER) for low, high in ranges)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Words for choosing units."""

    def visible_to(self, scope: Scope, verb: str = SEE) -> Self:
        """Those for which an organisation in the reader's pieces of the tree is responsible.

        A unit whose township is not known belongs to nobody below: whoever answers for a whole county sees it.
        """
        ranges = scope.ranges(verb)
        found = in_ranges(ranges)
        return self.filter(found | Q(path="") if whole(ranges) else found)

    def current(self) -> Self:
        """Those not closed."""
        return self.filter(closed_on=None)

    def as_of(self, day: date) -> Self:
        """Those on record and not closed on the day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), valid_from__lte=day)


class Unit(models.Model):
    """A unit where people work. Its unit code identifies it; without one, its name within the township."""

    class Kind(models.TextChoices):
        """Kinds that the set-up clauses tell apart."""

        VILLAGE = "village", "行政村"
        COMMUNITY = "community", "社区"
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
        OFFICE = "office", "机关事业单位"
        WINDOW = "window", "服务窗口"
        CHAIN = "chain", "产业链"
        COUNCIL = "council", "理事会"
        OTHER = "other", "其他"

    class End(models.TextChoices):
        """Why a unit is not on the register any more."""

        CLOSED = "closed", "注销或停业"
        FINISHED = "finished", "项目完工"
        MERGED = "merged", "与另一条重复，已合并"
        LEFT = "left", "迁出本县"
        MISTAKEN = "mistaken", "登记有误"

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
    principal = models.CharField(max_length=60, blank=True, help_text="who is in charge of the unit")
    phone = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(null=True, blank=True, help_text="of a project: work begins")
    ends_on = models.DateField(null=True, blank=True, help_text="of a project: work is planned to end")
    responsible = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="answers for the unit; the township's committee where none is named",
    )  # fmt: skip
    blank_reason = models.CharField(max_length=200, blank=True, help_text="why it is not covered, as said by people")
    remark = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField(help_text="on record since")
    closed_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End, blank=True)
    end_note = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    revision = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register_key"], condition=Q(closed_on=None), name="unit_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="unit_project"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "name"]),
            models.Index(fields=["name"]),
            models.Index(fields=["kind", "path"]),
        ]

    def __str__(self) -> str:
        return self.name


class UnitChange(models.Model):
    """One recorded change of a unit: what was done, when, and what was before and after."""

    class Action(models.TextChoices):
        """The operations of a unit's life."""

        REGISTER = "register", "登记"
        CORRECT = "correct", "更正"
        CLOSE = "close", "注销"
        REOPEN = "reopen", "恢复"
        MERGE = "merge", "合并重复"
        EXEMPT = "exempt", "免建"
        RESUME = "resume", "恢复应建"
        COVER = "cover", "覆盖"
        UNCOVER = "uncover", "解除覆盖"
        ASSIGN = "assign", "指定联络员"
        EXCUSE = "excuse", "说明空白原因"

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="changes")
    action = models.CharField(max_length=10, choices=Action)
    on = models.DateField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "on"])]


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Words for choosing exemptions."""

    def as_of(self, day: date) -> Self:
        """What held on the day."""
        return self.filter(Q(free_to=None) | Q(free_to__gt=day), free_from__lte=day)


class Exemption(models.Model):
    """From a day to a day a unit need not be covered (免建), for a stated reason: it stands still, is being wound up."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="exemptions")
    reason = models.CharField(max_length=200)
    free_from = models.DateField()
    free_to = models.DateField(null=True, blank=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(free_to=None), name="exemption_current_once"),
            models.CheckConstraint(condition=Q(free_to=None) | Q(free_to__gt=F("free_from")), name="exemption_period"),
        ]


class CoverageQuerySet(models.QuerySet["Coverage"]):
    """Words for choosing coverage."""

    def as_of(self, day: date) -> Self:
        """What held on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Coverage(models.Model):
    """By which form, and which organisation, a unit is covered from a day to a day; no row = not covered."""

    class Form(models.TextChoices):
        """The forms of clauses 3.1 and 3.2; ``attached`` is the seed's 挂靠组建, ``village`` that of clause 3.1c."""

        OWN = "own", "单独组建"
        JOINT = "joint", "联合组建"
        ATTACHED = "attached", "挂靠组建"
        VILLAGE = "village", "村级中心带动"
        AREA = "area", "区域带动"
        OUTSIDE = "outside", "外部组织覆盖"

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
