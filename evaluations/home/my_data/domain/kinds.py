"""Everything that is held about one person: what, who can see it, what they can delete, and why not.

One entry a kind of row. A test walks all models and fails for one that speaks of a person and is
neither here nor among those that it explains.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from evaluations.check_ins.feedback.models import Feedback
from evaluations.check_ins.models import CheckIn
from evaluations.files.models import Attachment
from evaluations.meetings.models import (
    ActionItem,
    Attendance,
    CalendarFeed,
    Meeting,
    MeetingAnswer,
    PrivateNote,
    session_opened_to,
)
from evaluations.meetings.notifications.models import Delivery
from evaluations.outcomes.closing.models import Completion, ContinuationAnswer
from evaluations.outcomes.skills.models import SkillRating
from evaluations.plans.models import DevelopmentPlan, PlanComment, PlanShare, PlanVersion
from evaluations.sessions.attendance.models import SessionNeeds
from evaluations.sessions.guests.models import SessionGuest
from evaluations.sessions.live.models import ParkedItem, SpokeMark
from evaluations.sessions.messages.models import GroupMessage
from evaluations.sessions.preparation.models import PreparationTick
from evaluations.sessions.reflections.domain.answers import texts_of
from evaluations.sessions.reflections.models import Reflection
from evaluations.surveys.models import Answer, Response
from evaluations.writing.models import (
    DraftReview,
    FinalApproval,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    ProjectDraft,
)
from matching.models import (
    DateAnswer,
    Enrollment,
    GroupApplication,
    Milestone,
    Preference,
    Proposal,
    Team,
    TeamMember,
    TimeConfirmation,
)
from mentornet.mail.marks import marks_of
from mentornet.models import Link, OutboxMessage
from networks.concerns.domain.readers import readers_of
from networks.concerns.domain.threads import read_thread
from networks.models import (
    Agreement,
    Concern,
    Exclusion,
    ExternalContact,
    GroupMember,
    Invitation,
    PeerFunction,
    StageReached,
    Tie,
)
from profiles.institution.domain.audit import record
from profiles.models import (
    AddressClaim,
    AssessmentVersion,
    AuditEvent,
    ContentConsent,
    Goal,
    GoalNote,
    GoalTarget,
    Membership,
    MembershipOffer,
    MentorOffer,
    MentorTraining,
    Need,
    PartSharing,
    ProvisionedMember,
    QuestionAnswer,
    SelfAssessment,
    SelfDescription,
    SignOnLink,
    User,
)

# Keys, counters and what the software notes for itself say nothing about a person.
NOT_SHOWN = frozenset(
    {
        "id",
        "institution",
        "revision",
        "agreed_revision",
        "agree_from",
        "part_marks",
        "saved_by_tab",
        "password",
        "search",
        "sealed",
        "code_hash",
        "stored",
        # What waits to be sent may hold a link that opens an account.
        "body_text",
        "body_html",
        "headers",
        "recipient_mark",
        "password_mark",
    }
)
# What a program's run knows of a pair betrays the other side's wishes.
OF_THE_OTHER_SIDE: dict[type[models.Model], frozenset[str]] = {
    Proposal: frozenset({"parts", "choice", "cause", "score", "engine_mentor"}),
}
# How the protégé sees a tie is for the protégé alone.
OF_THE_PROTEGE = frozenset({"closeness", "frequency", "stage"})
SHOWN_ROWS = 200


@dataclass(frozen=True)
class Kind:
    """One kind of rows about a person. `stays` says why it cannot be deleted; empty: it can.

    `copies` says where else it is, and until when.
    """

    key: str
    label: Any
    seen_by: Any
    rows: Callable[[Membership], QuerySet[Any]]
    stays: Any = ""
    copies: Any = ""


def _own(model: type[models.Model], field: str = "member") -> Callable[[Membership], QuerySet[Any]]:
    return lambda member: model._default_manager.filter(**{field: member})


def _both(model: type[models.Model], prefix: str = "") -> Callable[[Membership], QuerySet[Any]]:
    return lambda member: model._default_manager.filter(
        Q(**{f"{prefix}protege": member}) | Q(**{f"{prefix}mentor": member})
    )


YOU = _("you")
PAIR = _("the two people")
SHARED = _("It belongs to the other side as well.")
IN_RUNS = _(
    "Runs of a program that have used it keep a copy, which nobody is shown, so that they can be made "
    "again; it is deleted a year after the program."
)
ROSTER = _("Your institution keeps it; ask there to have it changed.")

KINDS: tuple[Kind, ...] = (
    Kind(
        "roster",
        _("What the roster says of you"),
        _("colleagues at your institution"),
        lambda member: Membership.objects.filter(pk=member.pk),
        ROSTER,
    ),
    Kind(
        "account",
        _("Your account"),
        YOU,
        lambda member: User.objects.filter(pk=member.user_id),
        ROSTER,
    ),
    Kind(
        "sign_on",
        _("Your account at your institution’s sign-on"),
        _("you; directors that there is one"),
        _own(SignOnLink),
        _(
            "It keeps others from signing in as you. You make it yourself; a director can remove it."
        ),
    ),
    Kind(
        "directory",
        _("What your institution’s directory calls you"),
        _("you and those who run the directory"),
        _own(ProvisionedMember),
        ROSTER,
    ),
    Kind(
        "description",
        _("Gender, pronouns and wishes about them"),
        _("you; colleagues what you show"),
        _own(SelfDescription),
    ),
    Kind(
        "assessment", _("Self-assessment"), _("you; mentors what you share"), _own(SelfAssessment)
    ),
    Kind(
        "versions",
        _("Submitted versions of it"),
        _("you; mentors what you share; systems of your institution what you open to them"),
        _own(AssessmentVersion),
    ),
    Kind("sharing", _("With whom you share its parts"), YOU, _own(PartSharing)),
    Kind(
        "content_consents",
        _("What you open of it to systems of your institution"),
        _("you; each system what you open to it"),
        lambda member: ContentConsent.objects.filter(member=member).select_related("grant__client"),
    ),
    Kind("goals", _("Goals"), _("you; mentors what you share"), _own(Goal)),
    Kind(
        "targets",
        _("Targets of goals"),
        _("you; mentors what you share"),
        _own(GoalTarget, "goal__member"),
    ),
    Kind(
        "goal_notes",
        _("Progress and setbacks"),
        _("you; mentors what you share"),
        _own(GoalNote, "goal__member"),
    ),
    Kind("needs", _("Mentoring needs"), _("you; mentors what you share"), _own(Need)),
    Kind("offer", _("Mentor offer"), _("colleagues at your institution"), _own(MentorOffer)),
    Kind(
        "training",
        _("The mentor skills program that you completed"),
        _("colleagues at your institution"),
        _own(MentorTraining),
        _("Your institution confirmed it; ask there to have it changed."),
    ),
    Kind(
        "exclusions",
        _("Whom you do not want suggested or paired"),
        YOU,
        _own(Exclusion, "owner"),
        copies=IN_RUNS,
    ),
    Kind(
        "contacts",
        _("Mentors elsewhere"),
        YOU,
        _own(ExternalContact, "owner"),
        _("Your ties to them need it; end those ties and delete them there."),
    ),
    Kind("ties", _("Ties"), PAIR, _both(Tie), SHARED),
    Kind("stages", _("Stages of ties"), PAIR, _both(StageReached, "tie__"), SHARED),
    Kind("agreements", _("Agreements"), PAIR, _both(Agreement, "tie__"), SHARED),
    Kind("invitations", _("Invitations"), PAIR, _both(Invitation), SHARED),
    Kind(
        "enrollments",
        _("Enrolments in programs"),
        _("the director; areas, roles and topics also the other side"),
        _own(Enrollment),
        _("The program’s records need it. Withdrawing ends your part in it."),
        IN_RUNS,
    ),
    Kind(
        "group_applications",
        _("Hours and wishes that you gave to programs of groups"),
        YOU,
        _own(GroupApplication, "enrollment__member"),
        copies=IN_RUNS,
    ),
    Kind(
        "program_dates",
        _("On which dates of programs you can come"),
        _("you and the directors of the program"),
        _own(DateAnswer, "enrollment__member"),
    ),
    Kind(
        "program_answers",
        _("What you answered when you enrolled in programs"),
        _("you, and the directors where the question says so; counts elsewhere"),
        _own(QuestionAnswer),
        copies=_("Counts that were made when enrollment closed stay, without your name."),
    ),
    Kind(
        "time_confirmations",
        _("Who was asked to keep dates free for you, and what they answered"),
        _("you and the directors of the program"),
        _own(TimeConfirmation, "enrollment__member"),
        _("The program’s records need it."),
    ),
    Kind(
        "choices",
        _("Whom you named or declined in programs"),
        YOU,
        _own(Preference, "enrollment__member"),
        copies=IN_RUNS,
    ),
    Kind(
        "pairs",
        _("Pairs that programs made of you"),
        _("the two people and the director"),
        lambda member: Proposal.objects.visible_to(member.user).filter(
            Q(protege__member=member) | Q(mentor__member=member)
        ),
        _("The program’s records need it."),
    ),
    Kind(
        "team_plans",
        _("Your mentoring plan for a career award"),
        _("you and those who are in your team; the director how much of it is written"),
        _own(Team, "enrollment__member"),
        _("Your team works by it."),
    ),
    Kind(
        "team_milestones",
        _("Milestones of that plan"),
        _("you and those who are in your team; the director how many are reached"),
        _own(Milestone, "team__enrollment__member"),
        _("Your team has agreed to the plan with them. Take them out on its page."),
    ),
    Kind(
        "team_parts",
        _("Whom you asked into your team, and teams that you were asked into"),
        PAIR,
        lambda member: TeamMember.objects.filter(
            Q(team__enrollment__member=member) | Q(member=member)
        ),
        SHARED,
    ),
    Kind("meetings", _("Meetings, agendas, shared notes"), PAIR, _both(Meeting, "tie__"), SHARED),
    Kind(
        "meeting_answers",
        _("What you answered to meetings"),
        _("the two people; in a group you and those who lead it"),
        _own(MeetingAnswer),
        SHARED,
    ),
    Kind("actions", _("What you took on together"), PAIR, _both(ActionItem, "tie__"), SHARED),
    Kind(
        "groups",
        _("Groups that you are or were in"),
        _("the group and the director"),
        _own(GroupMember),
        _("It belongs to the others as well. You can leave a group on its page."),
    ),
    Kind(
        "sessions",
        _("Sessions of your groups, agendas, shared notes"),
        _("the group"),
        lambda member: Meeting.objects.filter(
            session_opened_to(member.user),
            group__members__member=member,
            group__members__left_on=None,
        ),
        _("It belongs to the others as well."),
    ),
    Kind(
        "group_actions",
        _("What you took on in groups"),
        _("the group"),
        lambda member: ActionItem.objects.filter(owner=member, group__isnull=False),
        _("It belongs to the others as well."),
    ),
    Kind(
        "attendance",
        _("Sessions that you came to"),
        _("the group; the director how many came"),
        _own(Attendance),
        _("It belongs to the others as well."),
    ),
    Kind(
        "session_needs",
        _("Food and access that you need at sessions"),
        _("you; the program’s office how many people need what"),
        _own(SessionNeeds),
    ),
    Kind("peers", _("What people in your groups are for you"), YOU, _own(PeerFunction)),
    Kind(
        "plan",
        _("Development plan"),
        YOU,
        _own(DevelopmentPlan),
    ),
    Kind(
        "plan_versions",
        _("Dated versions of it"),
        _("you; the groups that you share it with"),
        _own(PlanVersion),
    ),
    Kind("plan_shares", _("Groups that may read it"), _("you and each of them"), _own(PlanShare)),
    Kind(
        "plan_comments",
        _("What you said of others’ plans, and others of yours"),
        _("you, the plan’s owner and the group"),
        lambda member: PlanComment.objects.filter(Q(author=member) | Q(owner=member)),
        _("It belongs to the other side as well. You can delete your own beside the plan."),
    ),
    Kind(
        "authorships",
        _("Writing projects that you are or were an author of"),
        _("the group and the authors"),
        _own(ProjectAuthor),
        _("The others’ record of who agreed to what needs it. You can take your name off there."),
    ),
    Kind(
        "author_orders",
        _("Orders of authors that you proposed"),
        _("the group and the authors"),
        _own(OrderChange, "proposed_by"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "order_consents",
        _("What you answered to them"),
        _("the group and the authors"),
        _own(OrderConsent, "author__member"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "final_approvals",
        _("Versions of papers that you were asked to approve"),
        _("the group and the authors"),
        _own(FinalApproval, "author__member"),
        _("The others’ record of who approved what needs it."),
    ),
    Kind(
        "drafts",
        _("Drafts that you added"),
        _("the group and the authors"),
        _own(ProjectDraft, "added_by"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "reviews",
        _("Drafts that you were asked to read, and what you said"),
        _("the group and the authors"),
        _own(DraftReview, "reader"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "completions",
        _("Programs that you took part in until they ended, with your hours"),
        _("you; who has your certificate’s number; directors that you are on the alumni list"),
        _own(Completion),
        _("Your certificate is checked against it. You can leave the alumni list on its page."),
    ),
    Kind(
        "going_on",
        _("Whether you said that you go on with a group after its program"),
        _("you; the group how many said yes, and who stays"),
        _own(ContinuationAnswer),
    ),
    Kind("skills", _("How sure you felt of skills"), YOU, _own(SkillRating)),
    Kind(
        "surveys",
        _("Surveys that you were asked to answer"),
        _("you; directors how many have answered"),
        _own(Response),
        _("It keeps you from being asked the same twice."),
    ),
    Kind(
        "survey_answers",
        _("What you answered there"),
        _("you; directors figures over many"),
        _own(Answer, "response__member"),
    ),
    Kind(
        "parked",
        _("What you put on a group’s parking lot"),
        _("the group"),
        _own(ParkedItem, "author"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "guest_of",
        _("Sessions to which you were invited as a guest"),
        _("you and the group"),
        _own(SessionGuest),
    ),
    Kind(
        "spoke_marks",
        _("Whom you, facilitating, marked as having spoken"),
        _("those who facilitate the group"),
        _own(SpokeMark, "noted_by"),
    ),
    Kind(
        "preparation",
        _("What you ticked as prepared for sessions"),
        _("you; those who facilitate the group how many are ready"),
        _own(PreparationTick),
    ),
    Kind(
        "reflections",
        _("What you said about sessions afterwards"),
        _("you, and whom you chose"),
        _own(Reflection, "author"),
        copies=_(
            "What was anonymous and has been released is not among them: no one can tell any more whose "
            "it is."
        ),
    ),
    Kind(
        "group_messages",
        _("What you, facilitating, wrote to your groups"),
        _("the group"),
        _own(GroupMessage, "author"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "files",
        _("Files that you uploaded"),
        _("those with whom you shared them"),
        _own(Attachment, "uploader"),
        _("They are part of what you do together. Delete them where they stand."),
    ),
    Kind("private_notes", _("Private notes"), YOU, _own(PrivateNote, "author")),
    Kind(
        "feedback",
        _("Feedback that you gave"),
        _("you; the other side what you shared"),
        _own(Feedback, "author"),
    ),
    Kind(
        "check_ins",
        _("Check-ins that you were asked"),
        _("you; the director what they mean for the pair’s state"),
        _own(CheckIn),
        _("They keep you from being asked the same again. Settings end them."),
    ),
    Kind("delivery", _("What you want to be told, and when you are away"), YOU, _own(Delivery)),
    Kind("calendar", _("Your calendar address"), YOU, _own(CalendarFeed)),
    Kind(
        "emails",
        _("Changes of your sign-in email"),
        _("you; the ombuds, directors and operators while they wait"),
        _own(AddressClaim, "membership"),
        _("They show how your email changed, and that no one took it."),
    ),
    Kind(
        "offers_to_join",
        _("Invitations to use your account here"),
        YOU,
        _own(MembershipOffer, "membership"),
        _("It shows that you decided about it."),
    ),
    Kind(
        "concerns",
        _("Concerns under your name"),
        _("you and the ombuds you gave them to"),
        _own(Concern, "reporter"),
        _("The ombuds must be able to finish what you asked for."),
    ),
    Kind(
        "mails",
        _("Mail that was sent to you"),
        _("you; operators that it was sent"),
        lambda member: OutboxMessage.objects.filter(recipient_mark__in=marks_of(member.user.email)),
        _("It shows what you were told, and that nothing is sent twice."),
    ),
    Kind(
        "links",
        _("Links that were sent to you"),
        _("you"),
        lambda member: Link.objects.filter(
            Q(membership=member) | Q(membership=None, user=member.user)
        ),
        _("Each works for a time only. Three months later it is deleted."),
    ),
    Kind(
        "events",
        _("What you did, without any text"),
        _("operators"),
        lambda member: AuditEvent.objects.filter(actor=member.user, institution=member.institution),
        _("It shows who did what, for your own protection too."),
    ),
)
BY_KEY = {kind.key: kind for kind in KINDS}
# What speaks of a person and is not shown to them as theirs.
EXPLAINED = {
    "networks.concernaccess": "shown to the reporter on the concern's own page",
    "networks.concernreader": "shown to the reporter on the concern's own page",
    "networks.concernmessage": "shown with the concern, opened",
    "mentornet.job": "that something is done later; what it is about stands in its own rows",
    "mentornet.wakeup": "that a worker is to look for work, and nothing of whose",
    "mentornet.processseen": "which of our own processes are there",
    "mentornet.inboundmessage": "that a mail came, without a word of from whom or about what",
    "evaluations.meetingtime": "part of a meeting",
    "evaluations.absencenotice": "that one was asked after missing sessions; told in a mail of one’s own",
    "matching.attendancerules": "the rules of a program",
    "matching.pairrule": "a director's decision about a program, not yet a pair",
    "matching.grouprules": "the rules of a program",
    "matching.groupproposal": "a director's draft of a group, not yet one",
    "matching.seat": "a director's draft of a group; what it was given is in the enrolment",
    "matching.groupmove": "a director's change of such a draft, kept to be undone",
    "matching.programdate": "a date of a program",
    "evaluations.datedsession": "from which date of a program a session was taken over",
    "profiles.question": "a question that anybody may be asked",
    "matching.programgroup": "to which program a group belongs",
    "matching.matchrun": "names its starter; what it was given is said with enrolments and wishes",
    "matching.program": "a program",
    "evaluations.figurepublication": "when figures were published",
    "evaluations.publishedrow": "counts of many",
    "evaluations.frozenfigures": "counts of many",
    "evaluations.publishedperson": (
        "under a hash: in which groups and counts of the last publication one is, nothing else"
    ),
    "profiles.approval": "a change at the institution; names who asked for it and who decided",
    "profiles.staffrole": "shown under roles to every director, and told to the person",
    "networks.groupopening": "shown on the group's page to its members",
    "networks.groupopeninganswer": "shown to the member who gave it, on the group's page",
    "profiles.thresholdchange": "how few people a figure may speak of; everyone reads it",
    "matching.publication": "that a run is to be published; names who asked",
    "matching.sheetupload": "a director's file; names its uploader",
    "matching.sheetmapping": "headings of files",
    "profiles.apiclient": "a system of the institution; names the director who made it",
    "profiles.contentgrant": "what such a system may ask people for; names who allowed it",
    "mentornet.draft": "one's own texts that are not sent yet: shown, and deleted, under Drafts",
    "mentornet.idempotencykey": "what a program was answered, kept for a day",
    "profiles.provisioningtoken": "a key of the institution's directory; names who made it",
    "profiles.signon": "the institution's provider; names directors who may do without it",
    "profiles.signondomain": "a domain",
    "profiles.rosterimport": "a director's file; names its uploader",
    "profiles.institution": "the institution",
    "profiles.unit": "a unit",
    "networks.peergroup": "a group",
    "evaluations.finalversion": "a version of a paper; names who asked for its approval",
    "evaluations.anonymousreflection": "what nobody can say any more who wrote",
    "evaluations.halfwayreview": "what a group answered together",
    "evaluations.programending": "how a program ends, and counts of many people",
    "evaluations.continuation": "a question to a group; names who closed the program",
    "evaluations.pieceofwork": "a group's; names its owner",
    "evaluations.workstep": "a step of it; names who noted that it is done",
    "evaluations.writingproject": "a group's; names who began it",
    "evaluations.projectmilestone": "a step of a project; names who noted that it is done",
    "evaluations.sessionskill": "what a session practises, and counts of many people",
    "evaluations.curriculum": "a template of the institution's",
    "evaluations.outline": "part of a curriculum",
    "evaluations.sessionplan": "what a session is about; not about a person",
    "evaluations.material": "a link, or a file that its uploader is shown",
    "mentornet.webhookendpoint": "an address of the institution's systems",
    "mentornet.webhookevent": "keys and states that such a system is told; dropped after a month",
    "mentornet.webhookdelivery": "whether such a system was told",
    "evaluations.instrument": "questions that anybody may be asked",
    "evaluations.item": "part of an instrument",
    "evaluations.survey": "what is asked of many people, and how many answered",
    "evaluations.surveyfigure": "counts of many people",
    "evaluations.gapcell": "counts of many people",
    "evaluations.gapreport": "counts of many people; names who asked",
}


@dataclass(frozen=True)
class Held:
    """One kind as a person is shown it: how many rows, and the first of them."""

    kind: Kind
    count: int
    rows: list[dict[str, Any]]


def everything(member: Membership, *, most: int | None = SHOWN_ROWS) -> list[Held]:
    """Return all that is held about *member*, in the order of the page."""
    found = []
    for kind in KINDS:
        rows = kind.rows(member)
        count = rows.count()
        shown = rows[:most] if most else rows
        found.append(Held(kind, count, [_plain(row, member) for row in shown] if count else []))
    return found


def export(member: Membership) -> dict[str, Any]:
    """Return all of it as plain values, for JSON: kind → rows."""
    encoder = DjangoJSONEncoder()
    return {
        one.kind.key: [
            {name: _value(value, encoder) for name, value in row.items()} for row in one.rows
        ]
        for one in everything(member, most=None)
    }


def _value(value: Any, encoder: DjangoJSONEncoder) -> Any:
    if isinstance(value, str | int | float | bool | list | dict | None):
        return value
    return encoder.default(value)


def _plain(row: models.Model, member: Membership) -> dict[str, Any]:
    """A row as names and values; people and other rows by what they are called."""
    found: dict[str, Any] = {}
    given = model_to_dict(row)
    hidden = NOT_SHOWN | OF_THE_OTHER_SIDE.get(type(row), frozenset())
    if isinstance(row, Tie) and row.protege_id != member.pk:
        hidden |= OF_THE_PROTEGE
    for field in row._meta.concrete_fields:
        if field.name in hidden or isinstance(field, models.BinaryField):
            continue
        value = given.get(field.name, field.value_from_object(row))
        if field.is_relation:
            related = getattr(row, field.name)
            value = str(related) if related is not None else None
        if value not in (None, "", [], {}):
            found[field.name] = value
    if isinstance(row, Reflection):
        found |= dict(zip(("helped", "hindered"), texts_of(row), strict=True))
    if isinstance(row, Concern):
        found.pop("ombuds", None)
        found["messages"] = [one.text for one in read_thread(row)]
        found["can_read"] = [one.member.name for one in readers_of(row) if one.reads]
    return found


@transaction.atomic
def delete_kinds(member: Membership, *, keys: Sequence[str]) -> int:
    """Delete the rows of these kinds, those that must stay excepted; how many."""
    deleted = 0
    for key in keys:
        kind = BY_KEY.get(key)
        if kind is None or kind.stays:
            continue
        rows = kind.rows(member)
        deleted += rows.count()
        rows.delete()
        record(
            f"deleted_own_{key}", actor=member.user, institution=member.institution, subject=member
        )
    return deleted
