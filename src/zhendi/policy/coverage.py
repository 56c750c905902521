"""The 71 clauses of the Opinions. The ids never change; every one has its place in the policy data."""

from __future__ import annotations

from collections.abc import Sequence

from zhendi.kernel.errors import Unreadable
from zhendi.policy.schema import Clause

_IN_ORDER = (
    "0.1 0.2 0.3",
    "3.0 3.1a 3.1b 3.1c 3.1d 3.1e 3.1f 3.2a 3.2b 3.2c 3.3a 3.3b 3.3c 3.4a 3.4b 3.4c 3.4d 3.5a 3.5b",
    "4.1a 4.1b 4.1c 4.1d 4.2a 4.2b 4.2c 4.2d 4.2e 4.3a 4.3b 4.3c 4.3d 4.4a 4.4b 4.4c 4.4d 4.4e 4.4f",
    "4.5a 4.5b 4.5c 4.5d 4.5e 4.5f",
    "5.1a 5.1b 5.1c 5.1d 5.1e 5.1f 5.1g 5.1h 5.1i 5.1j 5.1k 5.2a 5.2b 5.2c 5.3a 5.3b 5.3c",
    "5.4a 5.4b 5.4c 5.4d 5.5a 5.5b 5.5c",
)
CLAUSES = tuple(code for row in _IN_ORDER for code in row.split())


def check(clauses: Sequence[Clause], where: str) -> None:
    """Refuse (``Unreadable``) a clause that is missing, unknown or out of the document's order."""
    given = [clause.id for clause in clauses]
    if missing := [code for code in CLAUSES if code not in given]:
        raise Unreadable(f"{where}：缺条款 {'、'.join(missing)}，{len(CLAUSES)} 条须条条有着落")
    if unknown := [code for code in given if code not in CLAUSES]:
        raise Unreadable(f"{where}：没有条款 {'、'.join(unknown)}，编号不得自拟")
    if given != list(CLAUSES):
        raise Unreadable(f"{where}：条款没有按文件顺序排列")
