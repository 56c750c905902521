"""The gateways of this installation, from ``ZHENDI_SMS_GATEWAYS``: the path of a JSON file, or the JSON itself.

    [{"kind": "aliyun", "name": "aliyun", "key_id": "…", "secret": "…", "word": "…"},
     {"kind": "http", "name": "province", "url": "https://…", "secret": "…", "rate": 200}]

The order is the order of preference. Without the setting messages stay in the local outbox. No error says a secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from zhendi.domain.messaging.gateways import calling
from zhendi.domain.messaging.gateways.aliyun import Aliyun
from zhendi.domain.messaging.gateways.generic import Generic
from zhendi.domain.messaging.gateways.interface import Carrier
from zhendi.domain.messaging.gateways.outbox import Outbox
from zhendi.domain.messaging.gateways.tencent import Tencent
from zhendi.kernel.errors import Unreadable

_KINDS: dict[str, Callable[..., Carrier]] = {"aliyun": Aliyun, "tencent": Tencent, "http": Generic}
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")


def carriers() -> tuple[Carrier, ...]:
    """All gateways in the order of preference; ``Unreadable`` says which entry is at fault."""
    return read(settings.SMS_GATEWAYS) or (Outbox(),)


def named(name: str) -> Carrier | None:
    """One gateway; also the outbox, which may still have messages when gateways came later."""
    found = next((each for each in carriers() if each.name == name), None)
    return found or (Outbox() if name == Outbox.name else None)


@lru_cache(maxsize=8)
def read(text: str) -> tuple[Carrier, ...]:
    """The gateways that a setting names."""
    said = text.strip()
    if not said:
        return ()
    try:
        entries = json.loads(said if said.startswith("[") else Path(said).read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise Unreadable(f"ZHENDI_SMS_GATEWAYS：读不出来（{type(fault).__name__}）") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Unreadable("ZHENDI_SMS_GATEWAYS：要一个 JSON 列表，每个通道一项")
    made = tuple(map(_carrier, entries))
    if len({each.name for each in made}) != len(made):
        raise Unreadable("ZHENDI_SMS_GATEWAYS：两个通道同名")
    return made


def _carrier(entry: dict[str, Any]) -> Carrier:
    words = dict(entry)
    kind, name = words.pop("kind", ""), words.get("name", "")
    if kind not in _KINDS or not isinstance(name, str) or not _NAME.fullmatch(name) or name == Outbox.name:
        raise Unreadable(f"ZHENDI_SMS_GATEWAYS：通道{name!r}的 kind 或 name 不对（kind：{'、'.join(_KINDS)}）")
    if not words.get("secret"):
        raise Unreadable(f"ZHENDI_SMS_GATEWAYS：通道{name}没有 secret")
    try:
        made = _KINDS[kind](**words)
    except TypeError:
        raise Unreadable(f"ZHENDI_SMS_GATEWAYS：通道{name}缺少或多了设置项") from None
    if not calling.safe(getattr(made, "url", "")):
        raise Unreadable(f"ZHENDI_SMS_GATEWAYS：通道{name}的 url 要以 https:// 开头")
    return made
