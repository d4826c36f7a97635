"""The mentor offer through the browser's doors."""

import pytest
from django.urls import reverse

from profiles.models import MentorOffer, SelfAssessment
from tests.factories import MembershipFactory, MentorOfferFactory
from tests.support.pages import heading

pytestmark = pytest.mark.django_db
URL = "/offer/"
TYPED = {
    "roles": ["sponsor", "coach"],
    "areas": ["research"],
    "expertise": "Grant writing, grant writing; Imaging\nGrant writing",
    "modes": ["video"],
    "capacity": "3",
    "hours_a_month": "4.5",
    "rank_wish": "half_generation",
    "cannot_offer": "Bench work",
}


@pytest.fixture
def member(client):
    one = MembershipFactory(specialty="Cardiac imaging")
    client.force_login(one.user)
    return one


def test_offer_is_saved_once_however_often_it_is_sent(client, member):
    for _time in range(2):
        assert client.post(URL, TYPED)["Location"] == URL
    offer = MentorOffer.objects.get()
    assert offer.roles == ["sponsor", "coach"]
    assert offer.expertise == ["Grant writing", "grant writing", "Imaging"]
    assert (offer.capacity, float(offer.hours_a_month)) == (3, 4.5)


def test_new_offer_starts_from_strengths_and_roster(client, member):
    SelfAssessment.objects.create(
        member=member, institution=member.institution, strengths="Teaching at the bedside"
    )
    form = client.get(URL).context["form"]
    assert form["areas"].value() == ["teaching"]
    assert "Cardiac imaging" in form["expertise"].value()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("roles", []),
        ("areas", ["forged"]),
        ("modes", []),
        ("capacity", "51"),
        ("capacity", "-1"),
        ("hours_a_month", "NaN"),
        ("rank_wish", "forged"),
        ("expertise", "x" * 101),
        ("expertise", ",".join(f"term {n}" for n in range(41))),
        ("cannot_offer", "x" * 100_000),
        ("cannot_offer", "nul\x00"),
    ],
)
def test_what_does_not_fit_is_an_error_at_its_field(client, member, field, value):
    answer = client.post(URL, {**TYPED, field: value})
    assert list(answer.context["form"].errors) == [field]
    assert MentorOffer.objects.count() == 0


def test_offer_is_paused_and_found_again(client, member):
    MentorOfferFactory(member=member, institution=member.institution)
    client.post(reverse("profiles:offer_pause"))
    assert MentorOffer.objects.get().paused is True
    assert "paused" in client.get(URL).content.decode()
    client.post(reverse("profiles:offer_resume"))
    assert MentorOffer.objects.get().paused is False


def test_nothing_to_pause_is_not_there(client, member):
    assert client.post(reverse("profiles:offer_pause")).status_code == 404


def test_page_stays_within_its_budget(client, member, django_assert_num_queries):
    with django_assert_num_queries(6):
        page = client.get(URL)
    assert heading(page) == "My mentor profile"
