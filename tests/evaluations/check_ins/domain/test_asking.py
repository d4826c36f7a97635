"""Check-ins: asked at the right time, once, in one mail; answered with one tap, by people alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.check_ins.domain.asking import answer_path, ask_check_ins, plan_check_ins
from evaluations.check_ins.early_warning.domain.pairs import facts_of
from evaluations.models import CheckIn, Meeting
from mentornet.mail.links import issue
from mentornet.mail.purposes import Purpose
from mentornet.models import OutboxMessage
from networks.models import Agreement, Tie
from networks.relationships.agreements.domain.confirming import confirm_agreement, suggest_agreement
from networks.relationships.domain.tie import end_tie
from profiles.models import Institution, Preferences
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import InstitutionFactory, MembershipFactory, TieFactory

pytestmark = pytest.mark.django_db
# A Tuesday; the ties are older than any interval.
TUESDAY = datetime(2026, 11, 24, 5, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 23, tzinfo=UTC)


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory(time_zone="UTC")


def pair(here: Institution, *, cadence: str = "monthly", **more) -> Tie:
    """A pair that a program made half a year ago, with its draft of an agreement."""
    people = {
        side: more.pop(side, None) or MembershipFactory(institution=here)
        for side in ("protege", "mentor")
    }
    tie = TieFactory(
        institution=here, origin="formal", started_on=date(2026, 5, 1), **people, **more
    )
    suggest_agreement(tie, cadence=cadence, minutes=60)
    OutboxMessage.objects.all().delete()
    return tie


def ask(at: datetime = TUESDAY) -> list[OutboxMessage]:
    """Let a day pass: plan in the morning, ask every half an hour.

    Not less often: each is asked in an hour of their own, and no later that day.
    """
    for half_hours in range(36):
        moment = at + timedelta(minutes=30 * half_hours)
        plan_check_ins(now=moment)
        ask_check_ins(now=moment)
    return list(OutboxMessage.objects.filter(kind="check_in").order_by("key"))


def links(message: OutboxMessage) -> list[str]:
    return [urlsplit(one).path for one in re.findall(r"http\S+/a/\S+/", message.body_text)]


def answer_to(row: CheckIn, answer: str) -> str:
    """The path of an answer by a link of its own, as a mail has it."""
    return answer_path(issue(Purpose.CHECK_IN, holder=row.member, subject=row), answer)


# Asking -----------------------------------------------------------------------------------------


def test_both_sides_are_asked_once_with_four_answers(here: Institution) -> None:
    tie = pair(here)

    first, second = ask()

    assert {first.recipient, second.recipient} == {tie.protege.user.email, tie.mentor.user.email}
    assert [first.key, second.key] == [
        f"checkin:{tie.pk}:mentor:2026-11-24",
        f"checkin:{tie.pk}:protege:2026-11-24",
    ]
    assert len(links(first)) == 4
    assert first.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nobody_is_asked_who_agreed_on_nothing_or_met_lately(here: Institution) -> None:
    TieFactory(institution=here, protege__institution=here, started_on=date(2026, 1, 1))
    met = pair(here)
    Meeting.objects.create(
        institution=here, tie=met, state="held", starts_at=TUESDAY - timedelta(days=10)
    )

    assert ask() == []


def test_a_confirmed_agreement_says_how_often(here: Institution) -> None:
    tie = pair(here, cadence="quarterly")
    for member in (tie.protege, tie.mentor):
        confirm_agreement(Agreement.objects.get(), by=member)
    Tie.objects.update(started_on=date(2026, 9, 15))

    assert ask() == []
    assert len(ask(TUESDAY + timedelta(days=35))) == 2
    assert CheckIn.objects.filter(tie=tie).count() == 2


def test_several_questions_of_one_day_are_one_mail(here: Institution) -> None:
    mentor = MembershipFactory(institution=here)
    for _pair in range(3):
        pair(here, mentor=mentor)

    own = [one for one in ask() if one.recipient == mentor.user.email]

    assert len(own) == 1
    assert own[0].subject == "Did you meet? 3 check-ins"
    assert len(links(own[0])) == 12


def test_an_outage_of_months_does_not_send_months_of_questions(here: Institution) -> None:
    pair(here, cadence="weekly")
    plan_check_ins(now=TUESDAY)
    # Nobody asked what was due; weeks later everything is up again.
    later = TUESDAY + timedelta(days=70)

    assert len(ask(later)) == 2
    assert CheckIn.objects.filter(state="asked").count() == 2
    assert len(ask(later + timedelta(days=1))) == 2


def test_what_is_late_is_not_sent_into_the_night(here: Institution) -> None:
    pair(here)
    plan_check_ins(now=TUESDAY)

    ask_check_ins(now=EVENING)

    assert not OutboxMessage.objects.exists()
    assert {row.due_at.date() for row in CheckIn.objects.all()} == {date(2026, 11, 25)}
    assert len(ask(TUESDAY + timedelta(days=1))) == 2


def test_people_in_other_zones_are_asked_in_their_own_day(here: Institution) -> None:
    tie = pair(here)
    user = tie.mentor.user
    user.time_zone = "Pacific/Auckland"
    user.save()
    plan_check_ins(now=TUESDAY)

    row = CheckIn.objects.get(member=tie.mentor)

    assert 9 <= row.due_at.astimezone(ZoneInfo("Pacific/Auckland")).hour <= 16


@pytest.mark.parametrize(
    ("sunday", "offset"),
    [(datetime(2026, 11, 1, tzinfo=UTC), -5), (datetime(2027, 3, 14, tzinfo=UTC), -4)],
)
def test_over_a_change_of_the_clocks_everybody_is_asked_once_in_their_day(
    here: Institution, sunday: datetime, offset: int
) -> None:
    Institution.objects.update(time_zone="America/New_York")
    here.refresh_from_db()
    pair(here)

    # Planned on the Sunday of the change; beat slips back an hour and rings once more.
    for moment in (sunday, sunday + timedelta(hours=7), sunday + timedelta(hours=6)):
        plan_check_ins(now=moment)
    assert ask(sunday + timedelta(hours=5)) == []
    mails = ask(sunday + timedelta(days=1, hours=5))

    assert len(mails) == 2
    for row in CheckIn.objects.all():
        there = row.due_at.astimezone(ZoneInfo("America/New_York"))
        assert there.utcoffset() == timedelta(hours=offset)
        assert (there.weekday(), 9 <= there.hour <= 16) == (0, True)


def test_who_is_away_is_asked_when_they_are_back(here: Institution) -> None:
    tie = pair(here)
    Preferences.objects.create(
        institution=here, member=tie.mentor, away_from="2026-11-20", away_until="2026-12-04"
    )

    assert [one.recipient for one in ask()] == [tie.protege.user.email]
    assert CheckIn.objects.get(member=tie.mentor).due_at.date() == date(2026, 12, 7)


def test_after_two_without_an_answer_it_is_quiet_and_the_tie_needs_attention(
    here: Institution,
) -> None:
    tie = pair(here)
    Tie.objects.update(started_on=date(2026, 9, 1))
    Meeting.objects.create(
        institution=here, tie=tie, state="held", starts_at=TUESDAY - timedelta(days=35)
    )
    for months in range(4):
        ask(TUESDAY + timedelta(days=35 * months))

    assert OutboxMessage.objects.filter(kind="check_in").count() == 4
    ((_tie, facts),) = facts_of([tie.pk], today=date(2027, 1, 20))
    assert facts.unanswered == 2


def test_an_answer_ends_the_quiet(here: Institution) -> None:
    tie = pair(here)
    for months in range(3):
        ask(TUESDAY + timedelta(days=35 * months))
    row = CheckIn.objects.filter(member=tie.protege).order_by("due_on").last()
    Client().post(answer_to(row, "not_yet"))

    ask(TUESDAY + timedelta(days=35 * 4))

    assert CheckIn.objects.filter(member=tie.protege).count() == 3
    assert CheckIn.objects.filter(member=tie.mentor).count() == 2


def test_a_tie_that_ended_meanwhile_is_not_asked_about(here: Institution) -> None:
    tie = pair(here)
    plan_check_ins(now=TUESDAY)
    end_tie(tie, by=tie.protege)

    assert [one.kind for one in ask() if one.kind == "check_in"] == []
    assert set(CheckIn.objects.values_list("state", flat=True)) == {"dropped"}


def test_who_wants_no_mail_is_asked_on_the_page(here: Institution) -> None:
    tie = pair(here)
    Preferences.objects.create(institution=here, member=tie.protege, check_ins_by_mail=False)

    assert [one.recipient for one in ask()] == [tie.mentor.user.email]
    page = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert f"Did you and {tie.mentor.name} meet?" in page.content.decode()


def test_planning_and_asking_take_the_same_queries_for_any_number(
    here: Institution, django_assert_num_queries
) -> None:
    # The first sweep writes the institution's job.
    plan_check_ins(now=TUESDAY)
    for count in (1, 3):
        for _pair in range(count):
            pair(here)
        CheckIn.objects.all().delete()
        with django_assert_num_queries(12):
            plan_check_ins(now=TUESDAY)


# Answering --------------------------------------------------------------------------------------


# Wishes -----------------------------------------------------------------------------------------


def test_no_one_is_asked_on_a_holiday_or_a_day_off(here: Institution) -> None:
    here.days_off = [["2026-11-27", "2026-11-29", "Long weekend"]]
    here.save()
    pair(here)
    thanksgiving = datetime(2026, 11, 26, 5, tzinfo=UTC)

    assert ask(thanksgiving) == []
    assert {row.due_at.date() for row in CheckIn.objects.all()} == {date(2026, 11, 30)}
    # A day off that is added after all was planned holds as well.
    here.days_off.append(["2026-11-30", "2026-11-30", "Storm"])
    here.save()
    assert ask(datetime(2026, 11, 30, 5, tzinfo=UTC)) == []
    assert len(ask(datetime(2026, 12, 1, 5, tzinfo=UTC))) == 2


def test_a_holiday_that_is_worked_is_a_day_like_any_other(here: Institution) -> None:
    here.holidays_worked = ["Thanksgiving Day"]
    here.save()
    pair(here)

    assert len(ask(datetime(2026, 11, 26, 5, tzinfo=UTC))) == 2
