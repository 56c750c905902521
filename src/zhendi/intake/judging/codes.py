"""Words and codes of the standards: sex (GB/T 2261.1), nationality (GB/T 3304), standing, levels, kinds."""

from __future__ import annotations

import re

from zhendi.intake.judging.cells import EMPTY, NOTHING, Read, plain, shown
from zhendi.intake.reading.table import Cell, Number
from zhendi.intake.words import NATIONALITIES
from zhendi.kernel.identifiers.cells import bare

FULL, PROBATIONARY = "full", "probationary"
_CODED = re.compile(r"^[0-9]{1,3}[.、:：\-—_]?(?=[\u4e00-\u9fff])")  # 1男, 01-汉族: code and word
_SEXES = {"男": 1, "男性": 1, "1": 1, "01": 1, "M": 1, "女": 2, "女性": 2, "2": 2, "02": 2, "F": 2}
_NATION_BY_NAME = {name: f"{number:02}" for number, name in enumerate(NATIONALITIES, 1)}
_NATION_BY_NAME |= {
    name.removesuffix("族"): code for name, code in _NATION_BY_NAME.items() if len(name) > 2 or name == "汉族"
}
_NATION_BY_NAME |= {name[:-1]: code for name, code in list(_NATION_BY_NAME.items()) if name.endswith("族")}
_STANDINGS = {
    "正式党员": FULL, "正式": FULL, "中共党员": FULL, "党员": FULL, "正式中共党员": FULL, "中共正式党员": FULL,
    "1": FULL, "01": FULL, "是": FULL, "预备党员": PROBATIONARY, "预备": PROBATIONARY, "中共预备党员": PROBATIONARY,
    "2": PROBATIONARY, "02": PROBATIONARY, "否": PROBATIONARY, "预备期": PROBATIONARY, "非正式": PROBATIONARY,
}  # fmt: skip
_NO_MEMBERS = re.compile(r"发展对象|积极分子|申请|群众|团员|培养对象|民主党派|无党派|非党")
_KINDS = (
    (re.compile(r"党小组|小组"), "group"),
    (re.compile(r"总支"), "general_branch"),
    (re.compile(r"临时.*支部"), "temporary_branch"),
    (re.compile(r"流动.*支部"), "mobile_branch"),
    (re.compile(r"功能.*支部"), "functional_branch"),
    (re.compile(r"联合.*支部"), "joint_branch"),
    (re.compile(r"(?:老年|离退休|退休|离休|老干部).*支部"), "elderly_branch"),
    (re.compile(r"支部|支委会"), "branch"),
    (re.compile(r"党工委|工委|工作委员会"), "work_committee"),
    (re.compile(r"^(?:中共)?.*[县市区旗]委(?:员会)?$"), "county_committee"),
    (re.compile(r"党委|委员会"), "committee"),
)
_UNIT_KINDS = (
    (re.compile(r"律师|律所"), "law"),
    (re.compile(r"会计"), "acc"),
    (re.compile(r"税务"), "tax"),
    (re.compile(r"合作社|家庭农场|合作经济"), "coop"),
    (re.compile(r"小区|物业|住宅"), "estate"),
    (re.compile(r"楼宇|商圈|商务楼"), "tower"),
    (re.compile(r"市场"), "market"),
    (re.compile(r"景区|景点|旅游区"), "scenic"),
    (re.compile(r"项目|工程|工地"), "project"),
    (re.compile(r"学校|幼儿园|教育机构|培训机构|民办教育"), "school"),
    (re.compile(r"医疗|医院|诊所|卫生"), "clinic"),
    (re.compile(r"社会组织|社会团体|社团|协会|商会|学会|基金会|社会服务机构|民办非企业|民非"), "assoc"),
    (re.compile(r"企业|公司|两新|个体|工商户"), "firm"),
    (re.compile(r"产业链"), "chain"),
    (re.compile(r"理事会"), "council"),
    (re.compile(r"窗口|办事大厅"), "window"),
    (re.compile(r"机关|事业单位"), "office"),
    (re.compile(r"社区|居委会"), "community"),
    (re.compile(r"行政村|村委会|^村$"), "village"),
)
_AGENCY = re.compile(r"中介|事务所")
_OFFICES = re.compile(r"(律师|会计师|税务师)事务所")
_OFFICE_KINDS = {"律师": "law", "会计师": "acc", "税务师": "tax"}
_COVERAGE = (
    (re.compile(r"^(?:无|未|没|否|空白|尚未)|未组建|未建立"), ""),
    (re.compile(r"村级中心|村部为中心"), "village"),
    (re.compile(r"区域带动"), "area"),
    (re.compile(r"外部组织|选派|派驻"), "outside"),
    (re.compile(r"挂靠|依托"), "attached"),
    (re.compile(r"联合|联建|共建"), "joint"),
    (re.compile(r"单独|独立|单建|自建"), "own"),
)
_REASONS = (
    (re.compile(r"求职|找工作|待业"), "seeking"),
    (re.compile(r"务工|打工|就业|上班"), "work"),
    (re.compile(r"经商|创业|做生意"), "business"),
    (re.compile(r"求学|上学|读书|学习"), "study"),
    (re.compile(r"亲属|亲友|探亲|随迁|随子女|照[顾看]|带孙"), "family"),
    (re.compile(r"服务项目|志愿服务|西部计划|三支一扶"), "service"),
    (re.compile(r"其[他它]"), "other"),
)
_GROUPS = (
    (re.compile(r"退役|退伍|复员|转业"), "veteran"),
    (re.compile(r"毕业"), "graduate"),
    (re.compile(r"离休|退休"), "retired"),
    (re.compile(r"创业|经商"), "entrepreneur"),
    (re.compile(r"务工|打工|农民工"), "migrant"),
    (re.compile(r"其[他它]"), "other"),
)
_LEVELS = (
    (re.compile(r"县|区级|市级"), "county"),
    (re.compile(r"乡|镇|街道"), "township"),
    (re.compile(r"组|网格"), "group"),
    (re.compile(r"村|社区|居"), "village"),
)


def sex(cell: Cell) -> Read:
    """1 male, 2 female; words or codes."""
    said = _code(cell)
    if not said:
        return NOTHING
    value = _SEXES.get(said.upper())
    if value is None:
        return Read(None, "sex_unknown", f"“{said}”不是性别，请填写男或女")
    return Read(
        value, repair="" if said in ("男", "女") and said == shown(cell) else f"按{'男' if value == 1 else '女'}读取"
    )


def moving_reason(cell: Cell) -> Read:
    """Why somebody is away: the code of ``Movement.Reason``."""
    return _choice(cell, _REASONS, "务工、经商创业、求学、随亲属居住、求职、服务项目或其他")


def moving_group(cell: Cell) -> Read:
    """To whom of clause 4.5b somebody belongs: the code of ``Movement.Group``."""
    return _choice(cell, _GROUPS, "进城务工、外出创业、大学毕业生、退役军人、离退休或其他")


def _choice(cell: Cell, patterns: tuple[tuple[re.Pattern[str], str], ...], words: str) -> Read:
    said = _code(cell)
    if not said or said in {"—", "-", "/", "无"}:
        return EMPTY
    value = next((code for pattern, code in patterns if pattern.search(said)), "")
    return Read(value) if value else Read("", "choice_unknown", f"“{said}”暂按空白处理，请改填{words}")


def nationality(cell: Cell) -> Read:
    """The code of GB/T 3304 with two digits, from the name with or without 族 or from the code."""
    said = _code(cell)
    if not said:
        return EMPTY
    code = f"{int(said):02}" if said.isdecimal() else _NATION_BY_NAME.get(said, "")
    if not code or not 1 <= int(code) <= len(NATIONALITIES):
        return Read("", "nationality_unknown", f"“{said}”不在国家标准的56个民族之内，暂按空白处理，请核对")
    name = NATIONALITIES[int(code) - 1]
    return Read(code, repair="" if shown(cell) in (name, name[:-1]) else f"按{name}读取")


def standing(cell: Cell) -> Read:
    """``full`` or ``probationary``; people who are no members are ``not_member_type``."""
    said = _code(cell)
    if not said:
        return EMPTY
    if said in _STANDINGS:
        repaired = f"按{'正式' if _STANDINGS[said] == FULL else '预备'}党员读取"
        return Read(_STANDINGS[said], repair="" if "党员" in said else repaired)
    if _NO_MEMBERS.search(said):
        return Read("", "not_member_type", f"“{said}”不是党员，不能列入党员名册，请移到发展党员的表册")
    return Read("", "type_unknown", f"“{said}”不是党员类别，请填写正式党员或预备党员")


def organisation_kind(said: str) -> str:
    """The kind of organisation that a word or a name ends in; "" for none."""
    return next((code for pattern, code in _KINDS if pattern.search(said)), "")


def unit_kind(cell: Cell, name: str) -> str:
    """The kind of a unit by its own column; an office of lawyers, accountants or tax agents by its name."""
    said = plain(cell)
    office = _OFFICES.search(name)
    if office and (not said or _AGENCY.search(said)):
        return _OFFICE_KINDS[office[1]]
    return next((code for pattern, code in _UNIT_KINDS if pattern.search(said)), "other")


def coverage(cell: Cell) -> Read:
    """``own`` ``joint`` ``attached`` ``village`` ``area`` ``outside``, or "" for not covered."""
    said = plain(cell).replace(" ", "")
    if not said or said in {"—", "-", "/"}:
        return EMPTY
    for pattern, code in _COVERAGE:
        if pattern.search(said):
            return Read(code)
    return Read("", "coverage_unknown", f"“{said}”不是组建方式，请填写单独组建、联合组建、挂靠组建或未组建")


def level(cell: Cell) -> Read:
    """``county`` ``township`` ``village`` ``group``."""
    said = plain(cell).replace(" ", "")
    if not said:
        return Read("", "level_missing", "没有填写级别，请填写县级、乡级、村级或组级")
    found = next((code for pattern, code in _LEVELS if pattern.search(said)), "")
    return Read(found) if found else Read("", "level_unknown", f"“{said}”不是级别，请填写县级、乡级、村级或组级")


def _code(cell: Cell) -> str:
    """A word or code as bare text; 1.0 that a spreadsheet made of 1 is 1."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Number):
        return bare(cell.value)
    return _CODED.sub("", bare(plain(cell))) if cell is not None else ""
