"""Every page, on a phone in light and on a desk in dark: axe finds nothing to mend."""

from __future__ import annotations

from math import ceil
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from evaluations.check_ins.domain.asking import answer_path
from evaluations.meetings.notifications.domain import unsubscribe_links
from matching.programs.runs.domain.lifecycle import advance
from mentornet.mail.links import issue
from mentornet.mail.purposes import Purpose
from profiles.assessment.domain.parts import PARTS
from profiles.assessment.domain.writing import submit_assessment
from profiles.models import SelfAssessment
from profiles.people.domain.preferences import Mail
from tests.contract.world import World, build_world
from tests.e2e.conftest import OpenAs, faults_of
from tests.e2e.dashboard_pages import dashboard_pages
from tests.e2e.endings_pages import endings_pages
from tests.e2e.plans_pages import plans_pages
from tests.e2e.sessions_pages import sessions_pages
from tests.e2e.surveys_pages import surveys_pages
from tests.factories import ExternalContactFactory, MentorOfferFactory, TieFactory
from tests.support.activation import activation_token

pytestmark = pytest.mark.django_db(transaction=True)


def furnished() -> World:
    """The world of the access matrix, with something on every page."""
    world = build_world()
    protege, here = world.protege, world.protege.institution
    SelfAssessment.objects.filter(member=protege).update(
        mission="To teach what I had to find out alone.",
        challenges="I find it hard to say no, and to write grants.",
    )
    submit_assessment(protege)
    MentorOfferFactory(member=world.mentor, institution=here)
    contact = ExternalContactFactory(institution=here, owner=protege)
    advance(world.rows["other_run"].pk)
    TieFactory(protege=protege, mentor=None, external=contact, institution=here)
    return world


def addresses_of(world: World) -> dict[str, list[str]]:
    """The pages by the role that opens them."""
    rows = world.rows
    parts = [reverse("profiles:assessment_part", args=[part.slug]) for part in PARTS]
    assessment = [
        reverse(f"profiles:{name}")
        for name in (
            "self_assessment",
            "assessment_review",
            "assessment_versions",
            "assessment_sharing",
            "assessment_print",
            "goal_new",
            "offer",
            "settings",
        )
    ]
    of_rows = [
        reverse("profiles:goal", args=[rows["goal"].pk]),
        reverse("profiles:goal_remove", args=[rows["goal"].pk]),
        reverse("profiles:need", args=[rows["need"].pk]),
        reverse("profiles:assessment_version", args=[2]),
        reverse("profiles:assessment_compare", args=[2]),
    ]
    new = reverse("networks:tie_new")
    asked = reverse("networks:invitation_new")
    network = [
        "/",
        reverse("networks:network"),
        reverse("networks:people"),
        reverse("networks:people") + "?q=nobody+of+that+name",
        reverse("networks:person", args=[world.mentor.pk]),
        reverse("networks:gap", args=["role", "advisor"]),
        reverse("networks:gap", args=["area", "balance"]),
        reverse("networks:exclusions"),
        reverse("networks:ties"),
        new + "?q=Ada",
        new + "?external=1",
        f"{new}?with={rows['bystander'].pk}",
        reverse("networks:tie", args=[rows["tie"].pk]),
        reverse("networks:tie_edit", args=[rows["tie"].pk]),
        reverse("networks:agreement", args=[rows["tie"].pk]),
        reverse("networks:tie_ending", args=[rows["tie"].pk]),
        reverse("networks:concerns"),
        reverse("networks:concern_new"),
        reverse("networks:concern", args=[rows["concern"].pk]),
        *(
            reverse(f"evaluations:{name}", args=[rows["tie"].pk])
            for name in ("relationship", "plan", "record", "series", "feedback")
        ),
        reverse("evaluations:meeting", args=[rows["meeting"].pk]),
        reverse("evaluations:meeting_move", args=[rows["meeting"].pk]),
        reverse("evaluations:groups"),
        reverse("evaluations:delivery"),
        reverse("evaluations:group", args=[rows["group"].pk]),
        reverse("evaluations:meeting", args=[rows["session"].pk]),
        reverse("evaluations:calendar"),
        reverse("evaluations:my_data"),
        reverse("networks:network") + "?on=2025-03-01",
        reverse("networks:invitations"),
        f"{asked}?to={rows['bystander'].pk}",
        reverse("networks:invitation", args=[rows["invitation"].pk]),
    ]
    team = rows["team"].pk
    of_team = [
        reverse("matching:program", args=[rows["mosaic"].pk]),
        reverse("matching:program", args=[rows["team_program"].pk]),
        reverse("matching:team", args=[team]),
        reverse("matching:team_plan", args=[team]),
        reverse("matching:team_ask", args=[team]) + "?q=Ada",
        reverse("matching:team_ask", args=[team]) + "?external=1",
        reverse("matching:team_ask", args=[team]) + f"?with={world.members['supervisor'].pk}",
        reverse("matching:team_function", args=[rows["team_part"].pk]),
        reverse("matching:team_leave", args=[rows["team_part"].pk]),
    ]
    program, run = rows["program"].pk, rows["run"].pk
    taking_part = [
        reverse("matching:programs"),
        reverse("matching:program", args=[program]),
        reverse("matching:enroll", args=[program, "protege"]),
        reverse("matching:enroll", args=[program, "mentor"]),
        reverse("matching:withdraw", args=[program, "protege"]),
        reverse("matching:apart", args=[program]) + "?q=Ada",
        reverse("matching:choices", args=[program, "protege"]),
        reverse("matching:compare", args=[program, "protege"])
        + f"?one={rows['mentor_enrollment'].pk}",
    ]
    directing = [
        reverse("matching:directing_programs"),
        reverse("matching:directing_kinds"),
        reverse("matching:directing_new", args=["dyadic"]),
        reverse("matching:directing_new", args=["collaborative"]),
        reverse("matching:directing", args=[rows["mosaic"].pk]),
        reverse("evaluations:program_coverage", args=[rows["mosaic"].pk]),
        reverse("matching:program_teams", args=[rows["team_program"].pk]),
        reverse("matching:directing", args=[program]),
        reverse("matching:directing_people", args=[program]),
        reverse("matching:weights", args=[program]),
        reverse("evaluations:program_pairs", args=[program]),
        reverse("evaluations:directing_groups"),
        reverse("evaluations:gaps"),
        reverse("evaluations:figures"),
        reverse("evaluations:gaps_group", args=["rank", "assistant"]),
        reverse("evaluations:directing_group_new"),
        reverse("evaluations:directing_group", args=[rows["group"].pk]),
        reverse("matching:run", args=[run]),
        reverse("matching:run_publish", args=[run]),
        reverse("matching:run_compare", args=[run, rows["other_run"].pk]),
        reverse("matching:sheets"),
        reverse("matching:sheet", args=[rows["sheet"].pk]),
    ]
    return {
        "anonymous": [
            "/",
            "/accounts/login/",
            "/accounts/password/reset/",
            "/accounts/login/code/",
            "/activate/",
            "/demo/outbox/",
            reverse("profiles:activate", args=[activation_token(world.rows["bystander"].user)]),
            "/activate/used/",
            "/l/forged/",
            "/a/forged/",
            answer_path(
                issue(Purpose.CHECK_IN, holder=world.protege, subject=rows["check_in"]), "help"
            ),
            urlsplit(unsubscribe_links([world.protege], Mail.CHECK_INS)[world.protege.pk]).path,
        ],
        "protege": [
            *parts,
            *assessment,
            *of_rows,
            *network,
            *taking_part,
            *of_team,
            "/accounts/2fa/",
            "/accounts/password/set/",
            "/accounts/sessions/",
            "/nonsense/",
        ],
        "facilitator": [
            reverse("evaluations:plan_sessions", args=[rows["group"].pk]),
            reverse("evaluations:meeting", args=[rows["session"].pk]),
        ],
        "ombuds": [reverse("networks:concern", args=[rows["concern"].pk])],
        "mentor": [
            reverse("evaluations:relationship", args=[rows["tie"].pk]),
            reverse("matching:team", args=[team]),
            "/",
            reverse("networks:invitation", args=[rows["invitation"].pk]) + "?q=Ada",
        ],
        "stranger": [
            reverse("matching:team_request", args=[rows["team_request"].pk]),
            "/",
            reverse("networks:network"),
            reverse("networks:ties"),
            reverse("networks:invitations"),
            reverse("profiles:self_assessment"),
            reverse("profiles:assessment_versions"),
            reverse("profiles:offer"),
        ],
        "director": [
            *directing,
            reverse("profiles:roster"),
            reverse("profiles:roster_import", args=[rows["roster_import"].pk]),
        ],
        "operator": [
            "/admin/",
            "/admin/mentornet/job/",
            "/admin/profiles/membership/",
            reverse("admin:profiles_membership_change", args=[world.protege.pk]),
            reverse("admin:profiles_institution_change", args=[world.protege.institution_id]),
        ],
        "left": ["/"],
    }


# In as many tests, so that they can run side by side; in every run, one page of three times as many.
SHARDS = 6
SAMPLE = 3 * SHARDS
Visit = tuple[str, str]
# Both widths and both schemes, on one visit; what the other look can change is not more than colours.
LOOKS: tuple[tuple[int, Any, tuple[str, ...]], ...] = (
    (390, "light", ()),
    (1280, "dark", ("color-contrast",)),
)


def visits_of(every: list[Visit], shard: int | None) -> list[Visit]:
    """A share of all pages, or a sample."""
    if shard is None:
        return every[::SAMPLE]
    # What lies side by side is mostly one role's, who needs one browser context for it.
    share = ceil(len(every) / SHARDS)
    return every[shard * share : (shard + 1) * share]


@pytest.mark.parametrize(
    "shard", [None, *(pytest.param(number, marks=pytest.mark.long) for number in range(SHARDS))]
)
def test_pages_are_without_fault(open_as: OpenAs, shard: int | None) -> None:
    world = furnished()
    more = (
        plans_pages(world),
        surveys_pages(world),
        sessions_pages(world),
        endings_pages(world),
        dashboard_pages(world),
    )
    of_role = {
        role: dict.fromkeys([*addresses, *(page for one in more for page in one.get(role, []))])
        for role, addresses in addresses_of(world).items()
    }
    every = [(role, address) for role, addresses in of_role.items() for address in addresses]
    visits = visits_of(every, shard)
    faults: dict[str, list[str]] = {}
    for role in dict.fromkeys(role for role, _address in visits):
        page = open_as(world.login(role))
        for address in [one for owner, one in visits if owner == role]:
            page.goto(address)
            for width, scheme, rules in LOOKS:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                if found := faults_of(page, rules=rules):
                    faults[f"{role} {address} {width} {scheme}"] = found
    assert faults == {}
