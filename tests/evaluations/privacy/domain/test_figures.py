"""The list of figures is whole: no director's page and no API route stands outside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from evaluations.privacy.domain.figures import DOORS, FIGURES, Kind, Source
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import AuditEvent
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import InstitutionFactory, MembershipFactory

# Doors of directors and of programs on which nothing is counted of anybody but one row at a time.
WITHOUT_FIGURES = frozenset(
    {
        # The roster and access to it: names and states, one by one.
        "profiles:directed_people_act",
        "profiles:directed_people_views",
        "profiles:directed_mentors_act",
        "profiles:directed_mentors_views",
        "profiles:directed_person",
        "profiles:directed_person_activation",
        "api:institution",
        "api:units-list",
        "api:units-detail",
        "api:members-detail",
        "api:members-bulk",
        "api:members-external",
        "api:members-end",
        "api:imports-list",
        "api:imports-detail",
        "api:imports-cancel",
        "api:imports-confirm",
        "api:imports-rows",
        "api:assessments-list",
        "api:assessments-detail",
        "api:assessment-contents-list",
        "api:assessment-contents-detail",
        "api:offers-list",
        "api:offers-detail",
        "api:enrollments-detail",
        "api:runs-cancel",
        "api:pairs-detail",
        "api:ties-detail",
        "api:groups-detail",
        "api:group-members-detail",
        "api:reports-counts-csv",
        "api:reports-counts-list",
        "api:reports-counts-detail",
        "api:instruments-list",
        "api:instruments-detail",
        "api:webhooks-list",
        "api:webhooks-detail",
        "api:webhooks-rotate",
        "api:webhooks-test",
        "api:webhook-secret",
        "api:export",
        "api:webhook-deliveries",
        "api:webhook-delivery",
        "api:webhook-delivery-replay",
        "api:webhook-replay",
        "api:openapi",
        "api:postman",
        "api:docs",
        "api:problems",
        "api:token",
        "api:revoke",
        "api:unknown",
        # How systems and people are connected: names, states and settings, one by one.
        "profiles:sign_on_setup",
        "profiles:sign_on_test",
        "profiles:sign_on_state",
        "profiles:sign_on_break_glass",
        "profiles:sign_on_remove",
        "profiles:sign_on_forget",
        "profiles:sign_on_connection",
        "profiles:roster_template",
        "profiles:roster_mail",
        "profiles:roster_import",
        "profiles:roster_confirm",
        "profiles:imports_act",
        "profiles:imports_views",
        "profiles:roster_answers",
        "profiles:roster_listing",
        "profiles:roster_reading",
        "profiles:roster_fixed",
        "profiles:roster_cancel",
        "profiles:roster_retry",
        "profiles:roster_errors",
        "profiles:webhooks",
        "profiles:webhook_new",
        "profiles:webhook",
        "profiles:webhook_edit",
        "profiles:webhook_replay",
        "profiles:webhook_do",
        "profiles:api_clients",
        "profiles:api_client_new",
        "profiles:api_client",
        "profiles:api_client_rotate",
        "profiles:api_client_drop_previous",
        "profiles:api_client_revoke",
        "profiles:provisioning",
        "profiles:provisioning_revoke",
        "profiles:sandbox",
        "profiles:sandbox_enter",
        "profiles:sandbox_leave",
        "profiles:sandbox_reset",
        "profiles:sandbox_delete",
        "profiles:sandbox_emails",
        "profiles:sandbox_email",
        # Forms, and buttons that lead back to a page with figures.
        "evaluations:attention_act",
        "evaluations:attention_hand",
        "evaluations:dashboard_search",
        "profiles:institution_settings",
        "profiles:days_off_settings",
        "profiles:figures_settings",
        "profiles:logo_settings",
        "profiles:logo_remove",
        "profiles:sign_in_settings",
        "profiles:people_find",
        "profiles:person_note",
        "profiles:person_note_delete",
        "profiles:person_note_new",
        "profiles:units_find",
        "evaluations:setup_step",
        "evaluations:setup_skip",
        "profiles:unit_merge",
        "profiles:unit_delete",
        # What the institution calls ranks and the like.
        "profiles:words",
        "profiles:roster_titles",
        "profiles:roster_title",
        # How many people have a specialty, of whom the list of people tells each.
        "profiles:roster_specialties",
        "profiles:roster_specialty",
        "profiles:approvals",
        "profiles:approval_approve",
        "profiles:approval_refuse",
        "profiles:approval_withdraw",
        "profiles:staff_roles",
        "profiles:outside_invite",
        "profiles:outside_end",
        "profiles:address_claims",
        "profiles:stop_claim",
        "profiles:vouch_for",
        "profiles:staff_role_grant",
        "profiles:staff_role_revoke",
        "profiles:deputies",
        "profiles:deputy_end",
        "matching:directing_kinds",
        "matching:directing_new",
        "matching:directing_edit",
        "matching:directing_move",
        "matching:program_invite",
        "evaluations:audit",
        "evaluations:audit_act",
        "evaluations:audit_file",
        "evaluations:audit_views",
        "evaluations:directing_groups_act",
        "evaluations:directing_groups_views",
        "evaluations:directing_sessions_act",
        "evaluations:directing_sessions_views",
        "matching:directing_programs_act",
        "matching:directing_programs_views",
        "evaluations:directing_surveys_act",
        "evaluations:directing_surveys_views",
        "matching:enrollments_act",
        "matching:openings_act",
        "matching:openings_views",
        "matching:waiting_act",
        "matching:waiting_views",
        "matching:enrollments_views",
        "matching:newcomers_act",
        "matching:newcomers_views",
        "matching:pair_request_new",
        "matching:pair_requests_act",
        "matching:pair_requests_views",
        "matching:pairs_undo",
        "matching:enroll_for",
        "matching:enrollment_files",
        "matching:enrollment_file",
        "matching:enrollment_file_answers",
        "matching:enrollment_file_send",
        "matching:enrollment_file_undo",
        "matching:enrollment_file_delete",
        "matching:withdraw_for",
        "matching:enrollment_answer",
        "matching:project_new",
        "matching:project_paste",
        "matching:project_edit",
        "matching:project_review",
        "matching:project_run_start",
        "matching:project_publish",
        "matching:project_put",
        "matching:run_start",
        "matching:run_note",
        "matching:left_out",
        "matching:run_cancel",
        "matching:run_retry",
        "matching:publication_cancel",
        "matching:run_repeat",
        "matching:run_publish",
        "matching:program_dates",
        "matching:program_dates_add",
        "matching:program_dates_shift",
        "matching:program_dates_settings",
        "matching:program_questions",
        "matching:program_question_new",
        "matching:program_question",
        "matching:program_question_delete",
        "matching:proposal_change",
        "matching:proposal_decide",
        "matching:group_rules",
        "matching:attendance_rules",
        "matching:group_start",
        "matching:group_place",
        "matching:group_publish",
        "matching:group_act",
        "matching:group_seat",
        "matching:group_change",
        "matching:sheets",
        "matching:sheet_columns",
        "matching:sheet_cancel",
        "matching:sheet_delete",
        "matching:pair_rule_lift",
        "matching:match_rules",
        "matching:match_rule_add",
        "matching:match_rule_edit",
        "matching:match_rule_remove",
        # What happened, what was sent and what is coming, one by one.
        "evaluations:desk_messages",
        "evaluations:desk_messages_file",
        "evaluations:desk_messages_act",
        "evaluations:desk_messages_views",
        "evaluations:desk_calendar",
        "evaluations:desk_calendar_link",
        "evaluations:desk_calendar_feed",
        "evaluations:desk_activity",
        "evaluations:desk_activity_file",
        "evaluations:survey_results",
        "evaluations:gaps_ask",
        "evaluations:gaps_cancel",
        "evaluations:gaps_progress",
        "evaluations:curricula",
        "evaluations:curriculum_new",
        "evaluations:curriculum_built_in",
        "evaluations:curriculum",
        "evaluations:curriculum_delete",
        "evaluations:outline_add",
        "evaluations:outline",
        "evaluations:outline_material",
        "evaluations:outline_act",
        "evaluations:outline_material_remove",
        "evaluations:directing_group_new",
        "evaluations:pair_help",
        "evaluations:pair_note",
        "evaluations:pair_end",
        "evaluations:pairs_act",
        "evaluations:pairs_views",
        "evaluations:directing_group_add",
        "evaluations:directing_group_completion",
        "evaluations:directing_group_end",
        "evaluations:directing_group_remove",
        "networks:directing_group_parts",
        "networks:directing_group_self_led",
        "networks:directing_group_step_down",
        "evaluations:session_place",
        "evaluations:program_make_up",
        "evaluations:alumni",
        "evaluations:plan_ending",
        "evaluations:survey_new",
        "evaluations:survey_act",
        "evaluations:instruments",
        "evaluations:instrument_new",
        "evaluations:instrument_example",
        "evaluations:instrument_built_in",
        "evaluations:instrument_retire",
    }
)


def names(resolver: Any, space: str = "", above: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from names(one, inner, above + str(one.pattern))
        elif one.name:
            yield space + one.name, above + str(one.pattern)


def test_every_door_of_directors_and_of_the_api_is_in_the_list_or_has_no_figures() -> None:
    doors = {
        name
        for name, path in names(get_resolver())
        if path.startswith(("dashboard/", "api/v1/", "api/")) and not name.startswith("admin:")
    }

    assert doors - DOORS - WITHOUT_FIGURES == set()
    assert set() == WITHOUT_FIGURES & DOORS
    assert WITHOUT_FIGURES - doors == set()


def test_every_door_of_the_list_is_there() -> None:
    assert DOORS - {name for name, _path in names(get_resolver())} == set()


def test_what_is_confidential_is_never_live() -> None:
    sources = {(one.kind, one.source == Source.LIVE) for one in FIGURES}

    assert sources == {(Kind.CONFIDENTIAL, False), (Kind.OPERATIONAL, True)}


def test_published_rows_are_read_in_one_place() -> None:
    """A door that read the table by itself could forget what may not be shown."""
    readers = []
    for file in sorted(settings.BASE_DIR.glob("*/**/*.py")):
        path = file.relative_to(settings.BASE_DIR).as_posix()
        if path.startswith(("tests/", ".venv/")) or "/migrations/" in path:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if named & {"PublishedRow", "PublishedPerson"}:
            readers.append(path)

    assert readers == ["evaluations/gaps/domain/report.py", "evaluations/privacy/domain/store.py"]


# The page ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_everyone_reads_how_figures_are_protected_and_each_change_of_it(
    django_assert_num_queries: Any,
) -> None:
    member = MembershipFactory()
    client = client_of(member)
    address = reverse("evaluations:figures")
    assert "The minimum has never changed." in client.get(address).content.decode()

    change_threshold(member.institution, to=9, by=None)
    with django_assert_num_queries(5):
        page = client.get(address).content.decode()
    assert "Raised from 5 to 9 people" in page
    change_threshold(member.institution, to=6, by=None)
    change_threshold(member.institution, to=7, by=None)
    with django_assert_num_queries(5):
        page = client.get(address).content.decode()

    assert "Lowered from 9 to 6 people, for what starts afterward" in page
    assert "No figure is about fewer than 7 people" in page
    verbs = AuditEvent.objects.filter(institution=member.institution).order_by("at")
    assert list(verbs.values_list("verb", flat=True)) == [
        "threshold.raised",
        "threshold.lowered",
        "threshold.raised",
    ]


@pytest.mark.django_db
def test_the_home_page_tells_of_a_change_and_others_are_not_told() -> None:
    member = MembershipFactory()
    change_threshold(InstitutionFactory(), to=9, by=None)
    assert "smallest group" not in client_of(member).get("/").content.decode()

    change_threshold(member.institution, to=8, by=None)

    page = client_of(member).get("/").content.decode()
    assert "The minimum group size for figures has changed. It is now 8 people." in page
