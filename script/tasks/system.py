"""System packages: installed where this user may, else named in one line by whoever asked for them."""

from __future__ import annotations

import os
import shutil
import subprocess

from shell import say

_updated = False


def may_install() -> bool:
    """Whether this process may install Debian packages: root on a machine that has apt, and not told otherwise."""
    allowed = os.environ.get("ZHENDI_SYSTEM_PACKAGES", "1") != "0"
    return allowed and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt(*packages: str) -> bool:
    """Install Debian packages; ``False`` when that is not allowed or did not work. Nothing is left half-way."""
    global _updated  # noqa: PLW0603 - the list of packages is fetched once a run
    if not may_install():
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    say(f"安装系统软件包 / system packages: {' '.join(packages)}")
    if not _updated:
        _updated = True
        subprocess.run(["apt-get", "update", "-q"], env=environment, capture_output=True, check=False)
    return subprocess.run(install, env=environment, capture_output=True, check=False).returncode == 0
