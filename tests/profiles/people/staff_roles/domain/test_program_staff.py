"""Mentors who run programs read what is shared with them by name, in whatever order they come to it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.relationship_page.domain.shared import shared_lines
from networks.models import Tie
from profiles.assessment.domain.sharing import set_sharing
from profiles.assessment.domain.writing import submit_assessment
from profiles.models import Membership, PartSharing, SelfAssessment, StaffRole
from profiles.people.staff_roles.domain.granting import grant_role, revoke_role
from profiles.vocabulary import RUNS_PROGRAMS, Audience, StaffRoleKind
from tests.evaluations.relationship_page.domain.test_shared import where
from tests.factories import MembershipFactory, StaffRoleFactory, TieFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/self-assessment/sharing/"
SECRET = "To leave clinical work within two years"
PAGES = ["relationship", "meeting", "person", "home"]
RUNS = "runs mentoring programs here, or has done so"


@pytest.fixture
def tie() -> Tie:
    found: Tie = TieFactory()
    SelfAssessment.objects.create(
        institution=found.institution, member=found.protege, mission=SECRET
    )
    submit_assessment(found.protege)
    return found


def direct(member: Membership, role: str = StaffRoleKind.DIRECTOR) -> None:
    StaffRoleFactory(membership=member, role=role)


def lay_down(member: Membership) -> None:
    other = MembershipFactory(institution=member.institution)
    StaffRoleFactory(membership=other, role=StaffRoleKind.DIRECTOR)
    revoke_role(member, role=StaffRoleKind.DIRECTOR, by=member.user)


def reads(tie: Tie) -> list[str]:
    """Return where the mentor reads the part, among the doors of the product."""
    mentor = Membership.objects.get(pk=tie.mentor_id)
    found = where(mentor, tie, SECRET)
    client = client_of(mentor)
    if SECRET in client.get(reverse("networks:person", args=[tie.protege_id])).content.decode():
        found.append("person")
    if shared_lines(mentor, [tie]):
        found.append("home")
    return found


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def choose(tie: Tie, audience: str, chosen: str = "") -> str:
    """Say on the page who reads part 1; return what the page then says."""
    client = client_of(tie.protege)
    posted = {f"part{number}-audience": Audience.NOBODY for number in range(1, 9)}
    posted |= {"part1-audience": audience, **({"part1-chosen": chosen} if chosen else {})}
    return client.post(URL, posted, follow=True).content.decode()


def test_all_my_mentors_leaves_out_who_runs_programs_and_the_page_says_so(tie: Tie) -> None:
    choose(tie, Audience.ALL)
    before = reads(tie)

    direct(tie.mentor)

    page = client_of(tie.protege).get(URL).content.decode()
    assert (before, reads(tie)) == (PAGES, [])
    assert (
        f"leaves out people who run mentoring programs here, or have done so: {tie.mentor.name}."
        in " ".join(page.split())
    )


def test_who_lays_the_role_down_stays_left_out(tie: Tie) -> None:
    direct(tie.mentor)
    choose(tie, Audience.ALL)

    lay_down(tie.mentor)

    assert StaffRole.objects.filter(membership=tie.mentor, ended_at=None).count() == 0
    assert reads(tie) == []


def test_who_ran_programs_before_the_relationship_stays_left_out(tie: Tie) -> None:
    director = MembershipFactory(institution=tie.institution)
    direct(director)
    lay_down(director)
    later = TieFactory(institution=tie.institution, protege=tie.protege, mentor=director)

    choose(later, Audience.ALL)

    assert (reads(later), reads(tie)) == ([], PAGES)


def test_who_is_named_on_the_page_reads_it_until_the_choice_is_changed(tie: Tie) -> None:
    direct(tie.mentor)

    page = choose(tie, Audience.CHOSEN, f"{tie.mentor_id}-runs-programs")
    named = reads(tie)
    choose(tie, Audience.ALL)

    assert f"{tie.mentor.name} ({RUNS})" in page
    assert (named, reads(tie)) == (PAGES, [])


def test_a_choice_by_name_ends_when_the_mentor_comes_to_run_programs_until_made_again(
    tie: Tie,
) -> None:
    choose(tie, Audience.CHOSEN, str(tie.mentor_id))
    before = reads(tie)
    direct(tie.mentor)
    after = reads(tie)
    page = " ".join(client_of(tie.protege).get(URL).content.decode().split())

    choose(tie, Audience.CHOSEN, f"{tie.mentor_id}-runs-programs")

    assert (before, after, reads(tie)) == (PAGES, [], PAGES)
    assert f"Check again if you want to share with {tie.mentor.name}." in page
    assert f'value="{tie.mentor_id}-runs-programs" checked' not in page


def test_a_second_grant_asks_again(tie: Tie) -> None:
    direct(tie.mentor)
    choose(tie, Audience.CHOSEN, f"{tie.mentor_id}-runs-programs")
    lay_down(tie.mentor)
    named = reads(tie)

    direct(tie.mentor)

    assert (named, reads(tie)) == (PAGES, [])


def test_a_page_opened_before_the_role_does_not_choose_them(tie: Tie) -> None:
    direct(tie.mentor)

    page = choose(tie, Audience.CHOSEN, str(tie.mentor_id))

    assert "Choose among your current mentors." in page
    assert reads(tie) == []


def test_a_choice_from_before_choices_had_a_time_does_not_count_for_who_runs_programs(
    tie: Tie,
) -> None:
    set_sharing(tie.protege, part=1, audience=Audience.CHOSEN, chosen=[tie.mentor])
    PartSharing.objects.update(chosen_at=None)
    before = reads(tie)

    direct(tie.mentor)

    assert (before, reads(tie)) == (PAGES, [])


def test_a_role_that_is_yet_to_begin_counts(tie: Tie) -> None:
    choose(tie, Audience.ALL)
    StaffRoleFactory(membership=tie.mentor, role=StaffRoleKind.DIRECTOR, starts_on="2099-01-01")
    assert reads(tie) == []


def test_a_second_login_of_a_director_counts_and_another_institution_does_not(tie: Tie) -> None:
    choose(tie, Audience.ALL)
    local, _at, domain = tie.mentor.user.email.partition("@")
    direct(MembershipFactory(user__email=f"{local}+abroad@{domain}"))
    elsewhere = reads(tie)

    twin = UserFactory(email=f"{local}+office@{domain}")
    direct(MembershipFactory(institution=tie.institution, user=twin))

    assert (elsewhere, reads(tie)) == (PAGES, [])


def test_an_operator_is_left_out(tie: Tie) -> None:
    choose(tie, Audience.ALL)
    tie.mentor.user.is_superuser = True
    tie.mentor.user.save()
    assert reads(tie) == []


@pytest.mark.parametrize("role", [StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS])
def test_other_roles_change_nothing(tie: Tie, role: str) -> None:
    choose(tie, Audience.ALL)
    direct(tie.mentor, role)
    assert reads(tie) == PAGES


def test_every_staff_role_is_known_to_run_programs_or_not() -> None:
    others = {StaffRoleKind.FACILITATOR.value, StaffRoleKind.OMBUDS.value}
    assert set(StaffRoleKind.values) <= RUNS_PROGRAMS | others


def test_grants_by_the_service_count_too(tie: Tie) -> None:
    choose(tie, Audience.ALL)
    granted = grant_role(tie.mentor, role=StaffRoleKind.DIRECTOR, by=None).staff_role
    assert granted is None or reads(tie) == []
