"""A small institution in which everybody stands in some relation to one protégé."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any, cast

from django.utils import timezone

from evaluations.check_ins.feedback.domain.giving import give_feedback
from evaluations.gaps.domain.requests import ask_for_report
from evaluations.gaps.domain.snapshot import take_snapshot
from evaluations.meetings.domain.action_items import add_action
from evaluations.meetings.domain.lifecycle import propose_meeting
from evaluations.models import AttentionState, CheckIn, Meeting
from matching.models import Enrollment, MatchRule, PairRule, Program, Proposal
from matching.pairs.domain.run import start_run
from matching.programs.recruiting.domain.files import start_file
from matching.programs.runs.domain.lifecycle import advance
from matching.spreadsheets.domain.uploads import start_sheet
from mentornet.api.scopes import CONTENT
from networks.concerns.domain.threads import report_concern
from networks.models import Tie
from networks.peer_groups.domain.group import add_member, create_group
from networks.peer_groups.domain.openings import ask_to_read_earlier
from networks.relationships.agreements.domain.confirming import suggest_agreement
from profiles.api_access.domain.clients import create_client
from profiles.api_access.webhooks.domain import create_endpoint
from profiles.assessment.domain.content_consents import grant_in_force
from profiles.assessment.domain.goals import add_note, add_target
from profiles.assessment.domain.writing import submit_assessment
from profiles.models import Membership, RosterImport, User
from profiles.people.staff_roles.domain.deputies import name_deputy
from profiles.people.staff_roles.domain.granting import grant_role
from profiles.vocabulary import Rank, StaffRoleKind
from tests.contract.endings_world import add_endings
from tests.contract.forming_world import forming_rows
from tests.contract.identity_world import add_identity
from tests.contract.kinds_world import kind_rows
from tests.contract.parts_world import add_parts
from tests.contract.people_world import add_people
from tests.contract.plans_world import add_plans
from tests.contract.programs_world import programs_rows
from tests.contract.reflecting_world import add_reflecting
from tests.contract.sessions_world import add_sessions
from tests.contract.surveys_world import survey_rows
from tests.factories import (
    EnrollmentFactory,
    ExclusionFactory,
    GoalFactory,
    InstitutionFactory,
    InvitationFactory,
    MembershipFactory,
    MentorOfferFactory,
    NeedFactory,
    ProgramFactory,
    TieFactory,
    UnitFactory,
    UserFactory,
)

ROLES = (
    "anonymous",
    "protege",
    "mentor",
    "stranger",
    "supervisor",
    "facilitator",
    "director",
    "ombuds",
    "other_director",
    "left",
    "operator",
)


@dataclass
class World:
    """The people by role, and what they own, made on demand by the matrix."""

    members: dict[str, Membership]
    operator: User
    rows: dict[str, Any] = field(default_factory=dict)

    @property
    def protege(self) -> Membership:
        return self.members["protege"]

    @property
    def mentor(self) -> Membership:
        return self.members["mentor"]

    def login(self, role: str) -> User | None:
        if role == "anonymous":
            return None
        if role == "operator":
            return self.operator
        return self.members[role].user


def add_api_client(world: World) -> None:
    """A client of the protégé's institution, and one that may ask people for what they write."""
    director = world.members["director"]
    asking, _secret = create_client(
        director.institution,
        name="Coaching",
        scopes=[CONTENT],
        purpose="Coaches prepare the first talk with it.",
        actor=director.user,
    )
    world.rows["content_grant"] = grant_in_force(asking)
    world.rows["api_client"], _secret = create_client(
        director.institution, name="HR", scopes=["members:read"], actor=director.user
    )


def build_world() -> World:
    """Return one institution with every role of the matrix, and a director of another one."""
    here = InstitutionFactory(name="Here")
    elsewhere = InstitutionFactory(name="Elsewhere")
    supervisor = MembershipFactory(institution=here, rank=Rank.FULL, family_name="Chief")
    protege = MembershipFactory(institution=here, supervisor=supervisor, family_name="Protege")
    mentor = MembershipFactory(institution=here, rank=Rank.ASSOCIATE, family_name="Mentor")
    members = {
        "protege": protege,
        "mentor": mentor,
        "stranger": MembershipFactory(institution=here, family_name="Stranger"),
        "supervisor": supervisor,
        "facilitator": MembershipFactory(institution=here, offices=[StaffRoleKind.FACILITATOR]),
        "director": MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR]),
        "ombuds": MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS]),
        "other_director": MembershipFactory(
            institution=elsewhere, offices=[StaffRoleKind.DIRECTOR]
        ),
        "left": MembershipFactory(institution=here, end_date="2026-01-31"),
    }
    operator = UserFactory(is_staff=True, is_superuser=True)
    world = World(members=cast(dict[str, Membership], members), operator=cast(User, operator))
    AttentionState.objects.create(
        institution=here, kind="not_activated", subject=str(here.pk), note="A word"
    )
    world.rows["tie"] = TieFactory(protege=protege, mentor=mentor)
    world.rows["agreement"] = suggest_agreement(world.rows["tie"], cadence="monthly", minutes=60)
    world.rows["concern"], _code = report_concern(protege, kind="other", text="A word")
    world.rows["unconfirmed_tie"] = TieFactory(
        protege=mentor, mentor=protege, state=Tie.State.UNCONFIRMED
    )
    world.rows["bystander"] = MembershipFactory(institution=here, family_name="Bystander")
    ExclusionFactory(owner=protege, other=world.rows["bystander"])
    world.rows["invitation"] = InvitationFactory(protege=protege, mentor=mentor)
    world.rows["goal"] = goal = GoalFactory(member=protege, institution=here)
    world.rows["target"] = add_target(goal, text="A step")
    world.rows["note"] = add_note(goal, kind="progress", text="A word")
    world.rows["need"] = NeedFactory(member=protege, institution=here)
    submit_assessment(protege)
    world.rows["unit"] = UnitFactory(institution=here)
    world.rows["roster_import"] = RosterImport.objects.create(
        institution=here,
        file_name="roster.csv",
        digest="0",
        state=RosterImport.State.CHECKED,
        counts=dict.fromkeys(["added", "changed", "unchanged", "ended", "returned"], 0)
        | {"rows": 0, "bad_rows": 0, "errors": 0, "blocking": 0},
    )
    MentorOfferFactory(member=protege, institution=here)
    _add_program(world)
    _add_meetings(world)
    world.rows |= kind_rows(protege, mentor=mentor, asked=members["stranger"])
    world.rows |= forming_rows(
        protege,
        members["stranger"],
        facilitator=members["facilitator"],
        director=members["director"],
    )
    world.rows |= programs_rows(
        enrolled=members["facilitator"],
        director=members["director"],
        chief=members["supervisor"],
    )
    world.rows |= survey_rows(protege, director=members["director"].user)
    _add_webhooks(world)
    add_api_client(world)
    world.rows["from_outside"] = MembershipFactory(
        institution=here, source="invited", affiliation="Elsewhere", rank=""
    )
    world.rows["approval"] = grant_role(
        members["stranger"], role=StaffRoleKind.OMBUDS, by=operator
    ).approval
    world.rows["deputy_role"] = name_deputy(
        members["director"].staff_roles.get(),
        MembershipFactory(institution=here, family_name="Deputy"),
        by=members["director"].user,
        starts_on=None,
        ends_on=timezone.localdate() + timedelta(days=30),
    )
    add_identity(world.rows, institution=here, director=members["director"].user)
    add_endings(world)
    add_people(world.rows, claimed=members["stranger"], offered=mentor, there=elsewhere)
    return world


def _add_webhooks(world: World) -> None:
    director = world.members["director"]
    world.rows["endpoint"] = create_endpoint(
        director.institution,
        actor=director.user,
        url="https://hooks.example.org/in",
        events=["program.closed"],
    )


def _add_meetings(world: World) -> None:
    tie = world.rows["tie"]
    ahead = timezone.now() + timedelta(days=7)
    world.rows |= {
        "meeting": propose_meeting(tie, by=tie.protege, times=[ahead], minutes=60),
        "offered_meeting": propose_meeting(
            tie, by=tie.mentor, times=[ahead, ahead + timedelta(days=1)], minutes=60
        ),
        "feedback": give_feedback(tie, by=tie.protege, audience="mine", helps="Your questions"),
        "action": add_action(tie, by=tie.protege, owner=tie.mentor, text="Read the draft"),
    }
    _add_group(world)


def _add_group(world: World) -> None:
    """A group of the protégé and the bystander; the facilitator leads it, the mentor is outside."""
    group = create_group(
        world.protege.institution,
        actor=world.members["director"].user,
        name="Writing group",
        charter="What is said here stays here.",
        members=[world.protege, world.rows["bystander"]],
        facilitators=[world.members["facilitator"]],
    )
    world.rows["check_in"] = CheckIn.objects.create(
        institution=group.institution,
        tie=world.rows["tie"],
        member=world.protege,
        due_on=timezone.localdate(),
        due_at=timezone.now(),
        state=CheckIn.State.ASKED,
    )
    take_snapshot(group.institution)
    director = world.members["director"]
    world.rows["gap_report"] = ask_for_report(group.institution, by=director)
    long_ago = timezone.now() - timedelta(hours=1)
    world.rows |= {
        "group": group,
        "part": group.members.get(member=world.rows["bystander"]),
        "session": Meeting.objects.create(
            institution=group.institution, group=group, starts_at=long_ago, agenda="Secret agenda"
        ),
    }
    club = create_group(
        group.institution,
        actor=director.user,
        name="Journal club",
        members=[world.protege, world.members["facilitator"]],
    )
    add_member(club, world.members["stranger"], actor=director.user)
    world.rows["opening"] = ask_to_read_earlier(club, by=world.members["stranger"])
    add_plans(world)
    add_sessions(world)
    add_parts(world)
    add_reflecting(world)


def _add_program(world: World) -> None:
    """A program with the protégé and the mentor on its sides, and a run that is ready.

    A director blocked the pair, and the two have a tie: the run leaves the protégé without a mentor; the bystander is paired.
    """
    here = world.protege.institution
    program = ProgramFactory(institution=here, state=Program.State.MATCHING)
    enrolled = EnrollmentFactory(program=program, member=world.protege)
    junior = EnrollmentFactory(program=program, member=world.rows["bystander"])
    mentor = EnrollmentFactory(
        program=program, member=world.mentor, side=Enrollment.Side.MENTOR, places=2
    )
    rule = PairRule.objects.create(
        institution=here, program=program, protege=enrolled, mentor=mentor, kind="forbid"
    )
    run = start_run(program, method="stable", actor=world.members["director"].user)
    advance(run.pk)
    world.rows |= {
        "program": program,
        "enrollment": enrolled,
        "mentor_enrollment": mentor,
        "run": run,
        "other_run": start_run(program, method="best", actor=world.members["director"].user),
        "proposal": Proposal.objects.get(run=run, protege=junior),
        "sheet": start_sheet(
            here,
            people=BytesIO(b"Name,Sign up as,Areas\nAnn,mentee,Research\nBo,mentor,Research\n"),
            people_name="people.csv",
            actor=world.members["director"].user,
        ),
        "enrollment_file": start_file(
            program,
            file=BytesIO(b"Name,Email\nAnn,ann@elsewhere.example\n"),
            name="list.csv",
            does="invite",
            side="protege",
            actor=world.members["director"].user,
        ),
        "match_rule": MatchRule.objects.create(
            institution=here, program=program, kind="minimum", least=1
        ),
        "pair_rule": rule,
    }
