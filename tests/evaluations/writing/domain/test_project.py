"""A group's writing: started by agreement, ordered by consent, read by peers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evaluations.models import (
    Attachment,
    DraftReview,
    OrderChange,
    ProjectAuthor,
    ProjectDraft,
    ProjectMilestone,
    WritingProject,
)
from evaluations.writing.domain.author_order import authors_of
from evaluations.writing.domain.project import STILL_AFTER_DAYS, is_still
from evaluations.writing.tasks import settle_author_orders
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import leave_group
from profiles.models import AuditEvent, Membership, User
from profiles.vocabulary import Office
from tests.evaluations.plans.domain.test_plan import act, client_of, in_it, look
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
        f"Not everybody has agreed to the rules of authorship yet: {in_it(group, 'Cy').name}"
        in (page)
    )
    assert 'value="Sleep and night shifts"' in page
    assert not WritingProject.objects.exists()


def test_no_project_without_rules_of_authorship(group: PeerGroup) -> None:
    PeerGroup.objects.update(authorship="")

    start(group, "Ann")

    assert not WritingProject.objects.exists()
    assert (
        "no rules of authorship yet"
        in look(in_it(group, "Ann"), "group_projects", group.pk).content.decode()
    )


def test_started_twice_is_one_with_its_starter_first(group: PeerGroup) -> None:
    start(group, "Bo", "Ann")
    start(group, "Bo", "Ann")

    assert order(WritingProject.objects.get()) == ["Bo", "Ann"]


def test_who_leaves_the_group_stays_an_author_until_they_ask_otherwise(
    project: WritingProject,
) -> None:
    bo = in_it(project.group, "Bo")
    leave_group(project.group, bo, actor=bo.user)
    assert order(project) == ["Ann", "Bo", "Cy"]
    assert look(bo, "project", project.pk).status_code == 200
    assert look(bo, "group_projects", project.group_id).status_code == 404

    act(bo, "author_leave", project.pk)

    assert order(project) == ["Ann", "Cy"]
    assert look(bo, "project", project.pk).status_code == 404
    left = OrderChange.objects.get(kind="left")
    assert (len(left.before), len(left.after), left.proposed_by) == (3, 2, bo)


def test_a_stranger_and_a_director_see_nothing(project: WritingProject) -> None:
    here = project.institution
    director = MembershipFactory(institution=here, offices=[Office.DIRECTOR])
    for one in (director, MembershipFactory(institution=here), MembershipFactory()):
        assert look(one, "project", project.pk).status_code == 404


# Order ------------------------------------------------------------------------------------------


def test_order_changes_only_when_everybody_who_is_moved_has_consented(
    project: WritingProject,
) -> None:
    propose(project, "Ann", "Bo", "Cy", "Ann", why="Bo writes most of it.")
    assert order(project) == ["Ann", "Bo", "Cy"]
    assert OutboxMessage.objects.filter(kind="order_proposed").count() == 2

    answer(project, "Bo", "consent")
    assert order(project) == ["Ann", "Bo", "Cy"]
    answer(project, "Cy", "consent")

    assert order(project) == ["Bo", "Cy", "Ann"]
    change = OrderChange.objects.get()
    assert change.state == OrderChange.State.AGREED
    page = look(in_it(project.group, "Cy"), "project", project.pk).content.decode()
    assert "Bo writes most of it." in page
    assert "agreed on" in page[page.index('id="history"') :]


def test_the_list_says_which_project_waits_for_the_reader(project: WritingProject) -> None:
    group = project.group
    ProjectAuthor.objects.update(agreed_at=timezone.now())
    propose(project, "Ann", "Bo", "Ann", "Cy")

    for name, waits in (("Ann", False), ("Bo", True), ("Cy", False), ("Lead", False)):
        page = look(in_it(group, name), "group_projects", group.pk).content.decode()
        assert ("Waits for you" in page) == waits
    answer(project, "Bo", "consent")
    page = look(in_it(group, "Bo"), "group_projects", group.pk).content.decode()
    assert "Waits for you" not in page


def test_one_no_keeps_the_order_and_nothing_says_whose_it_was(project: WritingProject) -> None:
    propose(project, "Lead", "Cy", "Bo", "Ann", why="By hours.")
    answer(project, "Ann", "consent")

    answer(project, "Cy", "decline")

    assert order(project) == ["Ann", "Bo", "Cy"]
    change = OrderChange.objects.get()
    assert (change.state, change.consents.count()) == (OrderChange.State.DECLINED, 0)
    for name in ("Ann", "Bo", "Lead"):
        page = look(in_it(project.group, name), "project", project.pk).content.decode()
        history = page[page.index('id="history"') :]
        assert "Not agreed" in history
        assert "declined" not in history
        assert "agreed on" not in history
    (told,) = OutboxMessage.objects.filter(kind="order_declined")
    assert told.recipient == in_it(project.group, "Lead").user.email
    assert "Cy" not in told.subject + told.body_text
    said = AuditEvent.objects.get(verb="order_declined")
    assert said.actor is None


def test_who_keeps_their_place_is_not_asked_and_cannot_answer(project: WritingProject) -> None:
    propose(project, "Ann", "Bo", "Ann", "Cy")
    change = OrderChange.objects.get()
    assert {one.author.member.family_name for one in change.consents.all()} == {"Ann", "Bo"}

    page = answer(project, "Cy", "consent").content.decode()

    assert "Only this author can do this." in page
    assert order(project) == ["Ann", "Bo", "Cy"]


def gone(project: WritingProject, name: str) -> None:
    Membership.objects.filter(pk=in_it(project.group, name).pk).update(
        end_date=timezone.localdate()
    )


def test_who_has_left_is_not_asked_and_holds_nothing_up(project: WritingProject) -> None:
    gone(project, "Bo")

    propose(project, "Ann", "Bo", "Ann", "Cy")

    assert order(project) == ["Bo", "Ann", "Cy"]
    assert OutboxMessage.objects.filter(kind="order_proposed").count() == 0
    page = look(in_it(project.group, "Ann"), "project", project.pk).content.decode()
    assert "Ada Bo: has left, could not be asked" in page


@pytest.mark.parametrize(
    ("left", "wanted"),
    [("Ann", ("Bo", "Ann", "Cy")), ("Cy", ("Ann", "Cy", "Bo")), ("Bo", ("Ann", "Cy", "Bo"))],
)
def test_nobody_worsens_the_place_of_who_has_left(
    project: WritingProject, left: str, wanted: tuple[str, ...]
) -> None:
    gone(project, left)

    page = propose(project, "Lead", *wanted).content.decode()

    assert f"Ada {left} has left and cannot be asked here any more" in page
    assert (order(project), OrderChange.objects.count()) == (["Ann", "Bo", "Cy"], 0)


def test_an_answer_does_not_wait_for_who_left_meanwhile(project: WritingProject) -> None:
    propose(project, "Lead", "Bo", "Ann", "Cy")
    gone(project, "Bo")

    answer(project, "Ann", "consent")

    assert order(project) == ["Bo", "Ann", "Cy"]
    said = OrderChange.objects.get().consents.values_list(
        "author__member__family_name", "consents", "unreachable"
    )
    assert set(said) == {("Ann", True, False), ("Bo", None, True)}


@pytest.mark.parametrize(
    ("left", "state", "names"),
    [("Bo", "agreed", ["Bo", "Ann", "Cy"]), ("Ann", "lapsed", ["Ann", "Bo", "Cy"])],
)
@pytest.mark.parametrize("how", ["left", "shut out"])
def test_the_last_silent_one_leaves_and_the_hourly_task_closes_it(
    project: WritingProject, left: str, state: str, names: list[str], how: str
) -> None:
    propose(project, "Lead", "Bo", "Ann", "Cy")
    answer(project, {"Bo": "Ann", "Ann": "Bo"}[left], "consent")
    assert settle_author_orders() == 0

    if how == "left":
        gone(project, left)
    else:
        User.objects.filter(pk=in_it(project.group, left).user_id).update(is_active=False)

    assert (settle_author_orders(), settle_author_orders()) == (1, 0)
    assert (order(project), OrderChange.objects.get().state) == (names, state)


def test_a_facilitator_may_propose_and_consents_for_nobody(project: WritingProject) -> None:
    propose(project, "Lead", "Bo", "Ann", "Cy")

    assert set(OrderChange.objects.get().consents.values_list("consents", flat=True)) == {None}
    answer(project, "Ann", "consent")
    answer(project, "Bo", "consent")
    assert order(project) == ["Bo", "Ann", "Cy"]


def test_one_proposal_at_a_time_and_its_author_takes_it_back(project: WritingProject) -> None:
    propose(project, "Ann", "Bo", "Ann", "Cy")

    assert "waiting for consent" in propose(project, "Cy", "Cy", "Bo", "Ann").content.decode()
    answer(project, "Bo", "withdraw")
    assert OrderChange.objects.get().state == OrderChange.State.OPEN
    answer(project, "Ann", "withdraw")

    assert OrderChange.objects.get().state == OrderChange.State.WITHDRAWN
    assert "not open any more" in answer(project, "Bo", "consent").content.decode()
    assert order(project) == ["Ann", "Bo", "Cy"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Ann", "Bo", "Cy"), "This is the order that holds already."),
        (("Ann", "Bo"), "This field is required."),
    ],
)
def test_an_order_that_says_nothing_is_refused(
    project: WritingProject, names: tuple[str, ...], said: str
) -> None:
    assert said in propose(project, "Ann", *names).content.decode()
    assert not OrderChange.objects.exists()


def test_two_authors_cannot_have_one_place(project: WritingProject) -> None:
    rows = authors_of(project)

    page = act(
        rows[0].member, "author_order", project.pk, **{f"place-{one.pk}": 1 for one in rows}
    ).content.decode()

    assert "Two authors have the same place." in page


def test_taking_ones_name_off_closes_an_open_proposal(project: WritingProject) -> None:
    propose(project, "Ann", "Bo", "Ann", "Cy")

    act(in_it(project.group, "Ann"), "author_leave", project.pk)

    assert order(project) == ["Bo", "Cy"]
    assert list(OrderChange.objects.order_by("kind").values_list("kind", "state")) == [
        ("left", "agreed"),
        ("order", "withdrawn"),
    ]


# Contributions ----------------------------------------------------------------------------------


def test_contributions_are_agreed_by_the_author_alone(project: WritingProject) -> None:
    ann, bo = in_it(project.group, "Ann"), in_it(project.group, "Bo")
    row = ProjectAuthor.objects.get(member=bo)

    act(ann, "author", row.pk, contributions=["software", "formal_analysis"])
    row.refresh_from_db()
    assert (row.contributions, row.agreed_at) == (["formal_analysis", "software"], None)
    assert act(ann, "author_agree", row.pk).status_code == 404
    act(bo, "author_agree", row.pk)
    row.refresh_from_db()
    assert row.agreed_at is not None

    act(ann, "author", row.pk, contributions=["software"])
    row.refresh_from_db()
    assert row.agreed_at is None


# Steps and movement -----------------------------------------------------------------------------


def test_a_step_that_is_done_moves_the_project_and_keeps_its_day(project: WritingProject) -> None:
    long_ago = timezone.now() - timedelta(days=STILL_AFTER_DAYS + 3)
    WritingProject.objects.update(moved_at=long_ago)
    ann = in_it(project.group, "Ann")
    page = look(ann, "project", project.pk).content.decode()
    assert f"Nothing has moved for {STILL_AFTER_DAYS + 3} days" in page

    act(ann, "project_milestone", project.pk, "outline", **{"outline-done": "on"})

    step = ProjectMilestone.objects.get()
    assert (step.step, step.done_by) == ("outline", ann)
    page = look(ann, "project", project.pk).content.decode()
    assert "Nothing has moved" not in page
    assert "moved today" in page


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


def test_still_is_neither_what_is_accepted_nor_what_is_laid_aside() -> None:
    assert is_still(STILL_AFTER_DAYS, state="open", accepted=False)
    assert not is_still(STILL_AFTER_DAYS - 1, state="open", accepted=False)
    assert not is_still(400, state="open", accepted=True)
    assert not is_still(400, state="shelved", accepted=False)


def test_a_wrong_day_is_said_at_its_step(project: WritingProject) -> None:
    page = act(
        in_it(project.group, "Ann"),
        "project_milestone",
        project.pk,
        "draft",
        **{"draft-due_on": "0026-01-01"},
    ).content.decode()

    assert "Check the year." in page
    assert not ProjectMilestone.objects.exists()


# Drafts and readers -----------------------------------------------------------------------------


def test_drafts_are_links_or_files(project: WritingProject) -> None:
    ann = in_it(project.group, "Ann")
    page = act(ann, "draft_add", project.pk, label="Outline").content.decode()
    assert "Give a link or a file" in page
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

    assert "Documents with macros" in page.content.decode()
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

    assert "Choose today or a later day." in page.content.decode()
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

    act(ann, "draft_delete", draft.pk)
    assert ProjectDraft.objects.count() == 1
    upload = SimpleUploadedFile("methods.txt", b"We asked forty people.")
    act(ann, "draft_add", project.pk, label="Methods", file=upload)
    methods = ProjectDraft.objects.get(label="Methods")
    assert act(bo, "draft_delete", methods.pk).status_code == 404
    act(ann, "draft_delete", methods.pk)
    assert not Attachment.objects.exists()


def test_pages_take_the_same_queries_for_any_number(
    project: WritingProject, django_assert_num_queries: Any
) -> None:
    ann, group = in_it(project.group, "Ann"), project.group
    ask(project, "Bo", "Cy")
    client = client_of(ann)
    addresses = {f"/groups/{group.pk}/projects/": 9, f"/projects/{project.pk}/": 15}
    for address in addresses:
        client.get(address)
    for number in range(1, 4):
        start(group, "Bo", "Cy", title=f"Another {number}")
        act(ann, "draft_add", project.pk, label=f"No {number}", link="https://docs.example/2")
        draft = ProjectDraft.objects.get(label=f"No {number}")
        keys = [str(in_it(group, "Bo").pk)]
        day = str(timezone.localdate() + timedelta(days=7))
        act(ann, "draft_readers", draft.pk, readers=keys, due_on=day)
        if number in (1, 3):
            for address, count in addresses.items():
                with django_assert_num_queries(count):
                    client.get(address)


def test_an_author_who_left_the_group_is_shown_nobody_who_is_in_it_now(
    project: WritingProject,
) -> None:
    ask(project, "Cy")
    draft = ProjectDraft.objects.get()
    bo = in_it(project.group, "Bo")
    leave_group(project.group, bo, actor=bo.user)
    new = GroupMemberFactory(group=project.group, member__family_name="New").member

    assert look(bo, "draft_readers", draft.pk).status_code == 404
    assert act(bo, "draft_readers", draft.pk, readers=[str(new.pk)]).status_code == 404
    assert act(bo, "author_add", project.pk, member=str(new.pk)).status_code == 404
    assert new.name not in look(bo, "project", project.pk).content.decode()
    assert order(project) == ["Ann", "Bo", "Cy"]
