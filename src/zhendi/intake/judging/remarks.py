"""What a status or a remark says of a person who is no longer a member here."""

from __future__ import annotations

import re

_PIECES = re.compile(r"[；;，,。、\r\n]+")
_GONE = re.compile(
    r"去世|逝世|病逝|死亡|已故|身故|亡故|病故|过世|转出|转走|迁出|停止党籍|出党|开除|除名|退党|取消预备|自行脱党|劝退|脱党"
)
_OTHERS = re.compile(
    r"其[父母妻夫子女兄弟姐妹]|配偶|妻|丈夫|爱人|老伴|父|母|爸|妈|儿|女儿|子女|兄|弟|姐|妹|祖|爷|奶|岳|公公|婆婆|家属|家人|长子|次子|之子"
)
_NOT_YET = re.compile(r"未成|未转|没有?转|拟|待|准备|计划|尚未|未办|申请转|正在|欲|拒绝|仍在|撤销|恢复|退回|转入")
_USUAL = re.compile(r"^(?:正常|在册|在籍|有|有效|在职|在岗|是|党籍正常|正常党员|1|01|已恢复|恢复党籍|转入|已转入)$")


def departed(said: str) -> str:
    """The piece of a remark that says that the person died, moved out or is suspended; "" when none does.

    配偶已去世 speaks of another person, 转出未成 of something that did not happen.
    """
    for piece in _PIECES.split(said):
        if _GONE.search(piece) and not _OTHERS.search(piece) and not _NOT_YET.search(piece):
            return piece
    return ""


def status(said: str) -> bool | None:
    """True for a member in good standing, False for one who is not, ``None`` for words that say neither."""
    if not said or _USUAL.match(said):
        return True
    return False if departed(said) else None
