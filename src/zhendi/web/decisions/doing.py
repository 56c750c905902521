"""What the form of each step holds, and the operation that it calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from zhendi.domain.democracy.operations import (
    decision_carrying_out,
    decision_harm,
    decision_preparing,
    decision_proposing,
    decision_rounds,
)
from zhendi.domain.democracy.operations.decision_carrying_out import Asked, Poster
from zhendi.domain.democracy.operations.decision_preparing import Meeting
from zhendi.domain.democracy.queries.decision_records import Record
from zhendi.kernel.scope import Actor
from zhendi.web.decisions.typed import money, whole
from zhendi.web.orgs.typed import Typed

Act = Callable[[Actor, Typed, Record], object]
_POSTER = ("from_on", "until_on", "place", "on")
FIELDS: dict[str, tuple[str, ...]] = {
    "review": ("body", "met_on", "due", "present", "agreed", "note"),
    "post": _POSTER,
    "first": ("held_on", "tellers", "threshold"),
    "second": ("held_on", "tellers", "threshold"),
    "resolve": ("number", "planned_on", "on"),
    "publish": _POSTER,
    "enter": ("on", "text", "spent"),
    "finish": ("on", "note"),
    "announce": _POSTER,
    "survey": ("way", "asked", "answered", "satisfied", "on"),
    "close": ("note", "on"),
    "object": ("name", "text", "on"),
    "harm": ("name", "text", "on"),
    "reject": ("on",),
    "withdraw": ("reason", "on"),
}


def _review(actor: Actor, typed: Typed, row: Record) -> object:
    meeting = Meeting(
        typed.day("met_on", "会议日期"), whole(typed, "due", "应到人数"), whole(typed, "present", "实到人数"),
        whole(typed, "agreed", "同意人数"), typed.text("note"),
    )  # fmt: skip
    return decision_preparing.review(
        actor=actor, on=actor.scope.as_of, decision_id=row.id, body=typed.text("body"), meeting=meeting
    )


def _post(actor: Actor, typed: Typed, row: Record) -> object:
    poster = _poster(typed)
    return decision_preparing.post(
        actor=actor, on=_on(typed), decision_id=row.id, from_on=poster.from_on, until_on=poster.until_on,
        place=poster.place, despite=typed.text("despite"),
    )  # fmt: skip


def _resolve(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_carrying_out.resolve(
        actor=actor, on=_on(typed), decision_id=row.id, number=typed.text("number"),
        planned_on=typed.day("planned_on", "计划完成的日子"), despite=typed.text("despite"),
    )  # fmt: skip


def _publish(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_carrying_out.publish(
        actor=actor, on=_on(typed), decision_id=row.id, poster=_poster(typed), despite=typed.text("despite")
    )


def _enter(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_carrying_out.enter(
        actor=actor, on=_on(typed), decision_id=row.id, text=typed.text("text"), spent=money(typed, "spent")
    )


def _finish(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_carrying_out.finish(actor=actor, on=_on(typed), decision_id=row.id, note=typed.text("note"))


def _announce(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_carrying_out.announce(
        actor=actor, on=_on(typed), decision_id=row.id, poster=_poster(typed), despite=typed.text("despite")
    )


def _survey(actor: Actor, typed: Typed, row: Record) -> object:
    asked = Asked(
        typed.text("way"), whole(typed, "asked", "问了几户"), whole(typed, "answered", "答了几户"),
        whole(typed, "satisfied", "满意几户"),
    )  # fmt: skip
    return decision_carrying_out.survey(actor=actor, on=_on(typed), decision_id=row.id, asked=asked)


def _close(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_carrying_out.close(actor=actor, on=_on(typed), decision_id=row.id, note=typed.text("note"))


def _object(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_preparing.object_to(
        actor=actor, on=_on(typed), decision_id=row.id, name=typed.text("name"), text=typed.text("text")
    )


def _harm(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_harm.report(
        actor=actor, on=_on(typed), decision_id=row.id, name=typed.text("name"), text=typed.text("text")
    )


def _reject(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_rounds.reject(actor=actor, on=_on(typed), decision_id=row.id)


def _withdraw(actor: Actor, typed: Typed, row: Record) -> object:
    return decision_proposing.withdraw(actor=actor, on=_on(typed), decision_id=row.id, reason=typed.text("reason"))


def _on(typed: Typed) -> date:
    return typed.day("on", "办理日期")


def _poster(typed: Typed) -> Poster:
    return Poster(typed.day("from_on", "开始日期"), typed.day("until_on", "结束日期"), typed.text("place"))


ACTS: dict[str, Act] = {
    "review": _review, "post": _post, "resolve": _resolve, "publish": _publish, "enter": _enter, "finish": _finish,
    "announce": _announce, "survey": _survey, "close": _close, "object": _object, "harm": _harm, "reject": _reject,
    "withdraw": _withdraw,
}  # fmt: skip
