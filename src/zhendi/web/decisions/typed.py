"""Money, land and numbers as people type them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from zhendi.kernel.errors import Refused
from zhendi.web.orgs.typed import Typed

_TEN_THOUSAND = Decimal(10_000)
_LONGEST = 20


def money(typed: Typed, name: str) -> Decimal:
    """Yuan with cents at most: ``280000``, ``280,000.50``, ``28万``, ``28 万元``; nothing is 0. ``Refused`` for anything else."""
    text = typed.text(name).replace(",", "").replace("，", "").replace(" ", "").removesuffix("元")
    times = _TEN_THOUSAND if text.endswith("万") else Decimal(1)
    found = _decimal(text.removesuffix("万"), times)
    if found is None:
        raise Refused("金额没看懂，按元填，如 280000，或者 28 万。", code="money", field=name)
    return found


def area(typed: Typed, name: str) -> Decimal:
    """Mu with two decimals at most; nothing is 0."""
    found = _decimal(typed.text(name).removesuffix("亩").strip(), Decimal(1))
    if found is None:
        raise Refused("面积没看懂，按亩填，如 3.5。", code="land", field=name)
    return found


def whole(typed: Typed, name: str, words: str, *, needed: bool = True) -> int:
    """A whole number; ``Refused`` for none and for what is no number."""
    text = typed.text(name)
    if not text and not needed:
        return 0
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST:
        said = f"没有填写{words}。" if not text else f"{words}要填数字。"
        raise Refused(said, code="number", field=name)
    return int(text)


def _decimal(text: str, times: Decimal) -> Decimal | None:
    if not text:
        return Decimal(0)
    if not text.isascii() or len(text) > _LONGEST or set(text) - set("0123456789."):
        return None
    try:
        found = Decimal(text) * times
    except InvalidOperation:
        return None
    return found if found == found.quantize(Decimal("0.01")) else None
