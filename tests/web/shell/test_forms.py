from types import SimpleNamespace

from django.http import QueryDict

from zhendi.kernel.errors import Refused
from zhendi.web.shell.forms import Form, blank, kept


def _request(text: str):
    return SimpleNamespace(POST=QueryDict(text))


def test_a_blank_form_shows_what_the_record_holds():
    form = blank(name="石守成", born=None, areas=["people", "orgs"])
    assert (form.value("name"), form.value("born"), list(form.values("areas"))) == ("石守成", "", ["people", "orgs"])
    assert not form.faulty


def test_a_refused_form_keeps_every_value_typed():
    form = kept(_request("name=a&areas=x&areas=y"), Refused("名称太短，至少两个字。", field="name"))
    assert form.value("name") == "a"
    assert form.values("areas") == ["x", "y"]
    assert form.error("name") == "名称太短，至少两个字。"
    assert form.message == ""


def test_a_reason_for_a_field_that_the_page_does_not_show_stands_above_all():
    form = kept(_request("name=a"), Refused("这个组织已经撤销。", field="parent"), "name")
    assert form.errors == {}
    assert form.message == "这个组织已经撤销。"


def test_a_field_that_the_operation_calls_otherwise_is_found_under_the_pages_name():
    form = kept(
        _request(""), Refused("太短。", field="password", details=("太短。", "太常见。")), password="new_password"
    )
    assert form.error("new_password") == "太短。"
    assert form.details == ("太常见。",)


def test_a_field_never_heard_of_is_empty():
    assert Form().value("anything") == ""
    assert Form().error("anything") == ""
