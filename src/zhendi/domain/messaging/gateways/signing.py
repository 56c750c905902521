"""The signatures of two clouds, by the standard library: Aliyun ACS3-HMAC-SHA256 and Tencent TC3-HMAC-SHA256.

Both are published algorithms; tests hold them to the examples of the vendors' own documents.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote


def acs3(
    *,
    key_id: str,
    secret: str,
    method: str,
    host: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: bytes,
) -> dict[str, str]:
    """Headers of a request to Aliyun with its signature. ``headers``: the ``x-acs-*`` ones (action, version, date, nonce)."""
    digest = hashlib.sha256(body).hexdigest()
    every = {"host": host, **{name.lower(): value for name, value in headers.items()}, "x-acs-content-sha256": digest}
    signed = sorted(name for name in every if name.startswith("x-acs-") or name in ("host", "content-type"))
    canonical = "\n".join(
        (
            method,
            "/",
            "&".join(f"{_quoted(name)}={_quoted(query[name])}" for name in sorted(query)),
            "".join(f"{name}:{every[name].strip()}\n" for name in signed),
            ";".join(signed),
            digest,
        )
    )
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    mark = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    every["authorization"] = f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={';'.join(signed)},Signature={mark}"
    return every


def tc3(
    *, key_id: str, secret: str, host: str, service: str, action: str, body: bytes, at: datetime
) -> tuple[str, str]:
    """The stamp and the authorization of a POST of JSON to Tencent's cloud."""
    stamp, day = str(int(at.timestamp())), at.astimezone(UTC).date().isoformat()
    signed = "content-type;host;x-tc-action"
    headers = f"content-type:application/json; charset=utf-8\nhost:{host}\nx-tc-action:{action.lower()}\n"
    canonical = f"POST\n/\n\n{headers}\n{signed}\n{hashlib.sha256(body).hexdigest()}"
    credential = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{credential}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    mark = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return stamp, f"TC3-HMAC-SHA256 Credential={key_id}/{credential}, SignedHeaders={signed}, Signature={mark}"


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
