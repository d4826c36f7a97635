"""What is held about a person’s relationships and their parts in programs."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.home.my_data.domain.kind import IN_RUNS, PAIR, SHARED, YOU, Kind, both, own
from matching.models import (
    DateAnswer,
    Enrollment,
    GroupApplication,
    MentorSuggestion,
    Milestone,
    Newcomer,
    PairRequest,
    Preference,
    ProjectChoice,
    ProjectMentor,
    Proposal,
    Team,
    TeamMember,
    TimeConfirmation,
)
from networks.models import (
    Agreement,
    Exclusion,
    ExternalContact,
    Invitation,
    OutsideConsent,
    StageReached,
    Tie,
)
from profiles.models import (
    QuestionAnswer,
)

RELATIONSHIPS: tuple[Kind, ...] = (
    Kind(
        "exclusions",
        _("People you do not want to be matched with"),
        YOU,
        own(Exclusion, "owner"),
        copies=IN_RUNS,
    ),
    Kind(
        "contacts",
        _("Mentors outside your institution"),
        YOU,
        own(ExternalContact, "owner"),
        _(
            "Your relationships with them need it. End those relationships and delete the people there."
        ),
    ),
    Kind(
        "outside_consents",
        _("Emails to mentors outside your institution"),
        YOU,
        own(OutsideConsent, "owner"),
        _("It keeps an address that stopped these emails from getting them again."),
    ),
    Kind("ties", _("Mentoring relationships"), PAIR, both(Tie), SHARED),
    Kind("stages", _("Stages of your relationships"), PAIR, both(StageReached, "tie__"), SHARED),
    Kind("agreements", _("Agreements"), PAIR, both(Agreement, "tie__"), SHARED),
    Kind("invitations", _("Requests and invitations"), PAIR, both(Invitation), SHARED),
    Kind(
        "enrollments",
        _("Program enrollments"),
        _("you and the director; your match also sees areas, roles and topics"),
        own(Enrollment),
        _("The program needs it for its records. You can withdraw from the program."),
        IN_RUNS,
    ),
    Kind(
        "newcomer",
        _("Programs that welcome you as a newcomer"),
        _("you and the program’s directors"),
        own(Newcomer),
        _("The program needs it for its records."),
    ),
    Kind(
        "mentor_suggestions",
        _("Mentors you suggested for newcomers"),
        _("you and the program’s directors"),
        own(MentorSuggestion, "by"),
        _("The program needs it for its records."),
    ),
    Kind(
        "group_applications",
        _("Times and preferences you gave to group programs"),
        YOU,
        own(GroupApplication, "enrollment__member"),
        copies=IN_RUNS,
    ),
    Kind(
        "program_dates",
        _("Program dates you can attend"),
        _("you and the program’s directors"),
        own(DateAnswer, "enrollment__member"),
    ),
    Kind(
        "program_answers",
        _("Your answers to enrollment questions"),
        _("you; directors see answers where the question says so, and otherwise only counts"),
        own(QuestionAnswer),
        copies=_("Counts made when enrollment closed remain, without your name."),
    ),
    Kind(
        "time_confirmations",
        _("Who was asked to keep dates free for you, and their answers"),
        _("you and the program’s directors"),
        own(TimeConfirmation, "enrollment__member"),
        _("The program needs it for its records."),
    ),
    Kind(
        "choices",
        _("People you chose or declined in programs"),
        YOU,
        own(Preference, "enrollment__member"),
        copies=IN_RUNS,
    ),
    Kind(
        "project_choices",
        _("Projects you chose in programs"),
        YOU,
        own(ProjectChoice, "enrollment__member"),
        copies=IN_RUNS,
    ),
    Kind(
        "led_projects",
        _("Projects of which you are a mentor"),
        _("everyone who takes part in the program, and its directors"),
        own(ProjectMentor, "mentor__member"),
        _("The program needs it for its records."),
    ),
    Kind(
        "pairs",
        _("Pairs that programs matched you in"),
        _("you, the other person and the director"),
        lambda member: Proposal.objects.visible_to(member.user).filter(
            Q(protege__member=member) | Q(mentor__member=member)
        ),
        _("The program needs it for its records."),
    ),
    Kind(
        "pair_requests",
        _("Pairs that directors proposed to you"),
        _("you, the other person, and the directors, without the answers"),
        lambda member: PairRequest.objects.put_to(member),
        _("The program needs it for its records. We delete it a year after it is closed."),
    ),
    Kind(
        "team_plans",
        _("Your mentoring plan for a career award"),
        _("you and your team; the director sees only how much is written"),
        own(Team, "enrollment__member"),
        _("Your team works with it."),
    ),
    Kind(
        "team_milestones",
        _("Milestones of your mentoring plan"),
        _("you and your team; the director sees only how many are reached"),
        own(Milestone, "team__enrollment__member"),
        _("Your team agreed to the plan with them. Remove them on the plan’s page."),
    ),
    Kind(
        "team_parts",
        _("People you invited to your team, and teams you were invited to"),
        PAIR,
        lambda member: TeamMember.objects.filter(
            Q(team__enrollment__member=member) | Q(member=member)
        ),
        SHARED,
    ),
)
