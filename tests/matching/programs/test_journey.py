"""The whole way of a program, through its pages: draft, enrollment, choices, runs, publication."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, MatchRun, Program, Proposal
from matching.programs.runs.domain.lifecycle import advance
from matching.tasks import advance_waiting_publications
from mentornet.mail.outbox import OutboxMessage
from networks.models import Exclusion, Tie
from profiles.models import Membership
from profiles.vocabulary import Office, Rank
from tests.factories import (
    EnrollmentFactory,
    GoalFactory,
    InstitutionFactory,
    MembershipFactory,
    MentorOfferFactory,
    NeedFactory,
    PreferenceFactory,
    ProgramFactory,
)

pytestmark = pytest.mark.django_db


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def director_at(institution) -> Client:
    return client_of(MembershipFactory(institution=institution, offices=[Office.DIRECTOR]))


def post(client: Client, name: str, /, *args, **data):
    return client.post(reverse(f"matching:{name}", args=args), data, follow=True)


def published(client: Client, run: MatchRun, **data) -> str:
    """Have a run published as people do, with its worker; what its page says then."""
    groups = run.method == MatchRun.GROUPS
    publish, page = ("group_publish", "group_run") if groups else ("run_publish", "run")
    client.post(reverse(f"matching:{publish}", args=[run.pk]), data)
    advance_waiting_publications()
    return client.get(reverse(f"matching:{page}", args=[run.pk])).content.decode()


DRAFT = {
    "name": "Half a generation",
    "summary": "An hour a month.",
    "enroll_until": "2099-01-31",
    "starts_on": "2099-03-01",
    "months": "24",
    "cadence": "monthly",
    "meeting_minutes": "60",
    "places_a_mentor": "2",
    "choices_asked": "3",
    "listing": "proteges",
    "min_steps": "1",
    "supervision_depth": "99",
    "same_unit": "on",
    "method": "stable",
}


def test_director_writes_opens_and_matches(django_capture_on_commit_callbacks) -> None:
    here = InstitutionFactory()
    client = director_at(here)
    junior = MembershipFactory(institution=here, rank=Rank.ASSISTANT)
    senior = MembershipFactory(institution=here, rank=Rank.FULL, family_name="Senior")
    NeedFactory(member=junior, area="research", priority=1)
    MentorOfferFactory(member=senior, areas=["research"])

    post(client, "directing_new", "dyadic", **DRAFT)
    program = Program.objects.get()
    assert (program.state, program.ends_on.isoformat()) == ("draft", "2101-03-01")
    assert client_of(junior).get(reverse("matching:program", args=[program.pk])).status_code == 404

    post(client, "directing_move", program.pk, "open")
    enrol = reverse("matching:enroll", args=[program.pk, "protege"])
    form = client_of(junior).get(enrol).context["form"]
    assert form["area_research"].value() == 1
    client_of(junior).post(enrol, {"area_research": "1", "goals": "A grant"})
    client_of(senior).post(
        reverse("matching:enroll", args=[program.pk, "mentor"]),
        {"areas": ["research"], "places": "2", "rank_wish": "any"},
    )
    post(client, "directing_move", program.pk, "match")
    answer = post(client, "run_start", program.pk, method="stable", seed="0")
    run = MatchRun.objects.get()
    assert "Waiting to start" in answer.content.decode()
    advance(run.pk)

    page = client.get(reverse("matching:run", args=[run.pk])).content.decode()
    assert "Needs and offers meet in research" in page
    proposal = Proposal.objects.get()
    assert (proposal.protege.member, proposal.mentor.member) == (junior, senior)

    assert Tie.objects.count() == 0
    published(client, run)
    published(client, run)
    tie = Tie.objects.get()
    assert (tie.protege, tie.mentor, tie.origin, tie.state) == (junior, senior, "formal", "active")
    mails = OutboxMessage.objects.filter(kind="pair_made").order_by("recipient")
    assert sorted(mail.recipient for mail in mails) == sorted(
        [junior.user.email, senior.user.email]
    )
    assert Program.objects.get().state == "running"
    assert (
        "Senior"
        in client_of(junior).get(reverse("matching:program", args=[program.pk])).content.decode()
    )


def test_draft_says_what_is_missing() -> None:
    program = ProgramFactory(state="draft", summary="", starts_on=None)
    client = director_at(program.institution)

    page = post(client, "directing_move", program.pk, "open").content.decode()

    assert "Write what the program is" in page
    assert "Say when it starts" in page
    assert Program.objects.get().state == "draft"


def test_program_form_keeps_what_was_typed_beside_its_errors() -> None:
    here = InstitutionFactory()

    answer = post(
        director_at(here),
        "directing_new",
        "dyadic",
        **{**DRAFT, "enroll_from": "2099-02-01", "min_steps": "2", "max_steps": "1"},
    )

    form = answer.context["form"]
    assert form.errors["enroll_until"] == ["This is before enrolment opens."]
    assert form.errors["max_steps"] == ["This is less than the ranks ahead at least."]
    assert form["name"].value() == "Half a generation"
    assert Program.objects.count() == 0


def test_copy_is_a_draft_without_dates() -> None:
    program = ProgramFactory(state="closed", places_a_mentor=7, weights={"area": 1.0})

    post(director_at(program.institution), "directing_move", program.pk, "copy")

    copy = Program.objects.exclude(pk=program.pk).get()
    assert (copy.state, copy.starts_on, copy.places_a_mentor, copy.weights) == (
        "draft",
        None,
        7,
        {"area": 1.0},
    )
    assert copy.copied_from == program


def test_enrolment_says_why_not() -> None:
    program = ProgramFactory(protege_ranks=[Rank.INSTRUCTOR, Rank.ASSISTANT])
    senior = MembershipFactory(institution=program.institution, rank=Rank.FULL)

    page = client_of(senior).get(reverse("matching:program", args=[program.pk])).content.decode()
    answer = client_of(senior).post(
        reverse("matching:enroll", args=[program.pk, "protege"]), {"area_career": "1"}
    )

    assert "Protégés in this program are: instructor and assistant professor." in page
    assert "Protégés in this program are" in answer.content.decode()
    assert Enrollment.objects.count() == 0


def test_enrolment_is_over_after_its_last_day() -> None:
    program = ProgramFactory(enroll_until="2020-01-31")
    junior = MembershipFactory(institution=program.institution)

    answer = client_of(junior).get(reverse("matching:enroll", args=[program.pk, "protege"]))

    assert "Enrolment closed on" in answer.content.decode()


def test_full_program_takes_nobody_more() -> None:
    program = ProgramFactory(capacity=1)
    EnrollmentFactory(program=program)
    junior = MembershipFactory(institution=program.institution)

    answer = client_of(junior).post(
        reverse("matching:enroll", args=[program.pk, "protege"]), {"area_career": "1"}
    )

    assert answer.context["form"].non_field_errors() == [
        "The program has no place left. Ask its director for the waiting list."
    ]
    assert Enrollment.objects.filter(member=junior).count() == 0


def test_application_needs_an_area() -> None:
    program = ProgramFactory()
    junior = MembershipFactory(institution=program.institution)

    answer = client_of(junior).post(
        reverse("matching:enroll", args=[program.pk, "protege"]), {"goals": "A book"}
    )

    assert answer.context["form"].non_field_errors() == [
        "Give at least one area a priority: people are brought together by them."
    ]
    assert answer.context["form"]["goals"].value() == "A book"


def test_application_starts_from_goals_of_ones_own() -> None:
    program = ProgramFactory()
    junior = MembershipFactory(institution=program.institution, specialty="Cardiology")
    GoalFactory(member=junior, text="Write a grant")
    GoalFactory(member=junior, text="See my children", horizon="personal")

    form = (
        client_of(junior)
        .get(reverse("matching:enroll", args=[program.pk, "protege"]))
        .context["form"]
    )

    assert form["goals"].value() == "Write a grant"
    assert form["expertise"].value() == "Cardiology"


def test_withdrawn_person_may_come_back() -> None:
    enrolled = EnrollmentFactory()
    client = client_of(enrolled.member)
    args = (enrolled.program_id, "protege")

    assert (
        "Withdraw from this program?"
        in client.get(reverse("matching:withdraw", args=args)).content.decode()
    )
    post(client, "withdraw", *args)
    assert Enrollment.objects.active().count() == 0
    post(client, "enroll", *args, area_career="2")

    row = Enrollment.objects.active().get()
    assert (row.pk, row.areas) == (enrolled.pk, {"career": 2})


# Choices ------------------------------------------------------------------------------------


def names_on_list(client: Client, enrolled: Enrollment) -> list[str]:
    page = client.get(reverse("matching:choices", args=[enrolled.program_id, enrolled.side]))
    return [one.member.family_name for one in page.context["ranked"]]


def test_choices_are_added_moved_and_dropped() -> None:
    own = EnrollmentFactory()
    a, b, c = (
        EnrollmentFactory(program=own.program, side="mentor", member__family_name=name)
        for name in "ABC"
    )
    client = client_of(own.member)
    args = (own.program_id, "protege")

    for one in (a, b, c, a):
        post(client, "choose", *args, "add", key=one.pk)
    assert names_on_list(client, own) == ["A", "B", "C"]
    post(client, "choose", *args, "up", key=c.pk)
    assert names_on_list(client, own) == ["A", "C", "B"]
    post(client, "choose", *args, "down", key=a.pk)
    assert names_on_list(client, own) == ["C", "A", "B"]
    post(client, "choose", *args, "drop", key=a.pk)
    assert names_on_list(client, own) == ["C", "B"]
    answer = client.post(
        reverse("matching:choices_order", args=args), {"keys": [str(b.pk), str(a.pk), str(c.pk)]}
    )
    # Dragged in a tab that does not know that A was taken off: A is not put back.
    assert answer.content.decode() == "Saved."
    assert names_on_list(client, own) == ["B", "C"]


def test_choices_have_a_limit_and_keep_what_was_there() -> None:
    own = EnrollmentFactory(program__choices_asked=1)
    first = EnrollmentFactory(program=own.program, side="mentor", member__family_name="First")
    second = EnrollmentFactory(program=own.program, side="mentor")
    client = client_of(own.member)
    post(client, "choose", own.program_id, "protege", "add", key=first.pk)

    page = post(client, "choose", own.program_id, "protege", "add", key=second.pk)

    assert "You can name 1 mentors at the most" in page.content.decode()
    assert names_on_list(client, own) == ["First"]


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_choice_of_nobody_changes_nothing(key: str) -> None:
    own = EnrollmentFactory()

    answer = client_of(own.member).post(
        reverse("matching:choose", args=[own.program_id, "protege", "add"]), {"key": key}
    )

    assert answer.status_code in (302, 404)
    assert own.preferences.count() == 0


def test_mentor_declines_and_takes_it_back() -> None:
    mentor = EnrollmentFactory(side="mentor")
    asked = EnrollmentFactory(program=mentor.program)
    client = client_of(mentor.member)
    args = (mentor.program_id, "mentor")

    page = post(client, "choose", *args, "decline", key=asked.pk).content.decode()
    assert "Declined" in page
    page = post(client, "choose", *args, "undo-decline", key=asked.pk).content.decode()

    assert "Declined" not in page
    assert mentor.preferences.count() == 0


def test_protege_does_not_browse_where_only_directors_may() -> None:
    own = EnrollmentFactory(program__listing="directors")
    mentor = EnrollmentFactory(program=own.program, side="mentor", member__family_name="Hidden")
    client = client_of(own.member)

    page = client.get(reverse("matching:choices", args=[own.program_id, "protege"]))
    added = client.post(
        reverse("matching:choose", args=[own.program_id, "protege", "add"]), {"key": mentor.pk}
    )

    assert "Hidden" not in page.content.decode()
    assert added.status_code == 404


def test_goals_are_shown_to_nobody_else() -> None:
    asked = EnrollmentFactory(goals="My secret plan")
    mentor = EnrollmentFactory(program=asked.program, side="mentor")
    director = director_at(asked.program.institution)
    pages = [
        client_of(mentor.member).get(
            reverse("matching:choices", args=[asked.program_id, "mentor"])
        ),
        client_of(mentor.member).get(
            reverse("matching:compare", args=[asked.program_id, "mentor"]), {"one": asked.pk}
        ),
        director.get(reverse("matching:directing_people", args=[asked.program_id])),
    ]

    own = client_of(asked.member).get(
        reverse("matching:enroll", args=[asked.program_id, "protege"])
    )

    assert asked.member.family_name in pages[1].content.decode()
    assert [("secret" in page.content.decode()) for page in pages] == [False, False, False]
    assert "My secret plan" in own.content.decode()


def test_people_search_narrows_and_compares() -> None:
    own = EnrollmentFactory()
    for name, area in (("Heart", "research"), ("Lung", "teaching")):
        EnrollmentFactory(
            program=own.program,
            side="mentor",
            member__family_name=name,
            areas={area: 2},
            expertise=[f"{name} failure"],
        )
    client = client_of(own.member)
    address = reverse("matching:choices", args=[own.program_id, "protege"])

    def found(**words: str) -> list[str]:
        page = client.get(address, words)
        return [card["member"].family_name for card in page.context["people"]]

    assert found() == ["Heart", "Lung"]
    assert found(q="heart failure") == ["Heart"]
    assert found(area="teaching") == ["Lung"]
    assert found(area="nonsense") == ["Heart", "Lung"]
    assert found(q="nobody") == []


def test_apart_is_added_seen_by_oneself_and_removed() -> None:
    own = EnrollmentFactory()
    other = MembershipFactory(institution=own.program.institution, family_name="Rival")
    client = client_of(own.member)

    found = client.get(reverse("matching:apart", args=[own.program_id]), {"q": "Riv"})
    assert "Never with me" in found.content.decode()
    post(client, "apart_change", own.program_id, "add", member=other.pk)
    assert Exclusion.objects.get().reach == "pair"
    page = post(client, "apart_change", own.program_id, "remove", member=other.pk)

    assert "Your list is empty." in page.content.decode()
    assert Exclusion.objects.count() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_choices_page_costs_the_same_for_any_number(people, django_assert_num_queries) -> None:
    own = EnrollmentFactory()
    for rank in range(1, people + 1):
        PreferenceFactory(enrollment=own, rank=rank)
    client = client_of(own.member)
    address = reverse("matching:choices", args=[own.program_id, "protege"])
    client.get(address)

    with django_assert_num_queries(9):
        client.get(address)
