"""Chinese titles of what is found in cells, and a sentence on each kind that a person may decide."""

from __future__ import annotations

_TITLES = {
    "already_member_here": "已是本乡镇党员",
    "away_under_6_months": "流出时间不足",
    "birth_mismatch": "出生日期与号码不符",
    "branch_ambiguous": "党支部无法确定",
    "branch_cannot_hold": "不能接收组织关系",
    "branch_missing": "没有填写党支部",
    "branch_unknown": "没有这个党支部",
    "cert_duplicate": "活动证号重复",
    "choice_unknown": "原因或类别不明",
    "confirm_before_join": "转正早于入党",
    "coordinates_half": "位置不全",
    "coordinates_outside": "坐标不在本县",
    "coordinates_swapped": "经度、纬度写反",
    "coverage_unknown": "组建方式不明",
    "credit_code_invalid": "统一社会信用代码有误",
    "date_coarse": "日期没有写到日",
    "date_future": "日期晚于截至日期",
    "date_impossible": "日期不存在",
    "date_unknown": "日期待查",
    "project_ends_before": "竣工早于开工",
    "declared_total_mismatch": "合计与行数不符",
    "destination_missing": "没有填写流向",
    "division_duplicate": "区划代码重复",
    "division_unknown": "没有这个区划代码",
    "duplicate_person": "同一人在两个支部",
    "duplicate_row": "同一人重复",
    "floating_flag_mismatch": "流动标记与登记册不符",
    "id_characters": "号码有错字",
    "id_check_digit": "号码校验位不对",
    "id_date_impossible": "号码中的日期不存在",
    "id_length": "号码位数不对",
    "id_missing": "没有号码",
    "id_precision_lost": "号码末位已丢失",
    "item_duplicate": "事项重复",
    "kind_unknown": "组织类别不明",
    "last_contact_over_6_months": "久未联系",
    "level_missing": "没有填写级别",
    "level_unknown": "级别不明",
    "members_exceed_employees": "党员多于从业人数",
    "name_id_mismatch": "姓名与号码不符",
    "name_missing": "没有填写姓名或名称",
    "nationality_unknown": "民族不明",
    "not_a_number": "不是数字",
    "not_current": "已不是本支部党员",
    "not_in_roster": "名册中没有此人",
    "not_member_type": "不是党员",
    "org_duplicate": "组织重复",
    "org_mismatch": "党支部与名册不符",
    "org_unknown": "没有这个组织",
    "outlet_duplicate": "网点重复",
    "parent_cycle": "互为上级",
    "parent_missing": "没有填写上级",
    "parent_self": "上级是自己",
    "parent_unknown": "没有这个上级",
    "phone_invalid": "电话号码有误",
    "place_mismatch": "省、市不符",
    "probation_overdue": "预备期超期",
    "promise_over_legal": "承诺时限长于法定时限",
    "repaired": "已自动整理",
    "receiver_unknown": "接收的党组织不明",
    "returns_before": "返回早于外出",
    "same_name_and_birth": "姓名、出生日期相同",
    "same_person": "已判定为同一人",
    "secretary_not_in_roster": "名册中没有这位书记",
    "sex_mismatch": "性别与号码不符",
    "sex_unknown": "性别不明",
    "term_end_before_start": "届满早于换届",
    "term_length": "任期年数不符",
    "text_too_long": "内容过长",
    "time_limit_calendar_days": "按自然日计时",
    "time_limit_invalid": "时限不明确",
    "township_unknown": "没有这个乡镇",
    "type_conflict": "类别与转正日期矛盾",
    "type_missing": "没有填写党员类别",
    "type_unknown": "党员类别不明",
    "under_18": "入党时未满18周岁",
    "unit_duplicate": "单位重复",
    "wrong_township": "属于别的乡镇",
    "yes_no_unclear": "看不出是或否",
}
_EXPLANATIONS = {
    "branch_ambiguous": "名称可能指几个支部。请选定是哪一个；同样的写法只需判定一次，以后照此办理。",
    "branch_unknown": "没有这个名称的支部，但有名称相近的。如是笔误请选定，否则不选，改正名册后重新导入。",
    "duplicate_person": "同一个号码出现在两个支部。不作选择时以先读到的一行为准，后一行不导入。",
    "returns_before": "返回早于外出",
    "same_name_and_birth": "姓名和出生日期相同而号码不同。不作选择时按两个人导入。",
    "same_person": "已判定为同一个人，后一行不导入；可以改判。",
}


def kind_title(kind: str) -> str:
    """The title of a kind of finding; the kind itself where there is none."""
    return _TITLES.get(kind, kind)


def explanation(kind: str) -> str:
    """What a person decides for this kind, and what happens when nobody does; "" for kinds without a choice."""
    return _EXPLANATIONS.get(kind, "")


def titled() -> frozenset[str]:
    """Every kind that has a title."""
    return frozenset(_TITLES)
