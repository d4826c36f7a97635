"""The three questions, through the pages."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.first_steps.domain.people import list_of, people_of, steps_of
from evaluations.first_steps.models import FirstSteps
from mentornet.models import OutboxMessage
from networks.models import Tie
from profiles.models import Goal, Need
from profiles.people.domain.activation import activation_path
from profiles.words.domain.own import change_word
from tests.factories import GoalFactory, MembershipFactory, MentorOfferFactory, UserFactory
from tests.support.activation import activation_token
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
PAGE = "/first-steps/"


@pytest.fixture
def member():
    return MembershipFactory(given_name="Mina", family_name="Okafor")


@pytest.fixture
def helena(member):
    return MembershipFactory(
        institution=member.institution,
        user=UserFactory(email="helena@school.example"),
        given_name="Helena",
        family_name="Ash",
        rank="full",
    )


@pytest.fixture
def client(member):
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def typed(**more):
    return {"goal_id": str(uuid4()), "goal": "", "revision": 0, "tab": "t", **more}


def names(member) -> list[str]:
    return [one.name for one in people_of(steps_of(member), member)]


def text(response) -> str:
    return on_one_line(response.content.decode())


def test_the_page_shows_what_was_saved(client, member):
    client.post(PAGE, typed(goal="Win a grant", areas=["research"], do="find", q="Nobody"))
    page = text(client.get(PAGE))
    assert ">Win a grant</textarea>" in page
    assert 'value="research"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert Goal.objects.get().text == "Win a grant"


@pytest.mark.parametrize(
    ("offices", "goes_to"), [(["director"], "/dashboard/"), ([], "/first-steps/")]
)
def test_who_works_at_the_dashboard_begins_there_once(offices, goes_to):
    member = MembershipFactory(offices=offices, user__activated_at=None)
    browser = Client()
    path = activation_path(activation_token(member))

    landed = browser.post(path, {"without_password": "1"}, follow=True)

    assert landed.redirect_chain[-1][0] == goes_to
    assert browser.get("/first-steps/").status_code == 200


def test_a_retired_area_stays_with_those_who_have_it_and_is_open_to_no_one_else(client, member):
    client.post(PAGE, typed(areas=["research"]))
    words = {"label": "", "standard": "", "place": 1, "is_active": False, "by": member.user}
    for key in ("research", "growth"):
        change_word(member.institution, kind="area", key=key, **words)

    kept = client.post(PAGE, typed(areas=["research", "career"], do="find"))
    refused = client.post(PAGE, typed(areas=["growth"], do="find"))

    assert kept.context["form"].errors == {}
    assert list(refused.context["form"].errors) == ["areas"]
    assert sorted(Need.objects.values_list("area", flat=True)) == ["career", "research"]


def test_typing_saves_by_itself(client, member):
    response = client.post(PAGE, typed(goal="Win a grant"), headers={"HX-Request": "true"})
    assert "Saved" in text(response)
    assert Goal.objects.get().text == "Win a grant"
    assert steps_of(member).state == FirstSteps.State.OPEN


def test_a_second_tab_gets_both_texts_and_can_save(client):
    key = str(uuid4())
    client.post(PAGE, typed(goal="First", goal_id=key, tab="a"))
    refused = client.post(PAGE, typed(goal="Second", goal_id=key, tab="b", do="finish"))
    assert ">Second</textarea>" in text(refused)
    form = refused.context["form"]
    again = typed(goal="Second", goal_id=key, tab="b", revision=form["revision"].value())
    client.post(PAGE, {**again, "do": "finish"})
    assert Goal.objects.get().text == "Second"


def test_a_colleague_is_found_and_added_without_scripts(client, member, helena):
    found = client.post(PAGE, typed(q="hel", do="find"))
    assert f'value="{helena.pk}"' in text(found)
    response = client.post(PAGE, typed(q="hel", add=str(helena.pk), goal="Win a grant"))
    assert response.url == PAGE + "#people"
    assert names(member) == ["Helena Ash"]
    assert Goal.objects.get().text == "Win a grant"
    assert not OutboxMessage.objects.exists()


def test_with_scripts_the_list_alone_comes_back(client, member, helena):
    response = client.post(PAGE, typed(add=str(helena.pk)), headers={"HX-Request": "true"})
    page = text(response)
    assert "<h1" not in page
    assert "Helena Ash gets an email that asks them to confirm." in page


def test_someone_is_found_while_the_name_is_typed(client, helena):
    page = text(client.get("/first-steps/people/", {"q": "ash"}))
    assert "Add Helena Ash" in page
    assert "Add someone else with this name" in page
    assert text(client.get("/first-steps/people/", {"q": ""})) == ""


def test_someone_outside_is_added_by_name_with_an_email(client, member):
    client.post(PAGE, typed(q="Ruth Sato <ruth@x.example>", outside="1"))
    [listed] = list_of(steps_of(member))
    assert (listed.name, listed.email) == ("Ruth Sato", "ruth@x.example")
    client.post(PAGE, typed(do="find", **{f"email-{listed.key}": "r.sato@x.example"}))
    [listed] = list_of(steps_of(member))
    assert listed.email == "r.sato@x.example"


def test_someone_is_removed(client, member):
    client.post(PAGE, typed(q="Ruth Sato", outside="1"))
    [listed] = list_of(steps_of(member))
    client.post(PAGE, typed(remove=listed.key))
    assert names(member) == []


@pytest.mark.parametrize("key", ["no-key", "7d0c3f5e-2a41-4c8e-9a55-0f6f3f3b1d20"])
def test_no_one_is_added_by_a_key_that_is_not_a_colleague_of_theirs(client, member, key):
    assert client.post(PAGE, typed(add=key)).status_code == 404


def test_people_of_another_institution_are_neither_found_nor_added(client, member):
    other = MembershipFactory(given_name="Ruth", family_name="Sato")
    assert "Add Ruth Sato" in text(client.get("/first-steps/people/", {"q": "Ruth Sato"}))
    assert str(other.pk) not in text(client.get("/first-steps/people/", {"q": "Ruth Sato"}))
    assert client.post(PAGE, typed(add=str(other.pk))).status_code == 404
    assert names(member) == []


def test_pasted_lines_and_a_contact_file_are_added(client, member, helena):
    card = "BEGIN:VCARD\r\nFN:Lena Ort\r\nEMAIL:lena@x.example\r\nEND:VCARD\r\n"
    response = client.post(
        "/first-steps/contacts/",
        {
            "lines": "helena@school.example\nRuth Sato <r@x.example>",
            "file": SimpleUploadedFile("people.vcf", card.encode()),
        },
    )
    assert response.url == PAGE + "#people"
    assert names(member) == ["Helena Ash", "Ruth Sato", "Lena Ort"]
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 a picture", "No names or email addresses were found."),
        (
            b"".join(b"BEGIN:VCARD\nFN:Ada P%d\nEND:VCARD\n" % one for one in range(41)),
            "You can list up to 40 people here.",
        ),
        (b"x" * 2_000_001, "This file is too large."),
    ],
)
def test_a_file_that_does_not_serve_is_refused_and_what_was_pasted_stays(
    client, member, content, said
):
    file = SimpleUploadedFile("people.vcf", content)
    page = text(client.post("/first-steps/contacts/", {"lines": "", "file": file}))
    assert said in page
    assert names(member) == []


def test_nothing_to_add_is_said(client):
    page = text(client.post("/first-steps/contacts/", {"lines": ""}))
    assert "Enter at least one person, or choose a contact file." in page


def test_the_end_leads_to_the_network_with_its_gaps_and_people_who_could_help(
    client, member, helena
):
    mentor = MembershipFactory(
        institution=member.institution, given_name="Lena", family_name="Ort", rank="full"
    )
    MentorOfferFactory(
        member=mentor, institution=member.institution, roles=["coach"], areas=["research"]
    )
    client.post(PAGE, typed(add=str(helena.pk)))
    response = client.post(PAGE, typed(areas=["research"], do="finish"), follow=True)
    page = text(response)
    assert response.redirect_chain[-1][0] == reverse("evaluations:first_steps_network")
    assert "Lena Ort" in page
    assert f"?to={mentor.pk}&amp;area=research" in page
    assert "Help that no one gives you yet" in page
    assert Tie.objects.get().state == Tie.State.UNCONFIRMED
    assert [one.recipient for one in OutboxMessage.objects.all()] == ["helena@school.example"]


def test_nothing_answered_is_said_and_skipping_leads_home(client, member):
    page = text(client.post(PAGE, typed(do="finish")))
    assert "Answer at least one question" in page
    response = client.post(PAGE, typed(do="skip", areas=["research"]))
    assert response.url == reverse("networks:home")
    assert steps_of(member).state == FirstSteps.State.SKIPPED
    assert Need.objects.get().area == "research"


def test_a_goal_of_someone_else_is_refused(client, member):
    other = GoalFactory(horizon="short", text="Theirs")
    page = text(client.post(PAGE, typed(goal="Mine", goal_id=str(other.pk), do="finish")))
    assert "This goal no longer exists." in page
    other.refresh_from_db()
    assert other.text == "Theirs"


@pytest.mark.parametrize("size", [1, 3])
def test_names_are_found_with_the_same_queries(client, member, size, django_assert_num_queries):
    for _one in range(size):
        MembershipFactory(institution=member.institution, given_name="Ada", family_name="Same")
    client.get("/first-steps/people/", {"q": "same"})
    with django_assert_num_queries(5):
        client.get("/first-steps/people/", {"q": "same"})


def test_a_name_with_a_sign_that_no_name_has_is_looked_up_without_it(client, helena):
    find = reverse("evaluations:first_steps_people")
    assert "Add Helena Ash" in text(client.get(find, {"q": "Hel\0 Ash"}))
    assert client.post(PAGE, typed(do="find", q="Hel\0 Ash")).status_code == 200
