"""Plans kept on record: with cost, proven bound and a digest of all that went in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from tests.domain.setup.county import MAY, TODAY, act, refusal, scope
from tests.domain.setup.test_plans import small
from tests.people import Cast
from zhendi.domain.setup.models import Coverage, KeptPlan
from zhendi.domain.setup.operations import kept_plans as deeds
from zhendi.domain.setup.planner import solve
from zhendi.domain.setup.queries import kept_plans, problems
from zhendi.kernel import clock, progress
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.progress import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def blanks(cast: Cast) -> list[int]:
    return [small(cast, name, step) for step, name in enumerate(["甲", "乙", "丙"])]


def _order(cast: Cast, who: str = "township_officer") -> int:
    place = cast.organisations["township"].pk
    return deeds.order(**act(cast, who, on=TODAY, committee_id=place, limits=problems.usual_limits(TODAY)))


def _settle(cast: Cast, plan_id: int) -> None:
    found = kept_plans.ordered(scope(cast), cast.organisations["township"].pk, problems.usual_limits(TODAY))
    plan = solve.plan(found.problem)
    facts: dict[str, Any] = {"problem": found.problem, "solution": plan.solution, "verdicts": plan.verdicts}
    deeds.settle(**act(cast, on=TODAY, plan_id=plan_id, **facts))


def test_a_kept_plan_says_who_when_how_good_and_founds_nothing(cast: Cast, blanks: list[int]) -> None:
    made = _order(cast)
    _settle(cast, made)
    row = kept_plans.kept_plan(scope(cast), made)
    assert row.line.state == "done"
    assert (row.line.joint, row.line.groups, row.line.none) == (3, 1, 0)
    assert row.cost == row.bound
    assert row.line.gap_per_mille == 0
    assert row.line.kept_on == TODAY
    assert row.line.by
    assert [unit for unit, _ in row.groups[0].units] == blanks
    assert not Coverage.objects.exists()
    assert Entry.objects.filter(action__in=("setup.plan_asked", "setup.plan_kept"), subject_id=made).count() == 2


def test_the_same_input_has_the_same_digest_and_another_member_another(cast: Cast, blanks: list[int]) -> None:
    first = _order(cast)
    _settle(cast, first)
    second = _order(cast)
    _settle(cast, second)
    small(cast, "丁", 3)
    third = _order(cast)
    _settle(cast, third)
    digests = list(KeptPlan.objects.order_by("pk").values_list("digest", flat=True))
    assert digests[0] == digests[1] != digests[2]


def test_a_plan_is_settled_once_and_asked_for_once_at_a_time(cast: Cast, blanks: list[int]) -> None:
    made = _order(cast)
    place = cast.organisations["township"].pk
    words = act(cast, on=TODAY, committee_id=place, limits=problems.usual_limits(TODAY))
    assert refusal(deeds.order, **words).code == "waiting"
    deeds.give_up(**act(cast, on=TODAY, plan_id=made))
    assert kept_plans.kept_plan(scope(cast), made).line.state == "failed"
    with pytest.raises(Exception, match="已经算完"):
        _settle(cast, made)


def test_another_township_finds_no_kept_plan_and_a_reader_keeps_none(cast: Cast, blanks: list[int]) -> None:
    made = _order(cast)
    with pytest.raises(NotVisible):
        kept_plans.kept_plan(scope(cast, "stranger"), made)
    with pytest.raises(NotVisible):
        _order(cast, "stranger")
    assert kept_plans.kept(scope(cast)).total == 1
    assert kept_plans.kept(scope(cast, as_of=MAY)).total == 0
    assert kept_plans.kept(scope(cast, "stranger")).total == 0


def test_the_process_beside_the_pages_works_a_plan_out(cast: Cast, blanks: list[int]) -> None:
    made = _order(cast)
    with clock.frozen(TODAY):
        call_command("setup_plan", str(made))
    assert kept_plans.kept_plan(scope(cast), made).line.state == "done"


def test_while_a_plan_is_worked_out_its_stages_are_told_and_forgotten(
    cast: Cast, blanks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, told = _order(cast), []
    say = progress.say

    def kept(work: str, key: int, step: Step) -> None:
        say(work, key, step)
        told.append(kept_plans.coming(scope(cast), key))

    monkeypatch.setattr(progress, "say", kept)
    with clock.frozen(TODAY):
        call_command("setup_plan", str(made))
    assert [(step.stage, step.done, step.total) for step in told] == [
        (stage, place, len(solve.STAGES)) for place, stage in enumerate(solve.STAGES)
    ]
    assert kept_plans.coming(scope(cast), made) == Step("", 0, 0)
    with pytest.raises(NotVisible):
        kept_plans.coming(scope(cast, "stranger"), made)


def test_a_plan_for_the_same_input_is_found_again(cast: Cast, blanks: list[int]) -> None:
    made = _order(cast)
    asked = kept_plans.ordered(scope(cast), cast.organisations["township"].pk, problems.usual_limits(TODAY)).problem
    assert kept_plans.worked_out(scope(cast), asked) is None
    _settle(cast, made)
    assert kept_plans.worked_out(scope(cast), asked) == made
    assert kept_plans.worked_out(scope(cast, "stranger"), asked) is None


def test_one_kept_plan_and_three_take_the_same_queries(
    cast: Cast, blanks: list[int], django_assert_num_queries: Any
) -> None:
    reader = scope(cast)
    for _ in range(3):
        _settle(cast, _order(cast))
        with django_assert_num_queries(2):
            kept_plans.kept(reader)
