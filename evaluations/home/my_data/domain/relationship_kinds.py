"""What is held about a person’s relationships and their parts in programs."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.home.my_data.domain.kind import IN_RUNS, PAIR, SHARED, YOU, Kind, both, own
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
from networks.models import (
    Agreement,
    Exclusion,
    ExternalContact,
    Invitation,
    StageReached,
    Tie,
)
from profiles.models import (
    QuestionAnswer,
)

RELATIONSHIPS: tuple[Kind, ...] = (
    Kind(
        "exclusions",
        _("Whom you do not want suggested or paired"),
        YOU,
        own(Exclusion, "owner"),
        copies=IN_RUNS,
    ),
    Kind(
        "contacts",
        _("Mentors elsewhere"),
        YOU,
        own(ExternalContact, "owner"),
        _("Your ties to them need it; end those ties and delete them there."),
    ),
    Kind("ties", _("Ties"), PAIR, both(Tie), SHARED),
    Kind("stages", _("Stages of ties"), PAIR, both(StageReached, "tie__"), SHARED),
    Kind("agreements", _("Agreements"), PAIR, both(Agreement, "tie__"), SHARED),
    Kind("invitations", _("Invitations"), PAIR, both(Invitation), SHARED),
    Kind(
        "enrollments",
        _("Enrolments in programs"),
        _("the director; areas, roles and topics also the other side"),
        own(Enrollment),
        _("The program’s records need it. Withdrawing ends your part in it."),
        IN_RUNS,
    ),
    Kind(
        "group_applications",
        _("Hours and wishes that you gave to programs of groups"),
        YOU,
        own(GroupApplication, "enrollment__member"),
        copies=IN_RUNS,
    ),
    Kind(
        "program_dates",
        _("On which dates of programs you can come"),
        _("you and the directors of the program"),
        own(DateAnswer, "enrollment__member"),
    ),
    Kind(
        "program_answers",
        _("What you answered when you enrolled in programs"),
        _("you, and the directors where the question says so; counts elsewhere"),
        own(QuestionAnswer),
        copies=_("Counts that were made when enrollment closed stay, without your name."),
    ),
    Kind(
        "time_confirmations",
        _("Who was asked to keep dates free for you, and what they answered"),
        _("you and the directors of the program"),
        own(TimeConfirmation, "enrollment__member"),
        _("The program’s records need it."),
    ),
    Kind(
        "choices",
        _("Whom you named or declined in programs"),
        YOU,
        own(Preference, "enrollment__member"),
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
        own(Team, "enrollment__member"),
        _("Your team works by it."),
    ),
    Kind(
        "team_milestones",
        _("Milestones of that plan"),
        _("you and those who are in your team; the director how many are reached"),
        own(Milestone, "team__enrollment__member"),
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
)
