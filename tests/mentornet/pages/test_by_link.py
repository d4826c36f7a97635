"""Pages behind the link of an email: their address is a key, which they tell no other page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
DOORS = (
    ("networks:invitation_by_link", ["x" * 43]),
    ("networks:outside_agreement", ["x" * 43]),
    ("networks:outside_stop", ["x" * 43]),
    ("evaluations:outside_times", ["x" * 43]),
    ("evaluations:author_link", ["x" * 43]),
    ("evaluations:session_absence_link", ["x" * 43]),
    ("evaluations:check_in_link", ["x" * 43]),
)


@pytest.mark.parametrize(("name", "given"), DOORS)
def test_a_page_by_link_tells_no_one_its_address_and_is_not_kept(
    name: str, given: list[str]
) -> None:
    client = Client(enforce_csrf_checks=True)
    for page in (client.get(reverse(name, args=given)), client.post(reverse(name, args=given))):
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        assert page.status_code in (404, 410)
        assert not page.cookies
        assert "csrf" not in page.content.decode()
    assert client.put(reverse(name, args=given)).status_code == 405
