"""One request to a gateway, and what is certain when it fails. Nothing here repeats a request, follows a redirect, or
says a body, an address or a secret in an error.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_LARGEST = 8 * 1024 * 1024
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class NotTaken(Exception):
    """The other side certainly did not take the request: no connection, or it said no before doing anything."""


class Unsure(Exception):
    """The request may have been taken: it was sent and no usable answer came."""


class Reply(NamedTuple):
    """An answer: its status and its JSON."""

    status: int
    said: Any


def safe(url: str) -> bool:
    """Whether an address may carry numbers: https, or this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Reply:
    """POST a body; ``NotTaken`` or ``Unsure`` when there is no usable answer.

    429 and 4xx are refusals before anything was done; 5xx and broken connections leave it open.
    """
    parts = urlsplit(url)
    connection = _connection(parts.scheme, str(parts.hostname), parts.port, timeout)
    try:
        try:
            connection.connect()
        except (OSError, ssl.SSLError) as fault:
            raise NotTaken(f"连不上：{type(fault).__name__}") from fault
        try:
            connection.request("POST", parts.path + (f"?{parts.query}" if parts.query else ""), body, dict(headers))
            answer = connection.getresponse()
            said = answer.read(_LARGEST)
        except (OSError, http.client.HTTPException) as fault:
            raise Unsure(f"没有回答：{type(fault).__name__}") from fault
    finally:
        connection.close()
    return _judged(answer.status, said)


def _judged(status: int, said: bytes) -> Reply:
    try:
        content = json.loads(said) if said else None
    except ValueError:
        content = None
    if 400 <= status < 500:
        if content is None:
            raise NotTaken(f"对方不收：HTTP {status}")
        return Reply(status, content)
    if status != 200 or content is None:
        raise Unsure(f"回答看不懂：HTTP {status}")
    return Reply(status, content)


def _connection(scheme: str, host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=timeout)
