"""A row is handed to a colleague who may open it, and to no one else."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import AttentionState
from profiles.models import Membership, StaffRole
from tests.evaluations.dashboard.attention.working import act, closing, coordinator_of, texts
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db
KIND = "enrollment_closing"


@pytest.fixture
def unit():
    return UnitFactory(name="Cardiology")


@pytest.fixture
def director(unit) -> Membership:
    return MembershipFactory(
        institution=unit.institution,
        offices=["director", "ombuds"],
        given_name="Dora",
        family_name="Giver",
        user__activated_at=timezone.now(),
    )


@pytest.fixture
def client(director) -> Client:
    return client_of(director)


@pytest.fixture
def colleague(unit) -> Membership:
    return coordinator_of(
        unit, given_name="Cleo", family_name="<b>Bold", user__activated_at=timezone.now()
    )


@pytest.fixture
def outsider(unit) -> Membership:
    surgery = UnitFactory(institution=unit.institution, name="Surgery")
    return coordinator_of(surgery, family_name="Outside", user__activated_at=timezone.now())


def offered(client: Client, subject: object, **headers: str) -> list[str]:
    address = reverse("evaluations:attention_hand", args=[KIND, subject])
    page = lxml.html.fromstring(client.get(address, headers=headers).content)
    return [
        " ".join(one.text_content().split()) for one in page.xpath("//select[@name='to']/option")
    ]


def test_it_leaves_the_list_of_who_gave_it_and_stands_in_that_of_who_has_it(
    client, director, colleague, unit
) -> None:
    program = closing(director, unit=unit)

    act(client, KIND, program.pk, "hand", to=str(colleague.pk))

    theirs = client_of(colleague)
    assert (texts(client), texts(client, shown="mine")) == ([], [])
    assert len(texts(client, shown="handed")) == 1
    page = client.get(reverse("evaluations:attention"), {"shown": "handed"}).content.decode()
    assert "Handed to Cleo &lt;b&gt;Bold" in page
    assert len(texts(theirs)) == len(texts(theirs, shown="mine")) == 1
    assert texts(theirs, shown="handed") == []
    page = theirs.get(reverse("evaluations:dashboard")).content.decode()
    assert "Handed to you by Dora Giver" in page


def test_others_go_on_seeing_it_with_who_has_it(client, director, colleague, unit) -> None:
    program = closing(director, unit=unit)
    other = client_of(MembershipFactory(institution=unit.institution, offices=["director"]))

    act(client, KIND, program.pk, "hand", to=str(colleague.pk))

    page = other.get(reverse("evaluations:attention")).content.decode()
    assert program.name in page
    assert "Handed to Cleo" in page


def test_who_may_not_open_it_is_not_offered_and_refused(
    client, director, colleague, outsider, unit
) -> None:
    program = closing(director, unit=unit)
    faculty = MembershipFactory(institution=unit.institution)
    elsewhere = MembershipFactory(offices=["director"])

    names = ["No one", colleague.name, director.name]
    assert offered(client, program.pk) == names
    assert offered(client, program.pk, **{"HX-Request": "true"}) == names
    for other in (outsider, faculty, elsewhere):
        page = act(client, KIND, program.pk, "hand", to=str(other.pk))
        assert "Choose a colleague who may open this item." in page.content.decode()
    assert AttentionState.objects.count() == 0
    theirs = client_of(outsider)
    assert [texts(theirs), texts(theirs, shown="mine")] == [[], []]
    assert program.name not in theirs.get(reverse("evaluations:attention")).content.decode()
    address = reverse("evaluations:attention_hand", args=[KIND, program.pk])
    assert theirs.get(address).status_code == 404
    assert act(theirs, KIND, program.pk, "hand", to=str(outsider.pk)).status_code == 404


def test_a_program_that_moves_out_of_their_scope_takes_the_row_with_it(
    client, director, colleague, outsider, unit
) -> None:
    program = closing(director, unit=unit)
    act(client, KIND, program.pk, "hand", to=str(colleague.pk))
    program.unit = UnitFactory(institution=unit.institution, name="Elsewhere")
    program.save()

    assert texts(client_of(colleague), shown="mine") == []
    assert len(texts(client, shown="handed")) == 1


def test_who_has_it_can_give_it_back_to_everyone(client, director, colleague, unit) -> None:
    program = closing(director, unit=unit)
    act(client, KIND, program.pk, "hand", to=str(colleague.pk))

    act(client_of(colleague), KIND, program.pk, "hand", to="")

    assert len(texts(client)) == 1
    assert texts(client, shown="handed") == []


def test_it_is_to_do_again_when_who_has_it_has_no_role_any_more(
    client, director, colleague, unit
) -> None:
    program = closing(director, unit=unit)
    act(client, KIND, program.pk, "hand", to=str(colleague.pk))
    assert texts(client) == []

    StaffRole.objects.filter(membership=colleague).delete()

    assert len(texts(client)) == 1
    assert "Handed to" not in client.get(reverse("evaluations:dashboard")).content.decode()
