"""Everything written into a page is escaped once, whatever way it takes."""

import pytest
from django.template import engines
from markupsafe import Markup


@pytest.mark.parametrize(
    "text", ["{{ v }}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(v) }}", "{% set w %}{{ v }}{% endset %}{{ w }}"]
)
def test_a_template_escapes_once(text):
    assert engines.all()[0].env.from_string(text).render(v="<script>") == "&lt;script&gt;"


def test_a_sign_made_before_for_markup_is_not_given_for_the_same_text():
    ui = engines.all()[0].env.globals["ui"]
    assert "<b>7</b>" in ui.status("met", Markup("<b>7</b>"))
    assert "&lt;b&gt;7" in ui.status("met", "<b>7</b>")
