"""Model points (clause 3.4d): put forward, evidence for each of six criteria, judged by a named person, published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from zhendi.domain.orgs import access as orgs
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import parent_of
from zhendi.domain.setup import access
from zhendi.domain.setup.models import ModelEvidence, ModelJudgement, ModelPoint
from zhendi.domain.setup.operations import checks
from zhendi.domain.setup.operations.procedure_files import keep
from zhendi.domain.setup.procedure_lists import criteria
from zhendi.kernel import audit
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words


@transaction.atomic
def put_forward(*, actor: Actor, on: date, organisation_id: int, summary: str) -> int:
    """Put an organisation forward as a model point, with what the public page will say; gives the key."""
    checks.not_future(on, actor=actor)
    one = Organisation.objects.select_for_update().filter(pk=organisation_id).first()
    if one is None or not orgs.may_see(actor.scope, one.path):
        raise NotVisible("no such organisation")
    if not access.may_begin(actor.scope, one.path):
        raise Refused("您的职务不能申报示范点，由书记或经办人申报。", code="not_yours")
    if one.dissolved_on is not None:
        raise Refused("这个组织已经撤销。", code="dissolved")
    if ModelPoint.objects.standing().filter(organisation=one).exists():
        raise Refused("这个组织已经申报过示范点。", code="taken")
    said = words(summary, 1000, "简介", "summary")
    made = ModelPoint.objects.create(organisation=one, path=one.path, summary=said, proposed_on=on)
    _record(made, "model_put_forward", on, f"申报示范点：“{one.full_name}”", actor=actor)
    return made.pk


@transaction.atomic
def give_evidence(*, actor: Actor, on: date, point_id: int, criterion: str, text: str) -> None:
    """Write what speaks for a criterion; written again it replaces what was there."""
    point = _begun(point_id, on, actor=actor)
    title = _criterion(criterion)
    said = words(text, 1000, "佐证", "text")
    ModelEvidence.objects.update_or_create(
        point=point, criterion=criterion, defaults={"text": said, "written_on": on, "by": actor.label[:120]}
    )
    _record(point, "model_evidence", on, f"示范点佐证，{title}", actor=actor)


@transaction.atomic
def add_picture(*, actor: Actor, on: date, point_id: int, criterion: str, title: str, content: bytes) -> int:
    """Keep a picture for a criterion; gives its key. It may be published: nobody's face without leave."""
    point = _begun(point_id, on, actor=actor)
    _criterion(criterion)
    made = keep(content, title=title, part=criterion, on=on, actor=actor, point=point, only_pictures=True)
    _record(point, "model_picture", on, f"示范点图片：{made.title}", actor=actor)
    return made.pk


@transaction.atomic
def judge(*, actor: Actor, on: date, point_id: int, met: Collection[str], note: str = "") -> bool:
    """A named person above judges all six criteria; gives whether it is a model point. One unmet: it is none."""
    point = _above(point_id, on, actor=actor)
    codes = [each.code for each in criteria()]
    wrong = set(met) - set(codes)
    if wrong:
        raise Refused("有一条标准不认识，刷新页面再填。", code="criterion", field="met")
    written = set(point.evidence.values_list("criterion", flat=True))
    bare = [each.title for each in criteria() if each.code in met and each.code not in written]
    if bare:
        raise Refused(f"{'、'.join(bare)}还没有佐证，不能评为达到。", code="bare", field="met")
    last = point.judgements.order_by("-on").values_list("on", flat=True).first()
    if last is not None and on < last:
        raise Refused(f"{last.isoformat()}已经评过，日期不能早于这一天。", code="day_early", field="on")
    passed = set(met) == set(codes)
    said = words(note, 400, "评定意见", "note", needed=not passed)
    ModelJudgement.objects.create(point=point, on=on, by=actor.label[:120], met=sorted(met), note=said, passed=passed)
    if passed and point.named_on is None:
        point.named_on = on
    elif not passed:
        point.named_on, point.published_on = None, None
    point.save(update_fields=["named_on", "published_on"])
    outcome = "六条都达到，是示范点" if passed else f"{len(met)} 条达到，还不是示范点"
    _record(point, "model_judge", on, f"评定“{point.organisation.full_name}”：{outcome}", actor=actor)
    return passed


@transaction.atomic
def publish(*, actor: Actor, on: date, point_id: int, shown: bool) -> None:
    """Put the page of a model point before the public, or take it away."""
    point = _above(point_id, on, actor=actor)
    if point.named_on is None:
        raise Refused("评定为示范点以后才能公开。", code="not_named")
    if (point.published_on is not None) == shown:
        raise Refused("现在就是这样，没有改动。", code="unchanged")
    point.published_on = on if shown else None
    point.save(update_fields=["published_on"])
    _record(point, "model_publish", on, f"示范点页面{'公开' if shown else '不再公开'}", actor=actor)


@transaction.atomic
def give_up(*, actor: Actor, on: date, point_id: int, reason: str) -> None:
    """It is a model point no longer, for a reason."""
    point = _above(point_id, on, actor=actor)
    said = words(reason, 200, "取消的理由", "reason")
    if point.named_on is not None and on <= point.named_on:
        raise Refused("取消的日期要晚于评定的日期。", code="day_early", field="on")
    point.dropped_on, point.drop_reason, point.published_on = on, said, None
    point.save(update_fields=["dropped_on", "drop_reason", "published_on"])
    _record(point, "model_give_up", on, f"取消示范点“{point.organisation.full_name}”：{said}", actor=actor)


def _seen(pk: int, on: date, *, actor: Actor) -> ModelPoint:
    found = ModelPoint.objects.standing().select_for_update(of=("self",)).select_related("organisation")
    point = found.filter(pk=pk).first()
    if point is None or not actor.scope.allows(SEE, point.path):
        raise NotVisible("no such model point")
    checks.not_future(on, actor=actor)
    if on < point.proposed_on:
        raise Refused("日期早于申报的那一天。", code="day_early", field="on")
    return point


def _begun(pk: int, on: date, *, actor: Actor) -> ModelPoint:
    point = _seen(pk, on, actor=actor)
    if not access.may_begin(actor.scope, point.path):
        raise Refused("您的职务不能填示范点的佐证。", code="not_yours")
    return point


def _above(pk: int, on: date, *, actor: Actor) -> ModelPoint:
    """Nobody judges its own organisation: the post must cover the one above."""
    point = _seen(pk, on, actor=actor)
    if not actor.scope.allows(access.WRITE, parent_of(point.path)):
        raise Refused("示范点由上级党委评定，您的职务不能评定。", code="not_yours")
    return point


def _criterion(code: str) -> str:
    title = next((each.title for each in criteria() if each.code == code), None)
    if title is None:
        raise Refused("没有选择是哪一条标准。", code="criterion", field="criterion")
    return title


def _record(point: ModelPoint, action: str, on: date, summary: str, *, actor: Actor) -> None:
    """The organisation is the subject: its duty of review follows from it."""
    audit.record(
        actor=actor, action=f"setup.{action}", on=on, subject_type="orgs.Organisation", subject_id=point.organisation_id,
        path=point.path, summary=summary, detail={"point": point.pk},
    )  # fmt: skip
