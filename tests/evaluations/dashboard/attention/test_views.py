"""Needs attention, as those who run programs find it and act on it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import AttentionState, Meeting
from matching.models import MatchRun
from mentornet.pages import attention
from mentornet.pages.attention import Kind, Sql
from networks.models import GroupMember
from profiles.models import Approval, Membership, Preferences, RosterImport
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.dashboard.attention.working import act, closing, texts
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
    UnitFactory,
)
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
BOTH = [StaffRoleKind.DIRECTOR, StaffRoleKind.OMBUDS]


@pytest.fixture
def director() -> Membership:
    """A director who is the ombuds as well, so that no one is missing."""
    return MembershipFactory(offices=BOTH, user__activated_at=timezone.now())


@pytest.fixture
def client(director) -> Client:
    return client_of(director)


def today(director: Membership):
    return director.institution.local_date()


def test_nothing_needs_attention_and_the_page_says_so(client) -> None:
    assert "Nothing needs attention" in client.get("/dashboard/").content.decode()


def test_what_programs_need_stands_with_the_act_that_helps(client, director) -> None:
    program = closing(director, name="Larkspur")
    EnrollmentFactory(program=program, member__user__activated_at=timezone.now())

    page = lxml.html.fromstring(client.get("/dashboard/").content)

    rows = page.xpath("//li[@data-attention-item]")
    day = (today(director) + timedelta(days=3)).strftime("%b %-d")
    assert texts(client) == [
        f"Larkspur: enrollment closes on {day}.",
        "Larkspur: 1 opening too few for the mentees who enrolled.",
    ]
    for row in rows:
        [link] = row.xpath(".//a[@data-attention-open]")
        assert client.get(link.get("href")).status_code == 200


def test_each_kind_is_found(client, director) -> None:
    here = director.institution
    signed_in = {"institution": here, "user__activated_at": timezone.now()}
    bounced = MembershipFactory(given_name="Bo", family_name="Unced", **signed_in)
    Preferences.objects.create(institution=here, member=bounced, trouble="bounced")
    MembershipFactory(institution=here, user__activated_at=None)
    RosterImport.objects.create(
        institution=here, file_name="people.csv", state="checked", counts={"errors": 2}
    )
    now = timezone.now()
    Approval.objects.create(
        institution=here,
        kind="api_client",
        subject_kind="x",
        subject_id=here.pk,
        asked_by=bounced.user,
        asked_at=now,
        expires_at=now + timedelta(days=3),
    )
    program = ProgramFactory(institution=here, name="Larkspur", state="matching")
    MatchRun.objects.create(
        institution=here,
        program=program,
        number=1,
        state="done",
        method="stable",
        engine_version="1",
        digest="",
        inputs=b"",
        finished_at=now,
    )
    group = PeerGroupFactory(
        institution=here,
        name="Circle",
        self_led=False,
        started_on=today(director) - timedelta(days=90),
    )
    Meeting.objects.create(
        institution=here, group=group, starts_at=now - timedelta(days=2), state="planned"
    )

    assert [one.partition(" on ")[0] for one in texts(client)] == [
        "A change waits for a second person: API client.",
        "The import of people.csv has 2 errors and waits for you.",
        "Circle has no facilitator.",
        "Circle has no session scheduled. It last met or started",
        "Circle: no one noted who came",
        "Larkspur: the proposed pairs are ready to review and publish.",
        "Emails to Bo Unced bounce.",
        "1 person has not activated their account.",
    ]


def test_import_stays_in_the_queue_until_its_skipped_rows_are_fixed(client, director) -> None:
    skipped = RosterImport.objects.create(
        institution=director.institution,
        file_name="people.csv",
        state="done",
        findings={"errors": [{"row": 3}]},
    )
    assert texts(client) == ["Rows of people.csv were skipped and are not fixed yet."]

    skipped.findings = {}
    skipped.save(update_fields=["findings"])
    assert texts(client) == []


def test_someone_is_missed_as_ombuds(director) -> None:
    StaffRole = type(director).staff_roles.rel.related_model  # noqa: N806
    StaffRole.objects.filter(membership=director, role="ombuds").delete()

    assert texts(client_of(Membership.objects.get(pk=director.pk))) == [
        "No one is the ombuds. Concerns that people raise reach no one here."
    ]


def test_a_row_that_was_done_comes_back_when_its_cause_is_renewed(client, director) -> None:
    program = closing(director)
    act(client, "enrollment_closing", program.pk, "done")
    program.enroll_from += timedelta(days=1)
    program.save()

    assert len(texts(client)) == 1


def test_a_row_is_snoozed_until_its_day(client, director) -> None:
    program = closing(director)
    later = today(director) + timedelta(days=2)

    act(client, "enrollment_closing", program.pk, "snooze", until=later.isoformat())

    assert texts(client) == []
    assert len(texts(client, shown="snoozed")) == 1
    AttentionState.objects.update(snoozed_until=today(director))
    assert len(texts(client)) == 1


def test_a_row_is_snoozed_with_one_tap(client, director) -> None:
    program = closing(director)
    page = lxml.html.fromstring(client.get(reverse("evaluations:attention")).content)

    buttons = page.xpath("//li[@data-attention-item]//button[@name='until']")

    said = [one.text_content().split()[0:2] for one in buttons]
    assert said[0][0] == "Tomorrow"
    assert said[1:] == [["Next", "week"], ["In", "a"]]
    for one in buttons:
        act(client, "enrollment_closing", program.pk, "snooze", until=one.get("value"))
        assert str(AttentionState.objects.get().snoozed_until) == one.get("value")


@pytest.mark.parametrize("until", ["", "2020-01-01", "someday"])
def test_a_day_that_is_over_puts_nothing_off(client, director, until) -> None:
    program = closing(director)

    page = act(client, "enrollment_closing", program.pk, "snooze", until=until)

    assert len(texts(client)) == 1
    assert AttentionState.objects.count() == 0
    assert 'class="messages' in page.content.decode()


def test_a_note_stands_with_the_row_for_a_colleague(client, director) -> None:
    program = closing(director)
    colleague = MembershipFactory(institution=director.institution, offices=["director"])

    act(client, "enrollment_closing", program.pk, "note", note="Dr. Ames calls them.")

    address = reverse("evaluations:attention")
    assert "Dr. Ames calls them." in client_of(colleague).get(address).content.decode()


def test_two_notes_that_are_written_at_once_both_stay(client, director) -> None:
    program = closing(director)
    colleague = client_of(MembershipFactory(institution=director.institution, offices=["director"]))
    note = partial(act, kind="enrollment_closing", subject=program.pk, what="note")

    note(colleague, note="I called her.", seen="")
    note(client, note="I wrote to her.", seen="")
    assert AttentionState.objects.get().note == "I called her. · I wrote to her."

    note(client, note="All done.", seen="I called her. · I wrote to her.")
    assert AttentionState.objects.get().note == "All done."

    answer = note(client, note="x" * 495, seen="I called her.")
    assert AttentionState.objects.get().note == "All done."
    assert "x" * 495 in answer.content.decode()


def test_each_row_has_forms_with_its_own_address_and_note(client, director) -> None:
    one, other = closing(director, name="Larkspur"), closing(director, name="Aster")
    act(client, "enrollment_closing", one.pk, "note", note='"><i>about_act_url', seen="")

    page = lxml.html.fromstring(client.get(reverse("evaluations:dashboard")).content)

    found = {}
    for program in (one, other):
        row = page.xpath(f"//li[.//p[@id='enrollment_closing-{program.pk}']]")[0]
        found[program.name] = (
            {address.split("/")[-2] for address in row.xpath(".//form/@action")},
            {str(program.pk) in address for address in row.xpath(".//form/@action")},
            row.xpath(".//input[@name='note']/@value"),
            {name.endswith(str(program.pk)) for name in row.xpath(".//label/@for")},
        )
        assert not row.xpath(".//i")
    acts = {"done", "snooze", "note"}
    assert found == {
        "Larkspur": (acts, {True}, ['"><i>about_act_url'], {True}),
        "Aster": (acts, {True}, [""], {True}),
    }


def test_the_queue_is_filtered_by_kind_program_and_unit(client, director) -> None:
    parent = UnitFactory(institution=director.institution, name="Medicine")
    below = UnitFactory(institution=director.institution, name="Cardiology", parent=parent)
    closing(director, name="Larkspur", unit=below)
    EnrollmentFactory(
        program=closing(director, name="Aster"), member__user__activated_at=timezone.now()
    )

    assert len(texts(client)) == 3
    assert [one[:5] for one in texts(client, kind="short_of_mentors")] == ["Aster"]
    assert [one[:5] for one in texts(client, q="lark")] == ["Larks"]
    assert [one[:5] for one in texts(client, unit="medicine")] == ["Larks"]
    page = client.get(reverse("evaluations:attention"), {"unit": "Nowhere"})
    assert "No unit is called “Nowhere”." in page.content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"kind": "bounced"}, "Nothing under “To do” matches these filters: Bounced emails."),
        (
            {"kind": "bounced", "q": "<b>x", "unit": "medicine", "shown": "mine"},
            "Nothing under “Handed to me” matches these filters: Bounced emails, “<b>x”, medicine.",
        ),
        ({"shown": "snoozed"}, "There is nothing under “Snoozed” now."),
        ({"shown": "handed"}, "There is nothing under “Handed on” now."),
    ],
)
def test_an_empty_filter_says_what_is_empty_and_leads_to_everything(
    client, director, query, said
) -> None:
    UnitFactory(institution=director.institution, name="Medicine")
    closing(director)
    here = reverse("evaluations:attention")

    html = lxml.html.fromstring(client.get(here, query).content)

    [empty] = html.xpath("//div[@class='empty']")
    assert said in " ".join(empty.text_content().split())
    assert empty.xpath(".//a/@href") == [here]
    assert "Nothing needs attention" not in html.text_content()


def test_scripts_get_the_list_alone(client, director) -> None:
    program = closing(director)
    address = reverse("evaluations:attention_act", args=["enrollment_closing", program.pk, "done"])

    page = client.post(address, {"place": "dashboard"}, headers={"HX-Request": "true"})

    text = page.content.decode()
    assert page.status_code == 200
    assert "<html" not in text
    assert "data-attention-item" not in text
    assert "Undo" in text


def test_a_kind_that_fails_stops_no_other(client, director, monkeypatch) -> None:
    closing(director)
    broken = Kind("broken", "Broken", "profiles.use_dashboard", lambda m: Sql("no SQL", ()), str)
    raising = Kind("raising", "Raising", "profiles.use_dashboard", lambda m: 1 / 0, str)
    monkeypatch.setattr(
        attention, "_kinds", {**attention._kinds, "broken": broken, "raising": raising}
    )

    page = on_one_line(client.get("/dashboard/").content.decode())

    assert len(texts(client)) == 1
    assert "Broken: this could not be counted." in page
    assert "Raising: this could not be counted." in page


def test_rows_of_others_are_not_there(director) -> None:
    program = closing(director)
    elsewhere = client_of(MembershipFactory(offices=BOTH, user__activated_at=timezone.now()))

    assert texts(elsewhere) == []
    assert act(elsewhere, "enrollment_closing", program.pk, "done").status_code == 404
    assert AttentionState.objects.count() == 0


@pytest.mark.parametrize("what", ["burn", "done"])
def test_what_is_not_in_the_queue_is_not_there(client, director, what) -> None:
    kind = "enrollment_closing" if what == "burn" else "no_such_kind"
    program = closing(director)

    assert act(client, kind, program.pk, what).status_code == 404


def test_who_does_not_work_there_does_not_get_in(director) -> None:
    program = closing(director)
    here = {"institution": director.institution}
    for offices in ([], [StaffRoleKind.OMBUDS], [StaffRoleKind.FACILITATOR]):
        other = client_of(MembershipFactory(offices=offices, **here))
        assert other.get(reverse("evaluations:attention")).status_code == 403
        assert act(other, "enrollment_closing", program.pk, "done").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_for_any_number(
    director, client, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        program = closing(director)
        EnrollmentFactory(program=program)
        group = PeerGroupFactory(institution=director.institution)
        GroupMember.objects.filter(group=group).delete()
    client.get("/dashboard/")

    with django_assert_num_queries(7):
        client.get("/dashboard/")
