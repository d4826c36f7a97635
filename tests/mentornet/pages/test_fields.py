"""Fields that several apps have."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.html import format_html
from pytest_django.asserts import assertHTMLEqual

from mentornet.pages.fields import LongSelect

CHOICES = [("", "Any"), (1, "One & <only>"), ("two", format_html("{}", "Two"))]


@pytest.mark.parametrize("value", [None, "", "1", 1, "two", "elsewhere", '"><script>'])
def test_a_long_select_looks_like_a_plain_one(value):
    given = {"attrs": {"class": "x", "data-y": '"'}, "choices": CHOICES}
    drawn = [
        kind(**given).render("field", value, {"id": "id_field", "required": True})
        for kind in (LongSelect, forms.Select)
    ]
    assertHTMLEqual(*drawn)
