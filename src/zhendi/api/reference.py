"""The schema as a page to read: addresses, parameters, answers. Nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from zhendi.api.paging import LARGEST_KEY

_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "是或否",
    "array": "列表",
    "object": "对象",
    "null": "空",
}
_FORMATS = {"date": "日期", "date-time": "时刻"}


class FieldRow(NamedTuple):
    """A parameter, or a field of an answer."""

    name: str
    kind: str
    about: str
    required: bool


class OperationRow(NamedTuple):
    """One address: its parameters, and the name of the schema that it answers with."""

    address: str
    title: str
    about: str
    parameters: tuple[FieldRow, ...]
    answer: str


class SchemaRow(NamedTuple):
    """One named form of an answer."""

    name: str
    about: str
    fields: tuple[FieldRow, ...]


def page(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """The view for one API. The schema tells of no record, so that it is open to whoever comes."""

    @login_not_required
    @require_safe
    def reference(request: HttpRequest) -> HttpResponse:
        schema = api.get_openapi_schema()
        words = {
            "about": schema["info"]["description"],
            "operations": operations(schema),
            "schemas": schemas(schema),
            "calls": settings.API_CALLS_A_MINUTE,
            "days": settings.API_TOKEN_DAYS,
        }
        return render(request, "api/reference.html", words)

    return reference


def operations(schema: Mapping[str, Any]) -> tuple[OperationRow, ...]:
    """All addresses in the order of the schema."""
    return tuple(
        OperationRow(
            address, found["summary"], found.get("description", ""),
            tuple(_parameter(each) for each in found.get("parameters", ())), _answer(found),
        )
        for address, methods in schema["paths"].items()
        for found in methods.values()
    )  # fmt: skip


def schemas(schema: Mapping[str, Any]) -> tuple[SchemaRow, ...]:
    """The named forms of answers."""
    named = schema["components"]["schemas"]
    return tuple(
        SchemaRow(name, _first_line(form.get("description", "")), _fields(form)) for name, form in named.items()
    )


def _parameter(given: Mapping[str, Any]) -> FieldRow:
    form = given["schema"]
    return FieldRow(given["name"], _kind(form), form.get("description", ""), bool(given.get("required")))


def _fields(form: Mapping[str, Any]) -> tuple[FieldRow, ...]:
    required = set(form.get("required", ()))
    return tuple(
        FieldRow(name, _kind(each), each.get("description", ""), name in required)
        for name, each in form.get("properties", {}).items()
    )


def _kind(form: Mapping[str, Any]) -> str:
    """What a value is, in words: 文字, 整数 1～200, 列表 of a form."""
    if "$ref" in form:
        return str(form["$ref"]).rpartition("/")[2]
    if "anyOf" in form:
        return "或".join(dict.fromkeys(_kind(each) for each in form["anyOf"]))
    if "enum" in form:
        return "、".join(str(each) or "（空）" for each in form["enum"])
    if form.get("type") == "array":
        return f"列表：{_kind(form['items'])}"
    if form.get("maximum") == LARGEST_KEY:
        return "编号"
    word = _FORMATS.get(form.get("format", ""), _TYPES.get(form.get("type", ""), ""))
    return f"{word} {form['minimum']}～{form['maximum']}" if {"minimum", "maximum"} <= form.keys() else word


def _answer(found: Mapping[str, Any]) -> str:
    return _kind(found["responses"][200]["content"]["application/json"]["schema"])


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
