"""Skills of a session: one's own before and after, and figures that give nobody away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from evaluations.models import Meeting, SessionSkill, SkillRating
from evaluations.outcomes.skills.domain import (
    RATING_DAYS,
    count_skills,
    rate_skills,
    skill_figures,
    window_of,
)
from evaluations.outcomes.skills.errors import RatingClosed
from networks.models import GroupMember, PeerGroup
from profiles.institution.domain.thresholds import change_threshold
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.plans.domain.test_plan import act, client_of, in_it, look
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
AFTER_CLOSING = timedelta(days=RATING_DAYS, hours=3)


@pytest.fixture
def group() -> PeerGroup:
    """Six members and a facilitator; the threshold is five."""
    group = PeerGroupFactory()
    Institution.objects.filter(pk=group.institution_id).update(suppression_threshold=5)
    for number in range(6):
        GroupMemberFactory(group=group, member__family_name=f"M{number}")
    GroupMemberFactory(group=group, part=GroupMember.Part.FACILITATOR, member__family_name="Lead")
    return group  # type: ignore[no-any-return]


def session(group: PeerGroup, starts_at: datetime | None = None) -> Meeting:
    """A session of an hour; without a time it has been on for half of it."""
    return Meeting.objects.create(  # type: ignore[no-any-return]
        institution=group.institution,
        group=group,
        starts_at=starts_at or timezone.now() - HOUR / 2,
        minutes=60,
    )


def skill(meeting: Meeting, name: str = "Say no") -> SessionSkill:
    return SessionSkill.objects.create(  # type: ignore[no-any-return]
        institution=meeting.institution, meeting=meeting, name=name
    )


def rated(group: PeerGroup, count: int) -> SessionSkill:
    """A skill of a session whose ratings are closed: the first *count* members went from 2 to 4."""
    one = skill(session(group, timezone.now() - AFTER_CLOSING))
    for number in range(count):
        SkillRating.objects.create(
            institution=group.institution,
            skill=one,
            member=in_it(group, f"M{number}"),
            before=2,
            after=4,
        )
    return one


def test_who_leads_names_the_skills_and_others_cannot(group: PeerGroup) -> None:
    meeting = session(group)

    act(in_it(group, "M0"), "session_skills", meeting.pk, names="Mine")
    act(in_it(group, "Lead"), "session_skills", meeting.pk, names=" Say  no\n\nsay no\nAsk")

    assert [one.name for one in meeting.skills.all()] == ["Say no", "Ask"]


def test_a_skill_that_somebody_rated_stays(group: PeerGroup) -> None:
    meeting = session(group, timezone.now() + HOUR)
    one = skill(meeting)
    act(in_it(group, "M0"), "session_skills", meeting.pk, **{f"before-{one.pk}": 2})

    page = act(in_it(group, "Lead"), "session_skills", meeting.pk, names="Ask")

    assert "Someone has already rated this skill" in page.content.decode()
    assert [row.name for row in meeting.skills.all()] == ["Say no"]


def moved(meeting: Meeting, starts_at: datetime) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at)


def test_each_sees_their_own_change_and_nobody_else_s(group: PeerGroup) -> None:
    meeting = session(group, timezone.now() + HOUR)
    one = skill(meeting)
    member, other = in_it(group, "M0"), in_it(group, "M1")

    act(member, "session_skills", meeting.pk, **{f"before-{one.pk}": 1})
    act(member, "session_skills", meeting.pk, **{f"before-{one.pk}": 2})
    moved(meeting, timezone.now() - 2 * HOUR)
    act(member, "session_skills", meeting.pk, **{f"after-{one.pk}": 4})

    row = SkillRating.objects.get()
    assert (row.before, row.after, row.change) == (2, 4, 2)
    assert "2 steps up" in look(member, "session_skills", meeting.pk).content.decode()
    assert "+2" in look(member, "my_skills").content.decode()
    for person in (other, in_it(group, "Lead")):
        assert "steps up" not in look(person, "session_skills", meeting.pk).content.decode()
        assert "+2" not in look(person, "my_skills").content.decode()


@pytest.mark.parametrize(
    ("since_start", "name", "said"),
    [
        (
            HOUR / 2,
            "before",
            "“Before” ratings closed when the session started. Nothing was changed.",
        ),
        (
            HOUR / 2,
            "after",
            "“Before” ratings closed when the session started. Nothing was changed.",
        ),
        (
            2 * HOUR,
            "before",
            "“Before” ratings closed when the session started. Nothing was changed.",
        ),
        (-HOUR, "after", "“After” ratings open when the session is over. Nothing was changed."),
        (AFTER_CLOSING, "after", "Ratings for this session are closed"),
    ],
)
def test_a_page_that_was_opened_in_time_and_sent_too_late_is_told_so(
    group: PeerGroup, since_start: timedelta, name: str, said: str
) -> None:
    meeting = session(group, timezone.now() - since_start)
    one = skill(meeting)
    SkillRating.objects.create(
        institution=group.institution, skill=one, member=in_it(group, "M0"), before=2
    )

    page = act(in_it(group, "M0"), "session_skills", meeting.pk, **{f"{name}-{one.pk}": 5})

    assert said in page.content.decode()
    row = SkillRating.objects.get()
    assert (row.before, row.after) == (2, None)


def test_who_has_no_before_is_told_so_and_can_say_after(group: PeerGroup) -> None:
    meeting = session(group, timezone.now() - 2 * HOUR)
    one = skill(meeting)
    SkillRating.objects.create(
        institution=group.institution, skill=one, member=in_it(group, "M1"), before=2
    )
    said = "because those closed when the session started"

    page = look(in_it(group, "M0"), "session_skills", meeting.pk).content.decode()

    assert said in " ".join(page.split())
    assert said not in look(in_it(group, "M1"), "session_skills", meeting.pk).content.decode()
    act(in_it(group, "M0"), "session_skills", meeting.pk, **{f"after-{one.pk}": 4})
    assert SkillRating.objects.get(member=in_it(group, "M0")).after == 4


def test_while_it_is_on_the_page_says_when_after_opens(group: PeerGroup) -> None:
    meeting = session(group)
    skill(meeting)

    page = look(in_it(group, "M0"), "session_skills", meeting.pk).content.decode()

    assert "“After” ratings open at" in page


def test_who_facilitates_rates_nothing(group: PeerGroup) -> None:
    meeting = session(group, timezone.now() + HOUR)
    one = skill(meeting)

    act(in_it(group, "Lead"), "session_skills", meeting.pk, **{f"before-{one.pk}": 2})

    assert not SkillRating.objects.exists()


@pytest.mark.parametrize(
    ("since_start", "window"),
    [
        (-HOUR, (True, False, False)),
        (timedelta(0), (False, False, False)),
        (HOUR / 2, (False, False, False)),
        (HOUR, (False, True, False)),
        (AFTER_CLOSING, (False, False, True)),
    ],
)
def test_before_is_rated_until_the_start_and_after_from_the_end(
    group: PeerGroup, since_start: timedelta, window: tuple[bool, bool, bool]
) -> None:
    now = timezone.now()

    found = window_of(session(group, now - since_start), now=now)

    assert (found.before, found.after, found.closed) == window


def test_what_is_closed_is_not_rated(group: PeerGroup) -> None:
    meeting = session(group, timezone.now() + HOUR)
    one = skill(meeting)
    with pytest.raises(RatingClosed):
        rate_skills(meeting, by=in_it(group, "M0"), before={}, after={one.pk: 5})
    begun = session(group)
    with pytest.raises(RatingClosed):
        rate_skills(begun, by=in_it(group, "M0"), before={skill(begun).pk: 5}, after={})
    elsewhere = skill(session(group))
    with pytest.raises(RatingClosed):
        rate_skills(meeting, by=in_it(group, "M0"), before={elsewhere.pk: 5}, after={})

    assert not SkillRating.objects.exists()


def test_a_number_off_the_scale_is_refused(group: PeerGroup) -> None:
    meeting = session(group, timezone.now() + HOUR)
    one = skill(meeting)

    page = act(in_it(group, "M0"), "session_skills", meeting.pk, **{f"before-{one.pk}": 6})

    assert "Select a valid choice" in page.content.decode()
    assert not SkillRating.objects.exists()


def figure(group: PeerGroup, reader: Membership) -> tuple[int | None, float | None, float | None]:
    count_skills()
    (one,) = skill_figures(Meeting.objects.filter(group=group), reader=reader)
    return one.people, one.before, one.after


@pytest.mark.parametrize(("count", "shown"), [(4, (None, None, None)), (5, (5, 2.0, 4.0))])
def test_figures_speak_of_at_least_the_threshold(
    group: PeerGroup, count: int, shown: tuple[Any, ...]
) -> None:
    rated(group, count)
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])

    assert figure(group, in_it(group, "Lead")) == shown
    page = look(director, "directing_group_skills", group.pk).content.decode()
    assert ("Hidden: too few people" in page) == (count < 5)
    assert ("4.0" in page) == (count >= 5)


def test_who_is_counted_sees_figures_of_one_more(group: PeerGroup) -> None:
    """Where the members lead: five answers less one's own would be four."""
    group.members.filter(part=GroupMember.Part.FACILITATOR).delete()
    one = rated(group, 5)

    assert figure(group, in_it(group, "M0")) == (None, None, None)
    assert figure(group, in_it(group, "M5")) == (5, 2.0, 4.0)
    assert one.meeting.group == group


def test_figures_are_counted_once_and_not_before_the_ratings_close(group: PeerGroup) -> None:
    """Two counts, one person apart, would tell what that person said."""
    lead = in_it(group, "Lead")
    one = rated(group, 6)
    assert figure(group, lead) == (6, 2.0, 4.0)

    SkillRating.objects.filter(member=in_it(group, "M0")).delete()
    assert figure(group, lead) == (6, 2.0, 4.0)
    Meeting.objects.filter(pk=one.meeting_id).update(starts_at=timezone.now() - 2 * HOUR)

    assert skill_figures(Meeting.objects.filter(group=group), reader=lead) == []


def test_looking_counts_nothing_and_the_clock_counts_once(group: PeerGroup) -> None:
    lead = in_it(group, "Lead")
    one = rated(group, 6)
    look(lead, "session_skills", one.meeting_id)

    assert skill_figures(Meeting.objects.filter(group=group), reader=lead) == []
    assert (count_skills(), count_skills()) == (1, 0)
    assert figure(group, lead) == (6, 2.0, 4.0)


def test_a_threshold_that_was_higher_since_the_session_is_kept(group: PeerGroup) -> None:
    rated(group, 6)
    change_threshold(group.institution, to=7, by=None)
    change_threshold(group.institution, to=5, by=None)

    assert figure(group, in_it(group, "Lead")) == (None, None, None)


def test_who_rated_once_is_in_no_figure(group: PeerGroup) -> None:
    one = rated(group, 5)
    SkillRating.objects.create(
        institution=group.institution, skill=one, member=in_it(group, "M5"), before=1
    )

    assert figure(group, in_it(group, "Lead")) == (5, 2.0, 4.0)


def test_a_director_and_a_chief_open_no_session(group: PeerGroup) -> None:
    meeting = session(group)
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    chief = MembershipFactory(institution=group.institution)
    Membership.objects.filter(family_name="M0").update(supervisor=chief)

    for one in (director, chief):
        assert look(one, "session_skills", meeting.pk).status_code == 404


def test_pages_take_the_same_queries_for_any_number(
    group: PeerGroup, django_assert_num_queries: Any
) -> None:
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    pages = [
        (client_of(director), f"/dashboard/groups/{group.pk}/skills/", 8),
        (client_of(in_it(group, "M0")), "/skills/", 4),
    ]
    for number in range(1, 4):
        rated(group, 6)
        count_skills()
        for client, address, count in pages:
            client.get(address)
            if number in (1, 3):
                with django_assert_num_queries(count):
                    client.get(address)
