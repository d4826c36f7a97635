"""Notes about a person: who reads them, who changes them, and that the person finds them in My data."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import AuditEvent, DirectorNote, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    ProgramFactory,
    StaffRoleFactory,
    UnitFactory,
)
from tests.support.html import on_one_line
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db
TEXT = "Phoned: starts in spring."


@pytest.fixture
def unit():
    return UnitFactory(name="Cardiology")


@pytest.fixture
def mia(unit) -> Membership:
    return MembershipFactory(
        institution=unit.institution, unit=unit, given_name="Mia", family_name="Engström"
    )


@pytest.fixture
def director(mia) -> Membership:
    return MembershipFactory(
        institution=mia.institution, offices=[StaffRoleKind.DIRECTOR], family_name="Sato"
    )


def coordinator(mia: Membership, kind: str, key) -> Membership:
    member = MembershipFactory(institution=mia.institution)
    StaffRoleFactory(
        membership=member, role=StaffRoleKind.COORDINATOR, scope_kind=kind, scope_id=key
    )
    return member


def write(author: Membership, about: Membership, text: str = TEXT):
    return client_of(author).post(
        reverse("profiles:person_note_new", args=[about.pk]), {"text": text}, follow=True
    )


def page(reader: Membership, about: Membership) -> str:
    answer = client_of(reader).get(reverse("profiles:directed_person", args=[about.pk]))
    return on_one_line(answer.content.decode())


def test_a_note_is_read_with_author_and_who_reads_it(mia, director) -> None:
    write(director, mia)
    shown = page(director, mia)

    assert TEXT in shown
    assert director.name in shown
    assert "coordinators of Cardiology read these notes" in shown
    assert "finds them in My data" in shown


def test_the_unit_and_those_above_read_it_and_another_unit_does_not_get_in(
    mia, director, unit
) -> None:
    write(director, mia)
    other = UnitFactory(institution=mia.institution)
    here, elsewhere = coordinator(mia, "unit", unit.pk), coordinator(mia, "unit", other.pk)
    address = reverse("profiles:directed_person", args=[mia.pk])

    assert TEXT in page(here, mia)
    assert client_of(elsewhere).get(address).status_code == 404
    assert write(elsewhere, mia).status_code == 404
    assert DirectorNote.objects.count() == 1


def test_who_sees_a_person_because_of_one_program_reads_their_own_notes_alone(
    mia, director
) -> None:
    program = ProgramFactory(institution=mia.institution)
    EnrollmentFactory(program=program, member=mia)
    of_program = coordinator(mia, "program", program.pk)
    write(director, mia)
    write(of_program, mia, "Prefers mornings.")
    shown = page(of_program, mia)

    assert TEXT not in shown
    assert "Prefers mornings." in shown
    assert "Prefers mornings." in page(director, mia)


def test_its_author_alone_edits_and_deletes_it_and_can_undo(mia, director) -> None:
    write(director, mia)
    note = DirectorNote.objects.get()
    other = MembershipFactory(institution=mia.institution, offices=[StaffRoleKind.DIRECTOR])
    edit = reverse("profiles:person_note", args=[note.pk])
    delete = reverse("profiles:person_note_delete", args=[note.pk])
    client = client_of(director)

    assert client_of(other).get(edit).status_code == 404
    assert client_of(other).post(edit, {"text": "Mine now."}).status_code == 404
    assert client_of(other).post(delete).status_code == 404
    assert edit not in page(other, mia)
    client.post(edit, {"text": "Starts in fall."})
    assert "Starts in fall." in page(director, mia)
    client.post(delete)
    assert not DirectorNote.objects.exists()
    client.post(reverse("profiles:undo"))
    assert DirectorNote.objects.get().text == "Starts in fall."


def test_two_tabs_do_not_overwrite_each_other(mia, director) -> None:
    write(director, mia)
    edit = reverse("profiles:person_note", args=[DirectorNote.objects.get().pk])
    client = client_of(director)
    form = client.get(edit).context["form"]
    opened = {form.mark_name: form.mark}
    client.post(edit, {"text": "First tab.", **opened})
    answer = client.post(edit, {"text": "Second tab.", **opened})

    assert DirectorNote.objects.get().text == "First tab."
    assert "You saved changes in another window on" in on_one_line(answer.content.decode())
    assert "Second tab." in answer.content.decode()


def test_an_author_without_the_role_neither_reads_nor_changes_it(mia, unit, director) -> None:
    here = coordinator(mia, "unit", unit.pk)
    write(here, mia)
    note = DirectorNote.objects.get()
    client = client_of(here)
    here.staff_roles.all().delete()
    address = reverse("profiles:person_note", args=[note.pk])

    assert client.get(address).status_code in (403, 404)
    assert client.get(reverse("profiles:directed_person", args=[mia.pk])).status_code == 403


@pytest.mark.parametrize("role", [StaffRoleKind.ANALYST, StaffRoleKind.OMBUDS, None])
def test_analysts_the_ombuds_and_colleagues_do_not_get_in(mia, director, role) -> None:
    write(director, mia)
    member = MembershipFactory(institution=mia.institution, offices=[role] if role else [])

    for name, key in (
        ("directed_person", mia.pk),
        ("person_note_new", mia.pk),
        ("person_note", DirectorNote.objects.get().pk),
    ):
        assert client_of(member).get(reverse(f"profiles:{name}", args=[key])).status_code == 403


def test_the_person_finds_it_in_their_data_and_no_colleague_does(mia, director) -> None:
    write(director, mia)
    from evaluations.home.my_data.domain.kinds import KINDS  # noqa: PLC0415

    kind = next(one for one in KINDS if one.key == "director_notes")
    colleague = MembershipFactory(institution=mia.institution)

    assert [note.text for note in kind.rows(mia)] == [TEXT]
    assert not kind.rows(colleague).exists()
    assert not kind.rows(director).exists()


def test_the_audit_says_that_there_is_one_and_nothing_of_it(mia, director) -> None:
    write(director, mia)
    event = AuditEvent.objects.get(verb="director_note.added")

    assert event.actor == director.user
    assert TEXT not in str(event.__dict__)
    activity = client_of(director).get(reverse("evaluations:desk_activity")).content.decode()
    assert "note" not in activity.lower().split("<main", 1)[1].split("filter", 1)[0]


def test_an_empty_or_too_long_note_is_not_saved_and_stays_typed(mia, director) -> None:
    client: Client = client_of(director)
    address = reverse("profiles:person_note_new", args=[mia.pk])
    long = "x" * 2_001

    assert client.post(address, {"text": " "}).status_code == 200
    assert long in client.post(address, {"text": long}).content.decode()
    assert not DirectorNote.objects.exists()
