"""The words of a PDF as typst writes it (one content stream a page, fonts with their table to Unicode); no library for it."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_FONT = re.compile(rb"/(f\d+) [\d.]+ Tf")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


def pages(pdf: bytes) -> list[str]:
    """The words of each page in the order in which they are drawn, without blanks."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    found = []
    for body in objects.values():
        if re.search(rb"/Type\s?/Page\b", body):
            fonts = _fonts(objects, body)
            content = _stream(objects[_reference(body, b"Contents")])
            found.append("".join(_words(content, fonts).split()))
    return found


def _fonts(objects: dict[int, bytes], page: bytes) -> dict[bytes, dict[int, str]]:
    resources = objects[_reference(page, b"Resources")]
    return {
        name: _table(_stream(objects[_reference(objects[int(number)], b"ToUnicode")]))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }


def _table(cmap: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        found |= {int(code, 16): _unicode(text) for code, text in _PAIR.findall(block)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = int(text, 16)
            found |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return found


def _words(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, table, place = [], dict[int, str](), 0
    while place < len(content):
        font, hexed = _FONT.match(content, place), _HEX.match(content, place)
        if font is not None:
            table, place = fonts[font[1]], font.end()
        elif hexed is not None:
            raw, place = bytes.fromhex(hexed[1].decode()), hexed.end()
            said += _read(raw, table)
        elif content[place] == ord("("):
            end = _end(content, place)
            if content[place - 5 : place] != b"/Lang":
                said += _read(_ESCAPE.sub(_unescaped, content[place + 1 : end]), table)
            place = end + 1
        else:
            place += 1
    return "".join(said)


def _read(raw: bytes, table: dict[int, str]) -> list[str]:
    return [table[int.from_bytes(raw[each : each + 2])] for each in range(0, len(raw), 2)]


def _end(content: bytes, place: int) -> int:
    """Where the string that begins at a place ends: inner parentheses are escaped or in pairs."""
    open_, end = 0, place
    while True:
        here = content[end]
        if here == ord("\\"):
            end += 1
        elif here == ord("("):
            open_ += 1
        elif here == ord(")"):
            open_ -= 1
        if open_ == 0:
            return end
        end += 1


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8)]) if code.isdigit() else _LETTERS.get(code, code)


def _unicode(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found is not None, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    head, _, data = body.partition(b"stream\n")
    length = re.search(rb"/Length (\d+)", head)
    assert length is not None
    raw = data[: int(length[1])]
    return zlib.decompress(raw) if b"FlateDecode" in head else raw
