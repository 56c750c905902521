"""TOML with the line of every entry and key, so that a fault can be found in the file that holds it.

The standard reader keeps no lines. The text is therefore walked a second time, only as far as needed to tell a
statement from the inside of a string or a list. Tables are written ``[[name]]`` or, one level down, ``[[name.part]]``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

from zhendi.kernel.errors import Unreadable

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*=")
_IDENTITY = re.compile(r"\s*(?:id|code|name)\s*=\s*\"([^\"]+)\"")
_AT_LINE = re.compile(r"at line (\d+)")
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True, slots=True)
class Entry:
    """One table: its values, where it begins, the line of each key, and the tables inside it."""

    file: str
    name: str
    line: int
    values: Mapping[str, Any]
    key_lines: Mapping[str, int]
    inside: tuple[Entry, ...] = ()
    of: str = ""

    @property
    def label(self) -> str:
        """What the entry calls itself, behind what holds it: ``3.4b alone``."""
        own = str(next((self.values[key] for key in ("id", "code", "name") if self.values.get(key)), ""))
        return f"{self.of} {own}".strip()

    @property
    def where(self) -> str:
        """File and line, as a finding says them."""
        return f"{self.file} 第 {self.line} 行"

    def refuse(self, fault: str, key: str = "") -> NoReturn:
        """Raise ``Unreadable`` with file, line, entry and fault."""
        line = self.key_lines.get(key, self.line)
        raise Unreadable(
            f"{self.file} 第 {line} 行，{_WORDS.get(self.name, self.name)} {self.label or '（未写编号）'}：{fault}"
        )

    def only(self, needed: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse a key that is not known and one that is missing or empty."""
        for key in self.values:
            if key not in {*needed, *optional}:
                self.refuse(f"不认识的键 {key}", key)
        for key in needed:
            if self.values.get(key) in (None, "", [], {}):
                self.refuse(f"缺少 {key}", key)

    def text(self, key: str) -> str:
        """A text, "" when it is not given."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.refuse(f"{key} 应写成文字（带引号）", key)
        return value.strip()


_WORDS = {
    "clause": "条款",
    "clause.rule": "条款规则",
    "fact": "事实",
    "parameter": "参数",
    "case": "案例",
    "part": "部分",
}


class Written(NamedTuple):
    """A whole file: its own keys as an entry, and its tables in order."""

    root: Entry
    tables: tuple[Entry, ...]


class _Section(NamedTuple):
    name: str
    line: int
    keys: dict[str, int]


def read(text: str, file: str) -> Written:
    """Parse; ``Unreadable`` with the line for wrong TOML, a duplicate key or a table of another form."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Unreadable(_said(text, file, fault)) from fault
    root, *sections = _sections(text, file)
    _in_their_place(sections, file)
    names = {section.name.split(".")[0] for section in sections}
    own = {key: value for key, value in values.items() if key not in names}
    return Written(Entry(file, "文件", 1, own, root.keys), tuple(_tables(sections, values, file)))


def _in_their_place(sections: Sequence[_Section], file: str) -> None:
    """A part stands below the table that it is a part of."""
    holder = ""
    for section in sections:
        if "." not in section.name:
            holder = section.name
        elif section.name.split(".")[0] != holder:
            raise Unreadable(
                f"{file} 第 {section.line} 行：[[{section.name}]] 没有写在 [[{section.name.split('.')[0]}]] 下面"
            )


def _tables(sections: Sequence[_Section], values: Mapping[str, Any], file: str) -> Iterator[Entry]:
    counts: dict[str, int] = {}
    for place, section in enumerate(sections):
        if "." in section.name:
            continue
        number = counts[section.name] = counts.get(section.name, -1) + 1
        table = values[section.name][number]
        nested = list(_until_next(sections[place + 1 :]))
        yield _entry(file, section, table, nested)


def _until_next(sections: Sequence[_Section]) -> Iterator[_Section]:
    for section in sections:
        if "." not in section.name:
            return
        yield section


def _entry(file: str, section: _Section, table: Mapping[str, Any], nested: Sequence[_Section]) -> Entry:
    names = {each.name.split(".", 1)[1] for each in nested}
    own = {key: value for key, value in table.items() if key not in names}
    outer = Entry(file, section.name, section.line, own, section.keys)
    counts: dict[str, int] = {}
    inside = []
    for each in nested:
        word = each.name.split(".", 1)[1]
        number = counts[word] = counts.get(word, -1) + 1
        inside.append(Entry(file, each.name, each.line, table[word][number], each.keys, of=outer.label))
    return Entry(file, section.name, section.line, own, section.keys, tuple(inside))


def _sections(text: str, file: str) -> Iterator[_Section]:
    current = _Section("", 1, {})
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            if header[1] == "[" or header[2].count(".") > 1:
                raise Unreadable(f"{file} 第 {number} 行：表头只用 [[名称]] 或 [[名称.部分]]")
            yield current
            current = _Section(header[2], number, {})
        elif key := _KEY.match(line):
            current.keys[key[1].strip('"')] = number
    yield current


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Lines on which a statement begins, with their numbers."""
    quote, depth = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if not quote and not depth:
            yield number, line
        if quote or depth or not _HEADER.match(line):
            quote, depth = _after(line, quote, depth)


def _after(line: str, quote: str, depth: int) -> tuple[str, int]:
    """The open quote and the depth of brackets after a line."""
    at = 0
    while at < len(line):
        if quote:
            step = 2 if line[at] == "\\" and quote[0] == '"' else 0
            if not step and line.startswith(quote, at):
                step, quote = len(quote), ""
            at += step or 1
            continue
        if line[at] == "#":
            break
        quote = next((mark for mark in _QUOTES if line.startswith(mark, at)), "")
        depth += (line[at] in "[{") - (line[at] in "]}")
        at += len(quote) or 1
    return (quote if len(quote) == 3 else ""), depth


def _said(text: str, file: str, fault: Exception) -> str:
    found = _AT_LINE.search(str(fault))
    line = int(found[1]) if found else len(text.split("\n"))
    above = (match[1] for each in reversed(text.split("\n")[:line]) if (match := _IDENTITY.match(each)))
    word = "键写了两次" if "overwrite" in str(fault) else "写法有误"
    return f"{file} 第 {line} 行，{next(above, '（文件开头）')}：{word}（{fault}）"
