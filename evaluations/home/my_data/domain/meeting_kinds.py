"""What is held about a person’s meetings, groups, plans, papers and answers."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.check_ins.feedback.models import Feedback
from evaluations.check_ins.models import CheckIn
from evaluations.files.models import Attachment
from evaluations.home.my_data.domain.kind import PAIR, SHARED, YOU, Kind, both, own
from evaluations.meetings.models import (
    ActionItem,
    Attendance,
    CalendarFeed,
    Meeting,
    MeetingAnswer,
    PrivateNote,
    session_opened_to,
)
from evaluations.outcomes.closing.models import Completion, ContinuationAnswer
from evaluations.outcomes.skills.models import SkillRating
from evaluations.plans.models import DevelopmentPlan, PlanComment, PlanShare, PlanVersion
from evaluations.sessions.attendance.models import SessionNeeds
from evaluations.sessions.guests.models import SessionGuest
from evaluations.sessions.live.models import ParkedItem, SpokeMark
from evaluations.sessions.messages.models import GroupMessage
from evaluations.sessions.preparation.models import PreparationTick
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
from networks.models import (
    GroupMember,
    PeerFunction,
)
from profiles.models import Preferences

MEETINGS: tuple[Kind, ...] = (
    Kind("meetings", _("Meetings, agendas, shared notes"), PAIR, both(Meeting, "tie__"), SHARED),
    Kind(
        "meeting_answers",
        _("What you answered to meetings"),
        _("the two people; in a group you and those who lead it"),
        own(MeetingAnswer),
        SHARED,
    ),
    Kind("actions", _("What you took on together"), PAIR, both(ActionItem, "tie__"), SHARED),
    Kind(
        "groups",
        _("Groups that you are or were in"),
        _("the group and the director"),
        own(GroupMember),
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
        own(Attendance),
        _("It belongs to the others as well."),
    ),
    Kind(
        "session_needs",
        _("Food and access that you need at sessions"),
        _("you; the program’s office how many people need what"),
        own(SessionNeeds),
    ),
    Kind("peers", _("What people in your groups are for you"), YOU, own(PeerFunction)),
    Kind(
        "plan",
        _("Development plan"),
        YOU,
        own(DevelopmentPlan),
    ),
    Kind(
        "plan_versions",
        _("Dated versions of it"),
        _("you; the groups that you share it with"),
        own(PlanVersion),
    ),
    Kind("plan_shares", _("Groups that may read it"), _("you and each of them"), own(PlanShare)),
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
        own(ProjectAuthor),
        _("The others’ record of who agreed to what needs it. You can take your name off there."),
    ),
    Kind(
        "author_orders",
        _("Orders of authors that you proposed"),
        _("the group and the authors"),
        own(OrderChange, "proposed_by"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "order_consents",
        _("What you answered to them"),
        _("the group and the authors"),
        own(OrderConsent, "author__member"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "final_approvals",
        _("Versions of papers that you were asked to approve"),
        _("the group and the authors"),
        own(FinalApproval, "author__member"),
        _("The others’ record of who approved what needs it."),
    ),
    Kind(
        "drafts",
        _("Drafts that you added"),
        _("the group and the authors"),
        own(ProjectDraft, "added_by"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "reviews",
        _("Drafts that you were asked to read, and what you said"),
        _("the group and the authors"),
        own(DraftReview, "reader"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "completions",
        _("Programs that you took part in until they ended, with your hours"),
        _("you; who has your certificate’s number; directors that you are on the alumni list"),
        own(Completion),
        _("Your certificate is checked against it. You can leave the alumni list on its page."),
    ),
    Kind(
        "going_on",
        _("Whether you said that you go on with a group after its program"),
        _("you; the group how many said yes, and who stays"),
        own(ContinuationAnswer),
    ),
    Kind("skills", _("How sure you felt of skills"), YOU, own(SkillRating)),
    Kind(
        "surveys",
        _("Surveys that you were asked to answer"),
        _("you; directors how many have answered"),
        own(Response),
        _("It keeps you from being asked the same twice."),
    ),
    Kind(
        "survey_answers",
        _("What you answered there"),
        _("you; directors figures over many"),
        own(Answer, "response__member"),
    ),
    Kind(
        "parked",
        _("What you put on a group’s parking lot"),
        _("the group"),
        own(ParkedItem, "author"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "guest_of",
        _("Sessions to which you were invited as a guest"),
        _("you and the group"),
        own(SessionGuest),
    ),
    Kind(
        "spoke_marks",
        _("Whom you, facilitating, marked as having spoken"),
        _("those who facilitate the group"),
        own(SpokeMark, "noted_by"),
    ),
    Kind(
        "preparation",
        _("What you ticked as prepared for sessions"),
        _("you; those who facilitate the group how many are ready"),
        own(PreparationTick),
    ),
    Kind(
        "reflections",
        _("What you said about sessions afterwards"),
        _("you, and whom you chose"),
        own(Reflection, "author"),
        copies=_(
            "What was anonymous and has been released is not among them: no one can tell any more whose "
            "it is."
        ),
    ),
    Kind(
        "group_messages",
        _("What you, facilitating, wrote to your groups"),
        _("the group"),
        own(GroupMessage, "author"),
        _("It belongs to the others as well."),
    ),
    Kind(
        "files",
        _("Files that you uploaded"),
        _("those with whom you shared them"),
        own(Attachment, "uploader"),
        _("They are part of what you do together. Delete them where they stand."),
    ),
    Kind("private_notes", _("Private notes"), YOU, own(PrivateNote, "author")),
    Kind(
        "feedback",
        _("Feedback that you gave"),
        _("you; the other side what you shared"),
        own(Feedback, "author"),
    ),
    Kind(
        "check_ins",
        _("Check-ins that you were asked"),
        _("you; the director what they mean for the pair’s state"),
        own(CheckIn),
        _("They keep you from being asked the same again. Settings end them."),
    ),
    Kind("delivery", _("What you want to be told, and when you are away"), YOU, own(Preferences)),
    Kind("calendar", _("Your calendar address"), YOU, own(CalendarFeed)),
)
