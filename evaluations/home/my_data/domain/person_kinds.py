"""What is held about a person themselves: account, self-assessment, goals, offer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.home.my_data.domain.kind import ROSTER, YOU, Kind, own
from profiles.models import (
    AssessmentVersion,
    ContentConsent,
    Goal,
    GoalNote,
    GoalTarget,
    Membership,
    MentorOffer,
    MentorTraining,
    Need,
    PartSharing,
    ProvisionedMember,
    SelfAssessment,
    SelfDescription,
    SignOnLink,
    User,
)

PERSON: tuple[Kind, ...] = (
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
        own(SignOnLink),
        _(
            "It keeps others from signing in as you. You make it yourself; a director can remove it."
        ),
    ),
    Kind(
        "directory",
        _("What your institution’s directory calls you"),
        _("you and those who run the directory"),
        own(ProvisionedMember),
        ROSTER,
    ),
    Kind(
        "description",
        _("Gender, pronouns and wishes about them"),
        _("you; colleagues what you show"),
        own(SelfDescription),
    ),
    Kind("assessment", _("Self-assessment"), _("you; mentors what you share"), own(SelfAssessment)),
    Kind(
        "versions",
        _("Submitted versions of it"),
        _("you; mentors what you share; systems of your institution what you open to them"),
        own(AssessmentVersion),
    ),
    Kind("sharing", _("With whom you share its parts"), YOU, own(PartSharing)),
    Kind(
        "content_consents",
        _("What you open of it to systems of your institution"),
        _("you; each system what you open to it"),
        lambda member: ContentConsent.objects.filter(member=member).select_related("grant__client"),
    ),
    Kind("goals", _("Goals"), _("you; mentors what you share"), own(Goal)),
    Kind(
        "targets",
        _("Targets of goals"),
        _("you; mentors what you share"),
        own(GoalTarget, "goal__member"),
    ),
    Kind(
        "goal_notes",
        _("Progress and setbacks"),
        _("you; mentors what you share"),
        own(GoalNote, "goal__member"),
    ),
    Kind("needs", _("Mentoring needs"), _("you; mentors what you share"), own(Need)),
    Kind("offer", _("Mentor offer"), _("colleagues at your institution"), own(MentorOffer)),
    Kind(
        "training",
        _("The mentor skills program that you completed"),
        _("colleagues at your institution"),
        own(MentorTraining),
        _("Your institution confirmed it; ask there to have it changed."),
    ),
)
