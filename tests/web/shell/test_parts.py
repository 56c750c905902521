"""The components as a browser gets them."""

import pytest
from django.template import engines

from zhendi.web.shell.forms import Form, blank


def _shown(text: str, **names: object) -> str:
    return " ".join(engines.all()[0].env.from_string(text).render(**names).split())


def test_a_field_ties_its_label_its_error_and_what_was_typed_together():
    form = Form({"name": ["<石>"]}, {"name": "姓名里不能有尖括号。"})
    text = _shown("{{ ui.text(form, 'name', '姓名', hint='和身份证上一样') }}", form=form)
    assert 'for="name"' in text
    assert 'value="&lt;石&gt;"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="name-say"' in text
    assert "姓名里不能有尖括号。" in text
    assert "和身份证上一样" not in text


def test_a_password_is_never_sent_back():
    form = Form({"password": ["seven chairs"]})
    assert "seven chairs" not in _shown("{{ ui.password(form, 'password', '密码') }}", form=form)


def test_a_select_keeps_what_was_chosen():
    text = _shown("{{ ui.choice(form, 'kind', '类别', [(1, '支部'), (2, '总支')]) }}", form=blank(kind=2))
    assert '<option value="2" selected>' in text
    assert '<option value="1">' in text


def test_boxes_keep_all_that_were_chosen():
    text = _shown("{{ ui.checks(form, 'areas', '范围', [('a', '甲'), ('b', '乙')]) }}", form=blank(areas=["b"]))
    assert 'value="b" checked' in text
    assert 'value="a" checked' not in text


def test_a_disabled_button_says_why():
    text = _shown("{{ ui.button('开箱', reason='要等投票结束') }}")
    assert "disabled" in text
    assert "要等投票结束" in text
    assert "aria-describedby" in text


def test_a_weighty_deed_is_named_on_its_button_and_needs_no_script():
    text = _shown("{{ ui.confirm('MARK', '撤销', '/do', '撤销百园村支部') }}")
    assert "<details" in text
    assert "撤销百园村支部</button>" in text
    assert "MARK" in text


def test_a_status_is_word_and_shape():
    text = _shown("{{ ui.status('late', '过 2 天') }}")
    assert "过 2 天" in text
    assert "#g-late" in text


def test_a_link_that_swaps_a_part_has_an_address_of_its_own():
    text = _shown("{{ ui.go('/members/?page=2', '下一页') }}")
    assert 'href="/members/?page=2"' in text
    assert 'hx-target="#region"' in text
    assert 'hx-push-url="true"' in text


def test_a_table_has_heads_with_scope_and_a_name():
    text = _shown("{% call ui.table('名册', ['姓名', ('年龄', 'num')]) %}<tr><td>石</td></tr>{% endcall %}")
    assert '<th scope="col">姓名</th>' in text
    assert '<th scope="col" class="num">年龄</th>' in text
    assert "<caption" in text


def test_an_empty_list_says_what_is_so_why_and_where_to_press():
    text = _shown("{% call ui.empty('还没有登记', '先导入') %}<a href='/intake/'>导入</a>{% endcall %}")
    assert "还没有登记" in text
    assert "先导入" in text
    assert "/intake/" in text


@pytest.mark.parametrize(
    "call",
    [
        "ui.head('a')", "ui.path('a', [('b', '/b')])", "ui.notice('a')", "ui.facts([('a', None)])",
        "ui.tabs([('a', '/a', 3, true), ('b', '/b', none, false)], 'x')", "ui.chips([('a', '/a', 3, true)], 'x')",
        "ui.segment([('a', '/a', true)], 'x')", "ui.steps([('a', 'b', 'now')], 'x')", "ui.skeleton()",
        "ui.timeline([('a', '5月20日', 'b', 'done')])", "ui.progress(3, 9, 'a')", "ui.origin('a', 'b')",
        "ui.pager('a', '/p', '/n')", "ui.pick_all()", "ui.pick_row('a', 1, 'b')", "ui.cite('4.5e', 'a')",
        "ui.why('4.5e')", "ui.count(1234, '/a', '个')", "ui.link('a', '/a', 'go', 'plus')", "ui.plots(3)",
        "ui.filter_day('a', 'b')", "ui.filter_select('a', 'b', [('c', 'd')], 'c')", "ui.filter_search('a', 'b', 'c')",
        "ui.radios(form, 'a', 'b', [('c', 'd')])", "ui.check(form, 'a', 'b')", "ui.files(form, 'a', 'b')",
        "ui.area(form, 'a', 'b')", "ui.date(form, 'a', 'b')", "ui.errors(form)", "ui.brand('a')", "ui.glyph('met')",
        "ui.deed('MARK', 'a', '/a')",
    ],
)  # fmt: skip
def test_a_component_renders_with_the_least_it_may_be_given(call):
    assert "None" not in _shown("{{ " + call + " }}", form=blank())
