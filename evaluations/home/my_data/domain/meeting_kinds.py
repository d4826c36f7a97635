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
    Kind("meetings", _("Meetings, agendas and shared notes"), PAIR, both(Meeting, "tie__"), SHARED),
    Kind(
        "meeting_answers",
        _("Your responses to meeting invitations"),
        _("you and the other person; in a group, you and the facilitators"),
        own(MeetingAnswer),
        SHARED,
    ),
    Kind(
        "actions", _("Action items in your relationships"), PAIR, both(ActionItem, "tie__"), SHARED
    ),
    Kind(
        "groups",
        _("Groups you are or were in"),
        _("the group and the director"),
        own(GroupMember),
        _("It also belongs to the others. You can leave a group on its page."),
    ),
    Kind(
        "sessions",
        _("Group sessions, agendas and shared notes"),
        _("the group"),
        lambda member: Meeting.objects.filter(
            session_opened_to(member.user),
            group__members__member=member,
            group__members__left_on=None,
        ),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "group_actions",
        _("Your action items in groups"),
        _("the group"),
        lambda member: ActionItem.objects.filter(owner=member, group__isnull=False),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "attendance",
        _("Sessions you attended"),
        _("the group; the director sees only how many came"),
        own(Attendance),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "session_needs",
        _("Your food and accessibility needs at sessions"),
        _("you; the program’s staff see only how many people need what"),
        own(SessionNeeds),
    ),
    Kind("peers", _("How people in your groups help you"), YOU, own(PeerFunction)),
    Kind(
        "plan",
        _("Development plan"),
        YOU,
        own(DevelopmentPlan),
    ),
    Kind(
        "plan_versions",
        _("Saved versions of your development plan"),
        _("you and the groups you share it with"),
        own(PlanVersion),
    ),
    Kind(
        "plan_shares",
        _("Groups that can read your development plan"),
        _("you and each of these groups"),
        own(PlanShare),
    ),
    Kind(
        "plan_comments",
        _("Comments you made on plans, and comments on yours"),
        _("you, the plan’s owner and the group"),
        lambda member: PlanComment.objects.filter(Q(author=member) | Q(owner=member)),
        _(
            "It also belongs to the other person. You can delete your own comments next to the plan."
        ),
    ),
    Kind(
        "authorships",
        _("Writing projects you are or were an author of"),
        _("the group and the authors"),
        own(ProjectAuthor),
        _(
            "The other authors need it as a record of who agreed to what. You can remove your name there."
        ),
    ),
    Kind(
        "author_orders",
        _("Author orders you proposed"),
        _("the group and the authors"),
        own(OrderChange, "proposed_by"),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "order_consents",
        _("Your answers to proposed author orders"),
        _("the group and the authors"),
        own(OrderConsent, "author__member"),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "final_approvals",
        _("Versions of papers you were asked to approve"),
        _("the group and the authors"),
        own(FinalApproval, "author__member"),
        _("The other authors need it as a record of who approved what."),
    ),
    Kind(
        "drafts",
        _("Drafts you added"),
        _("the group and the authors"),
        own(ProjectDraft, "added_by"),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "reviews",
        _("Drafts you were asked to read, and your comments"),
        _("the group and the authors"),
        own(DraftReview, "reader"),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "completions",
        _("Programs you completed, with your hours"),
        _(
            "you; anyone who has your certificate number; directors see that you are on the alumni list"
        ),
        own(Completion),
        _("It is used to verify your certificate. You can leave the alumni list on its page."),
    ),
    Kind(
        "going_on",
        _("Whether you want to continue with a group after its program"),
        _("you; the group sees how many said yes, and who stays"),
        own(ContinuationAnswer),
    ),
    Kind("skills", _("Your confidence in skills"), YOU, own(SkillRating)),
    Kind(
        "surveys",
        _("Surveys you were asked to answer"),
        _("you; directors see only how many answered"),
        own(Response),
        _("It prevents us from asking you the same thing twice."),
    ),
    Kind(
        "survey_answers",
        _("Your survey answers"),
        _("you; directors see only figures about many people"),
        own(Answer, "response__member"),
    ),
    Kind(
        "parked",
        _("Items you added to a group’s parking lot"),
        _("the group"),
        own(ParkedItem, "author"),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "guest_of",
        _("Sessions you were invited to as a guest"),
        _("you and the group"),
        own(SessionGuest),
    ),
    Kind(
        "spoke_marks",
        _("Who you marked as having spoken, as a facilitator"),
        _("the group’s facilitators"),
        own(SpokeMark, "noted_by"),
    ),
    Kind(
        "preparation",
        _("Preparation you checked off for sessions"),
        _("you; the group’s facilitators see only how many are ready"),
        own(PreparationTick),
    ),
    Kind(
        "reflections",
        _("Your feedback after sessions"),
        _("you and the people you chose"),
        own(Reflection, "author"),
        copies=_(
            "Anonymous feedback that was released is not included. No one can tell who wrote it."
        ),
    ),
    Kind(
        "group_messages",
        _("Messages you sent to your groups as a facilitator"),
        _("the group"),
        own(GroupMessage, "author"),
        _("You cannot delete it, because it also belongs to the others."),
    ),
    Kind(
        "files",
        _("Files you uploaded"),
        _("you and the people you shared them with"),
        own(Attachment, "uploader"),
        _("They are part of your shared work. Delete them on the page where you added them."),
    ),
    Kind("private_notes", _("Private notes"), YOU, own(PrivateNote, "author")),
    Kind(
        "feedback",
        _("Feedback you gave"),
        _("you; the other person sees what you shared"),
        own(Feedback, "author"),
    ),
    Kind(
        "check_ins",
        _("Check-ins you were asked"),
        _("you; the director sees only the status of the pair"),
        own(CheckIn),
        _("They prevent us from asking you again. Turn check-ins off in Settings."),
    ),
    Kind("delivery", _("Your notification settings and when you are away"), YOU, own(Preferences)),
    Kind("calendar", _("Your calendar link"), YOU, own(CalendarFeed)),
)
