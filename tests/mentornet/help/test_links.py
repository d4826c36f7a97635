"""Pages lead to the section of the manual that explains them."""

from __future__ import annotations

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from mentornet.help.links import EXPLAINED, SECTIONS, help_url
from mentornet.help.manual import manual_page
from tests.factories import MembershipFactory
from tests.support.html import on_one_line


def url_names(resolver: URLResolver, space: str = "") -> set[str]:
    found = set()
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            found.add(f"{space}{one.name}")
        else:
            found |= url_names(one, f"{space}{one.namespace}:" if one.namespace else space)
    return found


@pytest.mark.parametrize(("slug", "anchor"), SECTIONS)
def test_each_section_is_in_the_manual(slug, anchor):
    assert anchor in {one.anchor for one in manual_page(slug).headings}


def test_each_page_exists_and_has_one_section():
    named = [name for names in SECTIONS.values() for name in names.split()]
    assert len(named) == len(set(named))
    assert set(named) - url_names(get_resolver()) == set()


def test_a_page_without_a_section_leads_nowhere():
    assert help_url("profiles:settings") == "/help/faculty/#your-sign-in-email"
    assert "healthz" not in EXPLAINED
    assert help_url("healthz") == ""


@pytest.mark.django_db
def test_a_page_leads_to_its_section_signed_in_and_out(client):
    assert 'href="/help/faculty/#stay-signed-in"' in client.get("/accounts/login/").content.decode()
    client.force_login(MembershipFactory().user)
    html = on_one_line(client.get("/network/").content.decode())
    assert '<a href="/help/faculty/#look-at-your-network">' in html
    assert "Help with this page" in html
    assert "Help with this page" not in client.get("/glossary/").content.decode()
