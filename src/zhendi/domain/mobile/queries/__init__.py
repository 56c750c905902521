"""Reads of the registers of movement. What other pages ask is re-exported: they call it by the app's name."""

from zhendi.domain.mobile.queries.movements import Figures, Movement, OutgoingRow, figures, of_person, outgoing

__all__ = ["Figures", "Movement", "OutgoingRow", "figures", "of_person", "outgoing"]
