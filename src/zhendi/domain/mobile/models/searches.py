"""Tables of the search for a member with whom there is no contact (clause 4.5f)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhendi.domain.mobile.models.movements import Outgoing
from zhendi.kernel.fields import PathField


class Search(models.Model):
    """A search for one member: opened, its steps, what came of it, and what was decided afterwards by people."""

    class Outcome(models.TextChoices):
        """How a search ends."""

        FOUND = "found", "找到了"
        FAILED = "failed", "查找无果"

    class Decision(models.TextChoices):
        """What the organisation decided about a member who was not found (教育管理工作条例第二十四条)."""

        SUSPENDED = "suspended", "停止党籍"
        LEFT = "left", "按自行脱党予以除名"
        RESTORED = "restored", "恢复党籍"
        NONE = "none", "不作处理，继续查找"

    movement = models.ForeignKey(Outgoing, on_delete=models.CASCADE, related_name="searches")
    path = PathField(max_length=64)
    lost_since = models.DateField(help_text="last organisational life, dues or contact")
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=80)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["movement"], condition=Q(closed_on=None), name="search_open_once")
        ]


class SearchStep(models.Model):
    """One thing done to find the member, or one decision taken: who was asked, on which day, with what result."""

    class Means(models.TextChoices):
        """Where one asks."""

        PHONE = "phone", "本人电话"
        FAMILY = "family", "亲属、邻居"
        WORK = "work", "原工作单位、同乡"
        RECEIVING = "receiving", "流入地党组织"
        POLICE = "police", "公安机关查询"
        NOTICE = "notice", "登报或网上公告"
        VISIT = "visit", "上门走访"
        DECISION = "decision", "组织决定"

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField()
    means = models.CharField(max_length=10, choices=Means)
    asked = models.CharField(max_length=100, help_text="who was asked, or which body decided")
    result = models.CharField(max_length=400)
    decision = models.CharField(max_length=10, choices=Search.Decision, blank=True)
    basis = models.CharField(max_length=100, blank=True, help_text="number of the paper")
    noted_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["search", "on"], name="search_step")]
