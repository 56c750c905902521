"""Tencent's short messages (sms 2021-01-11): ``SendSms`` with our key as ``SessionContext``, and
``PullSmsSendStatusByPhoneNumber`` to ask.

As with Aliyun a second request with the same key is taken again: what is uncertain is asked for first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from zhendi.domain.messaging.gateways import calling, clouds, signing
from zhendi.domain.messaging.gateways.interface import Answer, Asked, Fate, Given, Notice, Returns, Verdict
from zhendi.kernel import clock

HOST = "sms.tencentcloudapi.com"
_REFUSED = {
    "InvalidParameterValue.IncorrectPhoneNumber": "号码不对",
    "FailedOperation.PhoneNumberInBlacklist": "号码在通道的免打扰名单里",
    "FailedOperation.ContainSensitiveWord": "文字含受限的词",
}
_BROKEN = ("InternalError", "RequestTimeout")
_EARLIER = timedelta(minutes=5)
_PAGE = 100


@dataclass(frozen=True)
class Tencent:
    """``app`` is the SdkAppId; ``word`` proves a push of receipts; ``url`` is only changed for tests."""

    name: str
    key_id: str
    app: str
    secret: str = field(repr=False)
    word: str = field(default="", repr=False)
    rate: int = 50
    most: int = 50
    timeout: float = 10.0
    region: str = "ap-guangzhou"
    url: str = f"https://{HOST}"
    title: str = "腾讯云短信"
    local, registers = False, True

    def submit(self, messages: Sequence[Given]) -> list[Verdict]:
        """One request for each: variables differ from receiver to receiver."""
        return clouds.each(self._send, messages)

    def ask(self, messages: Sequence[Asked]) -> list[Fate]:
        """One request for each: by number, then by our key or their serial number."""
        return clouds.each(self._look, messages)

    def read(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes, *, now: datetime) -> Returns:
        """Receipts (a list) or one reply (an object)."""
        del headers, now
        clouds.require_word(self.word, query)
        said = json.loads(body)
        done = {"result": 0, "errmsg": "OK"}
        if isinstance(said, dict):
            return Returns((), (_answer(said),), done)
        return Returns(tuple(map(_notice, clouds.rows(body))), (), done)

    def _send(self, given: Given) -> Verdict:
        words = {
            "PhoneNumberSet": [clouds.international(given.address)], "SmsSdkAppId": self.app,
            "SignName": given.signature, "TemplateId": given.template,
            "TemplateParamSet": list(given.variables.values()), "SessionContext": given.key,
        }  # fmt: skip
        try:
            said = self._call("SendSms", words)
        except calling.NotTaken as fault:
            return Verdict(given.key, "later", reason=str(fault))
        except calling.Unsure as fault:
            return Verdict(given.key, "uncertain", reason=str(fault))
        status = (said.get("SendStatusSet") or [{}])[0]
        return _verdict(given.key, str(status.get("Code") or said.get("Error", {}).get("Code", "")), status)

    def _look(self, asked: Asked) -> Fate:
        words = {
            "BeginTime": int((asked.handed_at - _EARLIER).timestamp()), "Offset": 0, "Limit": _PAGE,
            "PhoneNumber": clouds.international(asked.address), "SmsSdkAppId": self.app,
        }  # fmt: skip
        try:
            said = self._call("PullSmsSendStatusByPhoneNumber", words)
        except (calling.NotTaken, calling.Unsure):
            return Fate(asked.key, "uncertain")
        listed = said.get("PullSmsSendStatusSet")
        if "Error" in said or not isinstance(listed, list):
            return Fate(asked.key, "uncertain")
        for row in listed:
            if row.get("SessionContext") == asked.key or (asked.reference and row.get("SerialNo") == asked.reference):
                return _fate(asked.key, row)
        # Only what has been reported is listed: absence proves nothing. A person decides after some hours.
        return Fate(asked.key, "uncertain")

    def _call(self, action: str, words: Mapping[str, Any]) -> dict[str, Any]:
        body = json.dumps(words, ensure_ascii=False).encode()
        host = self.url.partition("://")[2]
        stamp, authorization = signing.tc3(
            key_id=self.key_id, secret=self.secret, host=host, service="sms", action=action, body=body, at=clock.now()
        )
        headers = {
            "Authorization": authorization, "Content-Type": "application/json; charset=utf-8", "Host": host,
            "X-TC-Action": action, "X-TC-Timestamp": stamp, "X-TC-Version": "2021-01-11", "X-TC-Region": self.region,
        }  # fmt: skip
        said = calling.post(f"{self.url}/", body, headers, timeout=self.timeout).said
        response = said.get("Response") if isinstance(said, dict) else None
        if not isinstance(response, dict):
            raise calling.Unsure("回答看不懂")
        return response


def _verdict(key: str, code: str, status: Mapping[str, Any]) -> Verdict:
    if code == "Ok":
        return Verdict(key, "accepted", str(status.get("SerialNo", ""))[:80])
    if code in _REFUSED:
        return Verdict(key, "refused", reason=_REFUSED[code])
    return Verdict(key, "uncertain" if not code or code.startswith(_BROKEN) else "later", reason=f"腾讯云：{code}"[:80])


def _fate(key: str, row: Mapping[str, Any]) -> Fate:
    delivered = row.get("ReportStatus") == "SUCCESS"
    at = row.get("UserReceiveTime")
    day = datetime.fromtimestamp(at, clock.ZONE).date() if isinstance(at, int) and at else None
    reference, code = str(row.get("SerialNo", ""))[:80], str(row.get("Description", ""))[:40]
    return Fate(key, "delivered" if delivered else "failed", reference, code, day)


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        str(row.get("ext", ""))[:32], str(row.get("sid", ""))[:80], row["report_status"] == "SUCCESS",
        str(row.get("errmsg", ""))[:40], clouds.day(str(row["user_receive_time"])),
    )  # fmt: skip


def _answer(row: Mapping[str, Any]) -> Answer:
    at = datetime.fromtimestamp(int(row["time"]), clock.ZONE)
    number = str(row.get("msgid") or f"{row['mobile']}{row['time']}")[:80]
    return Answer(number, clouds.national(str(row["mobile"]))[:30], str(row["text"])[:500], at)
