"""Forms of organisations: they do what they say, keep what was typed, and are there for those above alone."""

from __future__ import annotations

import pytest

from tests.domain.orgs.county import TODAY, found, key
from tests.people import SINCE, Cast
from zhendi.domain.orgs.models import Guidance, Organisation, Term
from zhendi.domain.people.models import Membership, Person
from zhendi.domain.setup.models import Correction
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db
APPROVED = {"approval_number": "泾组〔2026〕9号", "approved_on": "2026-05-10", "on": "2026-05-20"}
CORRECTIONS = ("merge", "split", "reclassify", "dissolve")
WORDS = (
    "group", "rename", "move", "merge", "split", "reclassify", "relocate", "term", "guide", "dissolve",
)  # fmt: skip
POSTS = {
    "group": {"full_name": "第一党小组"},
    "rename": {"full_name": "中共泾县泾川镇新园村支部委员会"},
    "move": {"parent": "0"},
    "merge": {"sources": ["0"]},
    "split": {"full_name": "中共泾县泾川镇百园村第二支部委员会", "kind": "branch"},
    "reclassify": {"kind": "joint_branch", "full_name": "中共泾县泾川镇百园村联合支部委员会"},
    "relocate": {"division_code": "341823100202"},
    "term": {"starts_on": "2026-05-01"},
    "guide": {"guide": "0"},
    "dissolve": {},
}


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def address(cast: Cast, word: str, name: str = "branch") -> str:
    return f"/organisations/{key(cast, name)}/{word}"


@pytest.mark.parametrize("word", WORDS)
def test_a_form_opens_for_the_officer_above(cast: Cast, word: str) -> None:
    response = cast.client("county_officer" if word in CORRECTIONS else "township_officer").get(address(cast, word))
    assert response.status_code == 200
    assert "百园村" in response.content.decode()


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("who", ["stranger", "secretary", "member", "villager"])
def test_a_form_is_not_found_for_all_others_and_does_nothing(cast: Cast, who: str, word: str) -> None:
    before = list(Organisation.objects.order_by("pk").values())
    client = cast.client(who)
    assert client.get(address(cast, word)).status_code == 404
    assert client.post(address(cast, word), {**APPROVED, **POSTS[word]}).status_code == 404
    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("word", CORRECTIONS)
def test_putting_the_register_right_needs_the_right_for_it(cast: Cast, word: str) -> None:
    client = cast.client("township_officer")
    assert client.get(address(cast, word)).status_code == 404
    assert client.post(address(cast, word), {**APPROVED, **POSTS[word]}).status_code == 404
    assert address(cast, word) not in client.get(f"/organisations/{key(cast, 'branch')}").content.decode()


@pytest.mark.parametrize("word", CORRECTIONS)
def test_putting_the_register_right_needs_a_reason(cast: Cast, word: str) -> None:
    second = key(cast, "second")
    chosen = {"merge": {"sources": [second]}, "dissolve": {"successor": second}}.get(word, {})
    response = cast.client("county_officer").post(
        address(cast, word), {**APPROVED, **POSTS[word], **chosen, "reason": ""}
    )
    assert response.status_code == 422
    assert "没有填写为什么更正" in response.content.decode()


@pytest.mark.parametrize("word", [word for word in WORDS if word != "term"])
def test_a_refused_form_comes_back_with_what_was_typed(cast: Cast, word: str) -> None:
    second, other = key(cast, "second"), key(cast, "other")
    chosen = {"move": {"parent": other}, "merge": {"sources": [second]}, "guide": {"guide": second}}.get(word, {})
    typed = {**POSTS[word], **APPROVED, **chosen, "reason": "册上漏了", "on": "2026-06-30"}
    response = cast.client("county_officer").post(address(cast, word), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="2026-06-30"' in page
    assert "aria-invalid" in page or 'role="alert"' in page


def test_a_day_that_is_none_is_said_under_its_field(cast: Cast) -> None:
    typed = {**POSTS["rename"], **APPROVED, "on": "去年"}
    response = cast.client("township_officer").post(address(cast, "rename"), typed)
    assert response.status_code == 422
    assert "生效日期没看懂" in response.content.decode()


def post(cast: Cast, word: str, name: str = "branch", who: str = "township_officer", **typed: object) -> str:
    """What the record says after the deed."""
    officer = "county_officer" if word in CORRECTIONS else who
    typed = {**APPROVED, "reason": "早已如此，册上漏了", **typed}
    response = cast.client(officer).post(address(cast, word, name), typed, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_a_group_is_set_up_in_its_branch(cast: Cast) -> None:
    assert "“一组”已设立" in post(cast, "group", full_name="第一党小组", short_name="一组")
    made = Organisation.objects.get(short_name="一组")
    assert (made.kind, made.parent_id) == ("group", key(cast, "branch"))
    assert cast.client("township_officer").get(address(cast, "group", "township")).status_code == 404


def test_a_branch_founded_long_ago_is_entered_and_listed_as_a_correction(cast: Cast) -> None:
    typed = {"full_name": "中共泾县泾川镇城东村支部委员会", "short_name": "城东村支部", "kind": "branch"}
    page = post(cast, "found", "township", "county_officer", **typed)
    assert "“城东村支部”已更正登记" in page
    made = Organisation.objects.get(short_name="城东村支部")
    assert made.parent_id == key(cast, "township")
    held = Correction.objects.get()
    assert (held.organisation_id, held.deed, held.number) == (made.pk, "found", "泾组〔2026〕9号")
    for who in ("county_officer", "township_officer"):
        assert "早已如此，册上漏了" in cast.client(who).get("/organisations/corrections/").content.decode()
    assert "城东村" not in cast.client("stranger").get("/organisations/corrections/").content.decode()
    assert cast.client("secretary").get("/organisations/corrections/").status_code == 404
    narrowed = cast.client("county_officer").get("/organisations/corrections/", {"q": "没有这个", "deed": "merge"})
    assert "没有符合这些条件的" in narrowed.content.decode()
    sheet = cast.client("county_officer").post("/organisations/corrections/export", {"deed": "found"})
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


def test_a_group_is_no_matter_of_correction(cast: Cast) -> None:
    typed = {**APPROVED, "reason": "漏了", "full_name": "第一党小组", "kind": "group"}
    refused = cast.client("county_officer").post(address(cast, "found", "township"), typed)
    assert refused.status_code == 422 and "党小组由党支部设" in refused.content.decode()


def test_a_branch_is_renamed(cast: Cast) -> None:
    assert "新园村" in post(cast, "rename", full_name="中共泾县泾川镇新园村支部委员会", short_name="新园村支部")


def test_a_branch_is_moved(cast: Cast) -> None:
    page = post(cast, "move", who="county_officer", parent=key(cast, "other"))
    assert "已改隶“茂林镇党委”" in page


def test_branches_are_merged(cast: Cast) -> None:
    page = post(cast, "merge", "second", sources=[key(cast, "branch")])
    assert "3 名党员过来" in page


def test_a_branch_is_split(cast: Cast) -> None:
    branch = cast.organisations["branch"]
    for number in range(3):
        person = Person.objects.create(name=f"新人{number}", sort_name="xin")
        Membership.objects.create(
            person=person, organisation=branch, standing="full", path=branch.path, sort_name="xin", valid_from=SINCE
        )
    persons = list(Person.objects.filter(name__startswith="新人").values_list("pk", flat=True))
    page = post(cast, "split", persons=persons, full_name="中共泾县泾川镇百园村第二支部委员会", kind="branch")
    assert "3 名党员过去" in page


def test_a_branch_is_upgraded(cast: Cast) -> None:
    typed = {"kind": "general_branch", "full_name": "中共泾县泾川镇百园村总支部委员会"}
    said = {**APPROVED, "reason": "册上登记错了", **typed}
    refused = cast.client("county_officer").post(address(cast, "reclassify"), said)
    assert refused.status_code == 422 and "现有3名党员" in refused.content.decode()
    assert "已更正登记：改设为党总支" in post(
        cast, "reclassify", **typed, first_branch="中共泾县泾川镇百园村第一支部委员会"
    )


def test_a_branch_is_put_on_other_ground(cast: Cast) -> None:
    assert "所在区划已变更" in post(cast, "relocate", division_code="341823100202")


def test_a_term_is_recorded_and_put_off(cast: Cast) -> None:
    assert "任期到 2031年5月1日" in post(cast, "term", starts_on="2026-05-01")
    assert "届满日已延到 2032年5月1日" in post(cast, "postpone", ends_on="2032-05-01")
    refused = cast.client("township_officer").post(address(cast, "postpone"), {**APPROVED, "ends_on": "2032-05-02"})
    assert refused.status_code == 422 and "最迟只能延到2032-05-01" in refused.content.decode()
    assert Term.objects.count() == 1


def test_guidance_is_set_up_and_ended(cast: Cast) -> None:
    made = {"guide": key(cast, "second"), "on": "2026-05-01"}
    assert "指导关系已建立" in post(cast, "guide", **made)
    assert "指导关系已解除" in post(cast, "guide", end=key(cast, "second"), on="2026-05-20")
    assert Guidance.objects.get().valid_to is not None


def test_a_branch_is_dissolved(cast: Cast) -> None:
    assert "已更正登记：“百园村支部”撤销" in post(cast, "dissolve", successor=key(cast, "second"))
    assert Organisation.objects.get(pk=key(cast, "branch")).dissolved_on is not None
    assert cast.client("township_officer").get(address(cast, "rename")).status_code == 404


def test_a_form_looked_at_on_a_past_day_works_on_today(cast: Cast) -> None:
    made = found(cast)
    client = cast.client("county_officer")
    response = client.post(
        f"/organisations/{made}/relocate?as_of=2025-01-01", {"division_code": "341823100203", "on": "2026-05-20"}
    )
    assert response.status_code == 302
    assert Organisation.objects.get(pk=made).division_code == "341823100203"
