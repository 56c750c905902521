"""A sheet is known for what it is, by headings, title and content together."""

import pytest

from tests.intake.reading.books import NAMES, fields, number, only, people, sheet, xlsx
from zhendi.intake.reading.content import Profile
from zhendi.intake.reading.headingtext import bare, normal
from zhendi.intake.reading.mapping import Heading, mapped
from zhendi.intake.reading.meanings import meanings, register, registers, title
from zhendi.intake.reading.read import read_book

MEMBERS = [["序号", "姓名", "身份证号", "入党时间"], *people(3)]
SHEETS: dict[str, tuple[list[list[object]], list[str]]] = {
    "members": (MEMBERS, ["seq", "name", "id", "join"]),
    "organisations": (
        [["全县基层党支部基本情况一览表"], ["序号", "党支部名称", "支部书记", "书记联系电话", "隶属党委", "支部类型", "最近一次换届时间", "任期届满时间"],
         [1, "某镇东风村支部委员会", "王五", "19900001111", "中共某镇委员会", "党支部", "2024.05", "2027.05"]],
        ["seq", "full", "sec", "phone", "parent", "kind", "start", "end"],
    ),
    "outgoing": (
        [["流动党员（流出）登记"], ["姓名", "身份证号", "所属支部", "外出地点", "外出时间", "是否报到"], [NAMES[0], number(0), "东风支部", "上海市", "2020.03", "是"]],
        ["name", "id", "org", "dest", "since", "reported"],
    ),
    "incoming": (
        [["外来流入党员登记"], ["姓名", "身份证号", "原党组织", "来本地时间", "居住社区", "是否编入支部"], [NAMES[0], number(0), "某县某支部", "2020.03", "红星社区", "是"]],
        ["name", "id", "from", "since", "place", "group"],
    ),
    "units": (
        [["非公企业和社会组织党建台账"], ["企业名称", "统一社会信用代码", "所属乡镇", "职工人数", "党员人数", "是否建立党组织", "党组织名称"],
         ["甲公司", "91341823MA2AAAAA1X", "某镇", 30, 3, "是", "甲公司支部"]],
        ["name", "code", "town", "emp", "full", "has", "org"],
    ),
    "outlets": (
        [["便民服务站点一览"], ["站点名称", "层级", "地址", "代办员", "电话", "开放时间"], ["东风村便民服务站", "村级", "村部", "王五", "0563-5000000", "8:00-17:00"]],
        ["name", "level", "address", "staff", "phone", "hours"],
    ),
    "items": (
        [["便民服务事项清单"], ["序号", "事项", "实施主体", "法定期限（工作日）", "承诺期限（工作日）", "所需材料"], [1, "老年证办理", "民政局", 20, 5, "身份证"]],
        ["seq", "name", "dept", "legal", "prom", "materials"],
    ),
    "divisions": ([["代码", "名称"], ["341823000000", "泾县"], ["341823100000", "泾川镇"]], ["code", "name"]),
}  # fmt: skip


@pytest.mark.parametrize("code", SHEETS)
def test_each_register_is_told_from_the_others(code: str) -> None:
    rows, wanted = SHEETS[code]
    table = sheet(rows)
    assert (table.role, table.register) == ("data", code)
    assert list(fields(table).values()) == wanted


@pytest.mark.parametrize(
    ("name", "rows", "role"),
    [
        ("填报说明", [["填报说明"], ["一、按实填写。"]], "help"),
        ("Sheet2", [["本表由各支部填写，乡镇汇总后上报。"]], "help"),
        ("填写示例", MEMBERS, "help"),
        ("字典", [["性别", "民族"], ["男", "汉族"], ["女", "回族"]], "dictionary"),
        ("汇总", [["支部", "党员数", "正式"], ["东风村", 3, 3], ["红星村", 2, 2]], "summary"),
        ("Sheet3", [], "empty"),
        ("随记", [["买菜", "三斤"], ["开会", "周五"]], "unknown"),
    ],
)
def test_a_sheet_that_is_no_register_is_left_and_said(name: str, rows: list[list[object]], role: str) -> None:
    table = sheet(rows, name=name)
    assert (table.role, table.register, table.rows) == (role, "", []) and table.note


def test_a_roster_without_headings_is_said_to_lack_them() -> None:
    table = sheet(people(3))
    assert table.role == "unknown" and "找不到标题行" in table.note


def test_what_is_missing_for_a_register_is_named() -> None:
    table = sheet(
        [
            ["序号", "民族", "学历", "籍贯", "性别", "入党时间", "转正时间"],
            [1, "汉族", "大专", "泾县", "男", "1999.01", "2000.01"],
        ]
    )
    assert table.role == "unknown" and "姓名" in table.note


def test_a_correction_is_remembered_for_the_same_headings() -> None:
    content = xlsx(
        {"名册": [["姓名", "证号", "日子", "身份证号"], *[[NAMES[p], "A1", "1999.01", number(p)] for p in range(3)]]}
    )
    first = only(read_book("a.xlsx", content, {}))
    assert first.role == "unknown" and fields(first) == {"A": "name", "D": "id"} and first.header_rows == (1,)
    said = {first.signature: {"C": "join", "D": "", "B": "id"}}
    again = only(read_book("b.xlsx", content, said))
    assert fields(again) == {"A": "name", "B": "id", "C": "join"} and again.columns[2].reason == "按以前的更正"


def test_a_correction_that_takes_the_name_away_is_said_and_nothing_is_read() -> None:
    content = xlsx({"名册": MEMBERS})
    signature = only(read_book("a.xlsx", content, {})).signature
    table = only(read_book("a.xlsx", content, {signature: {"B": ""}}))
    assert table.role == "unknown" and "姓名" in table.note


def test_the_signature_changes_with_the_headings_and_not_with_the_rows() -> None:
    same = sheet([*MEMBERS, *people(2)]).signature
    assert same == sheet(MEMBERS).signature
    assert same != sheet([["序号", "姓名", "身份证号", "转正时间"], *people(3)]).signature


def test_every_meaning_has_a_title_and_belongs_to_registers() -> None:
    known = meanings()
    assert known["join"] == ("入党日期", "members outgoing") and known["cert"][1] == "outgoing"
    assert {name for _, owners in known.values() for name in owners.split()} == {each.code for each in registers()}
    assert title("full", "units") == "正式党员数" and title("full", "organisations") == "组织全称"


def test_no_word_of_a_register_means_two_things() -> None:
    for each in registers():
        seen: dict[str, str] = {}
        twice = [
            (word, m.code, seen[word])
            for m in each.meanings.values()
            for word in m.words
            if seen.setdefault(word, m.code) != m.code
        ]
        assert twice == [], each.code


def test_the_needs_of_a_register_are_meanings_of_it() -> None:
    for each in registers():
        assert {code for group in each.needs for code in group} <= set(register(each.code).meanings)


@pytest.mark.parametrize(
    ("text", "whole", "short"),
    [
        ("党费\n标准（元/月）", "党费标准(元/月)", "党费标准"),
        ("*姓 名（必填）", "姓名", "姓名"),
        ("（是否）", "(是否)", "(是否)"),
    ],
)
def test_headings_have_one_normal_form(text: str, whole: str, short: str) -> None:
    assert (normal(text), bare(text)) == (whole, short)


LONGER = {
    "members": "出生年月（岁）=birth 何年何月入党=join 接收为预备党员的时间=join 党费缴纳到何时=dues_to 月缴党费数额（元）=dues 个人身份证号码=id 所在基层党组织=branch "
    "入党时所在支部= 进入党支部日期= 姓名拼音= 是否缴纳党费= 身份证有效期= 入党宣誓时间= 入党介绍人= 申请入党时间= 失联时间= 紧急联系人电话= 是否预备党员=",
    "organisations": "支部书记联系方式=phone 任期届满日期（年月）=end 下次应换届时间=end 最近一次换届选举时间=start 隶属党组织全称=parent 党组织成立的时间=est "
    "副书记= 书记身份证号= 是否按期换届= 上级党组织代码= 党员总数=",
    "outgoing": "外出务工时间=since 最近一次与支部联系时间=last 流出地支部联系人姓名=contact 流入地党组织联系电话= 活动证发放时间= 流入地联系人= 返乡时间=",
    "units": "职工总人数=emp 正式党员人数（名）=full 是否已建立党组织=has 是否建立工会= 经纬度=",
}  # fmt: skip


@pytest.mark.parametrize(("code", "words"), LONGER.items())
def test_longer_headings_are_taken_for_what_they_say_and_not_for_what_they_mention(code: str, words: str) -> None:
    pairs = [(heading, meant) for heading, _, meant in (pair.partition("=") for pair in words.split())]
    got = [mapped([Heading(0, "A", "", heading, Profile([]))], code).columns[0].field for heading, _ in pairs]
    assert dict(zip([heading for heading, _ in pairs], got, strict=True)) == dict(pairs)
