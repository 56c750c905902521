"""The source as trees, for the tests of its shape."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src/zhendi"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(under: str = ".", *, migrations: bool = False) -> list[Path]:
    """All Python files of the product below a folder."""
    found = sorted((PACKAGE / under).rglob("*.py"))
    return [path for path in found if migrations or "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file, methods and inner ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def imports(path: Path) -> Iterator[str]:
    """The full names that a file imports: ``from a.b import c`` gives ``a.b`` and ``a.b.c``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def calls(path: Path) -> Iterator[str]:
    """What a file calls, as written: ``date.today``."""
    return (ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def short(path: Path) -> str:
    """A path as one says it in a finding."""
    return str(path.relative_to(ROOT))


def apps(under: str = "domain") -> list[Path]:
    """The Django apps directly below a folder."""
    return sorted(path.parent for path in (PACKAGE / under).glob("*/apps.py"))
