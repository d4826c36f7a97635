"""Programs of a unit: who sets them up, and what its coordinators can't make of them."""

import pytest
from django.urls import reverse

from matching.models import Program
from tests.factories import MembershipFactory, ProgramFactory, StaffRoleFactory, UnitFactory

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Early career",
    "months": "12",
    "cadence": "monthly",
    "meeting_minutes": "60",
    "places_a_mentor": "2",
    "choices_asked": "5",
    "listing": "proteges",
    "supervision_depth": "99",
    "method": "stable",
}


@pytest.fixture
def medicine():
    return UnitFactory(name="Medicine")


@pytest.fixture
def cardiology(medicine):
    return UnitFactory(institution=medicine.institution, parent=medicine, name="Cardiology")


@pytest.fixture
def surgery(medicine):
    return UnitFactory(institution=medicine.institution, name="Surgery")


@pytest.fixture
def director(medicine):
    return MembershipFactory(institution=medicine.institution, offices=["director"])


def coordinator(unit, *, kind="unit", key=None):
    member = MembershipFactory(institution=unit.institution)
    StaffRoleFactory(
        membership=member, role="coordinator", scope_kind=kind, scope_id=key or unit.pk
    )
    return member


def write(client, who, **given):
    client.force_login(who.user)
    address = reverse("matching:directing_new", args=["dyadic"])
    return client.post(address, {**GIVEN, **given}, follow=True)


def test_a_director_gives_a_program_to_a_unit_or_to_none(client, director, cardiology):
    write(client, director, unit="Cardiology")
    write(client, director, name="For all")

    assert Program.objects.get(name="Early career").unit == cardiology
    assert Program.objects.get(name="For all").unit is None


def test_a_unit_coordinator_sets_up_a_program_of_their_units_alone(
    client, medicine, cardiology, surgery
):
    who = coordinator(medicine)
    nowhere = write(client, who)
    elsewhere = write(client, who, unit="Surgery")
    by_key = write(client, who, unit=str(surgery.pk))
    before = Program.objects.count()
    write(client, who, unit="Cardiology")

    assert "This field is required." in nowhere.content.decode()
    assert "No unit is called “Surgery”" in elsewhere.content.decode()
    assert "No unit is called" in by_key.content.decode()
    assert before == 0
    assert Program.objects.get().unit == cardiology
    assert list(Program.objects.directed_by(who.user)) == [Program.objects.get()]


def test_a_unit_coordinator_does_not_move_a_program(client, medicine, cardiology, surgery):
    who = coordinator(medicine)
    program = ProgramFactory(institution=medicine.institution, unit=cardiology)
    client.force_login(who.user)
    address = reverse("matching:directing_edit", args=[program.pk])
    page = client.get(address).content.decode()
    client.post(address, {**GIVEN, "unit": "Surgery", "unit_id": str(surgery.pk)})

    program.refresh_from_db()
    assert 'name="unit"' not in page
    assert program.unit == cardiology


def test_a_director_moves_a_program(client, director, cardiology, surgery):
    program = ProgramFactory(institution=cardiology.institution, unit=cardiology)
    client.force_login(director.user)
    address = reverse("matching:directing_edit", args=[program.pk])
    page = client.get(address).content.decode()
    opened = client.get(address).context["form"]
    mark = {one.html_name: one.value() for one in opened.hidden_fields()}
    client.post(address, {**GIVEN, **mark, "unit": "Surgery"})

    program.refresh_from_db()
    assert 'value="Medicine / Cardiology"' in page
    assert program.unit == surgery


def test_a_coordinator_of_one_program_sets_up_and_copies_none(client, medicine):
    program = ProgramFactory(institution=medicine.institution, unit=medicine)
    who = coordinator(medicine, kind="program", key=program.pk)
    refused = write(client, who)
    kinds = client.get(reverse("matching:directing_kinds"))
    page = client.get(reverse("matching:directing_programs")).content.decode()
    copied = client.post(reverse("matching:directing_move", args=[program.pk, "copy"]), follow=True)

    assert (refused.status_code, kinds.status_code) == (403, 403)
    assert reverse("matching:directing_kinds") not in page
    assert "You run this program alone." in copied.content.decode()
    assert Program.objects.count() == 1


def test_a_copy_stays_in_the_unit(client, medicine):
    program = ProgramFactory(institution=medicine.institution, unit=medicine)
    client.force_login(coordinator(medicine).user)
    client.post(reverse("matching:directing_move", args=[program.pk, "copy"]))

    assert [one.unit for one in Program.objects.all()] == [medicine, medicine]
