"""The parts of the messages' pages, and who may open them."""

from __future__ import annotations

from dataclasses import replace

from zhendi.domain.messaging.queries import gateways, replies
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE, Actor
from zhendi.web.shell.environment import url
from zhendi.web.shell.request import Request

Tab = tuple[str, str, int | None, bool]


def require_seeing(request: Request) -> None:
    """``NotVisible`` for a reader whose posts see no members."""
    if not request.scope.may(SEE):
        raise NotVisible("messages")


def tabs(request: Request, current: str) -> list[Tab]:
    """Batches, single messages, replies (with how many wait), templates; for the county's office the gateways."""
    waiting = replies.waiting(request.scope) or None
    found = [
        ("批次", url("messages"), None, current == "batches"),
        ("逐条", url("messages-sent"), None, current == "sent"),
        ("回复", url("messages-replies"), waiting, current == "replies"),
        ("模板", url("messages-templates"), None, current == "templates"),
    ]
    if gateways.may_keep(request.scope):
        found.append(("通道", url("messages-gateways"), None, current == "gateways"))
    return found


def today_actor(request: Request) -> Actor:
    """The reader as one who acts: always on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))
