"""Taking apart what was handed in: single files, folders and zip archives, as names and contents.

Nothing is ever written to disk under a name that came with the files. Raises ``Refused`` when the whole delivery
cannot be taken; a single file that is no workbook comes through and is judged by ``workbook.open_workbook``.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from zhendi.intake.reading.limits import ENTRIES, FILES, LARGEST, RATIO, SMALL, TOTAL
from zhendi.kernel.errors import Refused

__all__ = ["FILES", "LARGEST", "TOTAL", "read_paths", "take_apart"]

_ZIP = b"PK\x03\x04"
_DOCUMENTS = ("[content_types].xml", "mimetype", "meta-inf/manifest.xml")  # what an office document has inside
_ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xls", ".et", ".csv", ".tsv", ".zip")
_LITTER = re.compile(r"^(?:~\$|\._|\.)|^(?:thumbs\.db|desktop\.ini)$", re.IGNORECASE)
_UTF8 = 0x800  # flag bit 11: the entry's name is UTF-8
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def take_apart(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The files themselves, archives opened, litter (__MACOSX, ~$ locks, hidden files) left out, in the order given.

    Names are unique and hold no ``..``, no drive and no leading slash.
    """
    taken: dict[str, bytes] = {}
    for name, content in files:
        shown = "/".join(part for part in _parts(name) if part != "..") or "未命名"
        if _is_archive(content):
            for inner, inside in _entries(shown, content):
                taken[_free(inner, taken, shown)] = inside
        elif not _LITTER.search(PurePosixPath(shown).name):
            taken[_free(shown, taken)] = content
        _check(taken)
    return list(taken.items())


def read_paths(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Files, folders (with all below them) and archives, sorted by the code points of their names.

    Names are relative to the folder or archive that was given; a file given by itself bears its own name. In folders
    only workbooks, separated text and archives are taken.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        for name, content in take_apart(list(_below(path))):
            found[_free(name, found, path.name)] = content
        _check(found)
    return sorted(found.items())


def _below(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_file():
        yield path.name, _read(path)
    elif path.is_dir():
        for each in sorted(path.rglob("*")):
            name = each.relative_to(path).as_posix()
            if each.suffix.lower() in _ENDINGS and each.is_file() and not _is_litter(name):
                yield from _opened(name, _read(each))
    else:
        raise Refused(f"找不到 {path}。请检查路径。", code="not_found", field="files")


def _opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file of a folder, or the files of an archive as if it were a folder of its name."""
    if not _is_archive(content):
        yield name, content
        return
    for inner, inside in _entries(name, content):
        yield f"{name}/{inner}", inside


def _read(path: Path) -> bytes:
    if path.stat().st_size > TOTAL:
        raise _too_large(path.name)
    return path.read_bytes()


def _is_archive(content: bytes) -> bool:
    """True for a zip that is no office document."""
    if content[:4] != _ZIP:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()[:ENTRIES]}
    except (zipfile.BadZipFile, OSError, ValueError):
        return False  # opening it as a workbook says that it is broken
    return not names.intersection(_DOCUMENTS)


def _entries(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, bounded in number, in size and in growth."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(name, entries)
            for entry in entries:
                inner = _entry_name(entry)
                if not _is_litter(inner) and not stat.S_ISLNK(entry.external_attr >> 16):
                    yield _safe(name, inner), _inside(name, archive, entry)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as fault:
        raise Refused(
            f"压缩包“{name}”已损坏，打不开。请重新打包成 zip 后再导入。", code="archive_broken", field="files"
        ) from fault


def _check_entries(name: str, entries: Sequence[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES:
        raise Refused(
            f"压缩包“{name}”里有 {len(entries)} 个文件，超过 {ENTRIES} 个。请分几次导入。",
            code="too_many_files",
            field="files",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(f"压缩包“{name}”加了密码。请去掉密码重新打包后再导入。", code="archive_encrypted", field="files")
    grown = any(entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1) for entry in entries)
    if grown or sum(entry.file_size for entry in entries) > TOTAL:
        raise Refused(
            f"压缩包“{name}”展开后大得不正常，没有读取。请只放名册文件，重新打包后再导入。",
            code="archive_bomb",
            field="files",
        )


def _inside(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    content = archive.read(entry)
    if _is_archive(content):
        raise Refused(
            f"压缩包“{name}”里还套着压缩包“{_entry_name(entry)}”。请先解开里层再导入。",
            code="archive_nested",
            field="files",
        )
    return content


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: Chinese Windows writes GBK without saying so, macOS UTF-8 without saying so."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_litter(name: str) -> bool:
    return any(part == "__MACOSX" or _LITTER.search(part) for part in _parts(name) if part not in (".", ".."))


def _parts(name: str) -> list[str]:
    clean = _CONTROL.sub("", name).replace("\\", "/")
    return [part for part in clean.split("/") if part not in ("", ".") and not re.fullmatch(r"[A-Za-z]:", part)]


def _safe(archive: str, name: str) -> str:
    parts = _parts(name)
    if ".." in parts or name[:1] in "/\\" or re.match(r"[A-Za-z]:", name) or not parts:
        raise Refused(
            f"压缩包“{archive}”里的文件名“{name}”指向包外，没有读取。请重新打包后再导入。",
            code="archive_path",
            field="files",
        )
    return "/".join(parts)


def _free(name: str, taken: Iterable[str], owner: str = "") -> str:
    """The name, or one like it that is not taken yet."""
    known = set(taken)
    if name in known and owner:
        name = f"{owner}/{name}"
    path, count = PurePosixPath(name), 2
    while name in known:
        name = str(path.with_name(f"{path.stem} ({count}){path.suffix}"))
        count += 1
    return name


def _check(taken: dict[str, bytes]) -> None:
    if len(taken) > FILES:
        raise Refused(f"一次最多导入 {FILES} 个文件。请分几次导入。", code="too_many_files", field="files")
    if sum(map(len, taken.values())) > TOTAL:
        raise Refused(f"文件合计超过 {TOTAL // 1024 // 1024} MB。请分几次导入。", code="too_large", field="files")


def _too_large(name: str) -> Refused:
    return Refused(
        f"“{name}”超过 {TOTAL // 1024 // 1024} MB。请分成几个文件后再导入。", code="too_large", field="files"
    )
