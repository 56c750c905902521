"""The county confirms the numbers of the rules: a deed with its document, kept for ever; nothing is computed by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.parameters import Dated
from zhendi.kernel.parameters import load as parameters
from zhendi.kernel.scope import Actor
from zhendi.obligations import access
from zhendi.obligations.models import Confirmation, Derivation
from zhendi.obligations.queries import confirmations, cuts

_LONGEST, _NAME = 200, 80


@transaction.atomic
def confirm(*, actor: Actor, on: date, codes: Sequence[str], document: str, confirmed_by: str) -> int:
    """Confirm the numbers in force on the day, for the county; gives how many were not confirmed so far.

    ``document``: the paper or meeting; ``confirmed_by``: who confirmed, as it says. What is confirmed already as it
    stands is left alone, so that a form sent twice confirms once.
    ``Refused`` with ``forbidden``, ``codes``, ``document``, ``confirmed_by`` or ``done``.
    """
    if not access.may_confirm(actor.scope):
        raise Refused("参数由县委核对确认，您的职务不能办。", code="forbidden")
    chosen = _chosen(codes, on)
    if not document.strip():
        raise Refused("依据没有写。写明哪次会议或哪份文件，如“泾组〔2026〕12号”。", code="document", field="document")
    if not confirmed_by.strip():
        raise Refused("核对人没有写。写文件上的部门或姓名。", code="confirmed_by", field="confirmed_by")
    # Two at once would both find the number unconfirmed: the second waits here for the first.
    Derivation.objects.select_for_update().filter(pk=1).first()
    known = confirmations.confirmed()
    new = [dated for dated in chosen if confirmations.of(dated, known) is None]
    if not new:
        raise Refused("选中的数都已经确认过，没有要再记的。", code="done")
    Confirmation.objects.bulk_create(
        Confirmation(
            code=each.code, valid_from=each.valid_from, value=each.value, document=document.strip()[:_LONGEST],
            confirmed_by=confirmed_by.strip()[:_NAME], recorded_by=actor.label[:_NAME], confirmed_on=on,
        )
        for each in new
    )  # fmt: skip
    record(
        actor=actor, action="obligations.confirmed", on=on, subject_type="obligations.Confirmation", subject_id=None,
        path=cuts.home(actor.scope), summary=f"县委核对参数{len(new)}个：{document.strip()[:_LONGEST]}",
        detail={"codes": [each.code for each in new]},
    )  # fmt: skip
    return len(new)


def _chosen(codes: Sequence[str], on: date) -> list[Dated]:
    """The numbers in force on the day; those that begin later are confirmed when they have begun."""
    held = parameters().by_code
    unknown = [code for code in codes if code not in held]
    if unknown or not codes:
        said = f"没有这个参数：{'、'.join(unknown)}。" if unknown else "没有选参数。在要确认的数前面打勾。"
        raise Refused(said, code="codes", field="codes")
    return [held[code].at(on) for code in dict.fromkeys(codes) if held[code].values[0].valid_from <= on]
