"""Aliyun's short messages (dysmsapi 2017-05-25): ``SendSms`` with our key as ``OutId``, ``QuerySendDetails`` to ask.

Aliyun does not refuse a second request with the same ``OutId``; what is uncertain is therefore asked for first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote, urlencode

from zhendi.domain.messaging.gateways import calling, clouds, signing
from zhendi.domain.messaging.gateways.interface import Answer, Asked, Fate, Given, Notice, Returns, Verdict
from zhendi.kernel import clock

HOST = "dysmsapi.aliyuncs.com"
_REFUSED = {"isv.MOBILE_NUMBER_ILLEGAL": "号码不对", "isv.BLACK_KEY_CONTROL_LIMIT": "文字含受限的词"}
_BROKEN = ("isp.", "ServiceUnavailable", "InternalError")
_FATES: Mapping[int, Literal["accepted", "failed", "delivered"]] = {1: "accepted", 2: "failed", 3: "delivered"}
_PAGE = 50


@dataclass(frozen=True)
class Aliyun:
    """``word`` proves a push of receipts; ``url`` is only changed for tests."""

    name: str
    key_id: str
    secret: str = field(repr=False)
    word: str = field(default="", repr=False)
    rate: int = 50
    most: int = 50
    timeout: float = 10.0
    url: str = f"https://{HOST}"
    title: str = "阿里云短信"
    local, registers = False, True

    def submit(self, messages: Sequence[Given]) -> list[Verdict]:
        """One request for each."""
        return clouds.each(self._send, messages)

    def ask(self, messages: Sequence[Asked]) -> list[Fate]:
        """One request for each: by number and day, then by our key."""
        return clouds.each(self._look, messages)

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, *, now: datetime) -> Returns:
        """``SmsReport`` (receipts) and ``SmsUp`` (replies)."""
        del headers, now
        clouds.require_word(self.word, query)
        said = clouds.rows(body)
        return Returns(
            tuple(_notice(row) for row in said if "out_id" in row and "success" in row),
            tuple(_answer(row) for row in said if "content" in row),
            {"code": 0, "msg": "接收成功"},
        )

    def _send(self, given: Given) -> Verdict:
        words = {
            "PhoneNumbers": given.address,
            "SignName": given.signature,
            "TemplateCode": given.template,
            "TemplateParam": json.dumps(dict(given.variables), ensure_ascii=False),
            "OutId": given.key,
        }
        try:
            said = self._call("SendSms", words)
        except calling.NotTaken as fault:
            return Verdict(given.key, "later", reason=str(fault))
        except calling.Unsure as fault:
            return Verdict(given.key, "uncertain", reason=str(fault))
        return _verdict(given.key, said)

    def _look(self, asked: Asked) -> Fate:
        day = asked.handed_at.astimezone(clock.ZONE)
        words = {
            "PhoneNumber": asked.address, "SendDate": f"{day:%Y%m%d}", "PageSize": str(_PAGE), "CurrentPage": "1",
        }  # fmt: skip
        try:
            said = self._call("QuerySendDetails", words)
        except (calling.NotTaken, calling.Unsure):
            return Fate(asked.key, "uncertain")
        listed = said.get("SmsSendDetailDTOs") if said.get("Code") == "OK" else None
        if not isinstance(listed, dict):
            return Fate(asked.key, "uncertain")
        found = [row for row in listed.get("SmsSendDetailDTO", []) if row.get("OutId") == asked.key]
        return _fate(asked.key, found[0]) if found else Fate(asked.key, "absent")

    def _call(self, action: str, words: Mapping[str, str]) -> dict[str, Any]:
        host = self.url.partition("://")[2]
        moment = clock.now().astimezone(UTC)
        headers = signing.acs3(
            key_id=self.key_id, secret=self.secret, method="POST", host=host, query=words, body=b"",
            headers={
                "x-acs-action": action, "x-acs-version": "2017-05-25", "x-acs-date": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                "x-acs-signature-nonce": os.urandom(16).hex(),
            },
        )  # fmt: skip
        url = f"{self.url}/?{urlencode(sorted(words.items()), quote_via=quote, safe='-_.~')}"
        said = calling.post(url, b"", headers, timeout=self.timeout).said
        if not isinstance(said, dict):
            raise calling.Unsure("回答看不懂")
        return said


def _verdict(key: str, said: Mapping[str, Any]) -> Verdict:
    code = str(said.get("Code", ""))
    if code == "OK":
        return Verdict(key, "accepted", str(said.get("BizId", ""))[:80])
    if code in _REFUSED:
        return Verdict(key, "refused", reason=_REFUSED[code])
    return Verdict(key, "uncertain" if not code or code.startswith(_BROKEN) else "later", reason=f"阿里云：{code}"[:80])


def _fate(key: str, row: Mapping[str, Any]) -> Fate:
    outcome = _FATES.get(int(row.get("SendStatus", 0)))
    day = clouds.day(row["ReceiveDate"]) if row.get("ReceiveDate") else None
    code = str(row.get("ErrCode", ""))[:40]
    return Fate(key, outcome, code=code, day=day) if outcome else Fate(key, "uncertain")


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        str(row["out_id"])[:32], str(row.get("biz_id", ""))[:80], row["success"] is True,
        str(row.get("err_code", ""))[:40], clouds.day(str(row.get("report_time") or row["send_time"])),
    )  # fmt: skip


def _answer(row: Mapping[str, Any]) -> Answer:
    number = str(row.get("sequence_id") or f"{row['phone_number']}{row['send_time']}")[:80]
    return Answer(
        number, str(row["phone_number"])[:30], str(row["content"])[:500], clouds.moment(str(row["send_time"]))
    )
