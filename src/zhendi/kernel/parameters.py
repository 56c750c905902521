"""The dated, cited numbers of today's rules (``policy/opinions/*.toml``) for whoever needs one.

The kernel reads them and judges nothing: *what is asked* (policy) and *what happened* (domain) both stand on
the same numbers without importing each other. A number without a day from which it holds, or without a
source, is refused when it is loaded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from zhendi.kernel.errors import Unreadable

_VALUE_KEYS = {"value", "from", "source", "article", "confirmed_by", "note"}
_PARAMETER_KEYS = {"code", "title", "unit", "values"}


@dataclass(frozen=True, slots=True)
class Dated:
    """One value of a parameter: in force from ``valid_from`` until the next one begins."""

    code: str
    value: Any
    unit: str
    valid_from: date
    source: str
    article: str
    confirmed_by: str

    def citation(self) -> str:
        """Source and article as a reader quotes them."""
        return f"《{self.source}》{self.article}" if self.article else f"《{self.source}》"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the rules with all its values in order of time."""

    code: str
    title: str
    unit: str
    values: tuple[Dated, ...]

    def at(self, on: date) -> Dated:
        """The value in force on a day; ``Unreadable`` before the first one begins."""
        in_force = [dated for dated in self.values if dated.valid_from <= on]
        if not in_force:
            raise Unreadable(f"parameter {self.code} has no value on {on.isoformat()}")
        return in_force[-1]


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters, by code."""

    by_code: Mapping[str, Parameter]

    def at(self, code: str, on: date) -> Dated:
        """The value in force with its citation; ``Unreadable`` for an unknown code."""
        if code not in self.by_code:
            raise Unreadable(f"unknown parameter: {code}")
        return self.by_code[code].at(on)

    def value(self, code: str, on: date) -> Any:
        """Only the value in force."""
        return self.at(code, on).value

    def integer(self, code: str, on: date) -> int:
        """The value in force where the rule needs a whole number; ``Unreadable`` otherwise."""
        value = self.value(code, on)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unreadable(f"parameter {code} is not a whole number: {value!r}")
        return value


def read_parameters(text: str, name: str) -> Parameters:
    """Parse one TOML text; ``Unreadable`` names the entry at fault."""
    try:
        entries = tomllib.loads(text).get("parameter", [])
    except tomllib.TOMLDecodeError as fault:
        raise Unreadable(f"{name}: {fault}") from fault
    found: dict[str, Parameter] = {}
    for entry in entries:
        parameter = _parameter(entry, name)
        if parameter.code in found:
            raise Unreadable(f"{name}: parameter {parameter.code} stands twice")
        found[parameter.code] = parameter
    return Parameters(found)


def _parameter(entry: Mapping[str, Any], name: str) -> Parameter:
    code = str(entry.get("code", "?"))
    _only(entry, _PARAMETER_KEYS, f"{name}: parameter {code}")
    if not entry.get("values") or "unit" not in entry or "title" not in entry:
        raise Unreadable(f"{name}: parameter {code} needs title, unit and values")
    values = tuple(sorted((_dated(code, entry["unit"], row, name) for row in entry["values"]), key=_begins))
    return Parameter(code, entry["title"], entry["unit"], values)


def _dated(code: str, unit: str, row: Mapping[str, Any], name: str) -> Dated:
    _only(row, _VALUE_KEYS, f"{name}: parameter {code}")
    if not isinstance(row.get("from"), date) or not row.get("source") or "value" not in row:
        raise Unreadable(f"{name}: parameter {code} has a value without its day or its source")
    return Dated(
        code, row["value"], unit, row["from"], row["source"], row.get("article", ""), row.get("confirmed_by", "")
    )


def _begins(dated: Dated) -> date:
    return dated.valid_from


def _only(entry: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    unknown = set(entry) - set(allowed)
    if unknown:
        raise Unreadable(f"{where}: unknown key {', '.join(sorted(unknown))}")


def policy_folder() -> Path:
    """Where the policy data lies: the setting, or the folder beside the source tree when Django is not set up."""
    from django.conf import settings  # noqa: PLC0415 - pure callers (the intake engine, the generator) run without settings

    if settings.configured and hasattr(settings, "POLICY_DIR"):
        return Path(settings.POLICY_DIR)
    return Path(__file__).resolve().parents[3] / "policy" / "opinions"


@cache
def national() -> Parameters:
    """Today's national numbers, read once."""
    path = policy_folder() / "parameters.toml"
    return read_parameters(path.read_text(encoding="utf-8"), path.name)


_in_force: list[Parameters] = []


def install(parameters: Parameters | None) -> None:
    """From now on these are the installation's numbers (the national ones with the county's own); ``None``: none of its own."""
    _in_force[:] = [] if parameters is None else [parameters]


def load() -> Parameters:
    """The installation's parameters: the national ones, with the county's own where it has set some."""
    return _in_force[0] if _in_force else national()


def county_file(name: str) -> Path | None:
    """A policy file of the county's own installation (``policy/NAME`` in the data folder); ``None`` when there is none."""
    from django.conf import settings  # noqa: PLC0415 - pure callers run without settings

    if not settings.configured:
        return None
    path = Path(settings.DATA_DIR) / "policy" / name
    return path if path.is_file() else None
