"""The lists of people and mentors: for those who run programs, of those whom they reach."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import AuditEvent, MentorTraining, Preferences, StaffRole, Unit
from tests.factories import MembershipFactory, MentorOfferFactory
from tests.support.html import field, on_one_line

pytestmark = pytest.mark.django_db
PEOPLE = "/dashboard/people/"
MENTORS = "/dashboard/mentors/"


@pytest.fixture
def director(client):
    member = MembershipFactory(
        given_name="Dee", family_name="Rector", offices=["director"], joined_at=timezone.now()
    )
    client.force_login(member.user)
    return member


@pytest.fixture
def people(director):
    here = director.institution
    heart = Unit.objects.create(institution=here, name="Heart")
    valves = Unit.objects.create(institution=here, name="Valves", parent=heart)
    return {
        "mia": MembershipFactory(
            institution=here, given_name="Mia", family_name="Engström", unit=valves, rank="full"
        ),
        "bo": MembershipFactory(institution=here, given_name="Bo", family_name="Birch", unit=heart),
        "cy": MembershipFactory(institution=here, given_name="Cy", family_name="Cedar"),
    }


def names(client, address=PEOPLE, **query):
    text = on_one_line(client.get(address, query).content.decode())
    parts = text.split('<th scope="row">')[1:]
    return [part.split("</a>")[0].split(">")[-1] for part in parts]


def test_people_are_sorted_by_name_and_found_as_typed(client, people):
    assert names(client) == ["Bo Birch", "Cy Cedar", "Mia Engström", "Dee Rector"]
    assert names(client, q="engstrom mia") == ["Mia Engström"]
    assert names(client, sort="-name", q="b") == ["Bo Birch"]


def test_a_unit_is_typed_and_has_all_below_it(client, people):
    assert names(client, unit="heart") == ["Bo Birch", "Mia Engström"]
    assert names(client, unit="valves") == ["Mia Engström"]
    # What no unit is called matches no one: without it, everyone would.
    assert names(client, unit="Nowhere") == []
    page = client.get(PEOPLE, {"unit": "no such unit"}).content.decode()
    assert "No unit is called" in page


def test_people_are_filtered_by_rank_role_and_where_they_are(client, people):
    people["cy"].end_date = timezone.localdate()
    people["cy"].save()

    assert names(client, rank="full") == ["Mia Engström"]
    assert names(client, role="director") == ["Dee Rector"]
    assert names(client, here="left") == ["Cy Cedar"]
    assert len(names(client, here="all")) == 4
    assert len(names(client)) == 3


def test_accounts_are_active_bouncing_invited_or_new(client, people):
    Preferences.objects.create(
        institution=people["cy"].institution, member=people["cy"], trouble="bounced"
    )
    client.post(f"{PEOPLE}act/", {"act": "activation", "row": people["bo"].pk, "sure": "1"})

    assert names(client, account="active") == ["Dee Rector"]
    assert names(client, account="bounced") == ["Cy Cedar"]
    assert names(client, account="invited") == ["Bo Birch"]
    assert names(client, account="new") == ["Mia Engström"]
    text = on_one_line(client.get(PEOPLE).content.decode())
    for label in ("Active", "Email bounces", "Email sent, not activated", "No email sent yet"):
        assert label in text


def test_activation_emails_ask_first_and_go_once_a_day(client, people):
    Preferences.objects.create(
        institution=people["cy"].institution, member=people["cy"], trouble="bounced"
    )
    asked = client.post(f"{PEOPLE}act/", {"act": "activation", "all": "1", "query": ""})
    text = asked.content.decode()
    assert "3 people will get an email" in text
    assert "Emails to 1 of them bounce." in text
    assert "1 person gets none" in text
    assert not OutboxMessage.objects.exists()

    sure = {
        "act": "activation",
        "all": "1",
        "query": "",
        "previewed": field(text, "previewed"),
        "sure": "1",
    }
    client.post(f"{PEOPLE}act/", sure)
    assert OutboxMessage.objects.filter(key__startswith="activation:").count() == 3
    assert AuditEvent.objects.filter(verb="activation_mails.sent").count() == 1

    again = client.post(f"{PEOPLE}act/", {"act": "activation", "all": "1", "query": ""})
    assert "Send emails" not in again.content.decode()
    client.post(f"{PEOPLE}act/", sure)
    assert OutboxMessage.objects.filter(key__startswith="activation:").count() == 3


def test_the_list_of_people_takes_as_many_statements_for_three_as_for_one(
    client, director, django_assert_num_queries
):
    with django_assert_num_queries(9):
        client.get(PEOPLE)
    for _ in range(2):
        MembershipFactory(institution=director.institution)
    with django_assert_num_queries(9):
        client.get(PEOPLE)


def test_the_list_of_mentors_takes_as_many_statements_for_three_as_for_one(
    client, director, django_assert_num_queries
):
    for number in range(3):
        mentor = MembershipFactory(institution=director.institution)
        MentorOfferFactory(member=mentor, institution=director.institution)
        if number in (0, 2):
            with django_assert_num_queries(9):
                client.get(MENTORS)


def test_mentors_have_an_open_profile(client, people):
    here = people["mia"].institution
    MentorOfferFactory(member=people["mia"], institution=here, capacity=3, areas=["research"])
    MentorOfferFactory(member=people["bo"], institution=here, paused=True)
    MentorOfferFactory(member=people["cy"], institution=here)
    MentorTraining.objects.create(
        institution=here, member=people["cy"], name="Skills", completed_on="2026-05-04"
    )

    assert names(client, MENTORS) == ["Cy Cedar", "Mia Engström"]
    assert names(client, MENTORS, trained="true") == ["Cy Cedar"]
    assert names(client, MENTORS, trained="false") == ["Mia Engström"]
    assert "May 4, 2026" in client.get(MENTORS).content.decode()


def test_the_file_is_what_the_page_shows(client, people):
    answer = client.get(reverse("profiles:directed_people_file", args=["csv"]), {"q": "mia"})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert lines[0][:4] == ["Name", "Unit", "Rank", "Email"]
    assert [line[:2] for line in lines[1:]] == [["Mia Engström", "Valves"]]


def test_a_coordinator_of_a_unit_lists_its_people_alone(client, people):
    here = people["mia"].institution
    coordinator = MembershipFactory(institution=here, family_name="Ordinator")
    StaffRole.objects.create(
        institution=here,
        membership=coordinator,
        role="coordinator",
        scope_kind="unit",
        scope_id=people["bo"].unit_id,
        starts_on=timezone.localdate() - timezone.timedelta(days=1),
    )
    client.force_login(coordinator.user)

    assert names(client) == ["Bo Birch", "Mia Engström"]
    person = reverse("profiles:directed_person", args=[people["cy"].pk])
    assert client.get(person).status_code == 404


class TestPerson:
    def test_facts_account_and_roles(self, client, people):
        page = client.get(reverse("profiles:directed_person", args=[people["mia"].pk]))
        text = on_one_line(page.content.decode())

        assert "Heart / Valves" in text
        assert people["mia"].address in text
        assert "No email sent yet" in text
        assert "Not in a program that you run." in text

    def test_an_activation_email_is_sent_after_a_question(self, client, people):
        address = reverse("profiles:directed_person_activation", args=[people["mia"].pk])
        assert "1 person will get an email" in client.post(address).content.decode()
        assert not OutboxMessage.objects.exists()

        client.post(address, {"sure": "1"})
        assert OutboxMessage.objects.filter(key__startswith="activation:").count() == 1
        again = client.post(address, follow=True)
        assert "They get no email now" in again.content.decode()

    def test_someone_elsewhere_is_not_there(self, client, people):
        other = MembershipFactory()

        answer = client.get(reverse("profiles:directed_person", args=[other.pk]))

        assert answer.status_code == 404

    def test_other_members_do_not_get_in(self, client, people):
        client.force_login(people["cy"].user)

        answer = client.get(reverse("profiles:directed_person", args=[people["mia"].pk]))

        assert answer.status_code == 403
