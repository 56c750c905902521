"""What messages to members away are for, and the last look before each is sent (``messaging.purposes``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhendi.domain.messaging.purposes import Addressed, Purpose, register
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.kernel.scope import operator

MONTHLY, FESTIVAL, NOTICE = "mobile.monthly", "mobile.festival", "mobile.notice"
VARIABLES = ("姓名", "称呼", "支部", "月份", "所在地", "联系人", "联系电话")


def still_wanted(messages: Sequence[Addressed], on: date) -> dict[int, str]:
    """Messages that must not go out: the member returned, died or left the Party, or name or number are others by now.

    Two questions, whatever the number.
    """
    subjects = [each.subject_id for each in messages if each.subject_id is not None]
    now = {each.id: each for each in receivers(operator("短信", on).scope, ids=subjects)}
    found: dict[int, str] = {}
    for each in messages:
        receiver = now.get(each.subject_id) if each.subject_id is not None else None
        if receiver is None:
            found[each.message_id] = "已不在外出名单上"
        elif receiver.name != each.name:
            found[each.message_id] = "登记的姓名已经改了"
        elif str(receiver.phone) != each.address:
            found[each.message_id] = "登记的号码已经改了"
    return found


def purposes() -> None:
    """Make the purposes known; called once when the product starts."""
    register(Purpose(MONTHLY, "每月短信", still_wanted, VARIABLES, asks=True))
    register(Purpose(FESTIVAL, "节日问候", still_wanted, (*VARIABLES, "节日")))
    register(Purpose(NOTICE, "通知", still_wanted, VARIABLES))
