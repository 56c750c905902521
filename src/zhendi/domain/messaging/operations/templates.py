"""Keeping templates. A change is a new revision; batches keep the text that they were made with."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from zhendi.domain.messaging import access, purposes, texts
from zhendi.domain.messaging.models import Template
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

SUBJECT = "messaging.Template"
_NUMBER = re.compile(r"\d{11,}")


@transaction.atomic
def write(
    *,
    actor: Actor,
    on: date,
    organisation_id: int,
    purpose: str,
    title: str,
    body: str,
    signature: str,
    registered: Mapping[str, str] | None = None,
) -> int:
    """A new template of an organisation, for it and all below it; gives its key."""
    place = Organisation.objects.filter(pk=organisation_id).first()
    if place is None or not access.may_see(actor.scope, place.path):
        raise NotVisible("no such organisation")
    _require(actor, place.path)
    made = Template.objects.create(
        code=secrets.token_hex(8), title=words(title, 60, "名称", "title"), purpose=purposes.purpose(purpose).code,
        body=_body(body, purpose), signature=_signature(signature, purpose), registered=_registered(registered),
        organisation=place, path=place.path, made_on=on,
    )  # fmt: skip
    _enter(actor, on, made, "template_written", f"新建短信模板“{made.title}”")
    return made.pk


@transaction.atomic
def change(
    *,
    actor: Actor,
    on: date,
    template_id: int,
    title: str,
    body: str,
    signature: str,
    registered: Mapping[str, str] | None = None,
) -> None:
    """Another text under the same template; what is on its way keeps the old one."""
    held = _held(actor, template_id)
    new = (
        words(title, 60, "名称", "title"),
        _body(body, held.purpose),
        _signature(signature, held.purpose),
        _registered(registered),
    )
    if new == (held.title, held.body, held.signature, held.registered):
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    held.title, held.body, held.signature, held.registered = new
    held.revision += 1
    held.save(update_fields=["title", "body", "signature", "registered", "revision"])
    _enter(actor, on, held, "template_changed", f"修改短信模板“{held.title}”，第{held.revision}版")


@transaction.atomic
def retire(*, actor: Actor, on: date, template_id: int) -> None:
    """The template is offered no more; batches made of it stay as they are."""
    held = _held(actor, template_id)
    held.retired_on = on
    held.save(update_fields=["retired_on"])
    _enter(actor, on, held, "template_retired", f"停用短信模板“{held.title}”")


def _held(actor: Actor, pk: int) -> Template:
    """A standing template that the actor keeps; those from above can be used, not changed."""
    found = Template.objects.usable_at(actor.scope).standing().filter(pk=pk).first()
    if found is None:
        raise NotVisible("no such template")
    _require(actor, found.path)
    return found


def _require(actor: Actor, path: str) -> None:
    if not access.may_write(actor.scope, path):
        raise Refused("这个模板由上级组织维护，您可以用，不能改。另建一个自己的。", code="not_yours")


def _body(body: str, purpose: str) -> str:
    said = words(body, 400, "短信内容", "body")
    _require_known(said, purpose, "body")
    if lacking := [name for name in purposes.purpose(purpose).needed if name not in texts.variables(said)]:
        raise Refused(f"这种短信里要有 {{{lacking[0]}}}。", code="variable", field="body")
    if _NUMBER.search(said):
        raise Refused("模板里不要写完整的手机号或证件号，用 {电话} 代替。", code="number", field="body")
    if "【" in said or "】" in said:
        raise Refused("内容里不要写【】，签名会自动加在前面。", code="signature", field="body")
    return said


def _signature(signature: str, purpose: str) -> str:
    said = words(signature.strip().strip("【】"), 40, "签名", "signature")
    _require_known(said, purpose, "signature")
    return said


def _require_known(said: str, purpose: str, field: str) -> None:
    known = purposes.purpose(purpose).variables
    unknown = [name for name in texts.variables(said) if name not in known]
    if unknown:
        offered = "、".join(f"{{{name}}}" for name in known)
        raise Refused(f"没有“{'”“'.join(unknown)}”这个变量。可以用：{offered}。", code="variable", field=field)


def _registered(codes: Mapping[str, str] | None) -> str:
    kept = {name: code.strip()[:40] for name, code in (codes or {}).items() if code.strip()}
    return json.dumps(kept, sort_keys=True)


def _enter(actor: Actor, on: date, template: Template, action: str, summary: str) -> None:
    record(
        actor=actor, action=f"messaging.{action}", on=on, subject_type=SUBJECT, subject_id=template.pk,
        path=template.path, summary=summary, detail={"revision": template.revision, "purpose": template.purpose},
    )  # fmt: skip
