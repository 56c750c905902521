"""Figures of a village's industry by year, and what came of it where they made its branch a candidate (clause 3.1a)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.models import Industry
from zhendi.domain.setup.operations import checks
from zhendi.kernel import audit
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

_MOST = Decimal(9999999999)


@transaction.atomic
def record(
    *, actor: Actor, on: date, organisation_id: int, year: int, main: str, output: Decimal, before: Decimal, source: str
) -> int:
    """Enter a village branch's figures of a past year, in 10,000 yuan; entered again they are put right."""
    checks.not_future(on, actor=actor)
    place = _kept(organisation_id, actor=actor)
    if not 1978 <= year < on.year:
        raise Refused(f"年份填已经过去的一年，例如 {on.year - 1}。", code="year", field="year")
    for name, value, least in (("output", output, Decimal(0)), ("before", before, Decimal("0.01"))):
        if not least <= value <= _MOST:
            raise Refused("产值以万元计，上年产值要大于 0，增长才算得出来。", code="amount", field=name)
    facts = {
        "main": words(main, 60, "主导产业", "main"),
        "source": words(source, 120, "数据出处", "source"),
        "output": output, "before": before, "recorded_on": on,
    }  # fmt: skip
    made, _ = Industry.objects.update_or_create(organisation=place, year=year, defaults=facts)
    _note(place, "industry", f"登记{year}年产业情况：产值 {output} 万元，上年 {before} 万元", on, actor)
    return made.pk


@transaction.atomic
def consider(*, actor: Actor, on: date, industry_id: int, outcome: str) -> None:
    """Say what came of considering whether the branch becomes a general branch."""
    held = Industry.objects.select_for_update().select_related("organisation").filter(pk=industry_id).first()
    if held is None:
        raise NotVisible("no such figures")
    place = _kept(held.organisation_id, actor=actor)
    checks.not_future(on, actor=actor)
    if on < held.recorded_on:
        raise Refused("日期早于登记产业情况的那一天。填那天或以后的日子。", code="day_early", field="on")
    held.considered_on, held.considered = on, words(outcome, 200, "研究结果", "outcome")
    held.save(update_fields=["considered_on", "considered"])
    _note(place, "consider", f"研究改设党总支：{held.considered}", on, actor)


def _kept(pk: int, *, actor: Actor) -> Organisation:
    found = Organisation.objects.filter(pk=pk).first()
    if found is None or not actor.scope.allows(SEE, found.path):
        raise NotVisible("no such organisation")
    if not actor.scope.allows(WRITE, found.path):
        raise Refused("您的职务不能登记产业情况，由负责组织工作的经办人办理。", code="not_yours")
    if found.dissolved_on is not None:
        raise Refused(f"“{found.full_name}”已经撤销，选一个现有的组织。", code="dissolved", field="organisation")
    return found


def _note(place: Organisation, action: str, summary: str, on: date, actor: Actor) -> None:
    audit.record(
        actor=actor,
        action=f"setup.{action}",
        on=on,
        subject_type="orgs.Organisation",
        subject_id=place.pk,
        path=place.path,
        summary=summary,
        detail={},
    )
