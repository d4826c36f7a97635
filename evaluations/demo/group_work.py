"""What the demonstration's group works on: plans that are shared, a paper half written, skills."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from evaluations.meetings.models import Meeting
from evaluations.outcomes.skills.models import SessionSkill, SkillRating
from evaluations.plans.domain.parts import PLAN_PART_BY_SLUG, entries_of, make_entry
from evaluations.plans.domain.plan import (
    fill_from_assessment,
    own_plan,
    save_plan_part,
    submit_plan,
)
from evaluations.plans.domain.sharing import share_plan
from evaluations.plans.errors import NothingPlanned
from evaluations.plans.models import PlanComment
from evaluations.writing.domain.author_rows import authors_of
from evaluations.writing.domain.project import add_draft, set_milestone, start_project
from evaluations.writing.models import (
    Contribution,
    DraftReview,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    ProjectDraft,
    WritingProject,
)
from networks.models import GroupMember, PeerFunction, PeerGroup
from networks.peer_groups.domain.group import current_people
from profiles.models import Membership
from profiles.vocabulary import Area, MentorRole

AUTHORSHIP = (
    "Who contributes to the idea and to the writing is an author. The order is agreed before the "
    "first draft, and changes only when everybody whose place changes says yes."
)
SKILLS = ("Ask a question that one study can answer", "Say no to a request without losing a friend")


@transaction.atomic
def load_group_work(group: PeerGroup) -> WritingProject:
    """Write plans, a project and ratings for *group*; what is there already is left.

    No one gets a mail: it all lies in the past.
    """
    if there := WritingProject.objects.filter(group=group).first():
        return there
    _agree_on_authorship(group)
    parts = list(GroupMember.objects.current().filter(group=group).select_related("member"))
    leader = next(one.member for one in parts if one.leads)
    people = [one for one in current_people(group) if one != leader]
    # The person whom the demonstration follows comes first.
    people.sort(key=lambda one: not one.user.email.startswith("mina."))
    _plans(group, people, leader)
    _skills(group, people)
    _peer(people[0], people[1])
    return _project(group, people, leader)


def _agree_on_authorship(group: PeerGroup) -> None:
    if not group.authorship.strip():
        group.authorship = AUTHORSHIP
        group.save(update_fields=["authorship"])
    GroupMember.objects.current().filter(group=group, authorship_agreed_at=None).update(
        authorship_agreed_at=timezone.now() - timedelta(days=100)
    )


def _plans(group: PeerGroup, people: list[Membership], leader: Membership) -> None:
    """Each who has assessed themselves has a plan; the first two share theirs."""
    shared = 0
    for one in people:
        plan = own_plan(one)
        fill_from_assessment(plan)
        if one == people[0]:
            _add_projects(one)
        try:
            version = submit_plan(one)
        except NothingPlanned:
            continue
        if shared < 2:
            share_plan(one, group)
            shared += 1
            PlanComment.objects.create(
                institution=group.institution,
                owner=one,
                group=group,
                author=leader,
                part="short",
                version=version.number,
                text="Which of these would you keep if you could keep only one?",
            )


def _add_projects(member: Membership) -> None:
    """A study and its next steps, each serving what stands above it."""
    plan = own_plan(member)
    goals = [*entries_of(plan.content, "short"), *entries_of(plan.content, "long")]
    serves = goals[0]["id"] if goals else ""
    study = make_entry("d" * 32, "Night shifts and handover: a survey of two wards", serves=serves)
    save_plan_part(
        plan, part=PLAN_PART_BY_SLUG["projects"], entries=[study], revision=plan.revision
    )
    plan = own_plan(member)
    soon = timezone.localdate() + timedelta(days=20)
    targets = [
        *entries_of(plan.content, "targets"),
        make_entry("e" * 32, "Questionnaire tried out with five people", serves="d" * 32, by=soon),
    ]
    save_plan_part(plan, part=PLAN_PART_BY_SLUG["targets"], entries=targets, revision=plan.revision)


def _project(group: PeerGroup, people: list[Membership], leader: Membership) -> WritingProject:
    first, second, third, *_others = people
    project = start_project(
        group,
        by=first,
        title="What residents hand over, and what gets lost",
        journal="Larkspur Journal of Medicine",
        about="Which parts of the handover are lost between two shifts, and does a list help?",
        authors=[second, third],
    )
    contributions = (
        [Contribution.CONCEPTUALIZATION, Contribution.ORIGINAL_DRAFT],
        [Contribution.FORMAL_ANALYSIS, Contribution.VISUALIZATION],
        [Contribution.INVESTIGATION],
    )
    for author, roles in zip(authors_of(project), contributions, strict=True):
        author.contributions = roles
        author.agreed_at = timezone.now() if author.member != third else None
        author.save(update_fields=["contributions", "agreed_at"])
    today = timezone.localdate()
    for step in ("idea", "outline"):
        set_milestone(project, by=first, step=step, done=True)
    set_milestone(project, by=first, step="analysis", due_on=today + timedelta(days=12))
    draft = add_draft(
        project, by=second, label="Outline, second version", link="https://example.org/outline"
    )
    _round(draft, project, readers=[first, leader], asked_by=second, today=today)
    _propose(project, authors_of(project))
    WritingProject.objects.filter(pk=project.pk).update(
        moved_at=timezone.now() - timedelta(days=31)
    )
    return project


def _round(
    draft: ProjectDraft,
    project: WritingProject,
    *,
    readers: list[Membership],
    asked_by: Membership,
    today: date,
) -> None:
    """One has answered, the other has a few days left."""
    for one, text in zip(
        readers,
        ["", "The question is clear now. The second figure says what the first says already."],
        strict=True,
    ):
        DraftReview.objects.create(
            institution=project.institution,
            draft=draft,
            round=1,
            reader=one,
            asked_by=asked_by,
            question="Is it one question or two?",
            due_on=today + timedelta(days=5),
            text=text,
            given_at=timezone.now() if text else None,
        )


def _propose(project: WritingProject, authors: list[ProjectAuthor]) -> None:
    """The second author asks to change places with the first, who has not answered yet."""
    first, second, *rest = authors
    change = OrderChange.objects.create(
        institution=project.institution,
        project=project,
        proposed_by=second.member,
        why="I will write the first draft in the spring.",
        before=[str(one.pk) for one in authors],
        after=[str(one.pk) for one in (second, first, *rest)],
    )
    for one, consents in ((first, None), (second, True)):
        OrderConsent.objects.create(
            institution=project.institution,
            change=change,
            author=one,
            consents=consents,
            answered_at=timezone.now() if consents else None,
        )


def _skills(group: PeerGroup, people: list[Membership]) -> None:
    """The last session but one is rated by everyone; the next one has skills to rate."""
    sessions = Meeting.objects.filter(group=group).exclude(state=Meeting.State.CANCELLED)
    past = sessions.filter(starts_at__lt=timezone.now() - timedelta(days=8)).first()
    ahead = sessions.filter(starts_at__gt=timezone.now()).last()
    for meeting in filter(None, (past, ahead)):
        for place, name in enumerate(SKILLS):
            skill = SessionSkill.objects.create(
                institution=group.institution, meeting=meeting, name=name, position=place
            )
            if meeting == past:
                SkillRating.objects.bulk_create(
                    SkillRating(
                        institution=group.institution,
                        skill=skill,
                        member=one,
                        before=1 + number % 3,
                        after=3 + number % 2,
                    )
                    for number, one in enumerate(people)
                )


def _peer(member: Membership, peer: Membership) -> None:
    PeerFunction.objects.get_or_create(
        member=member,
        peer=peer,
        defaults={
            "institution": member.institution,
            "roles": [MentorRole.COACH],
            "areas": [Area.RESEARCH],
        },
    )
