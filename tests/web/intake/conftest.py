"""The county officer's run, and work that is noted instead of sent to a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.intake import made

if TYPE_CHECKING:
    from tests.people import Cast
    from zhendi.intake.models import Run


@pytest.fixture
def county_run(cast: Cast) -> Run:
    """A checked run of the county officer."""
    return made.run(cast.organisations["county"].path)


@pytest.fixture
def township_run(cast: Cast) -> Run:
    """A checked run of the township officer."""
    return made.run(cast.organisations["township"].path)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What was sent to work, instead of a process that would not find this test's database."""
    from zhendi.intake.operations import judging, writing

    noted: list[tuple[object, ...]] = []
    for module in (judging, writing):
        monkeypatch.setattr(module, "spawn", lambda *words: noted.append(words))
    return noted
