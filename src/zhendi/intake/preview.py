"""A plan as a reader sees it: titles, places, old and new values in words, what is sensitive masked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.people.models import Membership
from zhendi.domain.people.roles import roles
from zhendi.domain.services.models import Item, Level
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.intake.blobs import pack, unpack
from zhendi.intake.models import Piece, Run
from zhendi.intake.plans import REGISTERS, Plans
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.masking import mask_address, mask_citizen_number, mask_mobile
from zhendi.kernel.registers import FieldChange, Missing, Plan, Source

PAGE = 200  # rows of one sealed piece
CHANGES = ("new", "changed", "missing", "outside", "older", "conflict")
Shown = list[Any]  # [title, where, file, sheet, row, [[label, old, new], ...]]

LABELS = {
    "name": "姓名或名称", "short_name": "简称", "kind": "类别", "parent": "上级党组织", "division_code": "区划代码",
    "founded": "成立日期", "phone": "联系电话", "approval_number": "批准文号", "secretary": "书记", "remark": "备注",
    "term": "任期", "sex": "性别", "born_on": "出生日期", "nationality": "民族", "education": "学历", "degree": "学位",
    "native_place": "籍贯", "occupation": "工作岗位", "residence": "家庭住址", "dues_standard": "党费标准（元/月）",
    "dues_paid_to": "党费交至", "said_floating": "是否流动", "said_whereabouts": "流向", "said_lost": "是否失联",
    "works_since": "参加工作日期", "joined": "入党日期", "confirmed": "转正日期", "phones": "手机号码",
    "organisation": "所在党支部", "standing": "党员类别", "post": "任职", "moved": "流动时间", "province": "流向（省）",
    "city": "流向（市）", "district": "流向（县）", "employer": "务工单位", "trade": "从事行业", "certificate": "活动证号",
    "contact_name": "联系人", "contact_phone": "联系人电话", "contacted": "最近联系时间", "reported_in": "是否报到",
    "receiving": "流入地党组织", "sending": "流出地党组织", "place": "居住村（社区）", "holds_certificate": "是否持证",
    "placed_in_branch": "是否编入支部", "reason": "外出原因", "group": "流动党员类别", "returns_on": "预计返回", "person_id": "对应人员", "organisation_id": "党组织", "path": "隶属",
    "unit_code": "统一社会信用代码", "industry": "所属行业", "employees": "从业人数", "said_full": "正式党员数",
    "said_probationary": "预备党员数", "longitude": "经度", "latitude": "纬度", "address": "地址",
    "principal": "负责人", "starts_on": "开工日期", "ends_on": "计划竣工日期", "responsible_id": "责任党组织",
    "coverage": "组建方式", "township_id": "责任乡镇", "level": "级别", "area": "服务范围", "households": "覆盖户数",
    "head": "负责人", "hours": "服务时间", "equipment": "设备", "flowchart_posted": "流程图上墙",
    "department": "业务主管部门", "legal_days": "法定时限", "promised_days": "承诺时限", "unit": "计时方式",
    "materials": "申请材料", "fee": "收费", "office_name": "学校或部队", "left": "毕业、退役日期", "destination": "去向",
}  # fmt: skip
_HIDDEN = {"path", "person_id", "organisation_id", "township_id", "register_key"}  # keys say nothing to a reader
_WORDS: dict[str | bool, str] = {
    True: "是",
    False: "否",
    **{str(choice.value): str(choice.label) for kind in (
        Membership.Standing, Unit.Kind, Coverage.Form, Level, Item.Unit, Outgoing.Reason, Outgoing.Group,
    )
       for choice in kind},
    "none": "未组建",
}  # fmt: skip


def keep(run: Run, plans: Plans) -> None:
    """Store the preview of a run page by page, sealed; what was stored before goes."""
    Piece.objects.filter(run=run).delete()
    pieces = []
    for register in REGISTERS:
        for change, rows in shown(register, plans.by_register[register]).items():
            for number, start in enumerate(range(0, len(rows), PAGE)):
                page = pack(rows[start : start + PAGE])
                pieces.append(Piece(run=run, register=register, change=change, number=number, rows=page))
    Piece.objects.bulk_create(pieces, batch_size=200)


def shown(register: str, plan: Plan[Any]) -> dict[str, list[Shown]]:
    """Rows of a plan by what would become of them."""
    found: dict[str, list[Shown]] = {
        "new": [_row(register, row, ()) for row in plan.new],
        "changed": [_row(register, change.row, change.fields) for change in plan.changed],
        "missing": [_missing(each) for each in plan.missing],
    }
    for held in plan.held_back:
        note = FieldChange("", "", held.message)
        found.setdefault(held.reason, []).append(_row(register, held.row, (note,)))
    return {change: rows for change, rows in found.items() if rows}


def _row(register: str, row: Any, fields: Sequence[FieldChange]) -> Shown:
    source: Source = row.source
    where = getattr(row, "organisation", "") or getattr(row, "parent", "") or getattr(row, "township", "")
    told = [
        [LABELS.get(field.field, field.field), _told(field.field, field.old), _told(field.field, field.new)]
        for field in fields
        if field.field not in _HIDDEN
    ]
    return [_TITLES[register](row), where, source.file, source.sheet, source.row, told]


def _missing(each: Missing) -> Shown:
    return [each.title, each.where, "", "", 0, []]


def _person(row: Any) -> str:
    return f"{row.name} {mask_citizen_number(row.citizen_number)}"


def _named(row: Any) -> str:
    return str(row.name)


_TITLES: dict[str, Callable[[Any], str]] = {
    "divisions": lambda row: f"{row.code} {row.name}",
    "organisations": lambda row: str(row.full_name),
    "members": _person,
    "posts": lambda row: f"{row.name} {roles()[row.role].title}",
    "outgoing": _person,
    "incoming": _person,
    "hand_overs": _person,
    "units": _named,
    "outlets": _named,
    "items": _named,
}


def _told(field: str, value: Any) -> str:
    if value is None or value in ("", ()):
        return ""
    if field in _MASKED:
        return _MASKED[field](value)
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "—".join(_told("", each) for each in value)
    if field == "sex":
        return {1: "男", 2: "女"}.get(value, "")
    if field == "kind" and value in kinds():
        return kinds()[value].title
    return _WORDS.get(value, str(value)) if isinstance(value, (str, bool)) else str(value)


_MASKED: dict[str, Callable[[Any], str]] = {
    "phones": lambda value: "、".join(mask_mobile(each) for each in value),
    "phone": mask_mobile,
    "contact_phone": mask_mobile,
    "residence": mask_address,
}


def pieces(run: Run, register: str, change: str, first: int, last: int) -> Iterator[Shown]:
    """Stored rows number ``first`` to ``last`` (from 0, the last one not included)."""
    numbers = range(first // PAGE, max(last - 1, 0) // PAGE + 1)
    rows: list[Shown] = []
    query = Piece.objects.filter(run=run, register=register, change=change, number__in=numbers)
    for piece in query.order_by("number"):
        rows += unpack(piece.rows)
    offset = first // PAGE * PAGE
    yield from rows[first - offset : last - offset]
