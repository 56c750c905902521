"""Certificates as a PDF: cards to cut and fold, or a sheet each; the QR code leads to the public answer."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import segno
from django.http import HttpResponse
from django.urls import reverse

from zhendi.domain.mobile.operations.certificates import Card
from zhendi.web.prints import answer, pdf


def answer_with(cards: Sequence[Card], form: str, absolute: Callable[[str], str]) -> HttpResponse:
    """The PDF; ``absolute`` makes an address whole, so that a telephone elsewhere finds it."""
    data = {
        "form": form,
        "cards": [
            {
                "number": card.number, "name": card.name, "sex": card.sex, "branch": card.branch, "issuer": card.issuer,
                "issued_on": card.issued_on, "checks": list(card.checks),
                "qr": qr(absolute(reverse("certificate-scan", args=[card.token]))),
            }
            for card in cards
        ],
    }  # fmt: skip
    title = f"流动党员活动证{'' if form == 'card' else '（单页）'} {len(cards)} 张.pdf"
    response = answer(pdf("certificate", data), title)
    response.headers["Cache-Control"] = "no-store"
    return response


def qr(text: str) -> str:
    """The code as SVG; error correction M, so that a worn card is still read."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()
