"""The half-yearly report of a branch: what the registers show, confirmed by the branch with a remark. Nothing is typed twice."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from zhendi.domain.mobile import half_years
from zhendi.domain.mobile.access import WRITE
from zhendi.domain.mobile.half_years import COLUMNS
from zhendi.domain.mobile.models import HalfYearReport
from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

AHEAD = "report.ahead_days"
_LONGEST = 400


@transaction.atomic
def file(*, actor: Actor, on: date, organisation_id: int, remark: str = "") -> None:
    """File the report of the half-year in which ``on`` lies; filing again replaces the figures of the one filed.

    ``NotVisible`` for a branch that is not the actor's to keep; ``Refused`` for what is no branch of members, and
    earlier than ``report.ahead_days`` before the half-year ends.
    """
    one = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id).first()
    if one is None or not actor.scope.allows(WRITE, one.path):
        raise NotVisible(f"organisation {organisation_id}")
    if not kind(one.kind).may("hold_relation"):
        raise Refused(f"{one.full_name}不隶属正式组织关系，由下面的支部报。", code="kind")
    half = half_years.half_of(on)
    first = half.last - timedelta(days=parameters.load().integer(AHEAD, on))
    if on < first:
        raise Refused(f"{half.name}的报告{first.month}月{first.day}日起报。", code="too_early")
    figures = next((each.figures for each in half_years.counted(_only(one), half, on)), dict.fromkeys(dict(COLUMNS), 0))
    made, created = HalfYearReport.objects.get_or_create(
        organisation=one, year=half.year, half=half.half,
        defaults={"figures": figures, "remark": remark.strip()[:_LONGEST], "filed_on": on, "by": actor.label[:120]},
    )  # fmt: skip
    if not created:
        HalfYearReport.objects.filter(pk=made.pk).update(
            figures=figures,
            remark=remark.strip()[:_LONGEST],
            filed_on=on,
            by=actor.label[:120],
            revision=F("revision") + 1,
        )
    record(
        actor=actor, action="mobile.half_year_filed", on=on, subject_type="orgs.Organisation", subject_id=one.pk,
        path=one.path, summary=f"{one.full_name}报{half.name}流动党员报告", detail={"figures": figures},
    )  # fmt: skip


def note_export(*, actor: Actor, on: date, half: str, number: int) -> None:
    """Write down that the reports of a half-year went out as a workbook, with the roster of members away, masked."""
    if not actor.scope.may("see"):
        raise NotVisible("reports")
    record(
        actor=actor, action="export.half_year", on=on, subject_type="export.half_year", subject_id=None,
        path=actor.scope.home.path if actor.scope.home else "", summary=f"导出流动党员半年报告 {half}，{number} 个组织",
        detail={},
    )  # fmt: skip


def _only(one: Organisation) -> Q:
    return Q(organisation=one)
