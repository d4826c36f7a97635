"""What people open to a system, as they see and change it on their pages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mentornet.api.scopes import CONTENT
from profiles.models import (
    ContentConsent,
    Membership,
)
from tests.factories import (
    InstitutionFactory,
)
from tests.profiles.assessment.consents import (
    LIST,
    NOTHING,
    SHARING,
    change,
    grant_of,
    open_parts,
    read,
)
from tests.support.api import PURPOSE, Api

pytestmark = pytest.mark.django_db


def test_page_says_who_asks_for_what_and_what_follows(
    api: Api, browser: Client, director: Client
) -> None:
    change(director, api, purpose="Coaches plan the first talk.")
    grant = grant_of(api)

    page = browser.get(f"{SHARING}systems/{grant.pk}/").content.decode()

    assert "Coaches plan the first talk." in page
    by = Membership.objects.get(user=grant.granted_by)
    assert f"by {by.name}" in page
    assert "Larkspur" in page
    assert "may keep what it read before" in page
    assert page.count(" checked") == 0


def test_each_reading_shows_to_the_person_and_leaving_the_content_out_does_not(
    api: Api, owner: Membership, browser: Client
) -> None:
    open_parts(browser, grant_of(api), 1)
    consent = ContentConsent.objects.filter(member=owner)

    api.get(f"{LIST}?fields=version")
    untouched = consent.get().last_read_at
    assert "never read" in browser.get(SHARING).content.decode()
    api.get(LIST)
    first = consent.get().last_read_at
    consent.update(last_read_at=first - timedelta(days=1))
    api.get(f"{LIST}/{owner.pk}")
    second = consent.get().last_read_at

    assert untouched is None
    assert timezone.now() - first < timedelta(minutes=1)
    assert second > first - timedelta(hours=1)
    assert "never read" not in browser.get(SHARING).content.decode()
    open_parts(browser, grant_of(api))
    assert "last read" in browser.get(SHARING).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_sharing_page_costs_the_same_for_any_number_of_systems(
    owner: Membership, browser: Client, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        one = Api(owner.institution, [CONTENT], name=f"System {number}")
        open_parts(browser, grant_of(one), 1, 2)

    with django_assert_num_queries(10):
        browser.get(SHARING)


def test_institution_without_such_a_client_shows_nothing_of_it(browser: Client) -> None:
    assert "Systems at your institution" not in browser.get(SHARING).content.decode()


def test_client_of_another_institution_cannot_be_opened_to(browser: Client) -> None:
    theirs = grant_of(Api(InstitutionFactory(), [CONTENT]))

    assert open_parts(browser, theirs, 1).status_code == 404
    assert ContentConsent.objects.count() == 0


def test_my_data_shows_and_deletes_consents(api: Api, owner: Membership, browser: Client) -> None:
    open_parts(browser, grant_of(api), 1)

    held = json.loads(browser.get("/settings/my-data.json").content)["content_consents"]
    assert (held[0]["grant"], held[0]["parts"]) == (f"Coaching: {PURPOSE}", [1])
    browser.post("/settings/my-data/", {"kind": ["content_consents"], "sure": "1"})

    assert read(api, owner) == NOTHING
