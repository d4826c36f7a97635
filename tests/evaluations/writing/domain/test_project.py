"""A group's writing: started by agreement, ordered by consent, read by peers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evaluations.models import (
    Attachment,
    DraftReview,
    OrderChange,
    ProjectDraft,
    ProjectMilestone,
    WritingProject,
)
from evaluations.writing.domain.author_order import authors_of
from evaluations.writing.domain.project import STILL_AFTER_DAYS
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.plans.domain.test_plan import act, in_it, look
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> PeerGroup:
    """Ann, Bo, Cy and a facilitator, all of whom agree to the rules of authorship."""
    group = PeerGroupFactory(authorship="Who writes is an author; the order is agreed.")
    agreed = timezone.now()
    for name in ("Ann", "Bo", "Cy"):
        GroupMemberFactory(group=group, member__family_name=name, authorship_agreed_at=agreed)
    GroupMemberFactory(
        group=group,
        part=GroupMember.Part.FACILITATOR,
        member__family_name="Lead",
        authorship_agreed_at=agreed,
    )
    return group  # type: ignore[no-any-return]


@pytest.fixture
def project(group: PeerGroup) -> WritingProject:
    """Ann's, with Bo and Cy."""
    start(group, "Ann", "Bo", "Cy")
    return WritingProject.objects.get()  # type: ignore[no-any-return]


def start(group: PeerGroup, by: str, *authors: str, **more: Any) -> Any:
    keys = [str(in_it(group, name).pk) for name in authors]
    data = {"title": "Sleep and night shifts", "authors": keys} | more
    return act(in_it(group, by), "project_new", group.pk, **data)


def order(project: WritingProject) -> list[str]:
    return [one.member.family_name for one in authors_of(project)]


def propose(project: WritingProject, by: str, *names: str, **more: str) -> Any:
    rows = {one.member.family_name: one for one in authors_of(project)}
    places = {f"place-{rows[name].pk}": place for place, name in enumerate(names, start=1)}
    return act(in_it(project.group, by), "author_order", project.pk, **places, **more)


def answer(project: WritingProject, by: str, how: str) -> Any:
    change = OrderChange.objects.filter(kind="order").latest("created_at")
    return act(in_it(project.group, by), "order_answer", change.pk, how)


# Starting ---------------------------------------------------------------------------------------


def test_no_project_before_everybody_agrees_to_the_rules_of_authorship(group: PeerGroup) -> None:
    group.members.filter(member__family_name="Cy").update(authorship_agreed_at=None)

    page = start(group, "Ann").content.decode()

    assert (
        f"Some people have not agreed to the rules of authorship yet: {in_it(group, 'Cy').name}"
        in (page)
    )
    assert 'value="Sleep and night shifts"' in page
    assert not WritingProject.objects.exists()


def test_no_project_without_rules_of_authorship(group: PeerGroup) -> None:
    PeerGroup.objects.update(authorship="")

    start(group, "Ann")

    assert not WritingProject.objects.exists()
    assert (
        "no authorship rules yet"
        in look(in_it(group, "Ann"), "group_projects", group.pk).content.decode()
    )


def test_started_twice_is_one_with_its_starter_first(group: PeerGroup) -> None:
    start(group, "Bo", "Ann")
    start(group, "Bo", "Ann")

    assert order(WritingProject.objects.get()) == ["Bo", "Ann"]


def test_a_stranger_and_a_director_see_nothing(project: WritingProject) -> None:
    here = project.institution
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    for one in (director, MembershipFactory(institution=here), MembershipFactory()):
        assert look(one, "project", project.pk).status_code == 404


# Order ------------------------------------------------------------------------------------------


# Contributions ----------------------------------------------------------------------------------


# Steps and movement -----------------------------------------------------------------------------


def test_a_step_that_is_done_moves_the_project_and_keeps_its_day(project: WritingProject) -> None:
    # Noon of the institution's day, so that neither midnight nor the end of summer time counts.
    noon = timezone.localtime(timezone=ZoneInfo("America/New_York")).replace(hour=12)
    WritingProject.objects.update(moved_at=noon - timedelta(days=STILL_AFTER_DAYS + 3))
    ann = in_it(project.group, "Ann")
    page = look(ann, "project", project.pk).content.decode()
    assert f"There has been no activity for {STILL_AFTER_DAYS + 3} days" in page

    act(ann, "project_milestone", project.pk, "outline", **{"outline-done": "on"})

    step = ProjectMilestone.objects.get()
    assert (step.step, step.done_by) == ("outline", ann)
    page = look(ann, "project", project.pk).content.decode()
    assert "There has been no activity" not in page
    assert "Active today" in page


def test_a_day_alone_is_no_movement(project: WritingProject) -> None:
    long_ago = timezone.now() - timedelta(days=STILL_AFTER_DAYS)
    WritingProject.objects.update(moved_at=long_ago)

    act(
        in_it(project.group, "Ann"),
        "project_milestone",
        project.pk,
        "draft",
        **{"draft-due_on": str(timezone.localdate() + timedelta(days=9))},
    )

    assert WritingProject.objects.get().moved_at == long_ago


def test_a_wrong_day_is_said_at_its_step(project: WritingProject) -> None:
    page = act(
        in_it(project.group, "Ann"),
        "project_milestone",
        project.pk,
        "draft",
        **{"draft-due_on": "0026-01-01"},
    ).content.decode()

    assert "Check the year" in page
    assert not ProjectMilestone.objects.exists()


# Drafts and readers -----------------------------------------------------------------------------


def test_drafts_are_links_or_files(project: WritingProject) -> None:
    ann = in_it(project.group, "Ann")
    page = act(ann, "draft_add", project.pk, label="Outline").content.decode()
    assert "Add either a link or a file" in page
    act(ann, "draft_add", project.pk, label="Outline", link="https://docs.example/1")
    upload = SimpleUploadedFile("methods.txt", b"We asked forty people.")
    act(ann, "draft_add", project.pk, label="Methods", file=upload)

    assert set(ProjectDraft.objects.values_list("label", flat=True)) == {"Outline", "Methods"}
    draft = ProjectDraft.objects.get(label="Methods")
    answer = look(in_it(project.group, "Bo"), "draft_file", draft.pk)
    assert b"".join(answer.streaming_content) == b"We asked forty people."
    assert answer["Content-Disposition"] == 'attachment; filename="methods.txt"'
    stranger = MembershipFactory(institution=project.institution)
    assert look(stranger, "draft_file", draft.pk).status_code == 404


@pytest.mark.parametrize("link", ["javascript:alert(1)", "not a link"])
def test_a_link_that_is_none_is_refused(project: WritingProject, link: str) -> None:
    act(in_it(project.group, "Ann"), "draft_add", project.pk, label="Outline", link=link)

    assert not ProjectDraft.objects.exists()


def test_a_disguised_file_is_refused(project: WritingProject) -> None:
    upload = SimpleUploadedFile("paper.pdf", b"MZ\x90\x00" + b"\x00" * 200)

    page = act(in_it(project.group, "Ann"), "draft_add", project.pk, label="Paper", file=upload)

    assert "no password, and be of one type only" in page.content.decode()
    assert not Attachment.objects.exists()


def ask(project: WritingProject, *names: str, **more: str) -> Any:
    ann = in_it(project.group, "Ann")
    draft = ProjectDraft.objects.filter(project=project).first()
    if draft is None:
        act(ann, "draft_add", project.pk, label="Outline", link="https://docs.example/1")
        draft = ProjectDraft.objects.get()
    keys = [str(in_it(project.group, name).pk) for name in names]
    day = str(timezone.localdate() + timedelta(days=7))
    return act(ann, "draft_readers", draft.pk, **({"readers": keys, "due_on": day} | more))


def test_a_round_asks_readers_who_answer_and_the_group_sees_it(project: WritingProject) -> None:
    ask(project, "Bo", "Lead", question="Is the question clear?")
    bo = in_it(project.group, "Bo")
    review = DraftReview.objects.get(reader=bo)
    assert "Is the question clear?" in look(bo, "project", project.pk).content.decode()

    act(bo, "draft_review", review.pk, text="Clear, but two questions.")
    act(bo, "draft_review", review.pk, text="Clear, but it is two questions.")

    page = look(in_it(project.group, "Cy"), "project", project.pk).content.decode()
    assert "Clear, but it is two questions." in page
    assert OutboxMessage.objects.filter(kind="review_asked").count() == 2
    (told,) = OutboxMessage.objects.filter(kind="review_given")
    assert told.recipient == in_it(project.group, "Ann").user.email
    assert "two questions" not in told.body_text


def test_who_is_asked_and_has_not_answered_is_not_asked_again(project: WritingProject) -> None:
    ask(project, "Bo")
    ask(project, "Bo", "Cy")

    assert sorted(DraftReview.objects.values_list("round", "reader__family_name")) == [
        (1, "Bo"),
        (2, "Cy"),
    ]


def test_readers_are_of_the_group_and_the_day_lies_ahead(project: WritingProject) -> None:
    stranger = MembershipFactory(institution=project.institution)
    ask(project, "Bo", readers=[str(stranger.pk)])
    page = ask(project, "Bo", due_on=str(timezone.localdate() - timedelta(days=2)))

    assert "Choose today or a later date." in page.content.decode()
    assert not DraftReview.objects.exists()


def test_nobody_answers_for_another_reader(project: WritingProject) -> None:
    ask(project, "Bo")
    review = DraftReview.objects.get()

    assert act(in_it(project.group, "Cy"), "draft_review", review.pk, text="x").status_code == 404


def test_a_draft_that_was_read_stays(project: WritingProject) -> None:
    ask(project, "Bo")
    ann, bo = in_it(project.group, "Ann"), in_it(project.group, "Bo")
    draft = ProjectDraft.objects.get()
    act(bo, "draft_review", DraftReview.objects.get().pk, text="Good.")

    act(ann, "draft_delete", draft.pk, sure="1")
    assert ProjectDraft.objects.count() == 1
    upload = SimpleUploadedFile("methods.txt", b"We asked forty people.")
    act(ann, "draft_add", project.pk, label="Methods", file=upload)
    methods = ProjectDraft.objects.get(label="Methods")
    assert act(bo, "draft_delete", methods.pk).status_code == 404
    asked = act(ann, "draft_delete", methods.pk)
    assert "Delete the draft “Methods”?" in asked.content.decode()
    assert Attachment.objects.exists()
    act(ann, "draft_delete", methods.pk, sure="1")
    assert not Attachment.objects.exists()
