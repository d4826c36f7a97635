"""The filters of every list of the dashboard."""

from __future__ import annotations

import lxml.html
import pytest
from django.urls import reverse

from tests.contract.access import MATRIX
from tests.factories import MembershipFactory
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db
LISTS = [name for name in MATRIX if f"{name}_views" in MATRIX]


def test_a_filter_that_is_not_set_says_any_and_never_unknown() -> None:
    client = client_of(MembershipFactory(offices=["director"]))

    said = {}
    for name in LISTS:
        page = lxml.html.fromstring(client.get(reverse(name)).content)
        for select in page.xpath("//form[contains(@class, 'list-filters')]//select"):
            empty = [one for one in select.iter("option") if one.get("value") in ("", "unknown")]
            said[f"{name} {select.get('name')}"] = [one.text.strip() for one in empty]

    assert [where for where, words in said.items() if words in (["Unknown"], ["---------"])] == []
    assert said["profiles:directed_mentors trained"] == ["Any"]
    assert said["profiles:imports to_fix"] == ["Any"]
    assert said["evaluations:desk_messages kind"] == ["Any"]
    assert len(LISTS) > 10


def test_a_yes_or_no_filter_still_tells_the_two_apart() -> None:
    client = client_of(MembershipFactory(offices=["director"]))

    page = client.get(reverse("profiles:imports"), {"to_fix": "true"}).content.decode()
    without = client.get(reverse("profiles:imports"), {"to_fix": ""}).content.decode()

    assert '<option value="true" selected>Yes</option>' in page
    assert "(1)" in page.partition("filter-count")[2][:200]
    assert "(1)" not in without.partition("filter-count")[2][:200]
