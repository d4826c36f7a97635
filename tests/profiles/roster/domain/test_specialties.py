"""One name for each specialty: as people are written, as directors rename and join them, and for whoever comes later."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentornet.audit_verbs import Verb
from profiles.models import AuditEvent, Membership, RosterMeaning
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.api import Api, person
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
LIST = "profiles:roster_specialties"


@pytest.fixture
def director(client) -> Membership:
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.force_login(one.user)
    return one


@pytest.fixture
def api(director) -> Api:
    return Api(director.institution)


def write(api: Api, number: int, specialty: str) -> str:
    return str(api.post("/members", person(number, specialty=specialty)).json()["specialty"])


def page(client) -> str:
    return on_one_line(client.get(reverse(LIST)).content.decode())


def rename(client, key: str, name: str, **more: str):
    address = reverse("profiles:roster_specialty", args=[key])
    form = client.get(address).context["form"]
    return client.post(address, {form.mark_name: form.mark, "name": name, **more})


def test_spellings_that_differ_by_case_accents_and_signs_are_the_first_ones(client, api):
    said = ["Cardiología / Imaging", "cardiologia imaging", "CARDIOLOGIA–IMAGING", "Oncology", "—"]

    answered = [write(api, number, text) for number, text in enumerate(said)]

    assert answered == ["Cardiología / Imaging"] * 3 + ["Oncology", "—"]
    text = page(client)
    assert text.index("Cardiología / Imaging") < text.index("3 people") < text.index("Oncology")
    assert [one.text for one in RosterMeaning.objects.filter(kind="specialty")] == [
        "cardiologia imaging",
        "oncology",
    ]


def test_new_name_holds_for_who_is_here_and_for_who_comes(client, director, api):
    write(api, 1, "Cards")

    rename(client, "cards", " Cardiology ")

    assert write(api, 2, "cards") == write(api, 3, "cardiology") == "Cardiology"
    assert set(api_specialties(director)) == {"Cardiology"}
    assert "Also written: cards" in page(client)
    assert AuditEvent.objects.filter(verb=Verb.SPECIALTY_CHANGED).count() == 1


def test_two_become_one_after_a_question(client, director, api):
    write(api, 1, "Cards")
    write(api, 2, "Cardiology")

    asked = on_one_line(rename(client, "cards", "cardiology").content.decode())
    before = set(api_specialties(director))
    rename(client, "cards", "cardiology", sure="1")

    assert "1 person with Cards will have Cardiology" in asked
    assert before == {"Cards", "Cardiology"}
    assert set(api_specialties(director)) == {"Cardiology"}
    assert write(api, 3, "CARDS") == "Cardiology"


def test_what_can_be_no_name_is_refused_and_the_same_name_changes_nothing(client, director, api):
    write(api, 1, "Cards")

    refused = [rename(client, "cards", name).status_code for name in ("=cmd()", "--", "")]
    rename(client, "cards", "Cards")

    assert refused == [200, 200, 200]
    assert set(api_specialties(director)) == {"Cards"}
    assert not AuditEvent.objects.filter(verb=Verb.SPECIALTY_CHANGED).exists()
    assert client.get(reverse("profiles:roster_specialty", args=["nephrology"])).status_code == 404


def test_another_institution_keeps_its_own_names(client, api):
    write(api, 1, "Cards")
    rename(client, "cards", "Cardiology")

    assert write(Api(InstitutionFactory()), 1, "Cards") == "Cards"


def api_specialties(director: Membership) -> list[str]:
    people = Membership.objects.of(director.institution).exclude(specialty="")
    return list(people.values_list("specialty", flat=True))
