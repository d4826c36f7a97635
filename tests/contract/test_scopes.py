"""Coordinators, analysts and deputies at every address that opens to a director, and what they read there.

Default is deny: an address that is in none of these lists stays closed to all of them. Who opens a page
of directors to coordinators puts it into one of them, after its rows come through `directed_by`.
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
    "evaluations:dashboard",
    "evaluations:desk_figure_chart",
    "evaluations:desk_figure_file",
    "evaluations:desk_figures",
    "evaluations:directing_groups",
    "evaluations:directing_surveys",
    "evaluations:survey_new",
    "matching:directing_programs",
    "profiles:deputies",
}
# Of whoever has a unit or all, to which a new program can belong.
OF_UNITS = {"matching:directing_kinds", "matching:directing_new"}
# Of one thing in a program, and the matrix takes `program`, which has a coordinator of its own.
OF_PROGRAMS = {
    "matching:directing_move",
    "evaluations:directing_survey",
    "evaluations:survey_act",
    "evaluations:survey_file",
    "evaluations:program_pairs",
    "matching:directing",
    "matching:directing_edit",
    "matching:directing_people",
    "matching:left_out",
    "matching:pair_rule_lift",
    "matching:proposal_change",
    "matching:proposal_decide",
    "matching:publication_cancel",
    "matching:run",
    "matching:run_cancel",
    "matching:run_compare",
    "matching:run_publish",
    "matching:run_repeat",
    "matching:run_retry",
    "matching:run_start",
    "matching:run_table",
    "matching:weights",
}
# The same; the matrix takes another program, group or survey of the unit.
OF_OTHERS = {
    "evaluations:alumni",
    "evaluations:cohort",
    "evaluations:directing_group",
    "evaluations:directing_group_add",
    "evaluations:directing_group_completion",
    "evaluations:directing_group_end",
    "evaluations:directing_group_remove",
    "evaluations:directing_group_skills",
    "evaluations:plan_ending",
    "evaluations:program_coverage",
    "evaluations:program_make_up",
    "evaluations:program_sessions",
    "evaluations:program_sessions_file",
    "evaluations:question_counts",
    "evaluations:question_counts_file",
    "evaluations:session_place",
    "matching:attendance_rules",
    "matching:group_act",
    "matching:group_change",
    "matching:group_place",
    "matching:group_publish",
    "matching:group_rules",
    "matching:group_run",
    "matching:group_seat",
    "matching:group_start",
    "matching:group_table",
    "matching:program_answers",
    "matching:program_dates",
    "matching:program_dates_add",
    "matching:program_dates_settings",
    "matching:program_dates_shift",
    "matching:program_question",
    "matching:program_question_delete",
    "matching:program_question_new",
    "matching:program_questions",
    "matching:program_teams",
    "networks:directing_group_parts",
    "networks:directing_group_self_led",
    "networks:directing_group_step_down",
}


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


def _opens(address: str) -> set[str]:
    if address in OWN:
        return {*SCOPED} - {"analyst"}
    if address in OF_UNITS:
        return {"unit_coordinator", "other_coordinator", "deputy"}
    if address in OF_PROGRAMS:
        return {"unit_coordinator", "program_coordinator", "deputy"}
    return {"unit_coordinator", "deputy"} if address in OF_OTHERS else set()


def test_each_reaches_their_scope_and_nothing_else(world: World, scoped: Any) -> None:
    met = {
        address: {
            name
            for name, (_member, session) in scoped.items()
            if _visit(world, session, address=address, row=MATRIX[address]) == Outcome.OK
        }
        for address in _for_directors()
    }

    assert met == {address: _opens(address) for address in _for_directors()}


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
            page = one.get(where).content.decode(errors="replace")
            found |= {name for name in outside if name in page}

    assert seen == {address: set() for address in OWN}
    assert could, "nothing stands there that could have been named"
