"""What the audit log says to directors: one sentence a verb, and the verbs that they never read.

What is not listed in `SENTENCES` is not read, counted or filtered by anyone at the dashboard. `NEVER` names
the rest, so that a new verb has to be put into one of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from mentornet.audit_verbs import Verb


class Part(StrEnum):
    """What verbs are about, as people filter them."""

    PEOPLE = "people"
    ROLES = "roles"
    PROGRAMS = "programs"
    MATCHING = "matching"
    GROUPS = "groups"
    SURVEYS = "surveys"
    SETTINGS = "settings"


PARTS: dict[Part, StrOrPromise] = {
    Part.PEOPLE: _("People and roster"),
    Part.ROLES: _("Staff roles and approvals"),
    Part.PROGRAMS: _("Programs and enrollment"),
    Part.MATCHING: _("Matching"),
    Part.GROUPS: _("Groups and sessions"),
    Part.SURVEYS: _("Surveys and reports"),
    Part.SETTINGS: _("Settings and connections"),
}


@dataclass(frozen=True)
class Sentence:
    """What a verb says, with the names of who and what, which are those of `subjects.py`.

    `own`: what it says where the one who acted is the person whom it is about; else the same.
    """

    part: Part
    text: StrOrPromise
    own: StrOrPromise = ""


OWN: dict[str, StrOrPromise] = {
    "ENROLLMENT_CHANGED": _("%(person)s changed their enrollment in %(name)s."),
    "ENROLLMENT_CREATED": _("%(person)s enrolled in %(name)s."),
    "ENROLLMENT_WITHDRAWN": _("%(person)s withdrew from %(name)s."),
    "GROUP_MEMBER_ADDED": _("%(person)s joined the group %(name)s."),
    "GROUP_MEMBER_LEFT": _("%(person)s left the group %(name)s."),
    "GROUP_PART_CHANGED": _("%(person)s changed what they do in the group %(name)s."),
}


def _said(part: Part, **texts: StrOrPromise) -> dict[Verb, Sentence]:
    return {Verb[name]: Sentence(part, text, OWN.get(name, "")) for name, text in texts.items()}


SENTENCES: dict[Verb, Sentence] = {
    **_said(
        Part.PEOPLE,
        ACCOUNT_ACTIVATED=_("%(name)s activated their account."),
        ACTIVATION_MAILS_SENT=_("%(actor)s sent activation emails."),
        LIST_EXPORTED=_("%(actor)s downloaded the list “%(list)s.”"),
        MEMBERSHIP_ENDED=_("%(actor)s recorded that %(name)s left."),
        MEMBERSHIP_ENDING_CONFIRMED=_("%(actor)s confirmed that %(name)s left."),
        MEMBERSHIP_ENDING_DECLINED=_("%(actor)s decided that %(name)s stays."),
        MEMBERSHIP_ENDING_HELD=_("The end of %(name)s’s membership waits for a director."),
        MEMBERSHIP_RETURNED=_("%(actor)s recorded that %(name)s is back."),
        OUTSIDE_MEMBER_INVITED=_("%(actor)s invited %(name)s from outside."),
        ROSTER_CANCELLED=_("%(actor)s canceled the roster import “%(name)s”."),
        ROSTER_CONFIRMED=_("%(actor)s confirmed the roster import “%(name)s”."),
        ROSTER_ERRORS_FIXED=_("%(actor)s marked the errors of “%(name)s” as fixed."),
        ROSTER_IMPORTED=_("%(actor)s imported a roster."),
        ROSTER_QUESTIONS_ANSWERED=_(
            "%(actor)s answered questions about the roster import “%(name)s”."
        ),
        ROSTER_UNITS_CHOSEN=_("%(actor)s chose the units for the roster import “%(name)s”."),
        ROSTER_UPLOADED=_("%(actor)s uploaded the roster file “%(name)s”."),
    ),
    **_said(
        Part.ROLES,
        APPROVAL_APPROVED=_("%(actor)s approved a change: %(name)s."),
        APPROVAL_EXPIRED=_("A change that waited for approval expired: %(name)s."),
        APPROVAL_REFUSED=_("%(actor)s refused a change: %(name)s."),
        APPROVAL_REQUESTED=_("%(actor)s asked a second person to approve a change: %(name)s."),
        APPROVAL_WITHDRAWN=_("%(actor)s withdrew a change that waited for approval: %(name)s."),
        STAFF_ROLE_GRANTED=_("%(actor)s gave %(name)s the staff role %(role)s (%(scope)s)."),
        STAFF_ROLE_REVOKED=_("%(actor)s ended the staff role %(role)s (%(scope)s) of %(name)s."),
    ),
    **_said(
        Part.PROGRAMS,
        ATTENDANCE_RULES_CHANGED=_("%(actor)s changed the attendance rules of %(name)s."),
        ENDING_BEGUN=_("%(actor)s ended %(name)s."),
        ENDING_PLANNED=_("%(actor)s planned the end of %(name)s."),
        ENROLLMENT_APPLIED=_("%(actor)s applied for %(name)s."),
        ENROLLMENT_CHANGED=_("%(actor)s changed the enrollment of %(person)s in %(name)s."),
        ENROLLMENT_CREATED=_("%(actor)s enrolled %(person)s in %(name)s."),
        ENROLLMENT_DECLINED=_("%(actor)s did not accept the enrollment of %(person)s in %(name)s."),
        ENROLLMENT_FILE_DELETED=_("%(actor)s deleted a list of people for %(name)s."),
        ENROLLMENT_FILE_SENT=_("%(actor)s emailed the people of a list for %(name)s."),
        ENROLLMENT_FILE_UPLOADED=_("%(actor)s uploaded a list of people for %(name)s."),
        ENROLLMENT_LEFT_OUT=_("%(actor)s left %(person)s out of matching in %(name)s."),
        ENROLLMENT_PROPOSED=_("%(actor)s asked %(person)s to confirm enrolling in %(name)s."),
        ENROLLMENT_PUT_BACK=_("%(actor)s put %(person)s back into matching in %(name)s."),
        ENROLLMENT_WITHDRAWN=_("%(actor)s withdrew %(person)s from %(name)s."),
        NEWCOMER_MENTOR_SUGGESTED=_("%(actor)s suggested a mentor for %(person)s in %(name)s."),
        NEWCOMER_PUT_BACK=_("%(actor)s put %(person)s back among the newcomers of %(name)s."),
        NEWCOMER_SET_ASIDE=_(
            "%(actor)s noted that %(person)s needs no onboarding mentor in %(name)s."
        ),
        NEWCOMER_WELCOME_CHANGED=_("%(actor)s changed how %(name)s welcomes newcomers."),
        PROGRAM_CHANGED=_("%(actor)s changed the program %(name)s."),
        PROGRAM_CLOSED=_("%(actor)s closed the program %(name)s."),
        PROGRAM_COPIED=_("%(actor)s made the program %(name)s as a copy."),
        PROGRAM_CREATED=_("%(actor)s created the program %(name)s."),
        PROGRAM_DATES_CHANGED=_("%(actor)s changed the dates of %(name)s."),
        PROGRAM_ENROLLMENT_CLOSED=_("%(actor)s closed enrollment in %(name)s."),
        PROGRAM_INVITED=_("%(actor)s invited people to %(name)s."),
        PROGRAM_OPENED=_("%(actor)s opened enrollment in %(name)s."),
        PROGRAM_REMINDED=_("%(actor)s reminded people to enroll in %(name)s."),
        PROGRAM_STARTED=_("%(actor)s started the program %(name)s."),
        QUESTION_ADDED=_("%(actor)s added an enrollment question: “%(name)s”"),
        QUESTION_CHANGED=_("%(actor)s changed an enrollment question: “%(name)s”"),
        QUESTION_DELETED=_("%(actor)s deleted an enrollment question."),
    ),
    **_said(
        Part.MATCHING,
        GROUPS_PUBLISHED=_("%(actor)s published the groups of %(name)s (run %(number)s)."),
        GROUP_ADDED=_("%(actor)s added a group to a proposal of %(name)s (run %(number)s)."),
        GROUP_FACILITATOR_SET=_("%(actor)s chose a facilitator in %(name)s (run %(number)s)."),
        GROUP_MOVE_UNDONE=_("%(actor)s undid a change of groups in %(name)s (run %(number)s)."),
        GROUP_RENAMED=_("%(actor)s renamed a proposed group in %(name)s (run %(number)s)."),
        GROUP_RULES_CHANGED=_("%(actor)s changed how groups are formed in %(name)s."),
        GROUP_SEAT_LOCKED=_(
            "%(actor)s locked or unlocked a group member in %(name)s (run %(number)s)."
        ),
        GROUP_SEAT_MOVED=_("%(actor)s moved a group member in %(name)s (run %(number)s)."),
        MATCH_RULE_ADDED=_("%(actor)s added a rule for the matches of %(name)s."),
        MATCH_RULE_CHANGED=_("%(actor)s changed a rule for the matches of %(name)s."),
        MATCH_RULE_REMOVED=_("%(actor)s removed a rule for the matches of %(name)s."),
        PAIR_FORBIDDEN=_("%(actor)s blocked a pair in %(name)s."),
        PAIR_LOCKED=_("%(actor)s locked a pair in %(name)s."),
        PAIR_REQUEST_SENT=_("%(actor)s asked two people to be a pair in %(name)s."),
        PAIR_REQUEST_WITHDRAWN=_("%(actor)s withdrew a proposed pair in %(name)s."),
        PAIR_RULE_LIFTED=_("%(actor)s unlocked or unblocked a pair."),
        PROGRAM_PROJECT_ADDED=_("%(actor)s added the project “%(name)s”."),
        PROGRAM_PROJECT_ACCEPTED=_("%(actor)s accepted the project “%(name)s”."),
        PROGRAM_PROJECT_RETURNED=_("%(actor)s asked for changes in the project “%(name)s”."),
        PROGRAM_PROJECT_WITHDRAWN=_("%(actor)s withdrew the project “%(name)s”."),
        PROGRAM_PROJECT_CHANGED=_("%(actor)s changed the project “%(name)s”."),
        PROPOSAL_CHANGED=_("%(actor)s changed a proposed pair of %(name)s (run %(number)s)."),
        PUBLICATION_ASKED=_("%(actor)s asked to publish run %(number)s of %(name)s."),
        PUBLICATION_CANCELLED=_(
            "%(actor)s canceled the publication of run %(number)s of %(name)s."
        ),
        RUN_CANCELLED=_("%(actor)s canceled run %(number)s of %(name)s."),
        RUN_NOTED=_("%(actor)s wrote a note on run %(number)s of %(name)s."),
        RUN_PUBLISHED=_("%(actor)s published the pairs of %(name)s (run %(number)s)."),
        RUN_STARTED=_("%(actor)s started run %(number)s of %(name)s."),
        SHEET_CANCELLED=_("%(actor)s canceled matching from a spreadsheet."),
        SHEET_COLUMNS_SET=_("%(actor)s reviewed the columns of a spreadsheet to match."),
        SHEET_DELETED=_("%(actor)s deleted a spreadsheet to match."),
        SHEET_MATCHED=_("%(actor)s matched people from a spreadsheet."),
        SHEET_UPLOADED=_("%(actor)s uploaded a spreadsheet to match."),
    ),
    **_said(
        Part.GROUPS,
        ATTENDANCE_TAKEN=_("%(actor)s took attendance in %(name)s."),
        CURRICULUM_APPLIED=_("%(actor)s planned the sessions of %(name)s from a curriculum."),
        CURRICULUM_CHANGED=_("%(actor)s changed the curriculum %(name)s."),
        CURRICULUM_DELETED=_("%(actor)s deleted a curriculum."),
        CURRICULUM_WRITTEN=_("%(actor)s wrote the curriculum %(name)s."),
        GROUP_CHANGED=_("%(actor)s changed the group %(name)s."),
        GROUP_CREATED=_("%(actor)s created the group %(name)s."),
        GROUP_ENDED=_("%(actor)s closed the group %(name)s."),
        GROUP_FACILITATORS_WRITTEN_TO=_("%(actor)s wrote to the facilitators of %(name)s."),
        GROUP_MEMBER_ADDED=_("%(actor)s added %(person)s to the group %(name)s."),
        GROUP_MEMBER_LEFT=_("%(actor)s recorded that %(person)s left the group %(name)s."),
        GROUP_PART_CHANGED=_("%(actor)s changed what %(person)s does in the group %(name)s."),
        GROUP_SELF_LED_CHANGED=_("%(actor)s changed whether the group %(name)s leads itself."),
        MAKE_UP_PLANNED=_("%(actor)s planned a make-up session of %(name)s."),
        OUTLINE_CHANGED=_("%(actor)s changed the sessions of the curriculum %(name)s."),
        SESSION_CHANGED=_("%(actor)s changed the plan of a session of %(name)s."),
        SESSION_GUEST_INVITED=_("%(actor)s invited a guest to a session of %(name)s."),
        SESSION_GUEST_WITHDRAWN=_("%(actor)s withdrew the invitation of a guest to %(name)s."),
    ),
    **_said(
        Part.SURVEYS,
        GAP_REPORT_ASKED=_("%(actor)s asked for a gap report."),
        GAP_REPORT_CANCELLED=_("%(actor)s canceled a request for a gap report."),
        INSTRUMENT_LOADED=_("%(actor)s added the survey instrument %(name)s."),
        INSTRUMENT_RETIRED=_("%(actor)s retired the survey instrument %(name)s."),
        SURVEY_CANCELLED=_("%(actor)s canceled a survey."),
        SURVEY_CLOSED=_("%(actor)s closed the survey %(name)s."),
        SURVEY_COUNTED=_("%(actor)s counted the survey %(name)s."),
        SURVEY_MOVED=_("%(actor)s changed the dates of the survey %(name)s."),
        SURVEY_OPENED=_("%(actor)s opened the survey %(name)s."),
        SURVEY_PLANNED=_("%(actor)s planned the survey %(name)s."),
        SURVEY_REMINDED=_("%(actor)s sent reminders of the survey %(name)s."),
    ),
    **_said(
        Part.SETTINGS,
        MOST_ENDINGS_CHANGED=_("%(actor)s changed how many people may leave within 24 hours."),
        ADDRESS_CLAIM_DAYS_CHANGED=_("%(actor)s changed how long an email change waits."),
        API_CLIENT_CHANGED=_("%(actor)s changed the API client %(name)s."),
        API_CLIENT_CREATED=_("%(actor)s created the API client %(name)s."),
        API_CLIENT_OVERLAP_ENDED=_(
            "%(actor)s turned off the old secret of the API client %(name)s."
        ),
        API_CLIENT_REVOKED=_("%(actor)s revoked the API client %(name)s."),
        API_CLIENT_ROTATED=_("%(actor)s changed the secret of the API client %(name)s."),
        BREAK_GLASS_NAMED=_("%(actor)s chose who can sign in without single sign-on."),
        DOMAIN_CHANGED=_("%(actor)s changed the email domain of %(name)s."),
        INSTITUTION_CHANGED=_("%(actor)s changed the settings of %(name)s."),
        INSTITUTION_CREATED=_("%(actor)s created %(name)s."),
        SANDBOX_CREATED=_("%(actor)s made the test institution."),
        SANDBOX_DELETED=_("%(actor)s deleted the test institution."),
        SANDBOX_RESET=_("%(actor)s emptied the test institution and began again."),
        LOGO_REMOVED=_("%(actor)s removed the logo of %(name)s."),
        LOGO_SAVED=_("%(actor)s changed the logo of %(name)s."),
        OWN_DEVICE_DAYS_CHANGED=_("%(actor)s changed how long people stay signed in."),
        PROVISIONING_ISSUED=_("%(actor)s created a key for directory provisioning."),
        PROVISIONING_REVOKED=_("%(actor)s revoked a key for directory provisioning."),
        PUBLICATION_DAYS_CHANGED=_("%(actor)s changed how often figures are published."),
        SETUP_STEP_RESUMED=_("%(actor)s took up a step of the setup again."),
        SETUP_STEP_SKIPPED=_("%(actor)s skipped a step of the setup."),
        SIGN_ON_CHANGED=_("%(actor)s changed single sign-on."),
        SIGN_ON_CONNECTED=_("%(actor)s connected single sign-on."),
        SIGN_ON_PROPOSED=_("%(actor)s proposed a change to single sign-on."),
        SIGN_ON_REMOVED=_("%(actor)s removed single sign-on."),
        SIGN_ON_SWITCHED=_("%(actor)s changed who must use single sign-on."),
        SIGN_ON_TESTED=_("%(actor)s tested single sign-on."),
        SPECIALTY_CHANGED=_("%(actor)s changed the name of the specialty “%(name)s”."),
        THRESHOLD_LOWERED=_("%(actor)s lowered the minimum group size for figures to %(number)s."),
        THRESHOLD_RAISED=_("%(actor)s raised the minimum group size for figures to %(number)s."),
        TITLE_CHANGED=_("%(actor)s changed which rank the job title “%(name)s” has."),
        UNIT_CHANGED=_("%(actor)s changed the unit %(name)s."),
        UNIT_CREATED=_("%(actor)s added the unit %(name)s."),
        UNIT_DELETED=_("%(actor)s deleted a unit."),
        UNIT_MERGED=_("%(actor)s merged a unit into another."),
        UNIT_RENAMED=_("%(actor)s renamed the unit %(name)s."),
        WEBHOOK_CHANGED=_("%(actor)s changed the webhook %(name)s."),
        WEBHOOK_CREATED=_("%(actor)s created the webhook %(name)s."),
        WEBHOOK_DELETED=_("%(actor)s deleted a webhook."),
        WEBHOOK_PAUSED=_("%(actor)s paused the webhook %(name)s."),
        WEBHOOK_REPLAYED=_("%(actor)s sent deliveries of the webhook %(name)s again."),
        WEBHOOK_RESUMED=_("%(actor)s resumed the webhook %(name)s."),
        WEBHOOK_SECRET_CHANGED=_("%(actor)s changed the secret of the webhook %(name)s."),
        WEBHOOK_TESTED=_("%(actor)s tested the webhook %(name)s."),
        WORD_ADDED=_("%(actor)s added “%(name)s” to the institution’s own words."),
        WORD_CHANGED=_("%(actor)s changed “%(name)s” in the institution’s own words."),
    ),
}

# Stored with a short code behind them, of which the name of a list alone is told.
DETAILED = (
    Verb.INSTITUTION_CHANGED,
    Verb.LIST_EXPORTED,
    Verb.SETUP_STEP_RESUMED,
    Verb.SETUP_STEP_SKIPPED,
    Verb.SIGN_ON_SWITCHED,
)


def sentence_of(stored: str) -> Sentence | None:
    """Return what a row with this verb says, of any age and with any detail; None where it is not told."""
    try:
        return SENTENCES.get(Verb(stored))
    except ValueError:
        verb = next((one for one in DETAILED if stored.startswith(f"{one}.")), None)
        return SENTENCES[verb] if verb else None
