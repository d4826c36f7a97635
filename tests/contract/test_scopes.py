"""Coordinators, analysts and deputies at every address that opens to a director, and what they read there.

Default is deny: a page that opens without a key, and so shows each reader their own, stands in `OWN`, where
a test looks for names from outside the scope. A page with a key opens to no one of another unit.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as conf
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, Program
from networks.models import PeerGroup
from profiles.models import Membership
from tests.contract.access import MATRIX
from tests.contract.matrix import Outcome
from tests.contract.scopes_world import SCOPED, add_scopes
from tests.contract.test_access_matrix import _visit
from tests.contract.world import World

pytestmark = pytest.mark.django_db

# Of whoever runs programs: what stands there is theirs.
OWN = {
    "evaluations:pairs",
    "evaluations:pairs_act",
    "evaluations:pairs_file",
    "evaluations:pairs_views",
    "evaluations:dashboard_search",
    "matching:enrollments",
    "matching:openings",
    "matching:openings_act",
    "matching:openings_file",
    "matching:openings_views",
    "matching:waiting",
    "matching:waiting_act",
    "matching:waiting_file",
    "matching:waiting_views",
    "matching:enrollments_act",
    "matching:enrollments_file",
    "matching:enrollments_views",
    "matching:newcomers",
    "matching:newcomers_act",
    "matching:newcomers_file",
    "matching:newcomers_views",
    "matching:pair_request_new",
    "matching:pair_requests",
    "matching:pair_requests_act",
    "matching:pair_requests_file",
    "matching:pair_requests_views",
    "profiles:people_find",
    "profiles:directed_mentors",
    "profiles:directed_mentors_act",
    "profiles:directed_mentors_file",
    "profiles:directed_mentors_views",
    "profiles:directed_people",
    "profiles:directed_people_act",
    "profiles:directed_people_file",
    "profiles:directed_people_views",
    "evaluations:desk_calendar",
    "evaluations:desk_calendar_link",
    "evaluations:attention",
    "evaluations:dashboard",
    "evaluations:desk_figure_chart",
    "evaluations:desk_figure_file",
    "evaluations:audit",
    "evaluations:audit_act",
    "evaluations:audit_file",
    "evaluations:audit_views",
    "evaluations:desk_activity",
    "evaluations:desk_activity_file",
    "evaluations:desk_messages",
    "evaluations:desk_messages_act",
    "evaluations:desk_messages_file",
    "evaluations:desk_messages_views",
    "evaluations:desk_figures",
    "evaluations:directing_groups",
    "evaluations:directing_groups_act",
    "evaluations:directing_groups_file",
    "evaluations:directing_groups_views",
    "evaluations:directing_sessions",
    "evaluations:directing_sessions_act",
    "evaluations:directing_sessions_file",
    "evaluations:directing_sessions_views",
    "evaluations:gaps",
    "evaluations:directing_surveys",
    "evaluations:survey_results",
    "evaluations:directing_surveys_act",
    "evaluations:directing_surveys_file",
    "evaluations:directing_surveys_views",
    "evaluations:survey_new",
    "matching:directing_programs",
    "matching:directing_programs_act",
    "matching:directing_programs_file",
    "matching:directing_programs_views",
    "profiles:deputies",
}
# Of an analyst of the institution: what was published, and nothing with a name.
READING = {
    # Which leads on to the figures.
    "evaluations:dashboard",
    "evaluations:desk_figures",
    "evaluations:survey_result",
    "evaluations:survey_results",
    "evaluations:gaps",
    "evaluations:gaps_file",
    "evaluations:gaps_group",
    "evaluations:gaps_group_file",
}
# Of whoever has a unit or all, to which a new program can belong.
OF_UNITS = {"matching:directing_kinds", "matching:directing_new"}
# What is the whole institution's stays with its directors, whatever else stands in these neighborhoods.
OF_DIRECTORS = (
    "profiles:",
    "matching:sheet",
    "evaluations:curricul",
    "evaluations:directing_group_new",
    "evaluations:gaps_",
    "evaluations:instrument",
    "evaluations:outline",
    "evaluations:program_reflections",
)


@pytest.fixture
def scoped(world: World, folder: Any, settings: Any) -> dict[str, tuple[Membership, str]]:
    """Return the people with their sessions."""
    settings.MENTORNET_DEMO = True
    settings.VAR_DIR = settings.MEDIA_ROOT = folder
    people = {}
    for name, member in add_scopes(world).items():
        client = Client()
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        people[name] = member, client.cookies[conf.SESSION_COOKIE_NAME].value
    return people


def _for_directors() -> list[str]:
    return sorted(
        address
        for address, row in MATRIX.items()
        if row.expected["director"] == Outcome.OK and row.expected["stranger"] != Outcome.OK
    )


def test_each_reaches_their_scope_and_nothing_else(world: World, scoped: Any) -> None:
    met: dict[str, set[str]] = {name: set() for name in SCOPED}
    for address in _for_directors():
        for name, (_member, session) in scoped.items():
            if _visit(world, session, address=address, row=MATRIX[address]) == Outcome.OK:
                met[name].add(address)

    assert met["analyst"] == READING
    # Who has another unit opens what is their own, and no row of the institution.
    assert met["other_coordinator"] == OWN | OF_UNITS
    everything = met["unit_coordinator"]
    assert met["deputy"] == everything
    of_people = {
        "profiles:directed_person",
        "profiles:directed_person_activation",
        "profiles:person_note_new",
    }
    assert {one for one in everything if one.startswith(OF_DIRECTORS)} - OWN == of_people
    # Who has one program has less than who has its unit.
    assert met["program_coordinator"] >= OWN
    assert met["program_coordinator"] < everything
    assert "matching:run_publish" in met["program_coordinator"]
    assert "evaluations:directing_group" in everything - met["program_coordinator"]


def _text(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode(errors="replace"))


def _names(member: Membership) -> set[str]:
    """Return what would give away a program, a group or a person outside the scope of *member*."""
    here = member.institution
    programs = Program.objects.of(here).exclude(pk__in=Program.objects.directed_by(member.user))
    groups = PeerGroup.objects.of(here).exclude(pk__in=PeerGroup.objects.directed_by(member.user))
    inside = Enrollment.objects.filter(program__in=Program.objects.directed_by(member.user))
    people = (
        Membership.objects.of(here)
        .exclude(pk__in=Membership.objects.directed_by(member.user))
        .exclude(pk__in=inside.values("member"))
        .exclude(pk=member.pk)
    )
    names = {one.name for one in (*programs, *groups)}
    return names | set(people.values_list("address", flat=True)) - {""}


@pytest.mark.parametrize("who", ["other_coordinator", "program_coordinator"])
def test_own_pages_name_nothing_outside_the_scope(who: str, world: World, scoped: Any) -> None:
    member, session = scoped[who]
    client = Client()
    client.cookies[conf.SESSION_COOKIE_NAME] = session
    outside = _names(member)
    director = world.members["director"].user
    client_of_director = Client()
    client_of_director.force_login(director)

    seen, could = {}, set()
    for address in sorted(OWN):
        row = MATRIX[address]
        where = reverse(address, kwargs=row.kwargs(world))
        for one, found in ((client, seen.setdefault(address, set())), (client_of_director, could)):
            page = _text(one.get(where))
            found |= {name for name in outside if name in page}

    assert seen == {address: set() for address in OWN}
    assert could, "nothing stands there that could have been named"
