"""Reading the whole policy folder. One fault anywhere and nothing is read: the product does not start on half a rule."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast, get_args

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import Parameters, county_file, policy_folder, read_parameters
from zhendi.policy import cases, coverage, rules
from zhendi.policy.cases import Case
from zhendi.policy.lines import Entry, Written, read
from zhendi.policy.overrides import read_permissions, with_overrides
from zhendi.policy.schema import Clause, Document, Fact, Part, Policy, Rule, Shape, SubjectKind, Target
from zhendi.policy.wording import Wording, read_wording

OVERRIDES = "local.toml"

_DOCUMENT = {"title", "issuer", "from", "source"}
_CLAUSE = {"id", "title", "short", "text", "place", "figure", "target"}
_SHORT = 6  # characters of a narrow column
_FACT = {"code", "title", "subject", "shape", "provider", "text"}
_VALUE = ("value", "from", "source")


@cache
def load() -> Policy:
    """The installation's policy, read and checked once; ``Unreadable`` names file, line, clause and fault.

    The cases hold for the national numbers; the county's own are laid over them afterwards.
    """
    policy = load_from(policy_folder())
    return replace(policy, parameters=_of_the_county(policy.parameters))


def _of_the_county(national: Parameters) -> Parameters:
    """With the numbers that the county has set in its installation, as far as ``settings.toml`` lets it."""
    own = county_file(OVERRIDES)
    if own is None:
        return national
    permissions = read_permissions((policy_folder() / "settings.toml").read_text("utf-8"), national)
    return with_overrides(national, permissions, own.read_text("utf-8"), own.name)


@cache
def wordings() -> Mapping[str, Wording]:
    """The clauses as the county's own document words them, where the installation has its text."""
    own = county_file("wording.toml")
    return read_wording(own.read_text("utf-8"), own.name) if own else {}


@cache
def fingerprint() -> str:
    """SHA-256 over the installation's policy files, by which a cache knows by which rules it was made."""
    found = sha256()
    own = county_file(OVERRIDES)
    for path in (*sorted(policy_folder().rglob("*.toml")), *([own] if own else [])):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def load_from(folder: Path) -> Policy:
    """Read and check one folder: all parts, every clause, every rule with its cases."""
    policy = read_policy(folder)
    cases.require(policy, cases.read_folder(folder / "cases", policy))
    return policy


def cases_of(policy: Policy, folder: Path | None = None) -> tuple[Case, ...]:
    """All cases of the folder (the installation's by default)."""
    return cases.read_folder((folder or policy_folder()) / "cases", policy)


def read_policy(folder: Path) -> Policy:
    """Everything but the cases."""
    document = _document(folder)
    facts = _facts(folder)
    names = rules.Names(facts, _parameters(folder), _roles(folder))
    clauses = tuple(clause for part in document.parts for clause in _clauses(folder, part, names))
    coverage.check(clauses, str(folder.name))
    return Policy(document, clauses, facts, names.parameters)


# --- the document and its clauses ----------------------------------------------------------------------------


def _document(folder: Path) -> Document:
    written = _read(folder / "document.toml")
    root = written.root
    root.only(_DOCUMENT, {"until"})
    parts = tuple(_part(entry) for entry in written.tables)
    begins, ends = root.values["from"], root.values.get("until")
    if type(begins) is not date or not parts:
        root.refuse("须写施行日期 from 和各部分 [[part]]", "from")
    return Document(root.text("title"), root.text("issuer"), begins, ends, root.text("source"), parts)


def _part(entry: Entry) -> Part:
    _named(entry, "part")
    entry.only({"code", "title", "file"})
    return Part(entry.text("code"), entry.text("title"), entry.text("file"))


def _clauses(folder: Path, part: Part, names: rules.Names) -> Iterator[Clause]:
    written = _read(folder / part.file)
    written.root.only(())
    seen: set[str] = set()
    for entry in written.tables:
        _named(entry, "clause")
        if entry.text("id") in seen:
            entry.refuse("条款写了两次", "id")
        seen.add(entry.text("id"))
        yield _clause(entry, part, names)


def _clause(entry: Entry, part: Part, names: rules.Names) -> Clause:
    entry.only(_CLAUSE, {"awaiting", "not_computable", "measured_by"})
    found = tuple(_rule(inner, entry.text("id"), names) for inner in entry.inside)
    awaiting, silent = entry.text("awaiting"), entry.text("not_computable")
    if not (found or awaiting or silent):
        entry.refuse("既没有规则，也没有写 awaiting（待建）或 not_computable（无法计算）")
    if silent and (found or awaiting):
        entry.refuse("写了 not_computable（无法计算），就不能再有规则或 awaiting", "not_computable")
    return Clause(
        id=entry.text("id"),
        title=entry.text("title"),
        short=_short(entry),
        text=entry.text("text"),
        place=entry.text("place"),
        pillar=part.code,
        figure=entry.text("figure"),
        target=_target(entry, names),
        rules=found,
        measured_by=_measured_by(entry, [rule.id for rule in found], bool(awaiting)),
        awaiting=awaiting,
        not_computable=silent,
    )


def _short(entry: Entry) -> str:
    """A name for narrow columns; two clauses may share one, for their number stands beside it."""
    found = entry.text("short")
    if not 0 < len(found) <= _SHORT:
        entry.refuse(f"简称应有 1 至 {_SHORT} 个字", "short")
    return found


def _measured_by(entry: Entry, rule_ids: list[str], awaited: bool) -> tuple[str, ...]:
    """The clause's own figure: some of its rules, or (while it is awaited) none."""
    if len(set(rule_ids)) < len(rule_ids):
        entry.refuse("两条规则用了同一个编号")
    given = entry.values.get("measured_by", [] if not rule_ids else None)
    if not isinstance(given, list) or (rule_ids and not given and not awaited):
        entry.refuse("有规则的条款须写 measured_by，说明哪几条规则的数字是本条款的数字", "measured_by")
    found = tuple(f"{entry.text('id')}.{each}" for each in given)
    if unknown := sorted(set(found) - set(rule_ids)):
        entry.refuse(f"measured_by 中没有规则 {'、'.join(unknown)}", "measured_by")
    return found


def _rule(entry: Entry, clause: str, names: rules.Names) -> Rule:
    _named(entry, "clause.rule")
    return rules.rule(entry, clause, names)


def _target(entry: Entry, names: rules.Names) -> Target:
    given = entry.values["target"]
    if given == "tracked":
        return Target("tracked")
    if not isinstance(given, dict) or len(given) != 1 or not set(given) <= {"equal", "at_least", "at_most"}:
        entry.refuse('target 应是 "tracked" 或 { equal = "参数" }、{ at_least = … }、{ at_most = … }', "target")
    comparison, code = next(iter(given.items()))
    if code not in names.parameters.by_code:
        entry.refuse(f"目标用了不认识的参数 {code}，数字一律写在 parameters.toml", "target")
    return Target(comparison, code)


# --- facts, numbers, roles -----------------------------------------------------------------------------------


def _facts(folder: Path) -> Mapping[str, Fact]:
    found: dict[str, Fact] = {}
    written = _read(folder / "facts.toml")
    written.root.only(())
    for entry in written.tables:
        _named(entry, "fact")
        fact = _fact(entry)
        if fact.code in found or fact.title in {other.title for other in found.values()}:
            entry.refuse("事实的编号或名称写了两次", "code")
        found[fact.code] = fact
    return found


def _fact(entry: Entry) -> Fact:
    entry.only(_FACT, {"quantity", "awaiting"})
    subject, shape = entry.text("subject"), entry.text("shape")
    if subject not in get_args(SubjectKind) or shape not in get_args(Shape):
        entry.refuse(
            f"subject 应是 {'、'.join(get_args(SubjectKind))}，shape 应是 {'、'.join(get_args(Shape))}", "subject"
        )
    return Fact(
        entry.text("code"), entry.text("title"), cast(SubjectKind, subject), cast(Shape, shape),
        entry.text("quantity"), entry.text("provider"), entry.text("text"), entry.text("awaiting"),
    )  # fmt: skip


def _parameters(folder: Path) -> Parameters:
    path = folder / "parameters.toml"
    text = path.read_text(encoding="utf-8")
    written = read(text, path.name)
    written.root.only(())
    for entry in written.tables:
        _named(entry, "parameter")
        entry.only({"code", "title", "unit", "values"})
        if not isinstance(entry.values["values"], list):
            entry.refuse("values 应写成 [{ value = …, from = …, source = … }]", "values")
        for row in entry.values["values"]:
            _dated(entry, row)
    return read_parameters(text, path.name)


def _dated(entry: Entry, row: Mapping[str, Any]) -> None:
    if not isinstance(row, dict):
        entry.refuse("values 的每一行应写成 { value = …, from = …, source = … }", "values")
    if lacking := [key for key in _VALUE if row.get(key) in (None, "")]:
        said = {"value": "数值", "from": "施行日期", "source": "出处"}
        entry.refuse(f"有一个值没有写{'、'.join(said[key] for key in lacking)}", "values")


def _roles(folder: Path) -> frozenset[str]:
    """Only the codes: what a role may do is the people app's business."""
    given = tomllib.loads((folder / "roles.toml").read_text(encoding="utf-8"))
    return frozenset(role["code"] for role in given["role"])


def _read(path: Path) -> Written:
    if not path.is_file():
        raise Unreadable(f"缺少文件 {path.name}")
    return read(path.read_text(encoding="utf-8"), path.name)


def _named(entry: Entry, name: str) -> None:
    if entry.name != name:
        entry.refuse(f"这个文件只放 [[{name}]]，不认识 [[{entry.name}]]")
