"""The demonstration's programs and meetings: made once, by the same rules as everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from evaluations.models import Attendance, Meeting, PlanShare, SkillRating, Survey, WritingProject
from evaluations.sessions.groups.domain.queries import attended
from matching.demo.groups import FACILITATORS, MEMBERS
from matching.models import MatchRun, Program, Seat, Team
from mentornet.mail.outbox import OutboxMessage
from networks.demo.load import load_demo
from networks.models import PeerGroup, Tie
from profiles.assessment.domain.content_consents import readable_by
from profiles.models import ContentConsent, MentorTraining

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="class")
def demonstration(django_db_setup, django_db_blocker, folder) -> Iterator[None]:
    """The whole demonstration, made once: the second time the commands find it and add nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(VAR_DIR=folder, MEDIA_ROOT=folder):
            load_demo(seed=2026, people=400, as_of=date(2026, 11, 24))
            for _ in range(2):
                call_command("load_demo_programs", verbosity=0)
                call_command("load_demo_meetings", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("demonstration")
class TestDemonstration:
    def test_demonstration_has_a_program_in_each_state_and_pairs_that_meet(self) -> None:
        pairs = Program.objects.filter(kind="dyadic")
        states = list(pairs.order_by("created_at").values_list("state", flat=True))
        assert states == ["running", "matching", "enrolling"]
        runs = MatchRun.objects.filter(program__in=pairs).order_by("created_at")
        assert list(runs.values_list("state", flat=True)) == ["published", "done"]
        paired = Tie.objects.filter(meetings__isnull=False).distinct().count()
        assert paired >= 8
        assert Meeting.objects.filter(state="held").count() > paired
        group = PeerGroup.objects.get(kind="facilitated")
        assert group.members.count() == 7
        assert 0.7 < (attended(PeerGroup.objects.filter(pk=group.pk))[0].share or 0) < 1
        assert WritingProject.objects.filter(group=group).count() == 1
        assert PlanShare.objects.filter(group=group).count() >= 1
        assert SkillRating.objects.count() == 12
        counted = Survey.objects.filter(counted_at__isnull=False)
        assert Survey.objects.filter(counted_at=None).count() == counted.count() - 1 >= 1
        assert all(one.answered >= 5 for one in counted)
        (consent,) = ContentConsent.objects.holding().select_related("grant__client")
        assert list(readable_by(consent.grant.client)) == [consent.member]
        assert not OutboxMessage.objects.filter(
            kind__in=["plan_comment", "order_proposed"]
        ).exists()

    def test_demonstration_has_a_group_in_the_middle_of_its_eight_months(self) -> None:
        group = PeerGroup.objects.get(program_group__program__state="running")
        parts = group.members.select_related("member__user")
        logins = {one.member.user.email.split(".")[0] for one in parts}
        assert {"dana", "luis"} <= logins
        assert [one.part for one in parts if one.leads] == ["facilitator"]
        assert parts.exclude(left_on=None).count() == 1
        assert parts.exclude(reads_from=None).count() == 1
        sessions = Meeting.objects.filter(group=group)
        assert (sessions.filter(state="held").count(), sessions.count()) == (6, 9)
        assert sessions.exclude(plan__segments=[]).filter(plan__isnull=False).count() == 9
        noted = Attendance.objects.filter(meeting__group=group)
        assert noted.filter(state="excused").count() == 1
        assert 0.85 < (attended(PeerGroup.objects.filter(pk=group.pk))[0].share or 0) < 1
        assert WritingProject.objects.filter(group=group, projectmilestones__done_on=None).exists()

    def test_demonstration_has_programs_of_other_kinds(self) -> None:
        others = Program.objects.exclude(kind="dyadic").order_by("kind", "state")
        assert list(others.values_list("kind", "state")) == [
            ("career_team", "running"),
            ("collaborative", "matching"),
            ("collaborative", "running"),
            ("mosaic", "running"),
            ("peer_pairs", "matching"),
            ("topics", "running"),
        ]
        formed = MatchRun.objects.get(program__kind="collaborative")
        seated = Seat.objects.filter(run=formed).exclude(group=None)
        assert (formed.state, formed.program.enrollments.count()) == (
            "done",
            MEMBERS + FACILITATORS,
        )
        assert seated.count() >= MEMBERS - 4
        team = Team.objects.get(people__isnull=False, revision__gt=0, people__part="primary")
        states = team.people.order_by("asked_at").values_list("part", "state")
        assert list(states) == [
            ("primary", "confirmed"),
            ("committee", "confirmed"),
            ("committee", "confirmed"),
            ("committee", "asked"),
        ]
        assert (team.parts_written, team.milestones.count()) == (4, 4)
        topics = Program.objects.get(kind="topics")
        placed = topics.runs.get().proposals.filter(leads=True)
        assert topics.state == "running"
        assert 5 < placed.filter(tie__isnull=False).count() <= placed.count()
        assert list(topics.projects.exclude(state="accepted").values_list("state")) == [
            ("proposed",)
        ]
        mentors = PeerGroup.objects.get(kind="mentors")
        trained = MentorTraining.objects.count()
        assert 0 < trained < mentors.members.count()


def test_commands_ask_for_the_demonstration_first() -> None:
    for name in ("load_demo_programs", "load_demo_meetings"):
        with pytest.raises(CommandError, match="Run load_demo first"):
            call_command(name)
