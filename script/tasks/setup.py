"""script/setup: the virtual environment, the locked packages and the front-end files. Standard library only."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import front
import system
from shell import ROOT, VENV, VENV_PYTHON, Failed, alone, answer, digest, fits, run, say, stamp


def main() -> None:
    """Bring everything about that is not there yet; nothing to do takes a fraction of a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests, lint and benchmarks need")
    parser.add_argument("--quiet", action="store_true", help="say nothing when there is nothing to do")
    options = parser.parse_args()
    with alone("setup"):
        environment()
        packages("requirements-dev.txt" if options.dev else "requirements.txt")
        path_file()
        front.bring()
    if not options.quiet:
        say("环境已就绪 / environment ready")


def environment() -> None:
    """The virtual environment; one that was made by a Python which is gone is made anew."""
    if VENV_PYTHON.exists() and answer([VENV_PYTHON, "-m", "pip", "--version"]):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        _bring_venv()
    say(f"建立虚拟环境 / virtual environment, Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", VENV])


def _bring_venv() -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if system.apt(package) or system.apt("python3-venv"):
        return
    raise Failed(
        f"Python's venv/ensurepip is missing. On Debian and Ubuntu: sudo apt-get install {package}, then run this again.\n"
        f"缺少 Python 的 venv/ensurepip 组件。Debian、Ubuntu 请执行:sudo apt-get install {package},然后重新运行。"
    )


def packages(lock: str) -> None:
    """Install a lock with its hashes, when it or the Python has changed since the last time.

    pip's own settings (``pip.conf``, ``PIP_*``) are left alone, so that mirrors and offline wheelhouses work.
    The development lock holds the runtime lock, so what it brought also satisfies the smaller one.
    """
    version = answer([VENV_PYTHON, "-c", "import sys; print(sys.version)"])
    full = VENV / "zhendi-requirements-dev.stamp"
    mark = VENV / f"zhendi-{Path(lock).stem}.stamp"
    wanted = digest([ROOT / lock], version)
    if fits(mark, wanted) or fits(full, digest([ROOT / "requirements-dev.txt"], version)):
        return
    say(f"安装依赖 / packages: {lock}")
    run(
        [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", ROOT / lock],
        environment={"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONWARNINGS": "ignore"},
    )
    stamp(mark, wanted)


def path_file() -> None:
    """Put the source on the environment's path. There is nothing to build or to install."""
    place = Path(answer([VENV_PYTHON, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]))
    file = place / "zhendi.pth"
    line = f"{ROOT / 'src'}\n"
    if not file.is_file() or file.read_text("utf-8") != line:
        file.write_text(line, "utf-8")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, subprocess.SubprocessError) as error:
        raise Failed(f"✗ {error} (user {os.environ.get('USER', '?')}, folder {ROOT})") from error
