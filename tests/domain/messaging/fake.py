"""A gateway that fails: a small HTTP server that speaks the generic contract and breaks it on demand.

It remembers what it took by key (as a good gateway does) unless ``forgetful``; ``phones`` counts what really reached a
telephone, so that a test sees a message sent twice.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "a secret of the fake"


class Fake:
    """The server. ``mood(key, attempt)`` says for each request (by its first key) what happens:

    ok, busy (429), broken (503 before taking), broken_after (503 after taking), dropped (connection closed before
    taking), dropped_after (closed after taking), refused, slow.
    """

    def __init__(self, name: str = "fake", *, mood: Callable[[str, int], str] | None = None) -> None:
        self.name, self.mood = name, mood or (lambda _key, _attempt: "ok")
        self.taken: dict[str, dict[str, str]] = {}
        self.phones: Counter[str] = Counter()
        self.attempts: Counter[str] = Counter()
        self.calls: list[str] = []
        self.forgetful = False
        self.asked = "ok"
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                """Quiet."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fake.calls.append(self.path)
                fake.answer(self, body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/sms"

    def setting(self, **more: Any) -> dict[str, Any]:
        """Its entry in the product's setting."""
        return {"kind": "http", "name": self.name, "url": self.url, "secret": SECRET, "rate": 1_000_000, **more}

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        """One request."""
        stamp = handler.headers.get("X-Zhendi-Time", "")
        if not hmac.compare_digest(sign(stamp, body), handler.headers.get("X-Zhendi-Signature", "")):
            return self.say(handler, 401, {})
        said = json.loads(body)
        if handler.path.endswith("/query"):
            return self.query(handler, said["keys"])
        messages = said["messages"]
        with self._lock:
            for each in messages:
                self.attempts[each["key"]] += 1
            mood = self.mood(messages[0]["key"], self.attempts[messages[0]["key"]])
        if mood == "busy":
            return self.say(handler, 429, {})
        if mood == "broken":
            return self.say(handler, 503, {})
        if mood == "dropped":
            return self.drop(handler)
        if mood == "slow":
            time.sleep(0.2)
        results = [self.take(each, refused=mood == "refused") for each in messages]
        if mood == "broken_after":
            return self.say(handler, 503, {})
        if mood == "dropped_after":
            return self.drop(handler)
        return self.say(handler, 200, {"results": results})

    def take(self, each: dict[str, str], *, refused: bool) -> dict[str, str]:
        """Take a message, unless it is refused; one that was taken already is not sent again."""
        if refused or each["to"].endswith("9999"):
            return {"key": each["key"], "outcome": "refused", "reason": "空号"}
        with self._lock:
            if each["key"] not in self.taken or self.forgetful:
                self.taken[each["key"]] = each
                self.phones[each["key"]] += 1
        return {"key": each["key"], "outcome": "accepted", "reference": f"{self.name}-{each['key']}"}

    def query(self, handler: BaseHTTPRequestHandler, keys: list[str]) -> None:
        """What became of keys."""
        if self.asked == "broken":
            return self.say(handler, 503, {})
        found = [{"key": key, "outcome": "accepted" if key in self.taken else "absent"} for key in keys]
        return self.say(handler, 200, {"results": found})

    def say(self, handler: BaseHTTPRequestHandler, status: int, content: object) -> None:
        """Answer."""
        body = json.dumps(content).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def drop(self, handler: BaseHTTPRequestHandler) -> None:
        """Close without an answer."""
        handler.close_connection = True
        handler.connection.close()

    def receipts(self, *, day: str, failed: int = 0, again: float = 0.0, seed: int = 1) -> list[dict[str, str]]:
        """A receipt for each message taken, in no order; a share of them said twice; the first ``failed`` not arrived."""
        dice = random.Random(seed)
        said = [
            {
                "key": key, "reference": f"{self.name}-{key}", "day": day,
                "outcome": "failed" if place < failed else "delivered", "code": "MK:0001" if place < failed else "DELIVRD",
            }
            for place, key in enumerate(self.taken)
        ]  # fmt: skip
        said += [each for each in said if dice.random() < again]
        dice.shuffle(said)
        return said


def sign(stamp: str, body: bytes) -> str:
    """The signature of the contract."""
    return hmac.new(SECRET.encode(), stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()
