"""What the register of units is exported with is read back as what it was."""

from __future__ import annotations

import pytest

from zhendi.domain.setup.models import Coverage, Unit
from zhendi.intake.judging import codes


@pytest.mark.parametrize("kind", Unit.Kind.values)
def test_every_kind_of_unit_is_read_back_from_its_own_word(kind: str) -> None:
    assert codes.unit_kind(Unit.Kind(kind).label, "某单位") == kind


@pytest.mark.parametrize("form", Coverage.Form.values)
def test_every_form_of_coverage_is_read_back_from_its_own_word(form: str) -> None:
    found = codes.coverage(Coverage.Form(form).label)
    assert (found.value, found.kind) == (form, "")
