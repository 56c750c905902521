"""A gateway by plain HTTP and JSON, for a county's own or a province's platform. docs/operations.md has the contract.

Requests and pushes are signed: ``X-Zhendi-Time`` (seconds) and ``X-Zhendi-Signature``, HMAC-SHA256 over time, a line feed
and the body, in hexadecimal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from zhendi.domain.messaging.gateways import calling
from zhendi.domain.messaging.gateways.interface import Answer, Asked, Fate, Given, Notice, Returns, Verdict
from zhendi.kernel import clock

_SKEW = timedelta(minutes=5)
_OUTCOMES = {"accepted", "refused", "later"}
_FATES = {"accepted", "delivered", "failed", "absent"}


@dataclass(frozen=True)
class Generic:
    """``url`` takes messages, ``url``/query answers for keys; ``secret`` signs both ways."""

    name: str
    url: str
    secret: str = field(repr=False)
    rate: int = 100
    most: int = 200
    timeout: float = 10.0
    title: str = "HTTP 短信平台"
    local, registers = False, False

    def submit(self, messages: Sequence[Given]) -> list[Verdict]:
        """One request for all; what it does not answer for is uncertain."""
        sent = {"messages": [{"key": m.key, "to": m.address, "text": m.text, "template": m.template} for m in messages]}
        try:
            said = self._post(self.url, sent)
        except calling.NotTaken as fault:
            return [Verdict(each.key, "later", reason=str(fault)) for each in messages]
        except calling.Unsure as fault:
            return [Verdict(each.key, "uncertain", reason=str(fault)) for each in messages]
        found = {str(row.get("key")): row for row in _rows(said, "results")}
        return [_verdict(each.key, found.get(each.key)) for each in messages]

    def ask(self, messages: Sequence[Asked]) -> list[Fate]:
        """One request for all keys."""
        try:
            said = self._post(f"{self.url}/query", {"keys": [each.key for each in messages]})
        except (calling.NotTaken, calling.Unsure):
            return [Fate(each.key, "uncertain") for each in messages]
        found = {str(row.get("key")): row for row in _rows(said, "results")}
        return [_fate(each.key, found.get(each.key)) for each in messages]

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, *, now: datetime) -> Returns:
        """A signed push, not older than five minutes: ``{"receipts": […], "replies": […]}``."""
        del query
        stamp, given = headers.get("X-Zhendi-Time", ""), headers.get("X-Zhendi-Signature", "")
        if not hmac.compare_digest(signature(self.secret, stamp, body), given):
            raise PermissionError("signature")
        if not stamp.isdigit() or abs(now.timestamp() - int(stamp)) > _SKEW.total_seconds():
            raise PermissionError("time")
        said = json.loads(body)
        if not isinstance(said, dict):
            raise ValueError("not an object")  # noqa: TRY004 - what cannot be read is one kind of fault
        return Returns(
            tuple(map(_notice, _rows(said, "receipts"))),
            tuple(_answer(row, now) for row in _rows(said, "replies")),
            {"ok": True},
        )

    def _post(self, url: str, content: object) -> Any:
        body = json.dumps(content, ensure_ascii=False).encode()
        stamp = str(int(clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Zhendi-Time": stamp,
            "X-Zhendi-Signature": signature(self.secret, stamp, body),
        }
        answer = calling.post(url, body, headers, timeout=self.timeout)
        if answer.status != 200:
            raise calling.NotTaken(f"对方不收：HTTP {answer.status}")
        return answer.said


def signature(secret: str, stamp: str, body: bytes) -> str:
    """The signature of a body at a moment."""
    return hmac.new(secret.encode(), stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def _rows(said: Any, name: str) -> list[dict[str, Any]]:
    rows = said.get(name, []) if isinstance(said, dict) else []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _verdict(key: str, row: dict[str, Any] | None) -> Verdict:
    outcome = row.get("outcome") if row else None
    if row is None or outcome not in _OUTCOMES:
        return Verdict(key, "uncertain", reason="平台没有说明这一条的结果")
    return Verdict(key, outcome, str(row.get("reference", ""))[:80], str(row.get("reason", ""))[:80])


def _fate(key: str, row: dict[str, Any] | None) -> Fate:
    outcome = row.get("outcome") if row else None
    if row is None or outcome not in _FATES:
        return Fate(key, "uncertain")
    day = date.fromisoformat(str(row["day"])) if row.get("day") else None
    return Fate(key, outcome, str(row.get("reference", ""))[:80], str(row.get("code", ""))[:40], day)


def _notice(row: dict[str, Any]) -> Notice:
    outcome = row["outcome"]
    if outcome not in ("delivered", "failed"):
        raise ValueError("outcome")
    return Notice(
        str(row.get("key", ""))[:32],
        str(row.get("reference", ""))[:80],
        outcome == "delivered",
        str(row.get("code", ""))[:40],
        date.fromisoformat(str(row["day"])),
    )


def _answer(row: dict[str, Any], now: datetime) -> Answer:
    at = datetime.fromisoformat(str(row["at"])) if row.get("at") else now
    at = at if at.tzinfo else at.replace(tzinfo=clock.ZONE)
    return Answer(str(row["id"])[:80], str(row["from"])[:30], str(row.get("text", ""))[:500], at)
