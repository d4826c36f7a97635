"""Half a year of the demonstration's life: pairs that keep their rhythm or lose it, and a group."""

from __future__ import annotations

from datetime import time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from evaluations.meetings.domain.lifecycle import at_wall_time
from evaluations.meetings.models import ActionItem, Attendance, Meeting
from evaluations.sessions.curriculum.domain.curricula import Template, built_in, write_curriculum
from evaluations.sessions.curriculum.domain.session_plans import write_plan
from evaluations.sessions.groups.domain.charter_texts import AUTHORSHIP, CHARTER
from evaluations.sessions.live.models import ParkedItem, SpokeMark
from matching.models import MatchRun, Proposal
from networks.models import GroupMember, PeerGroup, Tie
from networks.peer_groups.domain.group import create_group, current_people
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind

DAYS_BACK = 210
TOPICS = (
    "Outline of the grant; who could read it before the deadline.",
    "How to say no to the third committee.",
    "First draft of the paper: what the question really is.",
    "Promotion: what the file still lacks.",
    "Teaching: feedback from the last course, and what to keep.",
)
ACTIONS = ("Send the outline", "Ask for protected time", "Introduce to the study group")


@transaction.atomic
def load_meetings(institution: Institution, *, seed: int = 2026) -> int:
    """Write meetings for the pairs of the institution's programs; those that have some are left.

    Return how many meetings were written. No one gets a mail about the past.
    """
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    ties = list(
        Tie.objects.active()
        .of(institution)
        .filter(pk__in=Proposal.objects.filter(tie__isnull=False).values("tie"))
        .select_related("protege", "mentor")
        .order_by("protege__external_id", "mentor__external_id")
    )
    known = set(Meeting.objects.filter(tie__in=ties).values_list("tie_id", flat=True))
    meetings: list[Meeting] = []
    actions: list[ActionItem] = []
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number, tie in enumerate(one for one in ties if one.pk not in known):
        tie.confirmed_at = now - timedelta(days=DAYS_BACK)
        tie.started_on = tie.confirmed_at.date()
        # One in four stops meeting at some time, as in the program of [P].
        stops = chance.randrange(40, DAYS_BACK) if number % 4 == 3 else 0
        for back in range(DAYS_BACK - 14, stops, -31):
            missed = chance.random() < 0.1
            meetings.append(
                Meeting(
                    institution=institution,
                    tie=tie,
                    created_by=tie.protege,
                    state=Meeting.State.MISSED if missed else Meeting.State.HELD,
                    starts_at=now - timedelta(days=back + chance.randrange(-4, 5)),
                    minutes=60,
                    notes="" if missed else chance.choice(TOPICS),
                )
            )
        actions.append(
            ActionItem(
                institution=institution,
                tie=tie,
                owner=chance.choice([tie.protege, tie.mentor]),
                text=chance.choice(ACTIONS),
                due_on=(now + timedelta(days=chance.randrange(-20, 20))).date(),
            )
        )
    Tie.objects.bulk_update(ties, ["started_on", "confirmed_at"])
    # Directors count from the day on which a program made a pair.
    made = MatchRun.objects.filter(proposals__tie__in=[one for one in ties if one.pk not in known])
    made.update(published_at=now - timedelta(days=DAYS_BACK))
    Meeting.objects.bulk_create(meetings)
    ActionItem.objects.bulk_create(actions)
    return len(meetings)


@transaction.atomic
def load_group(institution: Institution, *, seed: int = 2026) -> PeerGroup | None:
    """Write one facilitated group with its sessions; None where no one can facilitate it.

    The first protégé of a program is in it. A group that stands already is left.
    """
    facilitated = PeerGroup.objects.filter(kind=PeerGroup.Kind.FACILITATED)
    if there := facilitated.filter(institution=institution).first():
        return there
    chance = Random(seed)  # noqa: S311  (invented people, no secret)
    here = Membership.objects.current().filter(institution=institution)
    leader = (
        here.filter(offices__contains=[StaffRoleKind.FACILITATOR]).order_by("external_id").first()
    )
    known = here.filter(user__email__startswith="mina.").order_by("external_id").first()
    if leader is None or known is None:
        return None
    peers = here.filter(rank=known.rank, offices=[]).exclude(pk__in=[known.pk, leader.pk])
    others = [one for one in peers.order_by("external_id")[:60] if one.supervisor_id != known.pk]
    start = timezone.localdate() - timedelta(days=150)
    group = create_group(
        institution,
        actor=leader.user,
        name="Writing for publication",
        kind=PeerGroup.Kind.FACILITATED,
        aim="One paper each within the year, read by the others at every step.",
        charter=str(CHARTER),
        authorship=str(AUTHORSHIP),
        members=[known, *chance.sample(others, 5)],
        facilitators=[leader],
        started_on=start,
    )
    people = current_people(group)
    agreed = timezone.now()
    GroupMember.objects.filter(group=group).exclude(member=known).update(
        agreed_at=agreed, authorship_agreed_at=agreed
    )
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for back in range(140, -60, -28):
        starts_at = at_wall_time((now - timedelta(days=back)).date(), time(13), leader.zone)
        past = starts_at < now
        session = Meeting.objects.create(
            institution=institution,
            group=group,
            created_by=leader,
            state=Meeting.State.HELD if past else Meeting.State.PLANNED,
            starts_at=starts_at,
            minutes=120,
            place="Library, room 2",
            agenda="Where each paper stands; one draft read together.",
        )
        if past:
            Attendance.objects.bulk_create(
                Attendance(
                    meeting=session,
                    member=one,
                    # [P] counted 89 of 100.
                    state="present" if chance.random() < 0.89 else "excused",
                )
                for one in people
            )
    template = built_in("evenings")
    assert template is not None  # noqa: S101  (it comes with us)
    _fill(group, template, known=known)
    write_curriculum(institution, actor=leader.user, name="Six evenings, ours", source=template)
    return group


def _fill(group: PeerGroup, template: Template, *, known: Membership) -> None:
    """Give the last sessions the curriculum's plans; mark who spoke last, and park something."""
    sessions = list(Meeting.objects.filter(group=group).order_by("starts_at"))
    for session, drawn in zip(sessions[-len(template.sessions) :], template.sessions, strict=True):
        write_plan(session, drawn)
    held = [one for one in sessions if one.state == Meeting.State.HELD]
    present = Attendance.objects.filter(meeting=held[-1], state="present").exclude(member=known)
    SpokeMark.objects.bulk_create(
        SpokeMark(institution=group.institution, meeting=held[-1], member=one.member)
        for one in list(present)[1:]
    )
    for text in ("How to thank readers of a draft", "A week of writing in the summer"):
        ParkedItem.objects.create(
            institution=group.institution, group=group, meeting=held[-1], author=known, text=text
        )
