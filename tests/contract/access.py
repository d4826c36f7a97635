"""The access matrix: what each role meets at each address. An address that is not here fails the build."""

from typing import Any

from tests.contract.api_clients import API_CLIENTS
from tests.contract.desk_pages import DESK_PAGES
from tests.contract.drafts import DRAFTS
from tests.contract.endings import ENDINGS
from tests.contract.forming import FORMING
from tests.contract.identity import IDENTITY
from tests.contract.institution import INSTITUTION
from tests.contract.kinds import KINDS
from tests.contract.matrix import (
    Expected,
    Kwargs,
    Outcome,
    Row,
    colleagues,
    everyone,
    members,
    only,
    signed_in,
)
from tests.contract.operating import ADMIN
from tests.contract.parts import PARTS
from tests.contract.people import PEOPLE
from tests.contract.plans import PLANS
from tests.contract.programs import PROGRAMS
from tests.contract.reflecting import REFLECTING
from tests.contract.sandbox import SANDBOX
from tests.contract.sessions import SESSIONS
from tests.contract.surveys import SURVEYS
from tests.contract.webhooks import WEBHOOKS
from tests.contract.world import ROLES, World
from tests.factories import ExternalContactFactory, TieFactory
from tests.support.activation import activation_token


def pk_of(name: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk}


def signed_in_meet(outcome: Outcome) -> Expected:
    """Whoever is signed in meets *outcome*; others are asked to sign in."""
    return {**dict.fromkeys(ROLES, outcome), "anonymous": Outcome.LOGIN}


def both_sides() -> Expected:
    return only("protege", "mentor")


def forged_link() -> Expected:
    return dict.fromkeys(ROLES, Outcome.HIDDEN)


def outside_tie(world: World) -> dict[str, Any]:
    contact = ExternalContactFactory(owner=world.protege, email="ida@elsewhere.example")
    return {"pk": TieFactory(protege=world.protege, mentor=None, external=contact).pk}


def directors() -> Expected:
    return only("director", "other_director", others=Outcome.DENIED)


def directors_here() -> Expected:
    return {**directors(), "other_director": Outcome.HIDDEN}


# Pages of the sign-in library: each shows a person their own account and nobody else's.
ACCOUNT: dict[str, Row] = {
    "account_login": Row(everyone()),
    "account_logout": Row(everyone()),
    "account_signup": Row(everyone()),  # says that sign-up is closed
    "account_inactive": Row(everyone()),
    "account_email_verification_sent": Row(everyone()),
    "account_request_login_code": Row(everyone()),
    "account_reset_password": Row(everyone()),
    "account_reset_password_done": Row(everyone()),
    "account_reset_password_from_key": Row(
        everyone(), kwargs=lambda world: {"uidb36": "0", "key": "no-such-key"}
    ),
    "account_reset_password_from_key_done": Row(everyone()),
    "account_confirm_email": Row(everyone(), kwargs=lambda world: {"key": "no-such-key"}),
    "account_confirm_login_code": Row(signed_in()),
    "account_change_password": Row(signed_in()),
    "account_set_password": Row(signed_in()),
    "account_email": Row(signed_in()),
    "account_reauthenticate": Row(signed_in_meet(Outcome.DENIED)),  # nothing to prove it with
    "mfa_authenticate": Row(signed_in()),
    "mfa_index": Row(signed_in()),
    "mfa_activate_totp": Row(signed_in()),
    "mfa_deactivate_totp": Row(signed_in_meet(Outcome.HIDDEN)),  # none is active
    "mfa_generate_recovery_codes": Row(signed_in()),
    "mfa_view_recovery_codes": Row(signed_in_meet(Outcome.HIDDEN)),
    "mfa_download_recovery_codes": Row(signed_in_meet(Outcome.HIDDEN)),
    "mfa_list_webauthn": Row(signed_in()),
    "mfa_add_webauthn": Row(signed_in()),
    "mfa_edit_webauthn": Row(signed_in_meet(Outcome.HIDDEN), kwargs=lambda world: {"pk": 1}),
    "mfa_remove_webauthn": Row(signed_in_meet(Outcome.HIDDEN), kwargs=lambda world: {"pk": 1}),
    "mfa_login_webauthn": Row(signed_in()),
    "mfa_reauthenticate": Row(signed_in_meet(Outcome.DENIED)),
    "mfa_reauthenticate_webauthn": Row(signed_in_meet(Outcome.DENIED)),
    "usersessions_list": Row(signed_in()),
}

# The manual holds nothing of an institution, and someone who cannot sign in needs it.
HELP: dict[str, Row] = {
    "help": Row(everyone()),
    "help_page": Row(everyone(), kwargs=lambda world: {"slug": "faculty"}),
    "accessibility": Row(everyone()),
}

NETWORKS: dict[str, Row] = {
    "networks:home": Row({**members(), "anonymous": Outcome.OK}),  # a welcome
    "networks:network": Row(members()),
    "networks:people": Row(members()),
    "networks:person": Row(colleagues(), kwargs=lambda world: {"pk": world.protege.pk}),
    "networks:gap": Row(members(), kwargs=lambda world: {"kind": "role", "value": "sponsor"}),
    "networks:glossary": Row(signed_in()),
    "networks:exclusions": Row(members()),
    "networks:exclude": Row(colleagues(), kwargs=pk_of("bystander"), method="post"),
    "networks:include": Row(only("protege"), kwargs=pk_of("bystander"), method="post"),
    "networks:ties": Row(members()),
    "networks:tie_new": Row(members()),
    "networks:tie": Row(both_sides(), kwargs=pk_of("tie")),
    "networks:tie_edit": Row(only("protege"), kwargs=pk_of("tie")),
    "networks:tie_end": Row(both_sides(), kwargs=pk_of("tie"), method="post"),
    "networks:tie_ending": Row(both_sides(), kwargs=pk_of("tie")),
    "networks:tie_stage": Row(
        both_sides(), kwargs=pk_of("tie"), method="post", data=lambda world: {"stage": "protege"}
    ),
    "networks:tie_undo_end": Row(both_sides(), kwargs=pk_of("tie"), method="post"),
    "networks:tie_confirm": Row(only("protege"), kwargs=pk_of("unconfirmed_tie"), method="post"),
    "networks:tie_refuse": Row(only("protege"), kwargs=pk_of("unconfirmed_tie"), method="post"),
    # The two alone: not their supervisor, not the director whose program made the tie.
    "networks:agreement": Row(both_sides(), kwargs=pk_of("tie")),
    # The mentee who knows someone outside; nobody else decides what that person gets.
    "networks:tie_emails": Row(only("protege"), kwargs=outside_tie),
    # Whoever holds the link of the email; a forged one shows nothing (see test_outside).
    "networks:outside_stop": Row(forged_link(), kwargs=lambda world: {"token": "forged"}),
    "networks:outside_agreement": Row(forged_link(), kwargs=lambda world: {"token": "forged"}),
    "networks:agreement_confirm": Row(both_sides(), kwargs=pk_of("agreement"), method="post"),
    # A named concern: its reporter and the ombuds they gave it to. Not the supervisor, not the
    # director, not the operator, and not the mentor whom it may be about.
    "networks:concerns": Row(members()),
    "networks:concern_new": Row(members()),
    "networks:concern_by_code": Row(members(), method="post"),  # a wrong code leads back
    "networks:concern": Row(only("protege", "ombuds"), kwargs=pk_of("concern")),
    "networks:concern_state": Row(
        only("ombuds"),
        kwargs=pk_of("concern"),
        method="post",
        data=lambda world: {"state": "handled"},
    ),
    "networks:concern_decide": Row(
        only("protege"),
        kwargs=pk_of("concern"),
        method="post",
        data=lambda world: {"decision": "keep", "member": str(world.members["ombuds"].pk)},
    ),
    "networks:concerns_before": Row(everyone()),  # leads to the page of today
    "networks:invitations": Row(members()),
    "networks:invitation_new": Row(members()),
    "networks:invitation": Row(both_sides(), kwargs=pk_of("invitation")),
    "networks:invitation_answer": Row(
        only("mentor"),
        kwargs=pk_of("invitation"),
        method="post",
        data=lambda world: {"action": "decline", "reply": ""},
    ),
    "networks:invitation_withdraw": Row(only("protege"), kwargs=pk_of("invitation"), method="post"),
    "networks:mail_link": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"token": "forged"}
    ),
}

PROFILES: dict[str, Row] = {
    # Whoever holds the link of the email; a forged one shows nothing (see test_by_link).
    "networks:invitation_by_link": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"token": "forged"}
    ),
    # Whoever holds the mailed link; a forged one is refused (see test_activation).
    "profiles:activate": Row(
        everyone(), kwargs=lambda world: {"token": activation_token(world.rows["bystander"].user)}
    ),
    "profiles:fresh_activation_link": Row(everyone()),
    "profiles:offer": Row(members()),
    "profiles:offer_pause": Row(only("protege"), method="post"),
    "profiles:offer_resume": Row(only("protege"), method="post"),
    "profiles:settings": Row(members()),
    # For people who are not signed in; it changes nothing but their own pages.
    "profiles:choose_language": Row(
        everyone(), method="post", data=lambda world: {"language": "en"}
    ),
    "profiles:switch_institution": Row(
        {**dict.fromkeys(ROLES, Outcome.HIDDEN), "anonymous": Outcome.LOGIN, "protege": Outcome.OK},
        method="post",
        data=lambda world: {"membership": str(world.protege.pk)},
    ),
    # Directors alone; an import of another institution is not there.
    "evaluations:attention": Row(directors()),
    "evaluations:attention_act": Row(
        directors_here(),
        kwargs=lambda world: {
            "kind": "not_activated",
            "subject": world.protege.institution_id,
            "what": "wake",
        },
        method="post",
    ),
    "evaluations:attention_hand": Row(
        directors_here(),
        kwargs=lambda world: {"kind": "not_activated", "subject": world.protege.institution_id},
    ),
    "evaluations:dashboard": Row(directors()),
    "evaluations:dashboard_search": Row(directors()),
    "profiles:roster": Row(directors()),
    "profiles:held_endings": Row(directors()),
    "profiles:roster_template": Row(directors()),
    "profiles:roster_mail": Row(directors(), method="post"),
    "profiles:roster_import": Row(directors_here(), kwargs=pk_of("roster_import")),
    "profiles:roster_confirm": Row(directors_here(), kwargs=pk_of("roster_import"), method="post"),
    "profiles:imports": Row(directors()),
    "profiles:imports_file": Row(directors(), kwargs=lambda world: {"suffix": "csv"}),
    "profiles:imports_act": Row(directors(), method="post"),
    "profiles:imports_views": Row(directors(), method="post"),
    "profiles:roster_answers": Row(directors_here(), kwargs=pk_of("roster_import"), method="post"),
    "profiles:roster_listing": Row(
        directors_here(),
        kwargs=lambda world: {"pk": world.rows["roster_import"].pk, "suffix": "csv"},
    ),
    "profiles:roster_reading": Row(
        directors_here(),
        kwargs=lambda world: {"pk": world.rows["roster_import"].pk, "suffix": "csv"},
    ),
    "profiles:roster_fixed": Row(directors_here(), kwargs=pk_of("roster_import"), method="post"),
    "profiles:roster_retry": Row(directors_here(), kwargs=pk_of("roster_import"), method="post"),
    "profiles:roster_cancel": Row(directors_here(), kwargs=pk_of("roster_import"), method="post"),
    "profiles:roster_errors": Row(directors_here(), kwargs=pk_of("roster_import")),
    # The self-assessment: everybody their own, nobody another's.
    "profiles:self_assessment": Row(members()),
    "profiles:assessment_part": Row(members(), kwargs=lambda world: {"slug": "framework"}),
    "profiles:assessment_review": Row(members()),
    "profiles:assessment_submit": Row(members(), method="post"),
    "profiles:assessment_print": Row(members()),
    "profiles:assessment_versions": Row(members()),
    "profiles:assessment_version": Row(only("protege"), kwargs=lambda world: {"number": 1}),
    "profiles:assessment_compare": Row(only("protege"), kwargs=lambda world: {"number": 1}),
    "profiles:assessment_sharing": Row(members()),
    "profiles:goal_new": Row(members()),
    "profiles:goal": Row(only("protege"), kwargs=pk_of("goal")),
    "profiles:goal_remove": Row(only("protege"), kwargs=pk_of("goal"), method="post"),
    "profiles:target_add": Row(
        only("protege"),
        kwargs=pk_of("goal"),
        method="post",
        data=lambda world: {"target-text": "A step"},
    ),
    "profiles:target": Row(only("protege"), kwargs=pk_of("target"), method="post"),
    "profiles:note_add": Row(
        only("protege"),
        kwargs=pk_of("goal"),
        method="post",
        data=lambda world: {"note-kind": "progress", "note-text": "A word"},
    ),
    "profiles:note_remove": Row(only("protege"), kwargs=pk_of("note"), method="post"),
    "profiles:need_add": Row(members(), method="post"),
    "profiles:need_proposal": Row(members(), method="post"),
    "profiles:need": Row(only("protege"), kwargs=pk_of("need")),
    "profiles:undo": Row(members(), method="post"),
    "profiles:need_remove": Row(only("protege"), kwargs=pk_of("need"), method="post"),
}


def of_program(**more: str) -> Kwargs:
    return lambda world: {"pk": world.rows["program"].pk, **more}


MATCHING: dict[str, Row] = {
    "matching:programs": Row(members()),
    "matching:program": Row(colleagues(), kwargs=of_program()),
    "matching:enroll": Row(colleagues(), kwargs=of_program(side="protege")),
    "matching:apart": Row(colleagues(), kwargs=of_program()),
    "matching:apart_change": Row(
        colleagues(),
        kwargs=of_program(act="remove"),
        method="post",
        data=lambda world: {"member": str(world.rows["bystander"].pk)},
    ),
    # Enrolled people alone, each their own: nobody sees or changes another's wishes.
    "matching:withdraw": Row(only("protege"), kwargs=of_program(side="protege"), method="post"),
    "matching:choices": Row(only("mentor"), kwargs=of_program(side="mentor")),
    "matching:compare": Row(only("protege"), kwargs=of_program(side="protege")),
    "matching:choices_order": Row(
        only("protege"), kwargs=of_program(side="protege"), method="post"
    ),
    "matching:choose": Row(
        only("mentor"),
        kwargs=of_program(side="mentor", act="decline"),
        method="post",
        data=lambda world: {"key": str(world.rows["enrollment"].pk)},
    ),
    # Directors alone; a program of another institution is not there.
    "matching:directing": Row(directors_here(), kwargs=of_program()),
    "matching:directing_edit": Row(directors_here(), kwargs=of_program()),
    "matching:directing_people": Row(directors_here(), kwargs=of_program()),
    "matching:enrollments": Row(directors()),
    "matching:enrollments_file": Row(directors(), kwargs=lambda world: {"suffix": "csv"}),
    "matching:enrollments_act": Row(directors(), method="post"),
    "matching:enrollments_views": Row(directors(), method="post"),
    "matching:openings": Row(directors()),
    "matching:openings_file": Row(directors(), kwargs=lambda world: {"suffix": "csv"}),
    "matching:openings_act": Row(directors(), method="post"),
    "matching:openings_views": Row(directors(), method="post"),
    "matching:waiting": Row(directors()),
    "matching:waiting_file": Row(directors(), kwargs=lambda world: {"suffix": "csv"}),
    "matching:waiting_act": Row(directors(), method="post"),
    "matching:waiting_views": Row(directors(), method="post"),
    "matching:newcomers": Row(directors()),
    "matching:newcomers_file": Row(directors(), kwargs=lambda world: {"suffix": "csv"}),
    "matching:newcomers_act": Row(directors(), method="post"),
    "matching:newcomers_views": Row(directors(), method="post"),
    # The supervisor named on the roster, where the program asks them.
    "matching:newcomers_led": Row(members()),
    "matching:newcomer_suggest": Row(only("supervisor"), kwargs=pk_of("newcomer")),
    "matching:newcomer_welcome": Row(directors_here(), kwargs=of_program()),
    "matching:program_invite": Row(directors_here(), kwargs=of_program()),
    "matching:program_remind": Row(directors_here(), kwargs=of_program(side="protege")),
    "matching:enroll_for": Row(directors_here(), kwargs=of_program()),
    "matching:enrollment_files": Row(directors_here(), kwargs=of_program()),
    "matching:enrollment_file": Row(directors_here(), kwargs=pk_of("enrollment_file")),
    "matching:enrollment_file_answers": Row(
        directors_here(), kwargs=pk_of("enrollment_file"), method="post"
    ),
    "matching:enrollment_file_send": Row(
        directors_here(), kwargs=pk_of("enrollment_file"), method="post"
    ),
    "matching:enrollment_file_undo": Row(
        directors_here(), kwargs=pk_of("enrollment_file"), method="post"
    ),
    "matching:enrollment_file_delete": Row(
        directors_here(), kwargs=pk_of("enrollment_file"), method="post"
    ),
    "matching:withdraw_for": Row(directors_here(), kwargs=pk_of("enrollment"), method="post"),
    "matching:enrollment_answer": Row(
        directors_here(),
        kwargs=lambda world: {"pk": world.rows["applied"].pk, "act": "accept"},
        method="post",
    ),
    "matching:directing_move": Row(directors_here(), kwargs=of_program(to="copy"), method="post"),
    "matching:weights": Row(directors_here(), kwargs=of_program()),
    "matching:match_rules": Row(directors_here(), kwargs=of_program()),
    "matching:match_rule_add": Row(
        directors_here(),
        kwargs=lambda world: {"pk": world.rows["program"].pk, "kind": "limit"},
    ),
    "matching:match_rule_edit": Row(directors_here(), kwargs=pk_of("match_rule")),
    "matching:match_rule_remove": Row(directors_here(), kwargs=pk_of("match_rule"), method="post"),
    "matching:run_start": Row(
        directors_here(),
        kwargs=of_program(),
        method="post",
        data=lambda world: {"method": "stable", "seed": "1"},
    ),
    "matching:left_out": Row(directors_here(), kwargs=pk_of("enrollment"), method="post"),
    "matching:run": Row(directors_here(), kwargs=pk_of("run")),
    "matching:run_retry": Row(directors_here(), kwargs=pk_of("other_run"), method="post"),
    "matching:publication_cancel": Row(directors_here(), kwargs=pk_of("other_run"), method="post"),
    "matching:run_cancel": Row(directors_here(), kwargs=pk_of("other_run"), method="post"),
    "matching:run_repeat": Row(directors_here(), kwargs=pk_of("run"), method="post"),
    "matching:run_publish": Row(directors_here(), kwargs=pk_of("run"), method="post"),
    "matching:run_table": Row(directors_here(), kwargs=pk_of("run")),
    "matching:run_note": Row(
        directors_here(), kwargs=pk_of("run"), method="post", data=lambda world: {"note": "Look"}
    ),
    "matching:pairs_undo": Row(directors_here(), kwargs=pk_of("run"), method="post"),
    "matching:proposal": Row(directors_here(), kwargs=pk_of("proposal")),
    "matching:run_compare": Row(
        directors_here(),
        kwargs=lambda world: {"pk": world.rows["run"].pk, "other": world.rows["other_run"].pk},
    ),
    "matching:proposal_change": Row(
        directors_here(),
        kwargs=pk_of("proposal"),
        method="post",
        data=lambda world: {"to": "nobody"},
    ),
    "matching:proposal_decide": Row(
        directors_here(),
        kwargs=lambda world: {"pk": world.rows["proposal"].pk, "kind": "lock"},
        method="post",
    ),
    "matching:sheets": Row(directors()),
    "matching:sheet": Row(directors_here(), kwargs=pk_of("sheet")),
    "matching:sheet_columns": Row(directors_here(), kwargs=pk_of("sheet"), method="post"),
    "matching:sheet_table": Row(directors_here(), kwargs=pk_of("sheet")),
    "matching:sheet_cancel": Row(directors_here(), kwargs=pk_of("sheet"), method="post"),
    "matching:sheet_delete": Row(directors_here(), kwargs=pk_of("sheet"), method="post"),
    "matching:pair_rule_lift": Row(directors_here(), kwargs=pk_of("pair_rule"), method="post"),
}


# The two people of the tie alone: not their supervisors, not the director, not the facilitator,
# not the ombuds, not the operator.
EVALUATIONS: dict[str, Row] = {
    "evaluations:relationship": Row(both_sides(), kwargs=pk_of("tie")),
    "evaluations:met": Row(both_sides(), kwargs=pk_of("tie"), method="post"),
    "evaluations:plan": Row(both_sides(), kwargs=pk_of("tie")),
    "evaluations:record": Row(both_sides(), kwargs=pk_of("tie")),
    "evaluations:series": Row(both_sides(), kwargs=pk_of("tie")),
    "evaluations:action_add": Row(both_sides(), kwargs=pk_of("tie"), method="post"),
    "evaluations:action_set": Row(
        both_sides(),
        kwargs=lambda world: {"pk": world.rows["action"].pk, "act": "done"},
        method="post",
    ),
    "evaluations:meeting": Row(both_sides(), kwargs=pk_of("meeting")),
    # One's own answers and list; whose rows they are, the member of the request says alone.
    "evaluations:first_steps": Row(members()),
    "evaluations:first_steps_people": Row(members()),
    "evaluations:first_steps_contacts": Row(members()),
    "evaluations:first_steps_network": Row(members()),
    # One's own goal alone, from a meeting of one's own.
    "evaluations:meeting_goal_note": Row(
        only("protege"),
        kwargs=lambda world: {"pk": world.rows["meeting"].pk, "goal": world.rows["goal"].pk},
        method="post",
        data=lambda world: {"kind": "progress", "text": "A word"},
    ),
    # What one did last is one's own, and each page asks for it in the session alone.
    "evaluations:meeting_undo": Row(members(), method="post"),
    "evaluations:meeting_pick": Row(
        both_sides(),
        kwargs=pk_of("offered_meeting"),
        method="post",
        data=lambda world: {"time": "2099-01-31T09:00:00+00:00"},
    ),
    "evaluations:meeting_move": Row(both_sides(), kwargs=pk_of("meeting")),
    "evaluations:meeting_cancel": Row(both_sides(), kwargs=pk_of("meeting"), method="post"),
    "evaluations:meeting_close": Row(
        both_sides(),
        kwargs=lambda world: {"pk": world.rows["meeting"].pk, "how": "held"},
        method="post",
    ),
    "evaluations:feedback": Row(both_sides(), kwargs=pk_of("tie")),
    "evaluations:feedback_withdraw": Row(only("protege"), kwargs=pk_of("feedback"), method="post"),
    # Whoever holds the mailed link; a forged one shows nothing (see test_check_ins).
    "evaluations:check_in_link": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"token": "forged"}
    ),
    "evaluations:check_in_answer": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN),
        kwargs=lambda world: {"token": "forged", "answer": "met"},
    ),
    "evaluations:own_check_in": Row(
        only("protege"),
        kwargs=lambda world: {"pk": world.rows["check_in"].pk, "answer": "help"},
    ),
    "evaluations:unsubscribe": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"token": "forged"}
    ),
    "evaluations:outside_times": Row(forged_link(), kwargs=lambda world: {"token": "forged"}),
    "evaluations:delivery": Row(members()),
    # A group: its members and who facilitates it. Not a member's mentor, not the director.
    "evaluations:groups": Row(members()),
    "evaluations:search": Row(members()),
    "evaluations:contact": Row(members()),
    "evaluations:group": Row(only("protege", "facilitator"), kwargs=pk_of("group")),
    "evaluations:group_agree": Row(
        only("protege", "facilitator"), kwargs=pk_of("group"), method="post"
    ),
    # Who joined later asks; those who wrote before answer. Not the director.
    "evaluations:group_opening_ask": Row(
        only("protege", "facilitator"), kwargs=pk_of("group"), method="post"
    ),
    "evaluations:group_opening": Row(
        only("protege", "facilitator", "stranger"), kwargs=pk_of("opening")
    ),
    "evaluations:group_leave": Row(
        only("protege", "facilitator"), kwargs=pk_of("group"), method="post"
    ),
    "evaluations:group_action_add": Row(
        only("protege", "facilitator"), kwargs=pk_of("group"), method="post"
    ),
    "evaluations:plan_sessions": Row(only("facilitator"), kwargs=pk_of("group")),
    "evaluations:attendance": Row(
        only("facilitator"),
        kwargs=pk_of("session"),
        method="post",
        data=lambda world: {"member": str(world.protege.pk), "state": "present"},
    ),
    # How figures about people are protected: theirs to read.
    "evaluations:figures": Row(members()),
    # Figures that give nobody away, for directors of the institution.
    "evaluations:gaps": Row(directors()),
    "evaluations:gaps_ask": Row(directors(), method="post"),
    "evaluations:gaps_cancel": Row(directors_here(), kwargs=pk_of("gap_report"), method="post"),
    "evaluations:gaps_progress": Row(directors_here(), kwargs=pk_of("gap_report")),
    "evaluations:gaps_file": Row(
        {**directors(), "other_director": Outcome.HIDDEN}, kwargs=lambda world: {"suffix": "csv"}
    ),
    "evaluations:gaps_group": Row(
        directors_here(),
        kwargs=lambda world: {"dimension": "unit", "key": str(world.rows["unit"].pk)},
    ),
    "evaluations:gaps_group_file": Row(
        directors_here(),
        kwargs=lambda world: {
            "dimension": "unit",
            "key": str(world.rows["unit"].pk),
            "suffix": "xlsx",
        },
    ),
    # Directors keep who is in which group; they read nothing of it.
    "evaluations:directing_group_new": Row(directors()),
    "evaluations:directing_group": Row(directors_here(), kwargs=pk_of("group")),
    "evaluations:directing_group_add": Row(directors_here(), kwargs=pk_of("group"), method="post"),
    "evaluations:directing_group_end": Row(directors_here(), kwargs=pk_of("group"), method="post"),
    "evaluations:directing_group_remove": Row(
        directors_here(), kwargs=pk_of("part"), method="post"
    ),
    # The director of the program's institution: states and counts, no text.
    "evaluations:pairs": Row(directors()),
    "evaluations:pairs_file": Row(directors(), kwargs=lambda world: {"suffix": "csv"}),
    "evaluations:pairs_act": Row(directors(), method="post"),
    "evaluations:pairs_views": Row(directors(), method="post"),
    "evaluations:program_pairs": Row(directors_here(), kwargs=of_program()),
    "evaluations:my_data": Row(members()),
    "evaluations:my_data_file": Row(members()),
    "evaluations:my_data_pdf": Row(members()),
    "evaluations:calendar": Row(members()),
    "evaluations:meetings": Row(members()),
    # Whoever has the secret address; a forged or revoked one shows nothing.
    "evaluations:calendar_feed": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"token": "forged"}
    ),
}


PROJECT: dict[str, Row] = {
    "healthz": Row(everyone()),
    "readyz": Row(everyone()),
    # Addresses of before: each leads to the page's own, and that one asks who is there.
    "moved_directing": Row(everyone()),
    "moved_directing_page": Row(everyone(), kwargs=lambda world: {"rest": "gaps/"}),
    "moved_directors": Row(everyone()),
    "moved_directors_page": Row(everyone(), kwargs=lambda world: {"rest": "roster/"}),
    "demo_outbox": Row(everyone()),
    "demo_message": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN), kwargs=lambda world: {"name": "no-such-message"}
    ),
    "demo_attachment": Row(
        dict.fromkeys(ROLES, Outcome.HIDDEN),
        kwargs=lambda world: {"name": "no-such-message", "number": 0},
    ),
}

MATRIX: dict[str, Row] = {
    **PROJECT,
    **ADMIN,
    **ACCOUNT,
    **HELP,
    **PROFILES,
    **API_CLIENTS,
    **SANDBOX,
    **NETWORKS,
    **MATCHING,
    **KINDS,
    **SURVEYS,
    **DESK_PAGES,
    **FORMING,
    **PROGRAMS,
    **EVALUATIONS,
    **PLANS,
    **REFLECTING,
    **SESSIONS,
    **PARTS,
    **WEBHOOKS,
    **IDENTITY,
    **INSTITUTION,
    **PEOPLE,
    **DRAFTS,
    **ENDINGS,
}
