import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import Exclusion
from profiles.models import AuditEvent
from profiles.vocabulary import Rank
from tests.factories import ExclusionFactory, MembershipFactory, MentorOfferFactory

pytestmark = pytest.mark.django_db

SPONSOR = ["role", "sponsor"]


@pytest.fixture
def me(client):
    member = MembershipFactory()
    client.force_login(member.user)
    return member


def sponsor(me, **fields):
    fields = {"institution": me.institution, "rank": Rank.ASSOCIATE} | fields
    return MentorOfferFactory(member=MembershipFactory(**fields)).member


def test_gap_shows_people_with_their_reasons(client, me):
    other = sponsor(me)

    response = client.get(reverse("networks:gap", args=SPONSOR))

    [(person, suggestion)] = response.context["rows"]
    assert person == other
    assert suggestion.reasons[0] == "Offers to be a sponsor, and you have no one for that yet"
    assert [reason for reason in suggestion.reasons if reason in response.content.decode()] == list(
        suggestion.reasons
    )


@pytest.mark.parametrize("words", [["role", "boss"], ["area", "sponsor"], ["kind", "sponsor"]])
def test_gap_of_an_unknown_kind_or_value_is_not_found(client, me, words):
    assert client.get(reverse("networks:gap", args=words)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_gap_number_of_queries_does_not_grow(client, me, count):
    for _ in range(count):
        sponsor(me)

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("networks:gap", args=SPONSOR))

    assert len(queries) == 10


def test_gap_without_offers_says_so(client, me):
    response = client.get(reverse("networks:gap", args=SPONSOR))

    assert response.context["reason"] == "nobody_offers"


def test_gap_whose_filters_leave_nobody_says_so(client, me):
    sponsor(me)

    response = client.get(reverse("networks:gap", args=SPONSOR), {"rank": Rank.FULL})

    assert response.context["reason"] == "all_filtered"


def test_gap_with_forged_filters_shows_the_error_and_everyone(client, me):
    other = sponsor(me)

    response = client.get(reverse("networks:gap", args=SPONSOR), {"unit": "x\x00", "page": "-9"})

    assert [person for person, _ in response.context["rows"]] == [other]
    assert list(response.context["form"].errors) == ["unit"]


def test_exclude_twice_keeps_one_and_undo_takes_it_back(client, me):
    other = sponsor(me)

    client.post(reverse("networks:exclude", args=[other.pk]))
    response = client.post(reverse("networks:exclude", args=[other.pk]), follow=True)

    assert [one.other for one in response.context["page"]] == [other]
    client.post(reverse("networks:include", args=[other.pk]))
    assert list(Exclusion.objects.all()) == []
    assert sorted(AuditEvent.objects.values_list("verb", flat=True)) == [
        "person.excluded",
        "person.included",
    ]


def test_exclude_oneself_is_refused(client, me):
    client.post(reverse("networks:exclude", args=[me.pk]))

    assert list(Exclusion.objects.all()) == []


def test_exclude_by_get_is_refused(client, me):
    assert client.get(reverse("networks:exclude", args=[sponsor(me).pk])).status_code == 405


def test_exclusions_of_others_are_hidden(client, me):
    theirs = ExclusionFactory()

    response = client.get(reverse("networks:exclusions"))

    assert list(response.context["page"]) == []
    assert client.post(reverse("networks:include", args=[theirs.other.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_exclusions_number_of_queries_does_not_grow(client, me, count):
    ExclusionFactory.create_batch(count, owner=me)

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("networks:exclusions"))

    assert len(queries) == 5
