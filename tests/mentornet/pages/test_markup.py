"""Mark-up that is put together in Python."""

import pytest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from mentornet.pages.markup import escaped


@pytest.mark.parametrize(
    "value",
    ["<b>'\"&", mark_safe("<b>fine</b>"), gettext_lazy("People"), 7, None],
)
def test_text_is_escaped_as_django_does(value):
    assert escaped(value) == conditional_escape(value)
