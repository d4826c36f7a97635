"""Each address that removes, dismisses or withdraws something: how it is undone, or why it is not."""

RESTORED = {
    # What `removing` of profiles/undo keeps: the model that the row of the world is of.
    "profiles:goal_remove": "profiles.Goal",
    "profiles:note_remove": "profiles.GoalNote",
    "profiles:need_remove": "profiles.Need",
    "profiles:person_note_delete": "profiles.DirectorNote",
    "profiles:logo_remove": "profiles.Logo",
    "profiles:target": "profiles.GoalTarget",
    "evaluations:feedback_withdraw": "evaluations.Feedback",
    "evaluations:plan_comment_delete": "evaluations.PlanComment",
    "matching:match_rule_remove": "matching.MatchRule",
}

OWN_UNDO = {
    # What has an address of its own that undoes it.
    "evaluations:meeting_cancel": "evaluations:meeting_undo",
    "profiles:photo_remove": "profiles:photo_restore",
    # Not the draft of a concern, of which nothing may be left: that asks first.
    "draft_delete": "profiles:undo",
    "profiles:tip_dismiss": "profiles:tips_show",
    "networks:exclude": "networks:include",
    "networks:tie_end": "networks:tie_undo_end",
}

ASKS = "asks first: others learn of it by email at once"
AGAIN = "the same page does it again: nothing that anyone wrote is lost"
STAFF = "for directors, not for faculty: their pages are a matter of their own"
SECURITY = "closes a door: opening it again needs a new decision, not one tap"
BY_SCRIPT = "the page that discards keeps the text and offers Undo beside the field"
LATER = "no one is told; the offer stays on its page and can be accepted later"
TOLD = "asks first: the other side sees it on their page at once"
NOTHING_LEFT = "asks first: the text is wiped at once, so that none is left for anyone to find"
FILES = "asks first: a file goes with it, which is not kept anywhere"
REOPENED = "the same address opens the work again"
HISTORY = "asks first on a page of its own; the history of the paper names it for good"

EXEMPT = {
    "mfa_remove_webauthn": SECURITY,
    "socialaccount_login_cancelled": "removes nothing: a page of the sign-in",
    "draft_discard": BY_SCRIPT,
    "profiles:decline_offer": LATER,
    "profiles:stop_address_claim": SECURITY,
    "profiles:stop_claim": SECURITY,
    "profiles:operating_stop_claim": SECURITY,
    "profiles:staff_role_revoke": STAFF,
    "profiles:deputy_end": STAFF,
    "profiles:outside_end": STAFF,
    "profiles:unit_delete": STAFF,
    "evaluations:pair_end": STAFF,
    "profiles:undo": "is the undo",
    "matching:pairs_undo": "is the undo",
    "profiles:approval_refuse": STAFF,
    "profiles:approval_withdraw": STAFF,
    "profiles:sign_on_remove": STAFF,
    "profiles:sign_on_forget": STAFF,
    "profiles:provisioning_revoke": STAFF,
    "profiles:roster_cancel": STAFF,
    "profiles:sandbox_delete": STAFF,
    "profiles:sandbox_leave": "removes nothing: the way back to the real institution",
    "profiles:api_client_drop_previous": STAFF,
    "profiles:api_client_revoke": STAFF,
    "networks:tie_undo_end": "is an undo",
    "networks:outside_stop": "the person outside turns the emails on again on the same page",
    "networks:tie_refuse": TOLD,
    "networks:invitation_withdraw": ASKS,
    "matching:program_question_delete": STAFF,
    "matching:enrollment_file_delete": STAFF,
    "matching:enrollment_file_undo": "is an undo",
    "matching:withdraw": AGAIN,
    "matching:offer_withdraw": AGAIN,
    "matching:withdraw_for": STAFF,
    "matching:team_leave": ASKS,
    "matching:run_cancel": STAFF,
    "matching:publication_cancel": STAFF,
    "matching:group_place_withdraw": AGAIN,
    "matching:sheet_cancel": STAFF,
    "matching:sheet_delete": STAFF,
    "evaluations:meeting_undo": "is an undo",
    "evaluations:curriculum_delete": STAFF,
    "evaluations:outline_material_remove": STAFF,
    "evaluations:group_leave": ASKS,
    "evaluations:directing_group_end": STAFF,
    "evaluations:directing_group_remove": STAFF,
    "evaluations:session_guest_withdraw": ASKS,
    "evaluations:reflection_delete": NOTHING_LEFT,
    "evaluations:material_remove": FILES,
    "evaluations:gaps_cancel": STAFF,
    "evaluations:work_end": REOPENED,
    "evaluations:author_leave": HISTORY,
    "evaluations:draft_delete": FILES,
    "evaluations:outside_remove": ASKS,
}
