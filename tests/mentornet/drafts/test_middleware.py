"""What a form that is refused says of its drafts."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from profiles.models import Membership
from tests.factories import MembershipFactory, TieFactory
from tests.mentornet.drafts.test_doors import TEXT, keep, read, signed_in
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Membership:
    return MembershipFactory()


@pytest.fixture
def action(member) -> str:
    tie = TieFactory(protege=member, institution=member.institution)
    return reverse("evaluations:record", args=[tie.pk])


def test_what_is_first_kept_by_a_refused_form_has_its_name_and_its_page_in_the_list(member, action):
    client = signed_in(member)
    told = {"page": action, "title": "Record a meeting", "labels": {"notes": "Notes"}}
    form = {"starts_at": "", "notes": TEXT, "_drafts": "notes:0"}

    client.post(action, form | {"_drafts_told": json.dumps(told)})

    page = on_one_line(client.get(reverse("drafts")).content.decode())
    assert ("Record a meeting: Notes" in page, f'href="{action}"' in page) == (True, True)


@pytest.mark.parametrize(
    "told", ["{", "[]", '"x"', "{}", '{"page": "//elsewhere.example", "title": "T", "labels": {}}']
)
def test_what_cannot_be_read_of_the_page_leads_nowhere_and_loses_no_text(member, action, told):
    client = signed_in(member)

    client.post(
        action, {"starts_at": "", "notes": TEXT, "_drafts": "notes:0", "_drafts_told": told}
    )

    page = client.get(reverse("drafts")).content.decode()
    assert read(client, action)["text"] == TEXT
    assert ("elsewhere.example" in page, "Continue writing" in page) == (False, False)


@pytest.mark.parametrize("starts_at", ["", "2026-01-05T10:00"])
def test_what_the_same_page_had_under_way_is_older_than_its_form(member, action, starts_at):
    """A text that was kept just before its form was sent, of which the page was not told any more."""
    client = signed_in(member)
    keep(client, action, "Half", writer="page1")
    keep(client, action, "Under way", base=1, writer="page1")
    form = {"starts_at": starts_at, "minutes": "60", "notes": TEXT, "_drafts": "notes:1"}
    told = {"page": action, "title": "", "labels": {}, "writers": {"notes": "page1"}}

    client.post(action, form | {"_drafts_told": json.dumps(told)})

    left = read(client, action)
    assert (left["sent"], left["text"]) == ((True, "") if starts_at else (False, TEXT))


def test_what_another_page_kept_meanwhile_outlives_the_form(member, action):
    client = signed_in(member)
    keep(client, action, "Half", writer="page1")
    keep(client, action, "From the phone", base=1, writer="page2")
    form = {"starts_at": "2026-01-05T10:00", "minutes": "60", "notes": TEXT, "_drafts": "notes:1"}
    told = {"page": action, "title": "", "labels": {}, "writers": {"notes": "page1"}}

    client.post(action, form | {"_drafts_told": json.dumps(told)})

    assert read(client, action)["text"] == "From the phone"
