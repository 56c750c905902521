"""The demonstration's care for guests: reception points of the branches elsewhere, where outlets are, what townships say of a
half-year of those who came.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from zhendi.domain.mobile import half_years
from zhendi.domain.mobile.models import Incoming
from zhendi.domain.mobile.operations import feedback
from zhendi.domain.mobile.operations.feedback import Said
from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.orgs.operations import receiving
from zhendi.domain.services import operations as services
from zhendi.domain.services.models import Level, Outlet
from zhendi.domain.setup.models import Unit
from zhendi.kernel import clock
from zhendi.kernel.scope import Actor

# By a word of the branch's name: a made-up house in a real town, and about where the town lies.
_POINTS = (
    ("昆山", "江苏省苏州市昆山市花桥镇集善路8号党群服务中心一楼", "121.089", "31.302"),
    ("松江", "上海市松江区九亭镇涞寅路120号社区活动室", "121.319", "31.132"),
    ("宁波", "浙江省宁波市鄞州区下应街道湖下路66号", "121.581", "29.832"),
    ("深圳", "广东省深圳市龙华区民治街道梅花山庄3栋", "114.041", "22.621"),
)
_HOURS = "工作日9点到17点，周六上午"
_SAID, _HELD = 0.85, 6
_WORDS = ("按时参加组织生活，踊跃参加社区志愿服务", "工作忙时请假，补了学习", "主动帮新来的同乡找住处，表现积极")


def of_month(end: date, *, actor: Actor, seed: int) -> None:
    """At the end of a half-year most townships say how those who came were."""
    half = half_years.half_of(end)
    if end != half.last:
        return
    dice = random.Random(f"{seed}:feedback:{half}")  # noqa: S311 - a demonstration, to be the same each time
    rows = Incoming.objects.as_of(end).exclude(organisation=None).order_by("path", "pk")
    day = end - timedelta(days=5)
    with clock.frozen(end):  # one day for all: the engine derives for the clock's day
        for row in rows.filter(valid_from__lte=day).values_list("pk", flat=True):
            if dice.random() < _SAID:
                came = dice.randint(_HELD - 3, _HELD)
                said = Said(str(half), came, _HELD, dice.choice(_WORDS))
                feedback.give(actor=actor, on=day, movement_id=row, said=said)


def ending(*, actor: Actor, on: date) -> None:
    """Reception points and the positions of the townships' outlets."""
    for word, address, east, north in _POINTS:
        branch = Organisation.objects.alive().filter(kind=Kind.MOBILE_BRANCH, full_name__contains=word).first()
        if branch is not None:
            receiving.receive(
                actor=actor, on=on, organisation_id=branch.pk, address=address, hours=_HOURS, longitude=Decimal(east),
                latitude=Decimal(north),
            )  # fmt: skip
    for outlet in Outlet.objects.open().filter(level=Level.TOWNSHIP).order_by("pk"):
        unit = (
            Unit.objects.current().filter(township=outlet.organisation).exclude(longitude=None).order_by("pk").first()
        )
        if unit is not None and unit.longitude is not None:
            services.place(actor=actor, on=on, outlet_id=outlet.pk, longitude=unit.longitude, latitude=unit.latitude)
