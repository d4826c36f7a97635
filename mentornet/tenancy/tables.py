"""Every table, listed once: *tenant*, which belongs to one institution by a column of its own, or
*global*, for a reason. A table in neither list fails the build (tests/mentornet/tenancy/).
"""

TENANT = frozenset(
    {
        "evaluations_actionitem",
        "evaluations_answer",
        "evaluations_attachment",
        "evaluations_attendance",
        "evaluations_calendarfeed",
        "evaluations_checkin",
        "evaluations_curriculum",
        "evaluations_delivery",
        "evaluations_developmentplan",
        "evaluations_draftreview",
        "evaluations_feedback",
        "evaluations_figurepublication",
        "evaluations_frozenfigures",
        "evaluations_gapcell",
        "evaluations_gapreport",
        "evaluations_instrument",
        "evaluations_item",
        "evaluations_material",
        "evaluations_meeting",
        "evaluations_meetingtime",
        "evaluations_orderchange",
        "evaluations_orderconsent",
        "evaluations_outline",
        "evaluations_parkeditem",
        "evaluations_plancomment",
        "evaluations_planshare",
        "evaluations_planversion",
        "evaluations_privatenote",
        "evaluations_projectauthor",
        "evaluations_projectdraft",
        "evaluations_projectmilestone",
        "evaluations_publishedperson",
        "evaluations_publishedrow",
        "evaluations_response",
        "evaluations_sessionplan",
        "evaluations_sessionskill",
        "evaluations_skillrating",
        "evaluations_spokemark",
        "evaluations_survey",
        "evaluations_surveyfigure",
        "evaluations_writingproject",
        "matching_enrollment",
        "matching_groupapplication",
        "matching_groupmove",
        "matching_groupproposal",
        "matching_grouprules",
        "matching_matchrun",
        "matching_milestone",
        "matching_pairrule",
        "matching_preference",
        "matching_program",
        "matching_programgroup",
        "matching_proposal",
        "matching_publication",
        "matching_seat",
        "matching_sheetmapping",
        "matching_sheetupload",
        "matching_team",
        "matching_teammember",
        "mentornet_idempotencykey",
        "mentornet_outboxmessage",
        "mentornet_webhookdelivery",
        "mentornet_webhookendpoint",
        "mentornet_webhookevent",
        "networks_agreement",
        "networks_concern",
        "networks_concernaccess",
        "networks_concernmessage",
        "networks_concernreader",
        "networks_exclusion",
        "networks_externalcontact",
        "networks_groupmember",
        "networks_groupopening",
        "networks_groupopeninganswer",
        "networks_invitation",
        "networks_peerfunction",
        "networks_peergroup",
        "networks_stagereached",
        "networks_tie",
        "profiles_addressclaim",
        "profiles_apiclient",
        "profiles_approval",
        "profiles_assessmentversion",
        "profiles_auditevent",
        "profiles_contentconsent",
        "profiles_contentgrant",
        "profiles_goal",
        "profiles_goalnote",
        "profiles_goaltarget",
        "profiles_membership",
        "profiles_membershipoffer",
        "profiles_mentoroffer",
        "profiles_mentortraining",
        "profiles_need",
        "profiles_partsharing",
        "profiles_partsharing_chosen",
        "profiles_provisionedmember",
        "profiles_provisioningtoken",
        "profiles_rosterimport",
        "profiles_selfassessment",
        "profiles_selfdescription",
        "profiles_signon",
        "profiles_signon_break_glass",
        "profiles_signondomain",
        "profiles_signonlink",
        "profiles_staffrole",
        "profiles_thresholdchange",
        "profiles_unit",
    }
)

WITHOUT_INSTITUTION = {
    "mentornet_outboxmessage": (
        "a code or a reset link goes to somebody who has not signed in yet: such a row belongs to no "
        "institution, and the application writes it and cannot read it back"
    ),
}
"""Tenant tables in which some rows have no institution, and why. All others say NOT NULL."""

READABLE = {
    "profiles_apiclient": "OAuth finds a client by its id before an institution is known",
    "profiles_signon": "somebody who has not signed in is sent to their institution's provider",
    "profiles_signondomain": "the provider is found by the domain of the address that was typed",
}
"""Tenant tables that are written in their institution alone, and read before it is known; why."""

_OWN = "institution_id IN (SELECT institution_id FROM profiles_membership WHERE user_id = {person})"

FOUND_EARLIER = {
    "profiles_membership": (
        "user_id = {person}",
        "who has signed in chooses among their own memberships for which institution they act",
    ),
    "profiles_unit": (_OWN, "a membership is shown with its unit where it is chosen"),
    "profiles_addressclaim": (
        "user_id = {person}",
        "one's own sign-in email is changed by whichever institution, and confirmed by oneself",
    ),
    "profiles_signonlink": (
        "member_id IN (SELECT id FROM profiles_membership WHERE user_id = {person})",
        "a login shows who it is by any single sign-on that is linked to it",
    ),
}
"""Tenant tables of which the signed-in person's own rows are found in every institution; why."""

_LOGIN = "a person's login, which may serve several institutions"
_LIBRARY = "the sign-in library's rows about a login, found before an institution is known"
_OAUTH = "OAuth's own rows, found by a token before an institution is known"
_BEAT = "the clock of the jobs: no row speaks of anybody"
_DJANGO = "Django's own bookkeeping: no row speaks of anybody"

GLOBAL = {
    "account_emailaddress": _LIBRARY,
    "account_emailconfirmation": _LIBRARY,
    "auth_group": _DJANGO,
    "auth_group_permissions": _DJANGO,
    "auth_permission": _DJANGO,
    "django_admin_log": "what operators did in the administration, over all institutions",
    "django_celery_beat_clockedschedule": _BEAT,
    "django_celery_beat_crontabschedule": _BEAT,
    "django_celery_beat_intervalschedule": _BEAT,
    "django_celery_beat_periodictask": _BEAT,
    "django_celery_beat_periodictasks": _BEAT,
    "django_celery_beat_solarschedule": _BEAT,
    "django_content_type": _DJANGO,
    "django_migrations": _DJANGO,
    "django_session": "a session is opened before an institution is known, and may change it",
    "mentornet_link": "a link is found by the hash of its secret before an institution is known",
    "mfa_authenticator": _LIBRARY,
    "oauth2_provider_accesstoken": _OAUTH,
    "oauth2_provider_devicegrant": _OAUTH,
    "oauth2_provider_grant": _OAUTH,
    "oauth2_provider_idtoken": _OAUTH,
    "oauth2_provider_refreshtoken": _OAUTH,
    "profiles_institution": "the list of the institutions themselves: names and settings, no people",
    "profiles_user": _LOGIN,
    "profiles_user_groups": _LOGIN,
    "profiles_user_user_permissions": _LOGIN,
    "socialaccount_socialaccount": _LIBRARY,
    "socialaccount_socialapp": _LIBRARY,
    "socialaccount_socialtoken": _LIBRARY,
    "usersessions_usersession": _LIBRARY,
}
