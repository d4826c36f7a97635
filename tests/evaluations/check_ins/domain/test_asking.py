"""Check-ins: asked at the right time, once, in one mail; answered with one tap, by people alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.check_ins.domain.asking import answer_path, ask_check_ins, plan_check_ins
from evaluations.check_ins.early_warning.domain.pairs import facts_of
from evaluations.meetings.notifications.domain import UNSUBSCRIBE_SALT, Mail, unsubscribe_links
from evaluations.models import CheckIn, Delivery, Meeting
from mentornet.mail.links import issue
from mentornet.mail.marks import mark_of
from mentornet.mail.purposes import Purpose
from mentornet.models import OutboxMessage
from networks.models import Agreement, Tie
from networks.relationships.domain.agreement import confirm_agreement, suggest_agreement
from networks.relationships.domain.tie import end_tie
from profiles.models import Institution, Membership
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
    """Let a day pass: plan in the morning, ask every half an hour."""
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
    assert own[0].subject == "Did you meet? 3 questions"
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
    Delivery.objects.create(
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
    Delivery.objects.create(institution=here, member=tie.protege, check_ins_by_mail=False)

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


def asked(here: Institution, side: str = "protege") -> CheckIn:
    tie = pair(here)
    ask()
    return CheckIn.objects.get(member=getattr(tie, side))


def test_a_scanner_that_fetches_every_link_answers_nothing(here: Institution, client) -> None:
    tie = pair(here)
    message = next(one for one in ask() if one.recipient == tie.protege.user.email)

    for path in links(message):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200

    assert not CheckIn.objects.exclude(answer="").exists()


def test_one_tap_without_a_sign_in_or_a_cookie_is_an_answer(here: Institution) -> None:
    row = asked(here)

    for _tap in range(2):
        page = Client(enforce_csrf_checks=True).post(answer_to(row, "met"))

    row.refresh_from_db()
    assert (row.answer, row.met_on is not None) == ("met", True)
    assert "Thank you" in page.content.decode()


def test_another_link_changes_the_answer(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    client.post(answer_to(row, "not_now"))

    row.refresh_from_db()
    assert (row.answer, row.met_on) == ("not_now", None)
    assert row.not_before is not None


def test_not_now_asks_later(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "not_now"))
    CheckIn.objects.filter(pk=row.pk).update(not_before=date(2027, 2, 1))

    ask(TUESDAY + timedelta(days=42))
    assert CheckIn.objects.filter(member=row.member).count() == 1
    ask(datetime(2027, 2, 2, 5, tzinfo=UTC))
    assert CheckIn.objects.filter(member=row.member).count() == 2


def test_not_now_takes_a_day_of_ones_own(here: Institution, client) -> None:
    row = asked(here)
    page = client.post(answer_to(row, "not_now")).content.decode()
    assert "Ask me again on" in page
    day = (datetime.now(UTC) + timedelta(days=90)).date()

    client.post(answer_to(row, "not_now"), {"details": "1", "not_before": "2001-01-01"})
    row.refresh_from_db()
    assert row.not_before != date(2001, 1, 1)
    client.post(answer_to(row, "not_now"), {"details": "1", "not_before": day.isoformat()})

    row.refresh_from_db()
    assert row.not_before == day


def test_who_left_two_unanswered_reads_so_on_their_page_and_the_other_does_not(here) -> None:
    tie = pair(here)
    ask()
    ask(TUESDAY + timedelta(days=35))
    mine = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert "we have stopped asking by mail" in mine.content.decode()
    CheckIn.objects.filter(member=tie.mentor).update(answer="met", met_on=date(2026, 12, 29))

    theirs = client_of(tie.mentor).get(reverse("evaluations:relationship", args=[tie.pk]))

    assert "we have stopped asking" not in theirs.content.decode()
    assert theirs.context["state"].health.why.startswith("Last met")
    # Nor does the one who is silent read that the other has said that they met.
    again = client_of(tie.protege).get(reverse("evaluations:relationship", args=[tie.pk]))
    assert again.context["state"].last_met is None


def test_details_are_optional_and_a_length_makes_one_meeting(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    day = (datetime.now(UTC) - timedelta(days=2)).date()
    given = {"details": "1", "met_on": day.isoformat(), "minutes": "45", "line": "Went well"}

    for _twice in range(2):
        client.post(answer_to(row, "met"), given)

    row.refresh_from_db()
    assert (row.met_on, row.minutes, row.line) == (day, 45, "Went well")
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.state, meeting.notes) == (45, "held", "")


def test_a_day_that_lies_ahead_is_refused_with_what_was_typed_kept(here, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    given = {"details": "1", "met_on": "2099-01-01", "line": "Keep this"}

    page = client.post(answer_to(row, "met"), given).content.decode()

    assert "This lies ahead" in page
    assert "Keep this" in page
    assert not Meeting.objects.exists()


def test_a_line_is_for_its_author_alone(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))
    day = datetime.now(UTC).date().isoformat()
    client.post(answer_to(row, "met"), {"details": "1", "met_on": day, "line": "Between us"})

    page = client_of(row.tie.mentor).get(reverse("evaluations:relationship", args=[row.tie_id]))

    assert "Between us" not in page.content.decode()


def test_help_reaches_the_state_of_the_tie_until_they_meet(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "help"))
    ((_tie, facts),) = facts_of([row.tie_id], today=date(2026, 11, 25))
    assert facts.asked_for_help

    other = CheckIn.objects.get(tie=row.tie_id, member=row.tie.mentor)
    client.post(answer_to(other, "met"))

    ((_tie, facts),) = facts_of([row.tie_id], today=date(2026, 11, 26))
    assert not facts.asked_for_help


def link_to(tie: Tie, answer: str) -> str:
    """The path in the mail to the protégé that gives this answer."""
    message = next(one for one in ask() if one.recipient == tie.protege.user.email)
    return next(path for path in links(message) if path.endswith(f"/{answer}/"))


def refused(path: str) -> str:
    """What the page says that refuses *path*, which noted nothing."""
    before = CheckIn.objects.exclude(answer="").count()
    response = Client().post(path)
    assert response.status_code == 404
    assert CheckIn.objects.exclude(answer="").count() == before
    return " ".join(response.content.decode().split())


def test_a_link_ends_after_thirty_days_and_no_visit_renews_it(
    here: Institution, client, monkeypatch
) -> None:
    path = link_to(pair(here), "met")
    now = timezone.now()
    for days in (10, 20, 29):
        monkeypatch.setattr("django.utils.timezone.now", lambda days=days: now + timedelta(days))
        page = client.get(path).content.decode()
        # The page leads to the other answers by the same link, and makes no new one.
        assert {one.split("/")[2] for one in re.findall(r"/a/[^\"]+", page)} == {path.split("/")[2]}
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=31))
    assert "This link has expired. Sign in to say how it is going." in refused(path)


def test_a_link_ends_with_the_next_question_about_the_same_tie(here: Institution) -> None:
    tie, other = pair(here), pair(here)
    first = link_to(tie, "met")
    elsewhere = next(links(one)[0] for one in ask() if one.recipient == other.protege.user.email)
    CheckIn.objects.filter(tie=other).update(not_before=date(2027, 6, 1))
    ask(TUESDAY + timedelta(days=35))

    assert "This link no longer works. Sign in to say how it is going." in refused(first)
    assert Client().get(elsewhere).status_code == 200


def test_a_link_ends_with_the_next_question_though_that_is_not_mailed(here: Institution) -> None:
    tie = pair(here)
    first = link_to(tie, "met")
    Delivery.objects.create(institution=here, member=tie.protege, check_ins_by_mail=False)
    ask(TUESDAY + timedelta(days=35))

    assert "This link no longer works" in refused(first)


def test_a_link_dies_with_the_relationship(here: Institution) -> None:
    tie = pair(here)
    path = link_to(tie, "help")
    end_tie(tie, by=tie.mentor)
    assert "This link has ended" in refused(path)


@pytest.mark.parametrize("closing", ["login", "membership"])
def test_a_link_dies_with_its_holder(here: Institution, closing: str) -> None:
    tie = pair(here)
    path = link_to(tie, "help")
    if closing == "login":
        type(tie.protege.user).objects.filter(pk=tie.protege.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=tie.protege.pk).update(end_date=date(2026, 11, 24))
    assert "This link no longer works" in refused(path)


def test_a_signed_link_of_before_says_where_to_answer(here: Institution) -> None:
    row = asked(here)
    token = signing.dumps([row.pk.hex, "met"], salt="evaluations.check_in")
    assert "This link" in refused(reverse("evaluations:check_in_link", args=[token]))


def test_somebody_signed_in_answers_on_their_page_without_a_link(here: Institution) -> None:
    row = asked(here)
    page = client_of(row.member).get(reverse("evaluations:relationship", args=[row.tie_id]))
    paths = re.findall(r'action="(/check-ins/[^"]+)"', page.content.decode())
    assert len(paths) == 4
    assert "/a/" not in page.content.decode()

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(row.member.user)
    assert careful.post(paths[0]).status_code == 403
    for other in (row.tie.mentor, MembershipFactory(institution=here)):
        assert client_of(other).post(paths[0]).status_code == 404
    row.refresh_from_db()
    assert row.answer == ""

    client_of(row.member).post(paths[0])

    row.refresh_from_db()
    assert paths[0].endswith(f"/{row.answer}/")


def test_an_answer_that_is_none_is_not_found(here: Institution, client) -> None:
    row = asked(here)
    assert client.post(answer_to(row, "nonsense")).status_code == 404


def test_a_link_answers_its_own_question_alone(here: Institution, client) -> None:
    row = asked(here)
    client.post(answer_to(row, "met"))

    assert CheckIn.objects.exclude(answer="").count() == 1


# Wishes -----------------------------------------------------------------------------------------


def test_one_click_of_a_mail_program_ends_the_mails_and_a_fetch_does_not(here, client) -> None:
    tie = pair(here)
    message = next(one for one in ask() if one.recipient == tie.protege.user.email)
    path = urlsplit(message.headers["List-Unsubscribe"].strip("<>")).path

    client.get(path)
    assert not Delivery.objects.exists()
    Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})

    assert Delivery.objects.get(member=tie.protege).check_ins_by_mail is False
    # What was waiting to be sent to them is not sent any more; the other side's is.
    states = OutboxMessage.objects.filter(kind="check_in").values_list("recipient_mark", "state")
    assert dict(states) == {
        mark_of(tie.protege.user.email): "cancelled",
        mark_of(tie.mentor.user.email): "pending",
    }


@pytest.mark.parametrize(
    ("mail", "wish"),
    [(Mail.MEETINGS, "meetings_by_mail"), (Mail.REPORTS, "reports_by_mail")],
)
def test_a_link_ends_its_own_kind_of_mail_alone(here, client, mail: Mail, wish: str) -> None:
    member = MembershipFactory(institution=here)

    client.post(urlsplit(unsubscribe_links([member], mail)[member.pk]).path)

    row = Delivery.objects.get()
    wishes = ("check_ins_by_mail", "meetings_by_mail", "reports_by_mail")
    assert [name for name in wishes if not getattr(row, name)] == [wish]


def test_links_of_the_first_mails_still_end_check_ins(here, client) -> None:
    member = MembershipFactory(institution=here)
    token = signing.dumps(member.pk.hex, salt=UNSUBSCRIBE_SALT)

    client.post(reverse("evaluations:unsubscribe", args=[token]))

    assert Delivery.objects.get().check_ins_by_mail is False


def test_settings_keep_wishes_and_refuse_a_leave_that_ends_before_it_starts(here) -> None:
    member: Membership = MembershipFactory(institution=here)
    address = reverse("evaluations:delivery")
    given = {"check_ins_on_page": "on", "away_from": "2026-12-10", "away_until": "2026-12-01"}

    page = client_of(member).post(address, given).content.decode()
    assert "Choose a day after the first one." in page
    client_of(member).post(address, given | {"away_until": "2026-12-20"})

    row = Delivery.objects.get()
    assert (row.check_ins_by_mail, row.check_ins_on_page) == (False, True)
    assert row.away_until == date(2026, 12, 20)


def bounce(address: str, kind: str) -> None:
    event = AnymailTrackingEvent(event_type=kind, recipient=address)
    tracking.send(sender=None, event=event, esp_name="Test")


def test_an_address_that_bounces_gets_no_check_ins_until_its_owner_says_it_works(here) -> None:
    tie = pair(here)
    bounce(tie.protege.user.email.upper(), "opened")
    assert not Delivery.objects.exists()
    bounce(tie.protege.user.email.upper(), "bounced")

    assert [one.recipient for one in ask()] == [tie.mentor.user.email]
    bounce(tie.mentor.user.email, "complained")
    assert OutboxMessage.objects.get(kind="check_in").state == "cancelled"
    Delivery.objects.filter(member=tie.mentor).delete()
    client_of(tie.protege).post(
        reverse("evaluations:delivery"), {"check_ins_by_mail": "on", "check_ins_on_page": "on"}
    )
    assert Delivery.objects.get().trouble == ""
