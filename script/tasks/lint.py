"""script/lint: everything that can be judged without running the product. All checks run; any finding fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from jinja2 import Environment, TemplateSyntaxError
from shell import ROOT, VENV, VENV_PYTHON

BINARIES = VENV_PYTHON.parent
_PYTHON = ("src", "tests", "script", "benchmarks")
_DATA = ROOT / "var/cache/lint"
# Where packages come from is each machine's own affair (pip.conf, npm_config_registry). Spelt apart, so that
# this file does not name what it looks for.
_HOSTS = [".".join(parts) for parts in (
    ("registry", "npmjs"), ("pypi", "org"), ("pythonhosted", "org"), ("deb", "debian", "org"),
    ("security", "debian", "org"), ("registry", "yarnpkg"), ("npmmirror", "com"), ("mirrors", "aliyun"),
    ("tuna", "tsinghua"),
)]  # fmt: skip


def main() -> int:
    """Run all checks, one line each; gives the number of checks that found something."""
    failed = [name for name, check in _checks() if not _passes(name, check)]
    print(
        f"lint: {len(failed)} 项未通过 / failed: {', '.join(failed)}" if failed else "lint: 全部通过 / all passed",
        flush=True,
    )
    return min(len(failed), 1)


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    places = [place for place in _PYTHON if (ROOT / place).is_dir()]
    yield "style", _program(BINARIES / "ruff", "check", "--quiet", *places)
    yield "format", _program(BINARIES / "ruff", "format", "--quiet", "--check", "--diff", *places)
    yield "layers", _program(BINARIES / "lint-imports", "--cache-dir", "var/cache/import-linter")
    yield "types", _program(BINARIES / "mypy", "--no-error-summary")
    yield "migrations", _program(VENV_PYTHON, "-m", "zhendi", "makemigrations", "--check", "--dry-run", "-v0")
    yield "settings", _program(VENV_PYTHON, "-m", "zhendi", "check", "--fail-level", "WARNING")
    yield "templates", templates
    yield "addresses", addresses
    yield "locks", locks


def _passes(name: str, check: Callable[[], str]) -> bool:
    started = time.monotonic()
    said = check()
    print(f"{'✗' if said else '✓'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if said:
        print(said, flush=True)
    return not said


def _program(*words: object) -> Callable[[], str]:
    def check() -> str:
        (_DATA / "tmp").mkdir(parents=True, exist_ok=True)  # the settings' own check looks for it
        done = subprocess.run(
            [str(word) for word in words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "ZHENDI_MODE": "test",
                "ZHENDI_DATA_DIR": str(_DATA),
                "PYTHONWARNINGS": "error",
            }
            if words[0] == VENV_PYTHON
            else None,
        )
        return f"{done.stdout}{done.stderr}".strip() or f"exit status {done.returncode}" if done.returncode else ""

    return check


def templates() -> str:
    """Every template parses, escapes, and holds neither inline script, inline style nor an address of elsewhere."""
    return "\n".join(finding for path in _kept("src/zhendi/web/templates") for finding in _template(path))


_FORBIDDEN = {
    r"\|\s*safe\b": "|safe lets text through unescaped; build the markup in a macro",
    r"autoescape\s+false": "escaping is never turned off",
    r"<style\b|\sstyle\s*=": "inline style is refused by the content security policy",
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>": "inline script is refused by the content security policy",
    r"\son[a-z]+\s*=\s*[\"']": "inline handlers are refused by the content security policy",
    r"(?:src|href|action)\s*=\s*[\"']https?:": "pages load nothing from elsewhere",
    r"javascript:": "no script addresses",
    r"<img(?![^>]*\balt=)[^>]*>": "a picture needs an alt text",
    r"<form(?![^>]*\bmethod=)[^>]*>": "a form says its method",
    r"\t": "indent with spaces",
}


def _template(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    where = path.relative_to(ROOT)
    try:
        Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(text)
    except TemplateSyntaxError as error:
        yield f"{where}:{error.lineno}: {error.message}"
    for pattern, reason in _FORBIDDEN.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield f"{where}:{text.count(chr(10), 0, found.start()) + 1}: {reason}"
    for found in re.finditer(r"<form[^>]*method=[\"']post[\"'].*?</form>", text, re.IGNORECASE | re.DOTALL):
        if "csrf" not in found[0]:
            yield f"{where}:{text.count(chr(10), 0, found.start()) + 1}: a form that posts carries the csrf field"


def addresses() -> str:
    """No file names the host of a package registry."""
    findings = []
    for path in _kept("."):
        try:
            text = path.read_text("utf-8").lower()
        except UnicodeDecodeError:
            continue
        findings += [f"{path.relative_to(ROOT)}: names {host}" for host in _HOSTS if host in text]
        if path.name == "package-lock.json" and '"resolved"' in text:
            findings.append("package-lock.json: holds addresses; script/lock --npm makes it without")
    return "\n".join(findings)


def locks() -> str:
    """The development lock holds the runtime lock, pin for pin, and each pin has a hash."""
    runtime, development = (_pins(ROOT / name) for name in ("requirements.txt", "requirements-dev.txt"))
    findings = [
        f"requirements-dev.txt: {name} is not {pin}" for name, pin in runtime.items() if development.get(name) != pin
    ]
    findings += [f"{name}: no hash" for name, pin in {**runtime, **development}.items() if "--hash=sha256:" not in pin]
    return "\n".join(findings)


def _pins(path: Path) -> dict[str, str]:
    text = path.read_text("utf-8").replace("\\\n", " ")
    lines = (line.split() for line in text.splitlines() if line and not line.startswith(("#", " ")))
    return {words[0].partition("==")[0]: " ".join(words) for words in lines}


def _kept(under: str) -> list[Path]:
    """The files that are or would be committed. Outside a git work tree: all but what the scripts make."""
    words = ["git", "ls-files", "-co", "--exclude-standard", "-z", "--", under]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return sorted(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())
    made = {VENV, ROOT / "var", ROOT / "src/zhendi/web/static/vendor"}
    return sorted(
        path
        for path in (ROOT / under).rglob("*")
        if path.is_file() and not made & set(path.parents) and "__pycache__" not in path.parts
    )


if __name__ == "__main__":
    sys.exit(main())
