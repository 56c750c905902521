"""Gateways: signatures as the vendors publish them, what is certain when something breaks, settings, secrets."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.domain.messaging.fake import SECRET, Fake, sign
from tests.domain.messaging.world import NOON
from zhendi.domain.messaging.gateways import Asked, Given, carriers, configured, signing
from zhendi.domain.messaging.gateways.aliyun import Aliyun
from zhendi.domain.messaging.gateways.generic import Generic
from zhendi.domain.messaging.gateways.tencent import Tencent
from zhendi.kernel.errors import Unreadable

GIVEN = Given("k1", "19900000001", "【支部】您好", "支部", "SMS_1", {"姓名": "燕南飞"})
ASKED = Asked("k1", "19900000001", "", NOON)


# --- signatures --------------------------------------------------------------------------------------------------


def test_aliyuns_signature_is_that_of_its_own_document() -> None:
    """The example with fixed values of "V3 request structure and signature"."""
    found = signing.acs3(
        key_id="YourAccessKeyId", secret="YourAccessKeySecret", method="POST", host="ecs.cn-shanghai.aliyuncs.com",
        query={"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
        headers={
            "x-acs-action": "RunInstances", "x-acs-version": "2014-05-26", "x-acs-date": "2023-10-26T10:22:32Z",
            "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        },
        body=b"",
    )  # fmt: skip
    assert found["authorization"].endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_tencents_signature_is_that_of_its_own_document() -> None:
    """The example of "Signature v3" (its secrets stand as asterisks there, and are signed as such)."""
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    stamp, found = signing.tc3(
        key_id="id", secret="*" * 32, host="cvm.tencentcloudapi.com", service="cvm", action="DescribeInstances",
        body=body, at=datetime.fromtimestamp(1551113065, UTC),
    )  # fmt: skip
    assert stamp == "1551113065"
    assert found.endswith("Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f")


# --- the two clouds against a server that answers as they do ------------------------------------------------------


class Cloud:
    """Answers what the test gives; keeps what was asked."""

    def __init__(self) -> None:
        self.said: Any = {}
        self.status = 200
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        cloud = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Quiet."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                cloud.asked.append((self.path, dict(self.headers), body))
                out = json.dumps(cloud.said).encode() if cloud.said is not None else b""
                self.send_response(cloud.status)
                self.send_header("Content-Length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    made = Cloud()
    yield made
    made.server.shutdown()
    made.server.server_close()


def aliyun(cloud: Cloud) -> Aliyun:
    return Aliyun("aliyun", "id", "s3cret", "word", url=cloud.url)


def tencent(cloud: Cloud) -> Tencent:
    return Tencent("tencent", "id", "1400006666", "s3cret", "word", url=cloud.url)


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (200, {"Code": "OK", "BizId": "9"}, "accepted"), (200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"}, "refused"),
        (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"}, "later"), (400, {"Code": "Throttling.User"}, "later"),
        (200, {"Code": "isp.SYSTEM_ERROR"}, "uncertain"), (503, {}, "uncertain"), (200, None, "uncertain"),
        (403, None, "later"),
    ],
)  # fmt: skip
def test_what_aliyun_says_of_a_message(cloud: Cloud, status: int, said: Any, outcome: str) -> None:
    cloud.status, cloud.said = status, said
    assert aliyun(cloud).submit([GIVEN])[0].outcome == outcome
    path, headers, _ = cloud.asked[0]
    words = parse_qs(urlsplit(path).query)
    assert (words["OutId"], words["TemplateCode"]) == (["k1"], ["SMS_1"])
    assert json.loads(words["TemplateParam"][0]) == {"姓名": "燕南飞"}
    lower = {name.lower(): value for name, value in headers.items()}
    assert lower["x-acs-action"] == "SendSms"
    assert lower["authorization"].startswith("ACS3-HMAC-SHA256 Credential=id,")


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [([], "absent"), ([{"OutId": "k1", "SendStatus": 1}], "accepted"),
     ([{"OutId": "k0", "SendStatus": 3}], "absent"),
     ([{"OutId": "k1", "SendStatus": 3, "ReceiveDate": "2026-06-10 12:30:00"}], "delivered"),
     ([{"OutId": "k1", "SendStatus": 2, "ErrCode": "MK:0001"}], "failed")],
)  # fmt: skip
def test_aliyun_is_asked_by_our_key(cloud: Cloud, rows: list[Any], outcome: str) -> None:
    cloud.said = {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}}
    assert aliyun(cloud).ask([ASKED])[0].outcome == outcome
    cloud.said = {"Code": "isv.ERROR"}
    assert aliyun(cloud).ask([ASKED])[0].outcome == "uncertain"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"SendStatusSet": [{"Code": "Ok", "SerialNo": "5000:1"}]}, "accepted"),
        ({"SendStatusSet": [{"Code": "InvalidParameterValue.IncorrectPhoneNumber"}]}, "refused"),
        ({"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}, "later"),
        ({"Error": {"Code": "InternalError.SigVerificationFail"}}, "uncertain"), ({}, "uncertain"),
    ],
)  # fmt: skip
def test_what_tencent_says_of_a_message(cloud: Cloud, said: Any, outcome: str) -> None:
    cloud.said = {"Response": said}
    assert tencent(cloud).submit([GIVEN])[0].outcome == outcome
    body = json.loads(cloud.asked[0][2])
    assert (body["SessionContext"], body["PhoneNumberSet"]) == ("k1", ["+8619900000001"])
    assert body["TemplateParamSet"] == ["燕南飞"]


def test_tencents_silence_proves_nothing(cloud: Cloud) -> None:
    cloud.said = {"Response": {"PullSmsSendStatusSet": []}}
    assert tencent(cloud).ask([ASKED])[0].outcome == "uncertain"
    row = {"SessionContext": "k1", "ReportStatus": "SUCCESS", "UserReceiveTime": 1781064000, "SerialNo": "5000:1"}
    cloud.said = {"Response": {"PullSmsSendStatusSet": [row]}}
    assert tencent(cloud).ask([ASKED])[0].outcome == "delivered"


def test_pushes_of_the_clouds_are_read_only_with_the_agreed_word(cloud: Cloud) -> None:
    body = json.dumps([{
        "phone_number": "19900000001", "send_time": "2026-06-10 12:00:00", "report_time": "2026-06-11 01:00:00",
        "success": True, "err_code": "DELIVERED", "biz_id": "9", "out_id": "k1",
    }]).encode()  # fmt: skip
    for query in ({}, {"word": ""}, {"word": "guess"}):
        with pytest.raises(PermissionError):
            aliyun(cloud).read({}, query, body, now=NOON)
    with pytest.raises(PermissionError):
        Aliyun("aliyun", "id", "s").read({}, {"word": ""}, body, now=NOON)
    found = aliyun(cloud).read({}, {"word": "word"}, body, now=NOON)
    assert found.notices[0][:3] == ("k1", "9", True)
    assert found.notices[0].day == date(2026, 6, 11)
    reply = {"mobile": "+8619900000001", "text": "好", "time": 1781064000, "sign": "s"}
    answer = tencent(cloud).read({}, {"word": "word"}, json.dumps(reply).encode(), now=NOON).answers[0]
    assert (answer.sender, answer.text) == ("19900000001", "好")


# --- the generic one ----------------------------------------------------------------------------------------------


@pytest.fixture
def fake() -> Iterator[Fake]:
    made = Fake()
    yield made
    made.close()


def test_nobody_at_home_is_certain_and_silence_is_not(fake: Fake) -> None:
    carrier = Generic("fake", fake.url, SECRET, timeout=2)
    fake.mood = lambda *_: "dropped"
    assert carrier.submit([GIVEN])[0].outcome == "uncertain"
    fake.close()
    assert carrier.submit([GIVEN])[0].outcome == "later"


def test_a_wrong_secret_sends_nothing(fake: Fake) -> None:
    assert Generic("fake", fake.url, "other").submit([GIVEN])[0].outcome == "later"
    assert not fake.taken


def test_a_push_is_believed_only_with_its_signature_and_in_its_time() -> None:
    carrier, body = Generic("fake", "http://127.0.0.1:1/", SECRET), b'{"receipts": []}'
    stamp = str(int(NOON.timestamp()))
    good = {"X-Zhendi-Time": stamp, "X-Zhendi-Signature": sign(stamp, body)}
    assert carrier.read(good, {}, body, now=NOON).acknowledgement == {"ok": True}
    old = str(int(NOON.timestamp()) - 301)
    bad = [
        ({}, body), (good, body + b" "), ({**good, "X-Zhendi-Signature": ""}, body),
        ({"X-Zhendi-Time": old, "X-Zhendi-Signature": sign(old, body)}, body),
    ]  # fmt: skip
    for headers, said in bad:
        with pytest.raises(PermissionError):
            carrier.read(headers, {}, said, now=NOON)


# --- settings -----------------------------------------------------------------------------------------------------

ENTRY = {"kind": "http", "name": "p", "url": "https://sms.example.gov.cn/send", "secret": "s3cret"}


@pytest.mark.parametrize(
    "entry",
    [
        {**ENTRY, "kind": "pigeon"}, {**ENTRY, "name": "P q"}, {**ENTRY, "name": "outbox"}, {**ENTRY, "secret": ""},
        {**ENTRY, "url": "http://sms.example.gov.cn/send"}, {**ENTRY, "url": "ftp://x"}, {**ENTRY, "colour": 1},
        {"kind": "aliyun", "name": "a", "secret": "s3cret"},
    ],
)  # fmt: skip
def test_a_setting_that_is_wrong_is_refused_without_saying_a_secret(entry: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as caught:
        configured.read(json.dumps([entry]))
    assert "s3cret" not in str(caught.value)


def test_a_broken_setting_is_refused_without_saying_a_secret() -> None:
    for text in ('[{"secret": "s3cret"', "[1]", "/no/such/file", json.dumps([ENTRY, ENTRY])):
        with pytest.raises(Unreadable) as caught:
            configured.read(text)
        assert "s3cret" not in str(caught.value)


def test_secrets_do_not_show_themselves(settings: Any, tmp_path: Any) -> None:
    path = tmp_path / "sms.json"
    path.write_text(json.dumps([ENTRY]))
    settings.SMS_GATEWAYS = str(path)
    assert carriers()[0].name == "p"
    for made in (*carriers(), Aliyun("a", "id", "s3cret", "s3cret"), Tencent("t", "id", "1", "s3cret", "s3cret")):
        assert "s3cret" not in repr(made)
    assert "199" not in repr(GIVEN)
    assert "199" not in repr(ASKED)
    settings.SMS_GATEWAYS = ""
    assert [each.name for each in carriers()] == ["outbox"]
