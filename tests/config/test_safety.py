"""A production server refuses to start with an unsafe value and says what to set."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from zhendi.config import safety

ROOT = Path(__file__).resolve().parents[2]
SECRET = "kT9-vYw2uQ7zLx4_Rb6nMd8sHf3jGp5cAe1oXi0tBqWyUzKl"
SECRET_LONG = SECRET + "0123456789"
GOOD = safety.Values(
    debug=False, secret=SECRET_LONG, hosts=["party.example.cn"], keys="set", secure_cookies=True, demonstration=False
)
ENVIRONMENT = {
    "ZHENDI_MODE": "production",
    "ZHENDI_SECRET_KEY": SECRET_LONG,
    "ZHENDI_HOSTS": "party.example.cn",
    "ZHENDI_KEYS": "set",
}


def test_safe_values_have_no_findings() -> None:
    assert safety.findings(GOOD) == ()


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"debug": True}, "ZHENDI_DEBUG"),
        ({"secret": ""}, "ZHENDI_SECRET_KEY"),
        ({"secret": "short"}, "ZHENDI_SECRET_KEY"),
        ({"secret": "a" * 80}, "ZHENDI_SECRET_KEY"),
        ({"secret": "django-insecure-" + SECRET_LONG}, "ZHENDI_SECRET_KEY"),
        ({"hosts": []}, "ZHENDI_HOSTS"),
        ({"hosts": ["*"]}, "ZHENDI_HOSTS"),
        ({"hosts": ["a.cn", "*.b.cn"]}, "ZHENDI_HOSTS"),
        ({"hosts": [".b.cn"]}, "ZHENDI_HOSTS"),
        ({"keys": ""}, "ZHENDI_KEYS"),
        ({"secure_cookies": False}, "ZHENDI_SECURE_COOKIES"),
        ({"demonstration": True}, "ZHENDI_DEMONSTRATION"),
    ],
)
def test_each_unsafe_value_is_named_by_its_variable(change: dict[str, object], variable: str) -> None:
    (finding,) = safety.findings(replace(GOOD, **change))  # type: ignore[arg-type]  # fields of one kind each
    assert finding.variable == variable
    assert str(finding).count(variable) == 2  # one line for either reader


def test_all_findings_are_told_at_once() -> None:
    worst = safety.Values(debug=True, secret="", hosts=[], keys="", secure_cookies=False, demonstration=True)
    assert len(safety.findings(worst)) == 6


def settings(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHENDI_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", "import zhendi.config.settings as s; print(s.MODE, s.SESSION_COOKIE_SECURE)"],
        env={**kept, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_everything_set() -> None:
    assert settings(**ENVIRONMENT).stdout.split() == ["production", "True"]


@pytest.mark.parametrize("missing", ["ZHENDI_SECRET_KEY", "ZHENDI_HOSTS", "ZHENDI_KEYS"])
def test_production_does_not_start_without(missing: str) -> None:
    done = settings(**{name: value for name, value in ENVIRONMENT.items() if name != missing})
    assert done.returncode != 0
    assert missing in done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ZHENDI_DEBUG", "1"),
        ("ZHENDI_HOSTS", "*"),
        ("ZHENDI_SECURE_COOKIES", "0"),
        ("ZHENDI_DEMONSTRATION", "1"),
        ("ZHENDI_DEBUG", "maybe"),
        ("ZHENDI_MODE", "staging"),
        ("ZHENDI_CIPHER", "des"),
        ("DATABASE_URL", "mysql://a:b@c/d"),
    ],
)
def test_production_does_not_start_with(variable: str, value: str) -> None:
    done = settings(**ENVIRONMENT | {variable: value})
    assert done.returncode != 0
    assert variable in done.stderr


def test_the_command_line_says_it_without_a_traceback(zhendi) -> None:
    done = zhendi("check", ZHENDI_MODE="production")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for variable in ("ZHENDI_SECRET_KEY", "ZHENDI_HOSTS", "ZHENDI_KEYS"):
        assert variable in done.stderr
