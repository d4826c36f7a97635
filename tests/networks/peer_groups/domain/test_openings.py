"""Who joins a group later reads what is written from then on, whichever way they came in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.domain.calendar_feed import feed_text, open_feed
from evaluations.models import (
    ActionItem,
    Attachment,
    Meeting,
    ParkedItem,
    PlanComment,
    PlanShare,
    PlanVersion,
    WritingProject,
)
from mentornet.models import OutboxMessage
from networks.models import GroupMember, GroupOpening
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "Xylophone"


@pytest.fixture
def group():
    group = PeerGroupFactory(institution=InstitutionFactory(time_zone="UTC"))
    GroupMemberFactory(group=group, member__family_name="Adams")
    GroupMemberFactory(group=group, member__family_name="Baker")
    return group


@pytest.fixture
def director(group):
    return MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])


def in_it(group, family_name):
    return group.members.get(member__family_name=family_name).member


def plant(group, word=SECRET):
    """Write *word* in every kind of text that a group has; the addresses where it can be read."""
    here, owner = {"institution": group.institution}, in_it(group, "Adams")
    now = timezone.now()
    session = Meeting.objects.create(
        **here,
        group=group,
        state=Meeting.State.HELD,
        starts_at=now - timedelta(minutes=1),
        agenda=f"{word} agenda",
        notes=f"{word} notes",
        place=f"{word} place",
    )
    ActionItem.objects.create(**here, group=group, owner=owner, text=f"{word} action")
    ParkedItem.objects.create(**here, group=group, author=owner, text=f"{word} parked")
    project = WritingProject.objects.create(
        **here, group=group, title=f"{word} title", created_by=owner, moved_at=now
    )
    file = Attachment.objects.create(
        **here, group=group, uploader=owner, name=f"{word}.txt", kind="txt", size=1, stored="x"
    )
    if not PlanVersion.objects.filter(member=owner).exists():
        content = {
            "values": {
                "entries": [
                    {"id": uuid4().hex, "text": f"{word} value", "serves": "", "done": "", "by": ""}
                ]
            }
        }
        PlanVersion.objects.create(
            **here, member=owner, number=1, submitted_at=now, content=content
        )
        PlanShare.objects.create(**here, member=owner, group=group)
        PlanComment.objects.create(
            **here, owner=owner, group=group, author=owner, version=1, text=f"{word} comment"
        )
    return [
        reverse("evaluations:group", args=[group.pk]),
        reverse("evaluations:meeting", args=[session.pk]),
        reverse("evaluations:console", args=[session.pk]),
        reverse("evaluations:projector", args=[session.pk]),
        reverse("evaluations:group_projects", args=[group.pk]),
        reverse("evaluations:project", args=[project.pk]),
        reverse("evaluations:group_plans", args=[group.pk]),
        reverse("evaluations:group_plan", args=[group.pk, owner.pk]),
        reverse("evaluations:file", args=[file.pk]),
        reverse("evaluations:my_data_file"),
    ]


def client_of(member):
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(member, addresses):
    """Everything that *member* gets at *addresses*, and in their calendar feed."""
    client = client_of(member)
    found = []
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found.append(body.decode(errors="replace"))
    return "\n".join([*found, feed_text(open_feed(member))])


def join(director, group, *people):
    """Take people in on the director's page; who joins themselves says that they are sure."""
    lines = "\n".join(one.user.email for one in people)
    address = reverse("evaluations:directing_group_add", args=[group.pk])
    client_of(director).post(address, {"members": lines, "sure": "1"})


def ask(member, group):
    address = reverse("evaluations:group_opening_ask", args=[group.pk])
    return client_of(member).post(address, {"sure": "1"}, follow=True).content.decode()


def answer(member, yes):
    row = GroupOpening.objects.order_by("-asked_at").first()
    address = reverse("evaluations:group_opening", args=[row.pk])
    return client_of(member).post(address, {"answer": "yes" if yes else "no"})


def test_members_read_what_is_planted(group):
    """There is something to leak: every kind of text is on a page of those who wrote it."""
    pages = read(in_it(group, "Adams"), plant(group))

    kinds = ("agenda", "notes", "place", "action", "parked", "title", "value", "comment")
    assert [one for one in kinds if f"{SECRET} {one}" not in pages] == []


def test_director_who_joins_a_group_reads_nothing_from_before(group, director):
    addresses = plant(group)
    before = read(director, addresses)
    join(director, group, director)

    assert GroupMember.objects.filter(group=group, member=director).count() == 1
    assert (SECRET in before, SECRET in read(director, addresses)) == (False, False)


def test_director_who_joins_reads_what_is_written_from_then_on(group, director):
    join(director, group, director)
    later = plant(group, "Later")

    pages = read(director, later)
    kinds = ("action", "parked", "title", "value", "comment")
    # A development plan is not for those who run programs, whenever it was shared.
    assert [one for one in kinds if f"Later {one}" not in pages] == ["value", "comment"]


def test_anybody_added_later_reads_what_is_written_from_then_on(group, director):
    other = MembershipFactory(institution=group.institution)
    join(director, group, other)
    later = plant(group, "Later")

    pages = read(other, later)
    kinds = ("action", "parked", "title", "value", "comment")
    assert [one for one in kinds if f"Later {one}" not in pages] == []


def test_anybody_added_later_reads_nothing_from_before(group, director):
    other = MembershipFactory(institution=group.institution)
    addresses = plant(group)
    join(director, group, other)

    assert SECRET not in read(other, addresses)


def test_members_are_told_at_once_and_truly(group, director):
    join(director, group, director)

    told = OutboxMessage.objects.filter(kind="group_newcomers")
    assert told.count() == 2
    assert all("stays closed to them" in one.body_text for one in told)


def test_earlier_texts_open_by_the_yes_of_all_who_wrote(group, director):
    addresses = plant(group)
    join(director, group, director)
    ask(director, group)
    answer(in_it(group, "Adams"), yes=True)
    after_one = read(director, addresses)
    answer(in_it(group, "Baker"), yes=True)
    after_all = read(director, addresses)

    assert (SECRET in after_one, f"{SECRET} notes" in after_all) == (False, True)
    assert GroupOpening.objects.get().state == "opened"


def test_one_no_keeps_them_closed_and_is_not_named(group, director):
    addresses = plant(group)
    join(director, group, director)
    ask(director, group)
    answer(in_it(group, "Adams"), yes=True)
    answer(in_it(group, "Baker"), yes=False)

    assert SECRET not in read(director, addresses)
    letter = OutboxMessage.objects.get(
        kind="group_opening", key__startswith="group-opening-declined"
    )
    assert ("stays closed" in letter.body_text, "Baker" in letter.body_text) == (True, False)


def test_director_cannot_answer_for_the_group(group, director):
    addresses = plant(group)
    join(director, group, director)
    ask(director, group)
    answer(director, yes=True)

    assert (GroupOpening.objects.get().state, SECRET in read(director, addresses)) == (
        "waiting",
        False,
    )


def test_director_does_not_open_a_group_by_taking_out_who_would_say_no(group, director):
    """Those taken out keep their say, and an accomplice added later has none."""
    addresses = plant(group)
    accomplice = MembershipFactory(institution=group.institution)
    join(director, group, director, accomplice)
    for family_name in ("Adams", "Baker"):
        part = group.members.get(member__family_name=family_name)
        client_of(director).post(
            reverse("evaluations:directing_group_remove", args=[part.pk]), {"sure": "1"}
        )
    ask(director, group)
    answer(accomplice, yes=True)

    assert SECRET not in read(director, addresses)
    assert GroupOpening.objects.get().answers.count() == 2
    assert GroupOpening.objects.get().answers.filter(says_yes=True).count() == 0


def test_nothing_opens_where_nobody_is_left_to_ask(group, director):
    addresses = plant(group)
    long_ago = timezone.now().date() - timedelta(days=200)
    join(director, group, director)
    GroupMember.objects.filter(group=group, reads_from=None).update(
        joined_on=long_ago, left_on=long_ago
    )
    page = ask(director, group)

    assert "The people who wrote the earlier texts have all left" in page
    assert (GroupOpening.objects.count(), SECRET in read(director, addresses)) == (0, False)


def test_leaving_and_joining_again_opens_nothing(group, director):
    addresses = plant(group)
    join(director, group, director)
    client_of(director).post(reverse("evaluations:group_leave", args=[group.pk]), {"sure": "1"})
    join(director, group, director)

    assert SECRET not in read(director, addresses)


def test_group_page_says_since_when_the_reader_reads(group, director):
    join(director, group, director)
    page = client_of(director).get(reverse("evaluations:group", args=[group.pk])).content.decode()
    ask(director, group)
    after = client_of(director).get(reverse("evaluations:group", args=[group.pk])).content.decode()
    others = client_of(in_it(group, "Adams")).get(reverse("evaluations:group", args=[group.pk]))

    button = "Ask to read earlier texts"
    assert (button in page, button in after) == (True, False)
    assert f"{director.name} would like to read earlier texts. 0 of 2 said yes." in (
        others.content.decode()
    )
