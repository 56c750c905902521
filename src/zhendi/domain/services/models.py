"""Tables of outlets and service items."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.fields import PathField
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope

SEE_SERVICES = "see_services"


class Level(models.TextChoices):
    """The level of an outlet, and the level at which an item is handled."""

    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"
    GROUP = "group", "组级"


class OutletQuerySet(models.QuerySet["Outlet"]):
    """Words for choosing outlets."""

    def visible_to(self, scope: Scope, verb: str = SEE_SERVICES) -> Self:
        """Those for which an organisation in the reader's pieces of the tree is responsible."""
        return self.filter(in_ranges(scope.ranges(verb)))

    def open(self) -> Self:
        """Those not closed."""
        return self.filter(closed_on=None)


class Outlet(models.Model):
    """A place where services are given. ``organisation`` is the committee of its ground (township, else county)."""

    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level)
    division_code = models.CharField(max_length=12, blank=True, db_index=True)
    area = models.CharField(max_length=200, blank=True, help_text="whom it serves, as written")
    households = models.PositiveIntegerField(null=True, blank=True)
    address = models.CharField(max_length=200, blank=True)
    head = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True, help_text="of the outlet: public")
    hours = models.CharField(max_length=100, blank=True)
    equipment = models.CharField(max_length=200, blank=True)
    flowchart_posted = models.BooleanField(null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True, help_text="WGS 84")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    path = PathField(max_length=64)
    valid_from = models.DateField(help_text="on record since")
    closed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = OutletQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "division_code"], condition=Q(closed_on=None), name="outlet_name_once"
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
                name="outlet_position_whole",
            ),
        ]
        indexes = [models.Index(fields=["path", "id"])]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """A service item of the county's catalogue with its time limits; limits are days of ``unit``."""

    class Unit(models.TextChoices):
        """Which days are counted."""

        WORKING = "working", "工作日"
        CALENDAR = "calendar", "自然日"

    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level)
    department = models.CharField(max_length=80, blank=True)
    legal_days = models.PositiveSmallIntegerField(null=True, blank=True)
    promised_days = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.WORKING)
    materials = models.TextField(blank=True, help_text="one paper a line")
    fee = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField(help_text="in the catalogue since")
    withdrawn_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], condition=Q(withdrawn_on=None), name="item_name_once")]

    def __str__(self) -> str:
        return self.name
