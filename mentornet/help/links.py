"""Which section of the manual explains a page: every page that has one, by the name of its URL."""

from __future__ import annotations

from django.urls import reverse

SECTIONS: dict[tuple[str, str], str] = {
    ("faculty", "activate-your-account"): "profiles:activate profiles:fresh_activation_link",
    ("faculty", "stay-signed-in"): (
        "account_login account_reset_password account_reset_password_from_key account_change_password "
        "account_set_password account_request_login_code account_confirm_login_code account_reauthenticate "
        "mfa_authenticate mfa_index mfa_activate_totp mfa_list_webauthn usersessions_list profiles:confirm"
    ),
    ("faculty", "the-first-minutes"): (
        "evaluations:first_steps evaluations:first_steps_people evaluations:first_steps_network"
    ),
    ("faculty", "start-at-home"): "networks:home",
    ("faculty", "assess-yourself"): (
        "profiles:self_assessment profiles:assessment_part profiles:assessment_review "
        "profiles:assessment_versions profiles:assessment_version profiles:assessment_compare "
        "profiles:assessment_sharing profiles:goal_new profiles:goal profiles:need"
    ),
    ("faculty", "look-at-your-network"): (
        "networks:network networks:ties networks:tie_new networks:tie networks:tie_edit"
    ),
    ("faculty", "ask-someone"): (
        "networks:people networks:person networks:gap networks:invitations networks:invitation_new "
        "networks:invitation"
    ),
    ("faculty", "offer-help"): "profiles:offer",
    ("faculty", "join-a-program"): (
        "matching:programs matching:program matching:enroll matching:withdraw matching:choices "
        "matching:compare matching:apart networks:exclusions"
    ),
    ("faculty", "agree-how-you-work-together"): "networks:agreement",
    ("faculty", "meet"): (
        "evaluations:relationship evaluations:plan evaluations:record evaluations:series "
        "evaluations:meetings evaluations:meeting evaluations:meeting_move evaluations:calendar"
    ),
    ("faculty", "give-feedback-end-raise-a-concern"): (
        "evaluations:feedback networks:tie_ending networks:concerns networks:concern_new networks:concern"
    ),
    ("faculty", "your-expertise"): "profiles:expertise",
    ("faculty", "your-data"): "evaluations:my_data",
    ("faculty", "your-sign-in-email"): "profiles:settings",
    ("faculty", "check-ins"): "evaluations:delivery evaluations:check_in_link",
    (
        "faculty",
        "groups",
    ): "evaluations:groups evaluations:group evaluations:group_leave evaluations:charter",
    ("faculty", "if-you-facilitate"): (
        "evaluations:console evaluations:apply_curriculum evaluations:shift_sessions "
        "evaluations:plan_sessions evaluations:attendance"
    ),
    ("faculty", "programs-without-a-match"): "matching:team matching:team_plan matching:team_ask",
    ("faculty", "development-plan"): (
        "evaluations:development_plan evaluations:plan_part evaluations:plan_versions evaluations:plan_share"
    ),
    ("faculty", "writing-projects"): (
        "evaluations:group_projects evaluations:project evaluations:project_new evaluations:author"
    ),
    ("faculty", "figures-about-you"): "evaluations:figures",
    (
        "faculty",
        "when-a-program-of-groups-ends",
    ): "evaluations:ending evaluations:certificate_check",
    ("faculty", "a-project-groups-project"): "evaluations:work evaluations:work_edit",
    ("faculty", "skills"): "evaluations:my_skills evaluations:session_skills",
    ("faculty", "surveys"): "evaluations:surveys evaluations:survey",
    ("directors", "import-the-roster"): "profiles:roster profiles:roster_import",
    (
        "directors",
        "connect-systems",
    ): "profiles:api_clients profiles:api_client profiles:api_client_new",
    ("directors", "single-sign-on-and-provisioning"): "profiles:provisioning",
    ("directors", "staff-roles"): "profiles:approvals",
    ("directors", "kinds-of-programs"): (
        "matching:directing_programs matching:directing_kinds matching:directing_new matching:directing"
    ),
    (
        "directors",
        "run-a-program-of-pairs",
    ): "matching:run matching:run_compare matching:sheets matching:sheet",
    ("directors", "form-groups"): "matching:group_run matching:group_rules",
    ("directors", "dates-and-questions"): "matching:program_dates matching:program_questions",
    ("directors", "how-pairs-and-groups-are-doing"): "evaluations:program_pairs",
    (
        "directors",
        "gap-report-where-mentoring-is-missing",
    ): "evaluations:gaps evaluations:gaps_group",
    ("directors", "surveys"): (
        "evaluations:directing_surveys evaluations:directing_survey evaluations:survey_new "
        "evaluations:instruments evaluations:instrument"
    ),
    ("directors", "peer-groups"): (
        "evaluations:directing_groups evaluations:directing_group evaluations:directing_group_new "
        "evaluations:program_sessions evaluations:curricula evaluations:curriculum"
    ),
    ("directors", "the-end-of-a-program-of-groups"): (
        "evaluations:plan_ending evaluations:cohort evaluations:alumni"
    ),
}
"""Page and anchor of each section, with the pages that it explains."""

EXPLAINED = {name: section for section, names in SECTIONS.items() for name in names.split()}


def help_url(view_name: str) -> str:
    """Return where the manual explains the page *view_name*; nothing if it does not."""
    if view_name not in EXPLAINED:
        return ""
    slug, anchor = EXPLAINED[view_name]
    return f"{reverse('help_page', args=[slug])}#{anchor}"
