"""Curricula, sessions made of them, their calendar moved at once, and who reads a guide."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from evaluations.models import Attendance, Curriculum, Material, Meeting, Outline, SessionPlan
from evaluations.sessions.curriculum.domain.curricula import built_in, write_curriculum
from mentornet.mail.outbox import OutboxMessage
from networks.models import PeerGroup
from networks.peer_groups.domain.group import add_member, authorship_agreed, leave_group
from profiles.models import Membership
from profiles.vocabulary import Office
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.evaluations.sessions.groups.domain.test_queries import (
    act,
    group,
    held_session,
    in_it,
    look,
)
from tests.factories import MembershipFactory
from tests.support.calendars import occurrences

__all__ = ["group"]
pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def lead(group: PeerGroup) -> Membership:
    return in_it(group, "Lead")


@pytest.fixture
def director(group: PeerGroup) -> Membership:
    return MembershipFactory(institution=group.institution, offices=[Office.DIRECTOR])


def in_days(days: int, hour: int = 9) -> datetime:
    day = timezone.now().astimezone(NEW_YORK).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=NEW_YORK)


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(NEW_YORK):%Y-%m-%dT%H:%M}"


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def use(group: PeerGroup, by: Membership, key: str = "eight-months", **more: str):
    """Choose, look at the dates and take them as they are (or as *more* says)."""
    given = {"curriculum": key, "first": typed(in_days(10)), "place": "Library", "mode": ""}
    page = act(by, "apply_curriculum", group.pk, **given).content.decode()
    dates = dict(re.findall(r'name="(at-\d+)" value="([^"]+)"', page))
    (shown,) = hidden(page, "shown")
    return act(by, "apply_curriculum", group.pk, **given, shown=shown, **(dates | more))


# Curricula ------------------------------------------------------------------------------------


def test_what_comes_with_the_product_is_whole() -> None:
    long, short, mentors = (built_in(key) for key in ("eight-months", "evenings", "mentors"))
    assert long and short and mentors

    assert [one.days_after for one in long.sessions] == [0, 1, 1, 33, 28, 35, 28, 35, 28]
    assert {one.minutes for one in long.sessions} == {420}
    assert {one.minutes for one in [*short.sessions, *mentors.sessions]} == {120}
    for one in [*long.sessions, *short.sessions, *mentors.sessions]:
        assert all((one.title, one.aims, one.preparation, one.guide))


def test_a_director_copies_changes_and_reorders(director: Membership) -> None:
    address = reverse("evaluations:curriculum_new")
    client_of(director).post(f"{address}?from=evenings", {"name": "Ours", "aim": "For us"})
    row = Curriculum.objects.get()
    first, second, *_rest = row.outlines.all()
    act(director, "outline_act", second.pk, "up")
    act(
        director,
        "outline",
        first.pk,
        title="Changed",
        days_after=7,
        segments="30 Talk\n\n15 min: End",
    )
    act(director, "outline_act", row.outlines.last().pk, "remove")
    act(director, "outline_add", row.pk)

    titles = [one.title for one in row.outlines.all()]
    assert titles[:2] == [second.title, "Changed"]
    assert titles[-1] == "New session"
    assert row.outlines.get(title="Changed").segments == [
        {"minutes": 30, "title": "Talk"},
        {"minutes": 15, "title": "End"},
    ]
    assert row.outlines.get(title=second.title).days_after == 0


def test_a_segment_without_minutes_is_named_by_its_line(director: Membership) -> None:
    row = write_curriculum(
        director.institution, actor=director.user, name="Ours", source=built_in("evenings")
    )
    outline = row.outlines.first()

    page = act(
        director, "outline", outline.pk, title="T", days_after=0, segments="20 Arrive\nTalk"
    ).content.decode()

    assert "Line 2: begin with the minutes" in page
    assert "20 Arrive\nTalk" in page
    assert Outline.objects.get(pk=outline.pk).segments == outline.segments


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries(
    director: Membership, count: int, django_assert_num_queries, client
) -> None:
    for number in range(count):
        write_curriculum(director.institution, actor=director.user, name=f"C{number}")
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")

    with django_assert_num_queries(4):
        client.get(reverse("evaluations:curricula"))


# Using one ------------------------------------------------------------------------------------


def test_a_curriculum_becomes_sessions_with_one_mail_a_person(
    group: PeerGroup, lead: Membership
) -> None:
    use(group, lead)
    use(group, lead)

    rows = list(Meeting.objects.filter(group=group).order_by("starts_at"))
    assert len(rows) == 9
    assert [row.minutes for row in rows] == [420] * 9
    local = [row.starts_at.astimezone(NEW_YORK) for row in rows]
    assert {one.hour for one in local} == {9}
    assert [(one.date() - local[0].date()).days for one in local[:4]] == [0, 1, 2, 35]
    # Three days in a row are one calendar entry, and the monthly days another.
    sent = OutboxMessage.objects.filter(kind="meeting_planned", recipient=lead.user.email)
    assert sorted(at for one in sent for at in occurrences(one.calendar)) == [
        row.starts_at for row in rows
    ]
    assert sent.count() == 2
    assert rows[0].plan.title == built_in("eight-months").sessions[0].title


def test_a_session_that_stood_there_gets_what_it_is_about(
    group: PeerGroup, lead: Membership
) -> None:
    there = Meeting.objects.create(
        institution=group.institution, group=group, starts_at=in_days(10), agenda="Ours"
    )

    use(group, lead, "evenings")

    assert Meeting.objects.filter(group=group).count() == 6
    there.refresh_from_db()
    assert (there.plan.title, there.agenda) == (
        built_in("evenings").sessions[0].title,
        "Ours",
    )


def test_a_mentors_group_is_offered_the_mentors_curriculum_first(
    group: PeerGroup, lead: Membership
) -> None:
    for kind, key in (("mentors", "mentors"), ("facilitated", "eight-months")):
        PeerGroup.objects.filter(pk=group.pk).update(kind=kind)
        page = look(lead, "apply_curriculum", group.pk).content.decode()
        assert f'<option value="{key}" selected>' in page


def test_a_date_that_was_changed_in_the_preview_counts(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings", **{"at-1": typed(in_days(20, 18))})

    second = Meeting.objects.filter(group=group).order_by("starts_at")[1]
    assert second.starts_at == in_days(20, 18)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"at-1": "soon"}, "Write a date and a time."),
        ({"at-1": "2020-01-01T09:00"}, "Each session must be later than the one before it."),
        ({"at-5": "2099-01-01T09:00"}, "more than thirteen months ahead"),
    ],
)
def test_dates_that_cannot_be_plan_nothing(
    group: PeerGroup, lead: Membership, more: dict[str, str], said: str
) -> None:
    page = use(group, lead, "evenings", **more).content.decode()

    assert said in page
    assert f'value="{next(iter(more.values()))}"' in page
    assert not Meeting.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_another_beginning_than_was_shown_is_looked_at_first(
    group: PeerGroup, lead: Membership
) -> None:
    given = {"curriculum": "evenings", "first": typed(in_days(10)), "mode": "", "place": ""}
    (shown,) = hidden(act(lead, "apply_curriculum", group.pk, **given).content.decode(), "shown")

    page = act(
        lead, "apply_curriculum", group.pk, **given | {"first": typed(in_days(12))}, shown=shown
    ).content.decode()

    assert f'value="{typed(in_days(12))}"' in page
    assert not Meeting.objects.exists()


def test_later_changes_of_the_template_leave_sessions_and_files_as_they_are(
    group: PeerGroup, lead: Membership, director: Membership
) -> None:
    row = write_curriculum(
        group.institution, actor=director.user, name="Ours", source=built_in("evenings")
    )
    outline = row.outlines.first()
    act(
        director,
        "outline_material",
        outline.pk,
        title="To read",
        file=SimpleUploadedFile("reading.txt", b"Read me"),
    )
    use(group, lead, str(row.pk))
    session = Meeting.objects.filter(group=group).earliest("starts_at")
    title = session.plan.title

    template = Material.objects.get(outline=outline)
    assert look(director, "file", template.file_id).status_code == 200
    act(director, "outline", outline.pk, title="Other", days_after=0, segments="5 Else")
    act(director, "curriculum_delete", row.pk, sure="1")

    assert SessionPlan.objects.get(meeting=session).title == title
    kept = Material.objects.get(plan__meeting=session)
    response = look(in_it(group, "Adams"), "file", kept.file_id)
    assert b"".join(response) == b"Read me"
    assert look(director, "file", kept.file_id).status_code == 404


def test_a_refused_file_stands_at_its_field(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings")
    session = Meeting.objects.filter(group=group).earliest("starts_at")

    page = act(
        lead,
        "session_material",
        session.pk,
        title="Typed",
        file=SimpleUploadedFile("a.pdf", b"MZ\x90"),
    ).content.decode()

    assert "What is in this file is none of" in page
    assert 'value="Typed"' in page
    assert page.count('id="id_title"') == page.count('id="material-title"') == 1
    assert not Material.objects.exists()


def test_a_facilitator_changes_their_session_alone(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings")
    first, second, *_rest = Meeting.objects.filter(group=group).order_by("starts_at")

    act(lead, "session", first.pk, title="Ours", aims="A", segments="10 Sit", guide="G")

    assert SessionPlan.objects.get(meeting=first).segments == [{"minutes": 10, "title": "Sit"}]
    assert second.plan.title == built_in("evenings").sessions[1].title


def test_two_who_facilitate_keep_what_both_changed(group: PeerGroup, lead: Membership) -> None:
    use(group, lead)
    row = group.meetings.order_by("starts_at").first()
    (seen,) = hidden(look(lead, "session", row.pk).content.decode(), "seen")
    was = {name: getattr(row.plan, name) for name in ("title", "aims", "preparation", "guide")}
    texts = {**was, "segments": "20 Arriving", "seen": seen}

    act(lead, "session", row.pk, **(texts | {"aims": "Of the one"}))
    page = act(lead, "session", row.pk, **(texts | {"guide": "Of the other"}))

    assert "Saved." in page.content.decode()
    plan = SessionPlan.objects.get(meeting=row)
    assert (plan.aims, plan.guide, plan.title) == ("Of the one", "Of the other", was["title"])


def test_two_who_facilitate_do_not_overwrite_each_other(group: PeerGroup, lead: Membership) -> None:
    use(group, lead)
    row = group.meetings.order_by("starts_at").first()
    (seen,) = hidden(look(lead, "session", row.pk).content.decode(), "seen")
    texts = {"title": "Start", "segments": "20 Arriving", "seen": seen}
    act(lead, "session", row.pk, **texts, aims="Of the one")

    page = act(lead, "session", row.pk, **texts, aims="Of the other").content.decode()

    assert "Somebody else has changed this session" in page
    assert "Of the one" in page
    assert "Of the other" in page
    assert SessionPlan.objects.get(meeting=row).aims == "Of the one"
    (again,) = hidden(page, "seen")
    act(lead, "session", row.pk, **(texts | {"seen": again}), aims="Of both")
    assert SessionPlan.objects.get(meeting=row).aims == "Of both"


# Guides never leak ----------------------------------------------------------------------------


def test_a_guide_reaches_no_member_by_any_way(group: PeerGroup, lead: Membership) -> None:
    use(group, lead, "evenings")
    session = Meeting.objects.filter(group=group).earliest("starts_at")
    act(lead, "session", session.pk, title="T", segments="10 Sit", guide="WATCH THE SILENT ONE")
    Meeting.objects.filter(pk=session.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    ann = in_it(group, "Adams")

    for name, key in (
        ("meeting", session.pk),
        ("projector", session.pk),
        ("group", group.pk),
    ):
        assert look(ann, name, key).status_code == 200
        assert "WATCH THE SILENT ONE" not in look(ann, name, key).content.decode()
    for name in ("my_data", "my_data_file"):
        assert "WATCH THE SILENT ONE" not in look(ann, name).content.decode()
    for name in ("console", "session"):
        assert look(ann, name, session.pk).status_code == 404
    for name in ("meeting", "console", "session"):
        assert "WATCH THE SILENT ONE" in look(lead, name, session.pk).content.decode()
    # What is shown on the wall is the same for everybody.
    assert "WATCH THE SILENT ONE" not in look(lead, "projector", session.pk).content.decode()
    for sent in OutboxMessage.objects.all():
        assert "WATCH THE SILENT ONE" not in f"{sent.body_text}{sent.body_html}{sent.calendar}"


# The calendar, moved at once --------------------------------------------------------------------


def four(group: PeerGroup, lead: Membership) -> list[Meeting]:
    first = in_days(14)
    act(
        lead, "plan_sessions", group.pk,
        first=typed(first), count=4, every_weeks=1, minutes=60,
    )  # fmt: skip
    OutboxMessage.objects.all().delete()
    return list(Meeting.objects.filter(group=group, starts_at__gte=first).order_by("starts_at"))


def shift(group: PeerGroup, by: Membership, first: Meeting, **given: str):
    """Look at what would move, and say yes."""
    given = {"first": str(first.pk), "weeks": "0"} | given
    page = act(by, "shift_sessions", group.pk, **given).content.decode()
    return act(by, "shift_sessions", group.pk, **given, seen=hidden(page, "seen"), sure="1")


def test_all_from_one_session_on_move_with_one_mail_a_person(
    group: PeerGroup, lead: Membership
) -> None:
    rows = four(group, lead)
    act(lead, "shift_sessions", group.pk, first=rows[1].pk, weeks="2")
    assert list(Meeting.objects.filter(group=group).order_by("starts_at")) == rows

    shift(group, lead, rows[1], weeks="2")

    new = {row.pk: row for row in Meeting.objects.filter(group=group)}
    for number, row in enumerate(rows):
        before = row.starts_at.astimezone(NEW_YORK)
        after = new[row.pk].starts_at.astimezone(NEW_YORK)
        assert (after.date() - before.date()).days == (14 if number else 0)
        assert (after.hour, after.minute) == (9, 0)
        assert new[row.pk].sequence == (1 if number else 0)
    sent = OutboxMessage.objects.filter(kind="meeting_moved")
    assert sent.count() == 3
    [event] = Calendar.from_ical(sent[0].calendar).walk("VEVENT")
    assert (str(event["uid"]), event["sequence"]) == (rows[0].uid, 1)
    assert occurrences(sent[0].calendar) == sorted(row.starts_at for row in new.values())


def test_a_holiday_moves_what_falls_on_it(group: PeerGroup, lead: Membership) -> None:
    rows = four(group, lead)
    day = rows[3].starts_at.astimezone(NEW_YORK).date()

    shift(group, lead, rows[0], skip=f"{day - timedelta(days=1)} to {day + timedelta(days=1)}")

    after = list(Meeting.objects.filter(group=group).order_by("starts_at"))
    assert [one.starts_at for one in after[:3]] == [one.starts_at for one in rows[:3]]
    assert after[3].starts_at.astimezone(NEW_YORK).date() == day + timedelta(weeks=1)
    (event,) = Calendar.from_ical(
        OutboxMessage.objects.filter(kind="meeting_moved")[0].calendar
    ).walk("VEVENT")
    assert event["sequence"] == 1


def test_the_hour_on_the_wall_stays_over_a_change_of_the_clocks(
    group: PeerGroup, lead: Membership
) -> None:
    for number in range(30):
        Meeting.objects.create(
            institution=group.institution, group=group, starts_at=in_days(14 + 7 * number)
        )
    first = Meeting.objects.filter(group=group).earliest("starts_at")

    shift(group, lead, first, weeks="1")

    local = [row.starts_at.astimezone(NEW_YORK) for row in Meeting.objects.filter(group=group)]
    assert {one.hour for one in local} == {9}
    assert len({one.utcoffset() for one in local}) == 2


def test_a_session_with_attendance_is_not_moved(group: PeerGroup, lead: Membership) -> None:
    rows = four(group, lead)
    Attendance.objects.create(meeting=rows[0], member=lead, state="present")

    page = act(lead, "shift_sessions", group.pk, first=rows[0].pk, weeks="1").content.decode()

    assert "Attendance was taken at this session, so its date stays." in page
    assert Meeting.objects.aggregate(sum=Sum("sequence"))["sum"] == 0


def test_a_session_that_was_held_meanwhile_says_why_it_stays(
    group: PeerGroup, lead: Membership
) -> None:
    rows = four(group, lead)
    Meeting.objects.filter(pk=rows[0].pk).update(state=Meeting.State.HELD)

    page = act(lead, "shift_sessions", group.pk, first=rows[0].pk, weeks="1").content.decode()

    assert "attendance was taken, or it was called off" in page
    assert Meeting.objects.aggregate(sum=Sum("sequence"))["sum"] == 0


def test_a_calendar_that_changed_meanwhile_is_looked_at_again(
    group: PeerGroup, lead: Membership
) -> None:
    rows = four(group, lead)
    given = {"first": str(rows[0].pk), "weeks": "1"}
    seen = hidden(act(lead, "shift_sessions", group.pk, **given).content.decode(), "seen")
    Meeting.objects.filter(pk=rows[2].pk).update(starts_at=rows[2].starts_at + timedelta(hours=1))

    page = act(lead, "shift_sessions", group.pk, **given, seen=seen, sure="1").content.decode()

    assert "nothing was moved" in page
    assert Meeting.objects.aggregate(sum=Sum("sequence"))["sum"] == 0
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("skip", "said"),
    [
        ("24 December", "Line 1: write days as"),
        ("2026-12-24\n2027-01-03 to 2026-12-21", "Line 2: the last day must follow the first"),
        ("", "Say by how many weeks"),
    ],
)
def test_days_that_cannot_be_read_are_named(
    group: PeerGroup, lead: Membership, skip: str, said: str
) -> None:
    rows = four(group, lead)

    page = act(lead, "shift_sessions", group.pk, first=rows[0].pk, weeks="0", skip=skip)

    assert said in page.content.decode()


# Charter, coming and going ----------------------------------------------------------------------


def test_rules_of_authorship_are_agreed_to_by_each_and_anew_when_they_change(
    group: PeerGroup, lead: Membership
) -> None:
    assert not authorship_agreed(group)
    act(lead, "charter", group.pk, charter="Stays here", authorship="Order first")
    for row in group.members.all():
        group.refresh_from_db()
        assert not authorship_agreed(group)
        act(row.member, "group_agree_authorship", group.pk)
    assert authorship_agreed(group)

    act(lead, "charter", group.pk, charter="Stays here", authorship="Another order")

    group.refresh_from_db()
    assert not authorship_agreed(group)


def test_who_leaves_in_month_five_keeps_attendance_and_is_expected_no_more(
    group: PeerGroup, lead: Membership
) -> None:
    ann = in_it(group, "Adams")
    past = held_session(group)
    act(lead, "attendance", past.pk, member=str(ann.pk), state="present")
    rows = four(group, lead)
    act(lead, "charter", group.pk, charter="Stays here", authorship="")

    leave_group(group, ann, actor=ann.user)

    assert ann.name in look(lead, "meeting", past.pk).content.decode()
    assert Attendance.objects.filter(meeting=past, member=ann, state="present").exists()
    for row in rows:
        assert ann.name not in look(lead, "meeting", row.pk).content.decode()
    assert PeerGroup.objects.get(pk=group.pk).charter == "Stays here"
    sent = OutboxMessage.objects.get(kind="group_left")
    assert sent.recipient == ann.user.email
    calendar = Calendar.from_ical(sent.calendar)
    assert str(calendar["method"]) == "CANCEL"
    [event] = calendar.walk("VEVENT")
    assert (str(event["uid"]), str(event["status"])) == (rows[0].uid, "CANCELLED")


def test_who_leaves_the_institution_is_expected_no_more(group: PeerGroup, lead: Membership) -> None:
    ann, rows = in_it(group, "Adams"), four(group, lead)
    past = held_session(group)
    Membership.objects.filter(pk=ann.pk).update(end_date=timezone.now().date())

    assert ann.name in look(lead, "meeting", past.pk).content.decode()
    assert ann.name not in look(lead, "meeting", rows[0].pk).content.decode()


def test_who_comes_later_gets_the_sessions_ahead(group: PeerGroup, lead: Membership) -> None:
    rows = four(group, lead)
    late = MembershipFactory(institution=group.institution)

    OutboxMessage.objects.all().delete()

    add_member(group, late, actor=lead.user)

    sent = OutboxMessage.objects.get(recipient=late.user.email)
    assert sent.kind == "group_made"
    assert occurrences(sent.calendar) == [row.starts_at for row in rows]


def test_a_guide_stays_closed_to_members_when_its_writer_leaves(
    group: PeerGroup, lead: Membership
) -> None:
    use(group, lead)
    session = Meeting.objects.filter(group=group).order_by("starts_at")[0]
    act(lead, "session", session.pk, title="T", segments="10 Sit", guide="WATCH THE SILENT ONE")
    leave_group(group, lead, actor=lead.user)
    member = in_it(group, "Adams")

    pages = [look(member, name, session.pk) for name in ("meeting", "console", "session")]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert ["WATCH" in page.content.decode() for page in pages] == [False, False, False]

    act(member, "session", session.pk, title="Ours now", segments="10 Sit", guide="Mine")
    plan = SessionPlan.objects.get(meeting=session)
    assert (plan.title, plan.guide) == ("Ours now", "WATCH THE SILENT ONE")


def test_a_group_that_always_led_itself_reads_its_own_guide(group: PeerGroup) -> None:
    group.members.filter(member__family_name="Lead").delete()
    member, other = in_it(group, "Adams"), in_it(group, "Baker")
    use(group, member)
    session = Meeting.objects.filter(group=group).order_by("starts_at")[0]
    act(member, "session", session.pk, title="T", segments="10 Sit", guide="BEGIN ON TIME")

    assert "BEGIN ON TIME" in look(other, "console", session.pk).content.decode()
