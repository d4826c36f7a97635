"""What is held about a person themselves: account, self-assessment, goals, offer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evaluations.first_steps.models import FirstSteps
from evaluations.home.my_data.domain.kind import ROSTER, YOU, Kind, own
from profiles.models import (
    AssessmentVersion,
    ContentConsent,
    DirectorNote,
    DismissedTips,
    Goal,
    GoalNote,
    GoalTarget,
    Introduction,
    Membership,
    MentorOffer,
    MentorTraining,
    Need,
    PartSharing,
    Photo,
    ProvisionedMember,
    SelfAssessment,
    SelfDescription,
    SignOnLink,
    User,
)

PERSON: tuple[Kind, ...] = (
    Kind(
        "roster",
        _("What the roster says about you"),
        _("colleagues at your institution"),
        lambda member: Membership.objects.filter(pk=member.pk),
        ROSTER,
    ),
    Kind(
        "director_notes",
        _("Notes of directors about you"),
        _(
            "you, program directors, and coordinators of your unit or of a program, who see their own"
        ),
        own(DirectorNote),
        _("Your institution keeps it. Ask a director to correct or delete it."),
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
        _("Your institution sign-on account"),
        _("you; directors see only that you have one"),
        own(SignOnLink),
        _("It keeps other people from signing in as you. You create it; a director can remove it."),
    ),
    Kind(
        "directory",
        _("Your entry in your institution’s directory"),
        _("you and the people who run the directory"),
        own(ProvisionedMember),
        ROSTER,
    ),
    Kind(
        "description",
        _("Gender, pronouns and your preferences about them"),
        _("you; colleagues see what you choose to show"),
        own(SelfDescription),
    ),
    Kind(
        "introduction",
        _("What you say about yourself on your page"),
        _("colleagues at your institution"),
        own(Introduction),
    ),
    Kind(
        "photo",
        _("Your photo"),
        _("colleagues at your institution"),
        own(Photo),
    ),
    Kind(
        "assessment",
        _("Self-assessment"),
        _("you; mentors see what you share"),
        own(SelfAssessment),
    ),
    Kind(
        "versions",
        _("Submitted versions of your self-assessment"),
        _("you; mentors see what you share; your institution’s systems see what you allow"),
        own(AssessmentVersion),
    ),
    Kind("sharing", _("Who you share parts of your self-assessment with"), YOU, own(PartSharing)),
    Kind(
        "content_consents",
        _("What your institution’s systems may read in your self-assessment"),
        _("you; each system sees what you allow"),
        lambda member: ContentConsent.objects.filter(member=member).select_related("grant__client"),
    ),
    Kind("goals", _("Goals"), _("you; mentors see what you share"), own(Goal)),
    Kind(
        "targets",
        _("Targets for your goals"),
        _("you; mentors see what you share"),
        own(GoalTarget, "goal__member"),
    ),
    Kind(
        "goal_notes",
        _("Progress and setbacks"),
        _("you; mentors see what you share"),
        own(GoalNote, "goal__member"),
    ),
    Kind("needs", _("Mentoring needs"), _("you; mentors see what you share"), own(Need)),
    Kind(
        "first_steps",
        _("Your first three answers, and the people you listed there"),
        YOU,
        own(FirstSteps),
    ),
    Kind("tips", _("Tips that you dismissed"), YOU, own(DismissedTips)),
    Kind("offer", _("Mentor profile"), _("colleagues at your institution"), own(MentorOffer)),
    Kind(
        "training",
        _("The mentor training you completed"),
        _("colleagues at your institution"),
        own(MentorTraining),
        _("Your institution confirmed this. Ask your institution to change it."),
    ),
)
