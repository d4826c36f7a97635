"""Several at once, each over a connection of its own: what is done twice is there once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.models import DraftReview, Meeting, OrderChange, PlanComment, ProjectDraft
from evaluations.plans.domain.sharing import comment_on_plan, share_plan
from evaluations.sessions.curriculum.domain.applying import apply_curriculum, proposed_days
from evaluations.sessions.curriculum.domain.curricula import built_in
from evaluations.sessions.errors import CalendarChanged
from evaluations.sessions.schedule.domain.reschedule import preview_reschedule, reschedule_sessions
from evaluations.writing.domain.author_order import answer_order, authors_of, propose_order
from evaluations.writing.domain.project import (
    add_draft,
    ask_readers,
    delete_draft,
    give_review,
    start_project,
)
from evaluations.writing.errors import DraftRead, NotYourProject
from matching.groups.forming.domain.publish import publish_groups
from matching.groups.forming.domain.run import start_forming
from matching.models import MatchRun, Seat
from matching.programs.runs.domain.lifecycle import advance
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from tests.evaluations.plans.domain.test_plan import in_it, kept
from tests.factories import (
    EnrollmentFactory,
    GroupApplicationFactory,
    GroupMemberFactory,
    GroupProgramFactory,
    MembershipFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def at_once(*acts: Callable[[], object], lost: tuple[type[Exception], ...] = ()) -> int:
    """Do all of it at the same moment; how many were told one of *lost*."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> int:
        start.wait()
        try:
            act()
        except lost:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum([done.result() for done in [pool.submit(run, act) for act in acts]])


@pytest.fixture
def group() -> PeerGroup:
    """Ann, Bo and Cy, who agree to the rules of authorship, and a facilitator."""
    group = PeerGroupFactory(authorship="Who writes is an author.")
    agreed = timezone.now()
    for name, part in (
        ("Ann", "member"),
        ("Bo", "member"),
        ("Cy", "member"),
        ("Lead", "facilitator"),
    ):
        GroupMemberFactory(
            group=group, part=part, member__family_name=name, authorship_agreed_at=agreed
        )
    return group


def test_one_comment_sent_several_times_at_once_is_one(group: PeerGroup) -> None:
    owner, peer = in_it(group, "Ann"), in_it(group, "Bo")
    kept(owner)
    share_plan(owner, group)

    at_once(
        *[
            lambda: comment_on_plan(group, owner=owner.pk, by=peer, text="Start with the second.")
            for _one in range(AT_ONCE)
        ]
    )

    assert PlanComment.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="message").count() == 1


def test_two_who_consent_at_once_change_the_order(group: PeerGroup) -> None:
    ann, bo, cy = (in_it(group, name) for name in ("Ann", "Bo", "Cy"))
    project = start_project(group, by=ann, title="Sleep", authors=[bo, cy])
    first, second, third = authors_of(project)
    change = propose_order(project, by=ann, order=[third.pk, first.pk, second.pk])

    at_once(
        lambda: answer_order(change, by=bo, consents=True),
        lambda: answer_order(change, by=cy, consents=True),
    )

    assert OrderChange.objects.get(pk=change.pk).state == "agreed"
    assert [one.pk for one in authors_of(project)] == [third.pk, first.pk, second.pk]


def test_a_review_is_never_lost_to_a_draft_that_goes(group: PeerGroup) -> None:
    ann, bo = in_it(group, "Ann"), in_it(group, "Bo")
    project = start_project(group, by=ann, title="Sleep")
    for number in range(6):
        draft = add_draft(project, by=ann, label=f"D{number}", link="https://example.org/d")
        (review,) = ask_readers(draft, by=ann, readers=[bo], due_on=date(2099, 1, 1))

        at_once(
            lambda review=review: give_review(review, by=bo, text="Good."),
            lambda draft=draft: delete_draft(draft, by=ann),
            lost=(DraftRead, ProjectDraft.DoesNotExist, DraftReview.DoesNotExist, NotYourProject),
        )

        told = OutboxMessage.objects.filter(key=f"review-given-{review.pk}").exists()
        assert DraftReview.objects.filter(pk=review.pk).exists() == told


def test_a_curriculum_applied_twice_at_once_is_there_once(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    template = built_in("evenings")
    assert template is not None
    days = proposed_days(template, first=timezone.now() + timedelta(days=5), by=lead)

    at_once(*[lambda: apply_curriculum(group, template, by=lead, starts=days)] * AT_ONCE)

    assert Meeting.objects.count() == len(days)
    assert OutboxMessage.objects.filter(kind="meeting_planned").count() == 4


def test_a_calendar_shifted_twice_at_once_moves_once(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    template = built_in("evenings")
    assert template is not None
    days = proposed_days(template, first=timezone.now() + timedelta(days=5), by=lead)
    first, *_rest = apply_curriculum(group, template, by=lead, starts=days)
    first = Meeting.objects.get(pk=first.pk)
    seen = [one.after for one in preview_reschedule(group, first, by=lead, weeks=2)]

    lost = at_once(
        *[lambda: reschedule_sessions(group, first, by=lead, seen=seen, weeks=2)] * 2,
        lost=(CalendarChanged,),
    )

    assert lost == 1
    assert list(Meeting.objects.order_by("starts_at").values_list("starts_at", flat=True)) == seen


def test_groups_formed_by_two_workers_and_published_twice_are_there_once() -> None:
    program = GroupProgramFactory(state="matching")
    for _one in range(6):
        GroupApplicationFactory(
            enrollment=EnrollmentFactory(program=program), hours=list(range(18, 30))
        )
    actor = MembershipFactory(institution=program.institution).user
    run = start_forming(program, actor=actor)

    at_once(*[lambda: advance(run.pk)] * 2)
    assert (MatchRun.objects.get().state, Seat.objects.count()) == ("done", 6)
    at_once(
        *[
            lambda: publish_groups(
                MatchRun.objects.get(), actor=actor, started_on=date(2099, 1, 1), accept_broken=True
            )
        ]
        * 2
    )

    seated = Seat.objects.filter(group__isnull=False).count()
    assert seated > 0
    assert GroupMember.objects.count() == seated
    assert OutboxMessage.objects.filter(kind="group_made").count() == seated
