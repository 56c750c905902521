"""The other registers as they go out: organisations, movement, units, outlets, items; the columns of the intake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhendi.domain.mobile.models import Contact, HandOver, Incoming, Outgoing
from zhendi.domain.orgs.models import Kind, Organisation, Term
from zhendi.domain.people.models import Membership
from zhendi.domain.services.models import SEE_SERVICES, Item, Outlet
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.masking import mask_citizen_number, mask_mobile
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import Range, Scope

ORGANISATIONS = (
    "序号", "组织全称", "简称", "类别", "上级党组织", "所属行政区划代码", "成立日期", "本届换届日期", "届满日期", "书记",
    "联系电话", "批准文号", "备注",
)  # fmt: skip
OUTGOING = (
    "序号", "姓名", "身份证号码", "所在党支部", "流出时间", "流向省", "流向市", "流向县（市、区）", "务工单位", "从事行业",
    "联系电话", "流动党员活动证号", "流出地联系人", "联系人电话", "最近一次联系时间", "流入地是否报到", "流入地党组织",
    "外出原因", "流动党员类别", "预计返回时间", "备注",
)  # fmt: skip
INCOMING = (
    "序号", "姓名", "性别", "身份证号码", "党员类别", "流出地党组织", "流入时间", "流入乡镇", "居住村（社区）", "务工单位",
    "从事行业", "联系电话", "是否持活动证", "是否编入支部", "流入原因", "流动党员类别", "预计返回时间", "备注",
)  # fmt: skip
GRADUATES = (
    "序号", "姓名", "身份证号码", "党员类别", "毕业院校", "毕业时间", "接收乡镇", "接收党组织", "原党组织", "毕业去向",
    "联系电话", "备注",
)  # fmt: skip
VETERANS = (
    "序号", "姓名", "身份证号码", "党员类别", "原部队", "退役时间", "接收乡镇", "接收党组织", "原党组织", "安置去向", "联系电话",
    "备注",
)  # fmt: skip
UNITS = (
    "序号", "单位名称", "单位类别", "统一社会信用代码", "所属行业", "从业人数", "正式党员数", "预备党员数", "是否建立党组织",
    "组建方式", "党组织名称", "经度", "纬度", "地址", "责任乡镇", "负责人", "联系电话", "开工日期", "计划竣工日期", "责任党组织",
    "备注",
)  # fmt: skip
OUTLETS = (
    "序号", "网点名称", "级别", "所在区划代码", "服务范围", "覆盖户数", "地址", "负责人", "联系电话", "服务时间", "设备",
    "流程图是否上墙", "经度", "纬度",
)  # fmt: skip
ITEMS = ("序号", "事项名称", "办理层级", "业务主管部门", "法定时限", "承诺时限", "申请材料", "收费", "备注")
_LEVELS = {"county": "县级", "township": "乡级", "village": "村级", "group": "组级"}
_SEX = {1: "男", 2: "女", None: ""}
Rows = Iterator[tuple[Any, ...]]


def organisations(scope: Scope, ranges: tuple[Range, ...], *, whole: bool) -> Rows:
    """Living organisations in the order of the tree, with their current term."""
    del whole  # nothing in this register is masked: its telephones are those of the office
    terms = {
        row[0]: row[1:]
        for row in Term.objects.filter(in_ranges(scope.ranges(), "organisation__path"))
        .order_by("starts_on")
        .values_list("organisation_id", "starts_on", "ends_on")
    }
    names = (
        "pk", "full_name", "short_name", "kind", "parent__full_name", "division_code", "founded_on",
        "founded_precision", "said_secretary", "phone", "approval_number", "remark",
    )  # fmt: skip
    query = Organisation.objects.alive().visible_to(scope).filter(in_ranges(ranges)).order_by("path")
    for number, row in enumerate(query.values_list(*names).iterator(), 1):
        founded = partial(row[6], row[7])
        starts, ends = terms.get(row[0], (None, None))
        yield (
            number, row[1], row[2], Kind(row[3]).label, row[4] or "", row[5], founded.iso() if founded else "",
            _iso(starts), _iso(ends), row[8], row[9], row[10], row[11],
        )  # fmt: skip


def outgoing(
    scope: Scope,
    ranges: tuple[Range, ...],
    *,
    whole: bool,
    chosen: QuerySet[Outgoing] | None = None,
    on: date | None = None,
) -> Rows:
    """Members of our branches who live elsewhere; only the ``chosen`` ones, when some are. ``on`` a past day: with the
    branch and the last contact of that day, which are kept with their days; the other columns keep no history.
    """
    found = Outgoing.objects.current() if chosen is None else Outgoing.objects.filter(pk__in=chosen.values("pk"))
    query: QuerySet[Any, Any] = found.filter(in_ranges(scope.ranges()), in_ranges(ranges)).order_by("path", "pk")
    query = _then(query, on) if on else query
    for number, one in enumerate(query.select_related("organisation").iterator(), 1):
        moved, contacted = partial(one.moved_on, one.moved_precision), _contacted(one, on)
        branch = (one.branch_then if on else "") or _org(one.organisation)
        yield (
            number, one.name, _number(one.citizen_number, whole), branch,
            moved.iso() if moved else "", one.province, one.city, one.district, one.employer, one.trade,
            _phone(one.phone, whole), one.certificate, one.contact_name, _phone(one.contact_phone, whole),
            contacted.iso() if contacted else "", _yes(one.reported_in), one.receiving, *_moving(one), one.remark,
        )  # fmt: skip


def _then(query: QuerySet[Any, Any], on: date) -> QuerySet[Any, Any]:
    held = Membership.objects.as_of(on).filter(person=OuterRef("person")).order_by("-valid_from", "-pk")
    counts = Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    reached = Contact.objects.filter(counts, movement=OuterRef("pk"), happened_on__lte=on).order_by("-happened_on")
    then: QuerySet[Any, Any] = query.annotate(
        branch_then=Subquery(held.values("organisation__full_name")[:1]),
        contacted_then=Subquery(reached.values("happened_on")[:1]),
    )
    return then


def _contacted(one: Any, on: date | None) -> PartialDate | None:
    """The last contact; of a past day the latest of those noted by then, or the one on record if it was by then."""
    held = partial(one.contacted_on, one.contacted_precision)
    if on is None:
        return held
    noted = partial(one.contacted_then, "d")
    if held is None or held.first_day > on:
        return noted
    return held if noted is None or noted.first_day < held.first_day else noted


def incoming(scope: Scope, ranges: tuple[Range, ...], *, whole: bool, chosen: QuerySet[Incoming] | None = None) -> Rows:
    """Members from elsewhere who live here; only the ``chosen`` ones, when some are."""
    found = Incoming.objects.current() if chosen is None else Incoming.objects.filter(pk__in=chosen.values("pk"))
    query = found.filter(in_ranges(scope.ranges()), in_ranges(ranges)).order_by("path", "pk")
    for number, one in enumerate(query.select_related("organisation").iterator(), 1):
        moved = partial(one.moved_on, one.moved_precision)
        standing = Membership.Standing(one.standing).label if one.standing else ""
        yield (
            number, one.name, _SEX.get(one.sex, ""), _number(one.citizen_number, whole), standing, one.sending,
            moved.iso() if moved else "", _org(one.organisation), one.place, one.employer, one.trade,
            _phone(one.phone, whole), _yes(one.holds_certificate), _yes(one.placed_in_branch),
            *_moving(one), one.remark,
        )  # fmt: skip


def graduates(scope: Scope, ranges: tuple[Range, ...], *, whole: bool) -> Rows:
    """Members on the lists of schools."""
    return _handed_over(scope, ranges, HandOver.Office.SCHOOL, whole=whole)


def veterans(scope: Scope, ranges: tuple[Range, ...], *, whole: bool) -> Rows:
    """Members on the lists of veterans' offices."""
    return _handed_over(scope, ranges, HandOver.Office.VETERANS, whole=whole)


def _handed_over(scope: Scope, ranges: tuple[Range, ...], office: HandOver.Office, *, whole: bool) -> Rows:
    """One list; the column of the township stays empty, since who must pick up is named in full beside it."""
    query = HandOver.objects.filter(in_ranges(scope.ranges()), in_ranges(ranges), office=office).order_by("path", "pk")
    for number, one in enumerate(query.select_related("organisation").iterator(), 1):
        left = partial(one.left_on, one.left_precision)
        standing = Membership.Standing(one.standing).label if one.standing else ""
        yield (
            number, one.name, _number(one.citizen_number, whole), standing, one.office_name, left.iso() if left else "",
            "", _org(one.organisation), one.sending, one.destination, _phone(one.phone, whole), one.remark,
        )  # fmt: skip


def units(scope: Scope, ranges: tuple[Range, ...], *, whole: bool) -> Rows:
    """Units with their current coverage. Telephones of whoever is in charge are those of the unit, given to the office."""
    del whole
    covered = {
        row[0]: row[1:]
        for row in Coverage.objects.filter(valid_to=None).values_list("unit_id", "form", "organisation__full_name")
    }
    query = Unit.objects.current().visible_to(scope).filter(in_ranges(ranges)).order_by("path", "pk")
    for number, one in enumerate(query.select_related("township", "responsible").iterator(), 1):
        form, place = covered.get(one.pk, ("", ""))
        yield (
            number, one.name, Unit.Kind(one.kind).label, one.unit_code, one.industry, one.employees, one.said_full,
            one.said_probationary, "是" if form else "否", Coverage.Form(form).label if form else "未组建", place or "",
            _decimal(one.longitude), _decimal(one.latitude), one.address, _org(one.township), one.principal, one.phone,
            _iso(one.starts_on), _iso(one.ends_on), _org(one.responsible), one.remark,
        )  # fmt: skip


def outlets(scope: Scope, ranges: tuple[Range, ...], *, whole: bool, chosen: QuerySet[Outlet] | None = None) -> Rows:
    """Outlets that are open; only the ``chosen`` ones, when some are."""
    del whole  # their telephones are public
    found = Outlet.objects.open() if chosen is None else Outlet.objects.filter(pk__in=chosen.values("pk"))
    query = found.visible_to(scope).filter(in_ranges(ranges)).order_by("path", "pk")
    for number, one in enumerate(query.iterator(), 1):
        yield (
            number, one.name, _LEVELS[one.level], one.division_code, one.area, one.households, one.address,
            one.head, one.phone, one.hours, one.equipment, _yes(one.flowchart_posted), _decimal(one.longitude),
            _decimal(one.latitude),
        )  # fmt: skip


def items(scope: Scope, ranges: tuple[Range, ...], *, whole: bool) -> Rows:
    """The catalogue; one for the whole county, seen with any post that sees services."""
    del ranges, whole
    query = Item.objects.filter(withdrawn_on=None) if scope.may(SEE_SERVICES) else Item.objects.none()
    for number, one in enumerate(query.order_by("pk").iterator(), 1):
        word = "个工作日" if one.unit == Item.Unit.WORKING else "日（自然日）"
        yield (
            number, one.name, _LEVELS[one.level], one.department, _days(one.legal_days, word),
            _days(one.promised_days, word), one.materials, one.fee, one.remark,
        )  # fmt: skip


def _moving(one: Outgoing | Incoming) -> tuple[str, str, str]:
    return str(one.get_reason_display()), str(one.get_group_display()), _iso(one.returns_on)


def _days(value: int | None, word: str) -> str:
    return "" if value is None else f"{value}{word}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(value: bool | None) -> str:
    return "" if value is None else ("是" if value else "否")


def _org(one: Organisation | None) -> str:
    return one.full_name if one else ""


def _decimal(value: Any) -> float | str:
    return "" if value is None else float(value)


def _number(value: str, whole: bool) -> str:
    return value if whole or not value else mask_citizen_number(value)


def _phone(value: str, whole: bool) -> str:
    return value if whole or not value else mask_mobile(value)
