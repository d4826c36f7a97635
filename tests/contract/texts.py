"""The pages with a text to write in, each with a role that can: what the walk of drafts visits."""

from __future__ import annotations

from collections.abc import Callable

from tests.contract.world import World

TEXTS: dict[str, str] = {
    "evaluations:author_order": "protege",
    "evaluations:charter": "facilitator",
    "evaluations:console": "facilitator",
    "evaluations:curriculum": "director",
    "evaluations:curriculum_new": "director",
    "evaluations:directing_group": "director",
    "evaluations:directing_group_new": "director",
    "evaluations:draft_readers": "protege",
    "evaluations:draft_review": "facilitator",
    "evaluations:feedback": "protege",
    "evaluations:first_steps": "protege",
    "evaluations:first_steps_contacts": "protege",
    "evaluations:group_message_new": "facilitator",
    "evaluations:group_plan": "protege",
    "evaluations:halfway": "protege",
    "evaluations:instrument_new": "director",
    "evaluations:meeting": "protege",
    "evaluations:outline": "director",
    "evaluations:plan": "protege",
    "evaluations:plan_ending": "director",
    "evaluations:plan_part": "protege",
    "evaluations:plan_sessions": "facilitator",
    "evaluations:project_edit": "protege",
    "evaluations:project_new": "protege",
    "evaluations:record": "protege",
    "evaluations:reflection": "protege",
    "evaluations:session": "facilitator",
    "evaluations:session_absence": "protege",
    "evaluations:session_skills": "facilitator",
    "evaluations:shift_sessions": "facilitator",
    "evaluations:survey_new": "director",
    "evaluations:work_edit": "protege",
    "evaluations:work_end": "protege",
    "matching:directing_edit": "director",
    "matching:directing_new": "director",
    "matching:enroll": "protege",
    "matching:group_publish": "director",
    "matching:group_rules": "director",
    "matching:program_question": "director",
    "matching:program_question_new": "director",
    "matching:team_plan": "protege",
    "networks:agreement": "protege",
    "networks:concern": "protege",
    "networks:concern_new": "protege",
    "networks:invitation": "mentor",
    "networks:tie_ending": "protege",
    "profiles:about_me": "protege",
    "profiles:api_client": "director",
    "profiles:api_client_new": "director",
    "profiles:assessment_part": "protege",
    "profiles:expertise": "protege",
    "profiles:goal": "protege",
    "profiles:goal_new": "protege",
    "profiles:offer": "protege",
    "profiles:sign_on_connection": "director",
}

MORE: tuple[tuple[str, str, Callable[[World], str]], ...] = (
    ("networks:invitation_new", "protege", lambda world: f"?to={world.rows['bystander'].pk}"),
    ("networks:tie_new", "protege", lambda world: "?external=1"),
    ("networks:tie_new", "protege", lambda world: f"?with={world.rows['bystander'].pk}"),
    ("matching:team_ask", "protege", lambda world: "?external=1"),
    (
        "matching:team_ask",
        "protege",
        lambda world: f"?with={world.members['supervisor'].pk}",
    ),
)
"""Pages that have a text only with what their address asks for: visited as well."""
