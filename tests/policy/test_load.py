from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import policy_folder
from zhendi.policy import coverage, load
from zhendi.policy.coverage import CLAUSES
from zhendi.policy.lines import Entry, read
from zhendi.policy.rules import Names, rule

JUNK = ["", 0, 7, 1.5, True, [], {}, ["x"], [1], [{}], {"a": "b"}, {"fact": 3}, "不存在的词", "orgs.branch"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real policy data, to be spoilt."""
    return Path(shutil.copytree(policy_folder(), tmp_path / "opinions"))


def spoil(folder: Path, name: str, old: str, new: str, *, after: str = "") -> int:
    """Replace once (behind ``after``); gives the line of what was put in."""
    path = folder / name
    text = path.read_text("utf-8")
    start = text.index(after)
    at = text.index(old, start)
    path.write_text(text[:at] + new + text[at + len(old) :], "utf-8")
    return text[:at].count("\n") + 1


def refusal(folder: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        load.load_from(folder)
    return str(caught.value)


def test_the_installations_policy_is_read_whole() -> None:
    policy = load.load()
    assert [clause.id for clause in policy.clauses] == list(CLAUSES)
    assert len(CLAUSES) == len(set(CLAUSES)) == 71
    assert all(clause.rules or clause.awaiting or clause.not_computable for clause in policy.clauses)
    assert policy.rule("3.4b.alone").strength == "must"
    assert policy.clause("4.4d").target.comparison == "equal"
    assert policy.rule("4.4d.satisfied").asks.condition.parameter == "target.satisfaction"


def test_every_rule_that_the_registers_can_carry_is_there() -> None:
    asked = {
        "0.2.minimum", "0.2.committee", "0.2.committee-size", "0.2.term", "0.2.term-held", "0.2.member-phone",
        "0.2.member-dates", "0.3.secretary", "3.0.village", "3.1a.size", "3.4b.alone", "3.5a.placed", "4.5a.contact",
        "4.5d.phone", "4.5d.whereabouts", "4.5d.fresh", "4.5f.in-contact", "5.1e.probation",
    }  # fmt: skip
    assert asked <= {rule.id for rule in load.load().rules()}


# file, what is replaced, by what, behind which words, what the refusal says beside file and line
FAULTS = {
    "unknown key of a clause": ("5-vehicles.toml", "place = ", "plaice = ", 'id = "5.1d"', ("5.1d", "不认识的键 plaice")),
    "unknown key of a rule": ("3-structure.toml", "notice = ", "warning = ", 'id = "alone"', ("3.4b alone", "不认识的键 warning")),
    "name too long for a narrow column": ("5-vehicles.toml", "short = ", 'short = "党旗引领合作社"\n# ', 'id = "5.1d"', ("5.1d", "1 至 6 个字")),
    "duplicate key": ("4-mechanisms.toml", "text = ", 'title = "又一次"\ntext = ', 'id = "4.5a"', ("4.5a", "键写了两次")),
    "wrong TOML": ("4-mechanisms.toml", 'text = "', "text = ", 'id = "4.2b"', ("4.2b", "写法有误")),
    "inline number": ("0-aim.toml", 'at_least = "branch.minimum_full"', "at_least = 3", 'id = "minimum"', ("0.2 minimum", "数字不写在规则里")),
    "number in a guard": ("0-aim.toml", '"branch.committee_from_full"', "7", 'id = "committee"', ("0.2 committee", "数字不写在规则里")),
    "unknown number": ("0-aim.toml", '"branch.minimum_full"', '"branch.minimum"', 'id = "minimum"', ("0.2 minimum", "不认识的参数 branch.minimum")),
    "unknown fact": ("3-structure.toml", '"mobile.placed"', '"mobile.place"', 'id = "placed"', ("3.5a placed", "不认识的事实 mobile.place")),
    "fact that nobody provides yet": ("4-mechanisms.toml", '"mobile.phone_known"', '"messaging.sms"', 'id = "phone"', ("4.5d phone", "还没有来源")),
    "fact of the other shape": ("4-mechanisms.toml", '"mobile.phone_known"', '"mobile.contact"', 'id = "phone"', ("4.5d phone", "应是时段")),
    "fact about others": ("4-mechanisms.toml", '"mobile.phone_known"', '"people.phone_known"', 'id = "phone"', ("4.5d phone", "不是同一类对象")),
    "unknown role": ("0-aim.toml", 'role = "secretary"', 'role = "boss"', 'id = "minimum"', ("0.2 minimum", "不认识的职务 boss")),
    "unknown kind of rule": ("0-aim.toml", 'kind = "standing"', 'kind = "eternal"', 'id = "minimum"', ("0.2 minimum", "eternal")),
    "number that is no time": ("0-aim.toml", '"remedy.organisation_months"', '"branch.minimum_full"', 'id = "minimum"', ("0.2 minimum", "不能用作 within")),
    "target that is no share": ("3-structure.toml", 'target = "target.complete"', 'target = "target.none"', 'id = "village"', ("3.0 village", "应是“%”")),
    "undated rule": ("0-aim.toml", "from = 2018-10-28", 'from = "2018"', 'id = "minimum"', ("0.2 minimum", "应写日期")),
    "rule older than its number": ("0-aim.toml", "from = 2018-10-28", "from = 2017-10-28", 'id = "minimum"', ("0.2 minimum", "才有值")),
    "uncited rule": ("0-aim.toml", 'source = "创新', 'source = ""\n# "创新', 'id = "secretary"', ("0.3 secretary", "缺少 source")),
    "deadline with two ends": ("0-aim.toml", "until_end = true", 'until_end = true\nwithin = ["probation.months"]', 'id = "term"', ("0.2 term", "二者取一")),
    "two comparisons": ("0-aim.toml", 'at_least = "branch.minimum_full"', 'at_least = "branch.minimum_full"\npresent = true', 'id = "minimum"', ("0.2 minimum", "中的一个")),
    "clause with nothing": ("5-vehicles.toml", "awaiting", "# awaiting", 'id = "5.5c"', ("5.5c", "既没有规则")),
    "both silent and awaited": ("5-vehicles.toml", "awaiting = ", 'not_computable = "无"\nawaiting = ', 'id = "5.5c"', ("5.5c", "就不能再有规则")),
    "no figure chosen": ("5-vehicles.toml", 'measured_by = ["covered"]', "measured_by = []", 'id = "5.1d"', ("5.1d", "measured_by")),
    "figure of no rule": ("5-vehicles.toml", 'measured_by = ["covered"]', 'measured_by = ["cover"]', 'id = "5.1d"', ("5.1d", "5.1d.cover")),
    "target without its number": ("5-vehicles.toml", '"target.complete"', '"target.everything"', 'id = "5.1d"', ("5.1d", "target.everything")),
    "clause twice": ("5-vehicles.toml", 'id = "5.1d"', 'id = "5.1c"', "", ("5.1c", "写了两次")),
    "undated number": ("parameters.toml", "from = 2018-10-28, ", "", 'code = "branch.minimum_full"', ("branch.minimum_full", "施行日期")),
    "uncited number": ("parameters.toml", 'source = "中国共产党支部工作条例（试行）"', 'source = ""', 'code = "branch.minimum_full"', ("branch.minimum_full", "出处")),
    "unknown key of a number": ("parameters.toml", "unit = ", "units = ", 'code = "branch.minimum_full"', ("branch.minimum_full", "不认识的键 units")),
    "unknown subject": ("facts.toml", 'subject = "organisation"', 'subject = "club"', 'code = "orgs.term"', ("orgs.term", "subject")),
    "fact twice": ("facts.toml", 'code = "orgs.term_began"', 'code = "orgs.term"', "", ("orgs.term", "写了两次")),
    "part in the wrong place": ("facts.toml", "[[fact]]", "[[clause.rule]]\n[[fact]]", 'code = "orgs.term"', ("没有写在",)),
    "table of another form": ("facts.toml", "[[fact]]", "[fact_one]", 'code = "services.equipment"', ("表头",)),
    "case of no rule": ("cases/0-aim.toml", 'rule = "0.2.minimum"', 'rule = "0.2.most"', "", ("没有规则 0.2.most",)),
    "unknown fact in a case": ("cases/0-aim.toml", '"正式党员"', '"正式成员"', "", ("没有叫“正式成员”的事实",)),
    "unknown status in a case": ("cases/0-aim.toml", '"已达到"', '"好了"', "", ("status",)),
    "unknown key in a case": ("cases/0-aim.toml", "counted = 1", "count = 1", "", ("expect 中不认识的键 count",)),
}  # fmt: skip
MULTI_LINE = {
    "undated number",
    "uncited number",
    "unknown fact in a case",
    "unknown status in a case",
    "unknown key in a case",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_refused_with_file_line_and_clause(folder: Path, fault: str) -> None:
    name, old, new, after, says = FAULTS[fault]
    line = spoil(folder, name, old, new, after=after)
    said = refusal(folder)
    assert said.startswith(f"{Path(name).name} 第 ")
    assert all(words in said for words in says), said
    told = int(said.split("第 ")[1].split(" ")[0])
    if fault in MULTI_LINE:  # inside a list: the line on which the list begins
        assert line - 10 <= told <= line
    else:  # the key itself, or where its entry begins when the key is gone
        assert told == line or (folder / name).read_text("utf-8").split("\n")[told - 1].startswith(
            ("[[", "within", "measured_by", "at_least", "title", "subjects")
        )


def test_missing_clause_is_named(folder: Path) -> None:
    path = folder / "5-vehicles.toml"
    text = path.read_text("utf-8")
    begins = text.index('[[clause]]\nid = "5.2b"')
    path.write_text(text[:begins] + text[text.index('[[clause]]\nid = "5.2c"') :], "utf-8")
    assert "缺条款 5.2b" in refusal(folder)


def test_invented_clause_is_refused(folder: Path) -> None:
    path = folder / "0-aim.toml"
    text = path.read_text("utf-8")
    copied = text[text.index("[[clause]]") : text.index('[[clause]]\nid = "0.2"')]
    path.write_text(text + "\n" + copied.replace('"0.1"', '"0.9"'), "utf-8")
    assert "没有条款 0.9" in refusal(folder)


def test_clauses_out_of_order_are_refused() -> None:
    clauses = list(load.load().clauses)
    clauses[4], clauses[5] = clauses[5], clauses[4]
    with pytest.raises(Unreadable, match="顺序"):
        coverage.check(clauses, "试")


@pytest.mark.parametrize(
    ("status", "word"), [("已达到", "已达到"), ("逾期", "逾期"), ("应办", "应办"), ("boundary = true", "临界")]
)
def test_rule_without_one_of_its_cases_is_refused_with_its_line(folder: Path, status: str, word: str) -> None:
    path = folder / "cases" / "3-structure.toml"
    blocks = path.read_text("utf-8").split("[[case]]")
    words = {"应办": ("应办", "将到期"), "boundary = true": ()}.get(status, (status,))

    def shows(block: str) -> bool:
        if not words:
            return status in block
        return any(f'status = "{one}"' in block for one in words)

    kept = [block for block in blocks if not ('rule = "3.4b.alone"' in block and shows(block))]
    assert len(kept) < len(blocks)
    path.write_text("[[case]]".join(kept), "utf-8")
    said = refusal(folder)
    line = (folder / "3-structure.toml").read_text("utf-8").split('id = "alone"')[0].count("\n")
    assert said.startswith(f"3-structure.toml 第 {line} 行，条款规则 3.4b.alone")
    assert word in said


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "facts.toml").unlink()
    assert "facts.toml" in refusal(folder)


def test_lines_are_right_behind_lists_and_long_texts() -> None:
    text = 'a = [\n  "[[not a table]]", # [\n]\n\n[[clause]]\nid = "x"\ntext = """\n[[clause]]\nb = 1\n"""\nlast = 1\n'
    written = read(text, "试.toml")
    assert written.root.key_lines == {"a": 1}
    assert [(entry.line, dict(entry.key_lines)) for entry in written.tables] == [(5, {"id": 6, "text": 7, "last": 11})]


def test_quote_behind_a_backslash_does_not_end_the_text() -> None:
    written = read('[[clause]]\nid = "x\\"[ "\ntext = "y"\n', "试.toml")
    assert dict(written.tables[0].key_lines) == {"id": 2, "text": 3}


def test_junk_in_any_key_of_any_rule_is_read_or_refused_and_never_breaks() -> None:
    policy = load.load()
    names = Names(policy.facts, policy.parameters, frozenset({"secretary"}))
    entries = [
        inner
        for part in policy.document.parts
        for clause in read((policy_folder() / part.file).read_text("utf-8"), part.file).tables
        for inner in clause.inside
    ]
    spoilt = [
        replace(entry, values={**entry.values, key: junk}) for entry in entries for key in entry.values for junk in JUNK
    ]
    refused = [said for entry in spoilt if (said := _refused(entry, names))]
    assert len(refused) > 3000
    assert all(" 行，条款规则 " in said for said in refused)


def _refused(entry: Entry, names: Names) -> str:
    try:
        rule(entry, "9.9", names)
    except Unreadable as refused:
        return str(refused)
    return ""
