"""What people open of their self-assessment to a client: through their browser, read over the API.

Everyone here has written in every part, so that there is always something that could leak.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from profiles.assessment.domain.writing import submit_assessment
from profiles.models import (
    AuditEvent,
    ContentConsent,
    Institution,
    Membership,
    SelfAssessment,
)
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    SelfAssessmentFactory,
)
from tests.profiles.assessment.consents import (
    LIST,
    NOTHING,
    SHARING,
    change,
    grant_of,
    open_parts,
    read,
    secrets_in,
    writer,
)
from tests.support.api import LONG_AGO, PURPOSE, Api, signed_in, token_of

pytestmark = pytest.mark.django_db


def test_the_scope_alone_opens_nothing(api: Api, owner: Membership, browser: Client) -> None:
    assert secrets_in(browser.get("/self-assessment/versions/1/")) == set(range(1, 9))
    assert read(api, owner) == NOTHING
    assert api.get(LIST).json() == {"items": [], "next": None}


def test_opened_parts_are_read_and_no_other(api: Api, owner: Membership, browser: Client) -> None:
    page = open_parts(browser, grant_of(api), 6, 2).content.decode()

    assert read(api, owner) == ({2, 6}, 200, {2, 6})
    shown = api.get(f"{LIST}/{owner.pk}").json()
    goal = SelfAssessment.objects.get(member=owner).member.goals.get(horizon="short")
    assert shown == {
        "id": str(owner.pk),
        "external_id": owner.external_id,
        "version": 1,
        "submitted_at": shown["submitted_at"],
        "parts": [
            {
                "number": 2,
                "slug": "professional-goals",
                "title": "Professional goals",
                "passages": [
                    {
                        "key": f"goal:{goal.pk}",
                        "heading": "Short-term goal",
                        "text": "Secret of part 2",
                    }
                ],
            },
            {
                "number": 6,
                "slug": "helps",
                "title": "What helps me work well",
                "passages": [
                    {"key": "helps", "heading": "What helps", "text": "Secret of part 6: helps"}
                ],
            },
        ],
    }
    assert api.get(LIST).json()["items"] == [shown]
    assert "“Coaching” can now read parts 2 and 6 of your self-assessment." in page


def test_each_part_can_be_opened_alone(api: Api, owner: Membership, browser: Client) -> None:
    for part in range(1, 9):
        open_parts(browser, grant_of(api), part)
        assert read(api, owner) == ({part}, 200, {part})


def test_taken_back_is_gone_at_the_next_request(
    api: Api, owner: Membership, browser: Client
) -> None:
    open_parts(browser, grant_of(api), 1, 4)
    tag = api.get(f"{LIST}/{owner.pk}")["ETag"]
    open_parts(browser, grant_of(api), 4)
    assert read(api, owner) == ({4}, 200, {4})

    page = browser.get(SHARING).content.decode()
    assert 'name="take_back"' in page
    after = browser.post(f"{SHARING}systems/{grant_of(api).pk}/", {"take_back": ""}, follow=True)

    assert read(api, owner) == NOTHING
    assert api.get(f"{LIST}/{owner.pk}", if_none_match=tag).status_code == 404
    assert "can no longer read anything of yours" in after.content.decode()
    verbs = AuditEvent.objects.filter(subject_kind="profiles.contentconsent")
    assert list(verbs.order_by("at").values_list("verb", "actor")) == [
        ("content_consent.set", owner.user.pk),
        ("content_consent.set", owner.user.pk),
        ("content_consent.withdrawn", owner.user.pk),
    ]


def test_changes_tell_each_client_of_what_was_opened_to_it_alone(
    api: Api, owner: Membership, browser: Client
) -> None:
    other = Api(owner.institution, name="Warehouse")
    changes = f"{LIST}?updated_since={LONG_AGO}"
    open_parts(browser, grant_of(api), 4)
    assert [one["id"] for one in api.get(changes).json()["items"]] == [str(owner.pk)]

    browser.post(f"{SHARING}systems/{grant_of(api).pk}/", {"take_back": ""})

    mine, theirs = api.get(changes).json(), other.get(changes).json()
    assert (mine["items"], mine["removed"]) == ([], [str(owner.pk)])
    assert (theirs["items"], theirs["removed"]) == ([], [])


def test_another_client_sees_nothing(api: Api, owner: Membership, browser: Client) -> None:
    other = Api(owner.institution, name="Warehouse")
    elsewhere = Api(InstitutionFactory(), name="Elsewhere")
    open_parts(browser, grant_of(api), *range(1, 9))

    assert read(api, owner) == (set(range(1, 9)), 200, set(range(1, 9)))
    assert [read(one, owner) for one in (other, elsewhere)] == [NOTHING, NOTHING]
    everything = [one.get(path) for one in (other, elsewhere) for path in ("/assessments", LIST)]
    assert [secrets_in(answer) for answer in everything] == [set()] * 4


def test_director_in_a_browser_gets_no_content(
    api: Api, owner: Membership, browser: Client, director: Client
) -> None:
    open_parts(browser, grant_of(api), 1)

    answers = [director.get(f"/api/v1{LIST}{path}") for path in ("", f"/{owner.pk}")]

    assert [one.status_code for one in answers] == [403, 403]
    assert [one.json()["code"] for one in answers] == ["insufficient_scope"] * 2
    states = director.get("/api/v1/assessments")
    assert (states.status_code, secrets_in(states)) == (200, set())


def test_another_purpose_closes_everything(
    api: Api, owner: Membership, browser: Client, director: Client
) -> None:
    open_parts(browser, grant_of(api), 1, 4)
    before = grant_of(api)
    change(director, api, name="Coaching, renamed", purpose=f"  {PURPOSE} ")
    assert read(api, owner) == ({1, 4}, 200, {1, 4})

    told = change(director, api, purpose="Heads of departments read it.").content.decode()

    assert read(api, owner) == NOTHING
    assert "What people shared with this client is closed" in told
    page = browser.get(SHARING).content.decode()
    assert "Closed by your institution" in page
    assert "its purpose was changed" in page
    assert PURPOSE in page
    assert "Heads of departments read it." in page
    late = open_parts(browser, before, 1).content.decode()
    assert "or its purpose changed. Reload the page." in late
    assert read(api, owner) == NOTHING
    # The purpose of before again is a purpose again: no one was asked meanwhile.
    change(director, api)
    assert read(api, owner) == NOTHING
    open_parts(browser, grant_of(api), 1)
    assert read(api, owner) == ({1}, 200, {1})


def test_scope_taken_away_and_granted_again_opens_nothing(
    api: Api, owner: Membership, browser: Client, director: Client
) -> None:
    open_parts(browser, grant_of(api), 1)

    change(director, api, scopes=["units:read"])
    refused = api.get(LIST)
    without = browser.get(SHARING).content.decode()
    change(director, api)

    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    assert "it can no longer read self-assessments" in without
    assert "take_back" not in without
    assert read(api, owner) == NOTHING  # with the token of before, which has the scope again


def test_client_that_is_shut_out_reads_nothing_and_the_person_is_told(
    api: Api, owner: Membership, browser: Client, director: Client
) -> None:
    grant = grant_of(api)
    open_parts(browser, grant, 1)

    director.post(f"/dashboard/api-clients/{api.client.pk}/revoke/")

    assert api.get(f"{LIST}/{owner.pk}").status_code == 401
    assert token_of(api.client, api.secret).status_code == 401
    page = browser.get(SHARING).content.decode()
    assert "it was revoked" in page
    assert "These systems can ask" not in page
    assert not ContentConsent.objects.holding().exists()
    open_parts(browser, grant, 2)
    assert ContentConsent.objects.get().parts == [1]


def test_who_has_left_is_read_no_more_and_comes_back_with_nothing_open(
    api: Api, owner: Membership, browser: Client
) -> None:
    open_parts(browser, grant_of(api), 1)
    hr = Api(owner.institution, ["members:write"])
    today = owner.institution.local_date().isoformat()

    hr.post(f"/members/{owner.pk}/end", {"last_day": today})
    assert read(api, owner) == NOTHING
    # The session ended with the membership.
    assert browser.get(SHARING).headers["Location"] == f"/accounts/login/?next={SHARING}"
    hr.patch(f"/members/{owner.pk}", {"end_date": None}, if_match="*")

    assert Membership.objects.get(pk=owner.pk).is_current
    assert read(api, owner) == NOTHING
    open_parts(signed_in(Membership.objects.get(pk=owner.pk)), grant_of(api), 1)
    assert read(api, owner) == ({1}, 200, {1})


def test_the_last_submitted_version_is_read_and_no_draft(
    api: Api, owner: Membership, browser: Client
) -> None:
    open_parts(browser, grant_of(api), 1)
    own = SelfAssessment.objects.filter(member=owner)

    own.update(mission="A draft of part 1")
    draft = api.get(f"{LIST}/{owner.pk}")
    submit_assessment(owner)
    submitted = api.get(f"{LIST}/{owner.pk}")

    assert (draft.json()["version"], submitted.json()["version"]) == (1, 2)
    assert "A draft of part 1" not in draft.content.decode()
    assert "A draft of part 1" in submitted.content.decode()
    assert draft["ETag"] != submitted["ETag"]
    assert api.get(f"{LIST}/{owner.pk}", if_none_match=submitted["ETag"]).status_code == 304


def test_who_has_submitted_nothing_is_not_there_until_they_do(api: Api, here: Institution) -> None:
    member = MembershipFactory(institution=here)
    SelfAssessmentFactory(member=member, helps="Secret of part 6")
    browser = signed_in(member)

    page = browser.get(f"{SHARING}systems/{grant_of(api).pk}/").content.decode()
    open_parts(browser, grant_of(api), 6)

    assert "You have not submitted anything yet" in page
    assert read(api, member) == NOTHING
    submit_assessment(member)
    assert read(api, member) == ({6}, 200, {6})


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_and_three(
    api: Api, here: Institution, count: int, django_assert_num_queries
) -> None:
    for member in [writer(here) for _time in range(count)]:
        open_parts(signed_in(member), grant_of(api), 1, 5)
    api.get(LIST)
    ContentConsent.objects.update(last_read_at=None)

    with django_assert_num_queries(4):  # the token, the page, and two to note that it was read
        assert len(api.get(LIST).json()["items"]) == count
    assert ContentConsent.objects.filter(last_read_at=None).count() == 0
    with django_assert_num_queries(3):  # nothing is written twice a minute
        api.get(LIST)


def test_pages_go_on_by_a_cursor(api: Api, here: Institution) -> None:
    people = sorted(str(member.pk) for member in [writer(here) for _time in range(3)])
    for pk in people:
        open_parts(signed_in(Membership.objects.get(pk=pk)), grant_of(api), 1)

    first = api.get(f"{LIST}?limit=2").json()
    second = api.get(first["next"]).json()

    assert [one["id"] for one in first["items"] + second["items"]] == people
    assert second["next"] is None
    later = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert api.get(f"{LIST}?submitted_since={later}").json()["items"] == []


@pytest.mark.parametrize("part", ["0", "9", "1.5", "x"])
def test_what_is_no_part_is_refused(api: Api, browser: Client, part: str) -> None:
    page = open_parts(browser, grant_of(api), part)  # type: ignore[arg-type]

    assert list(page.context["form"].errors) == ["parts"]
    assert ContentConsent.objects.count() == 0
