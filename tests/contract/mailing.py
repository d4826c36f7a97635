"""Acts by which somebody mails others, and what keeps them from being done by accident.

`TAPS` mail with one POST, and say why that is no accident; the test finds every other one. `ASKS` show a
page first that says who gets an email. `FORMS` have a page of their own on which one writes or chooses
what is sent, and whose button names it.
"""

ANSWER = "answers somebody who asked and waits, by one of the buttons under what they asked"
UNDO = "can be taken back until the day is over, and only then is the other side told"
SECURITY = "its page says what changes and asks again who one is; those it concerns must hear of it at once"
STOP = (
    "stops a change that may be an attack: it works at once, and those it concerns must hear of it"
)

TAPS = {
    "evaluations:final_answer": ANSWER,
    "evaluations:order_answer": ANSWER,
    "matching:enrollment_answer": ANSWER,
    "matching:group_place": ANSWER,
    "matching:pair_request_answer": ANSWER,
    "matching:team_answer": ANSWER,
    "networks:invitation_answer": ANSWER,
    "networks:tie_confirm": ANSWER,
    "networks:tie_end": UNDO,
    "profiles:adopt_address": SECURITY,
    "profiles:approval_approve": SECURITY,
    "profiles:approval_refuse": SECURITY,
    "profiles:confirm_address": SECURITY,
    "profiles:keep_address": STOP,
    "profiles:operating_stop_claim": STOP,
    "profiles:stop_claim": STOP,
}

# Meetings and sessions have their own way: tests/evaluations.
MEETINGS = {"evaluations:meeting_cancel", "evaluations:meeting_pick", "evaluations:meeting_close"}

ASKS = {
    "profiles:deputies",
    "profiles:deputy_end",
    "evaluations:directing_group_end",
    "evaluations:directing_group_remove",
    "evaluations:group_leave",
    "evaluations:group_message_new",
    "evaluations:group_opening_ask",
    "evaluations:outside_ask",
    "evaluations:pair_help",
    "evaluations:pair_end",
    "evaluations:outside_remove",
    "evaluations:session_guest_withdraw",
    "matching:directing_move",
    "matching:enroll_for",
    "matching:pair_request_new",
    "matching:pair_requests_act",
    "matching:program_invite",
    "matching:withdraw_for",
    "networks:directing_group_step_down",
    "networks:group_step_down",
    "matching:program_dates",
    "matching:program_dates_add",
    "matching:program_dates_shift",
    "networks:invitation_withdraw",
    "profiles:directed_people_act",
    "profiles:directed_person_activation",
    "profiles:roster_mail",
    "profiles:sign_on_state",
}

FORMS = {
    "matching:enrollment_file_send",
    "evaluations:directing_group_add",
    "evaluations:feedback",
    "evaluations:final_ask",
    "evaluations:first_steps",
    "evaluations:outside_add",
    "evaluations:outside_times",
    "evaluations:session_guests",
    "evaluations:make_up",
    "evaluations:program_make_up",
    "evaluations:session_absence",
    "evaluations:session_absence_link",
    "evaluations:session_place",
    "evaluations:survey_new",
    "matching:enroll",
    "matching:group_publish",
    "matching:offer_edit",
    "matching:offer_new",
    "matching:program_remind",
    "matching:project_publish",
    "matching:project_review",
    "matching:run_publish",
    "matching:team_ask",
    "matching:time_confirmation",
    "networks:agreement",
    "networks:directing_group_parts",
    "networks:group_parts",
    "networks:invitation_by_link",
    "networks:invitation_new",
    "networks:outside_agreement",
    "networks:tie_emails",
    "networks:tie_ending",
    "networks:tie_new",
    "profiles:operating_institutions",
    "profiles:outside_invite",
    "profiles:staff_role_grant",
    "profiles:staff_role_revoke",
}
