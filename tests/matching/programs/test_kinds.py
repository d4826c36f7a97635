"""Programs of every kind: the same states, and what each kind asks for and shows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Enrollment, Program
from matching.pairs.domain.run import start_run, what_if
from matching.programs.domain.lifecycle import create_program
from matching.programs.errors import WrongKind
from matching.programs.kinds import TRAITS, Kind
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    NeedFactory,
    ProgramFactory,
)
from tests.support.matching import ALL_MONDAY, NOT_PAIRS, SHORT, client_of, director_at, page, post

pytestmark = pytest.mark.django_db


def test_every_kind_has_its_traits() -> None:
    assert list(TRAITS) == Kind.values


def test_director_chooses_the_kind_first() -> None:
    client = director_at(InstitutionFactory())

    shown = page(client, "directing_kinds")

    links = [reverse("matching:directing_new", args=[kind.value]) for kind in Kind]
    assert [link in shown for link in links] == [True] * len(Kind)
    assert client.get(reverse("matching:directing_new", args=["other"])).status_code == 404


@pytest.mark.parametrize("kind", Kind)
def test_form_has_the_fields_of_its_kind(kind: Kind) -> None:
    client = director_at(InstitutionFactory())

    form = client.get(reverse("matching:directing_new", args=[kind.value])).context["form"]

    traits = TRAITS[kind]
    # To which unit it belongs is asked whatever the kind.
    assert set(form.fields) == {*traits.fields, "unit", "eligible_units"}
    shown = [field.name for _title, fields in form.groups() for field in fields]
    assert sorted(shown) == sorted({*traits.fields, "unit", "eligible_units"})
    assert {name: form[name].value() for name in traits.defaults} == dict(traits.defaults)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("mosaic", SHORT),
        ("career_team", {**SHORT, "cadence": "quarterly", "meeting_minutes": "60"}),
        (
            "collaborative",
            {**SHORT, "cadence": "monthly", "meeting_minutes": "480", "places_a_mentor": "1"},
        ),
    ],
)
def test_program_of_a_kind_is_written_and_goes_through_the_states(kind, fields) -> None:
    here = InstitutionFactory()
    client = director_at(here)

    post(client, "directing_new", kind, **fields)
    program = Program.objects.get()
    assert (program.kind, program.state, program.name) == (kind, "draft", "A program")
    seen = []
    for to in ("open", "match", "begin", "close"):
        if to == "match":
            EnrollmentFactory.create_batch(2, program=program)
        post(client, "directing_move", program.pk, to, sure="1")
        program.refresh_from_db()
        seen.append(program.state)

    assert seen == ["enrolling", "matching", "running", "closed"]


@pytest.mark.parametrize("kind", NOT_PAIRS)
def test_other_kinds_have_no_runs_of_pairs(kind: Kind) -> None:
    program = ProgramFactory(kind=kind, state="matching")
    director = MembershipFactory(institution=program.institution)
    EnrollmentFactory(program=program)

    with pytest.raises(WrongKind):
        start_run(program, method="stable", actor=director.user)
    with pytest.raises(WrongKind):
        what_if(program, method="stable", weights={"area": 1.0})

    client = director_at(program.institution)
    assert "Start run" not in page(client, "directing", program.pk)
    weights = client.get(reverse("matching:weights", args=[program.pk]))
    assert weights.status_code == 404


def test_member_of_a_group_says_what_they_need_and_not_whom_they_want() -> None:
    program = ProgramFactory(kind="collaborative")
    member = MembershipFactory(institution=program.institution)
    NeedFactory(member=member, area="research", priority=1)
    client = client_of(member)
    address = reverse("matching:enroll", args=[program.pk, "protege"])

    form = client.get(address).context["form"]
    assert [name for name in form.fields if not name.startswith("area_")] == [
        "expertise",
        "modes",
        "languages",
        "goals",
    ]
    said = {"area_research": "1", "goals": "A paper", **ALL_MONDAY}
    answer = client.post(address, said, follow=True)

    row = Enrollment.objects.get()
    assert (row.side, row.areas, row.goals, row.roles) == (
        "protege",
        {"research": 1},
        "A paper",
        [],
    )
    assert answer.redirect_chain[-1][0] == reverse("matching:program", args=[program.pk])
    assert "You’re enrolled as: Member" in page(client, "programs")
    choices = client.get(reverse("matching:choices", args=[program.pk, "protege"]))
    assert choices.status_code == 404


def test_facilitator_enrols_with_the_groups_they_could_lead() -> None:
    program = ProgramFactory(kind="project", places_a_mentor=1)
    client = client_of(MembershipFactory(institution=program.institution))
    address = reverse("matching:enroll", args=[program.pk, "mentor"])

    refused = client.post(address, {"areas": ["research"], "places": "2", **ALL_MONDAY})
    client.post(address, {"areas": ["research"], "places": "1", **ALL_MONDAY})

    assert refused.context["form"].errors["places"] == [
        "Enter 1 or less. That is the limit of this program."
    ]
    row = Enrollment.objects.get()
    assert (row.side, row.areas, row.places) == ("mentor", {"research": 2}, 1)
    assert str(row.side_traits.label) == "Facilitator"


@pytest.mark.parametrize("kind", ["mosaic", "career_team"])
def test_kinds_without_an_application_enrol_in_one_click(kind) -> None:
    program = ProgramFactory(kind=kind)
    client = client_of(MembershipFactory(institution=program.institution))

    client.post(reverse("matching:enroll", args=[program.pk, "protege"]))

    assert Enrollment.objects.get().side == "protege"
    other = client.get(reverse("matching:enroll", args=[program.pk, "mentor"]))
    assert other.status_code == 404


def test_ranks_are_refused_in_the_words_of_the_kind() -> None:
    program = ProgramFactory(kind="project", protege_ranks=["full"])
    client = client_of(MembershipFactory(institution=program.institution))

    assert "This program takes these ranks as members: professor." in page(
        client, "program", program.pk
    )


@pytest.mark.parametrize("kind", Kind)
def test_pages_of_every_kind_speak_of_it(kind: Kind) -> None:
    program = ProgramFactory(kind=kind, state="matching")
    EnrollmentFactory(program=program)
    client = director_at(program.institution)

    desk = page(client, "directing", program.pk)

    assert str(TRAITS[kind].matching.heading) in desk
    assert str(TRAITS[kind].matching_label) in desk
    people = page(client, "directing_people", program.pk)
    assert str(TRAITS[kind].sides[0].label) in people
    shown = page(client, "program", program.pk)
    assert [str(side.heading) in shown for side in TRAITS[kind].sides] == [True] * len(
        TRAITS[kind].sides
    )


def test_new_program_starts_from_what_its_kind_has() -> None:
    here = InstitutionFactory()
    actor = MembershipFactory(institution=here).user

    program = create_program(here, actor=actor, kind="collaborative", name="Groups")

    assert (program.months, program.cadence, program.meeting_minutes) == (8, "monthly", 480)
