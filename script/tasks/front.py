"""Front-end files from npm: a whitelist is copied, the rest is thrown away. None of it is ever committed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from shell import ROOT, TOOLS, VAR, Failed, answer, digest, fits, run, say, stamp

STATIC = ROOT / "src/zhendi/web/static"
VENDOR = STATIC / "vendor"
AXE = VAR / "vendor/axe.min.js"  # accessibility checks of the tests; never served
ICONS = STATIC / "icons.txt"
NODE_VENV = TOOLS / "node"

_COPIED = {
    "bootstrap/dist/css/bootstrap-reboot.min.css": VENDOR / "bootstrap-reboot.min.css",
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx.min.js",
    "axe-core/axe.min.js": AXE,
}
_SPRITE = VENDOR / "tabler.svg"
_SOURCE_MAP = re.compile(r"^\s*(//|/\*)[#@]\s*sourceMappingURL=.*$", re.MULTILINE)
_SVG = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_CANVAS = re.compile(r'<path stroke="none"[^>]*/>')


def bring() -> None:
    """Copy the whitelist and build the icon sprite, when a version or the list of icons has changed."""
    sources = [ROOT / "package.json", ROOT / "package-lock.json", ICONS, Path(__file__)]
    mark = VENDOR / ".stamp"
    wanted = digest(sources)
    if fits(mark, wanted) and all(path.is_file() for path in (*_COPIED.values(), _SPRITE)):
        return
    say("前端文件 / front-end packages (npm ci)")
    VAR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="npm-", dir=VAR) as folder:
        modules = _install(Path(folder))
        for source, target in _COPIED.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            # A source map that is not there makes the static files' manifest fail.
            target.write_text(_SOURCE_MAP.sub("", (modules / source).read_text("utf-8")), "utf-8")
        _SPRITE.write_text(sprite(modules, icon_names()), "utf-8")
    stamp(mark, wanted)


def _install(folder: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder / name)
    words = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    done = subprocess.run(
        words, cwd=folder, env={**os.environ, **node_environment()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise Failed(
            "npm could not fetch the front-end packages; behind a mirror set npm_config_registry, then run this again.\n"
            "前端文件下载失败;如使用镜像,请设置 npm_config_registry 后重新运行。"
        )
    return folder / "node_modules"


def npm() -> list[str]:
    """The npm to run: the machine's own with Node 18 or newer, else one from a Python package."""
    version = answer(["node", "--version"]).removeprefix("v").partition(".")[0]
    if version.isdigit() and int(version) >= 18 and shutil.which("npm"):
        return ["npm"]
    return [str(_node_from_package() / "npm")]


def node_environment() -> dict[str, str]:
    """PATH with the packaged Node in front where that one is used."""
    binaries = NODE_VENV / "bin"
    return {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"} if binaries.is_dir() else {}


def _node_from_package() -> Path:
    lock = ROOT / "requirements-node.txt"
    mark, wanted = NODE_VENV / "stamp", digest([lock])
    if not fits(mark, wanted):
        say("本机没有 Node.js 18,改用 Python 软件源中的 / no Node 18 here: taking it from a Python package")
        shutil.rmtree(NODE_VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", NODE_VENV])
        run([NODE_VENV / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock])
        stamp(mark, wanted)
    return NODE_VENV / "bin"


def icon_names() -> list[str]:
    """The icons that the pages use, one a line; lines beginning with # are notes."""
    if not ICONS.is_file():
        return []
    lines = (line.strip() for line in ICONS.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def sprite(modules: Path, names: list[str]) -> str:
    """One SVG with a symbol ``tabler-NAME`` for every icon."""
    symbols = []
    for name in names:
        file = modules / f"@tabler/icons/icons/outline/{name}.svg"
        found = _SVG.search(file.read_text("utf-8")) if file.is_file() else None
        if found is None:
            raise Failed(f"icons.txt: there is no icon {name!r} in @tabler/icons")
        symbols.append(f'<symbol id="tabler-{name}" viewBox="0 0 24 24">{_CANVAS.sub("", found[1]).strip()}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'
