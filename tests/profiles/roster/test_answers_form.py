"""Files as people have them: read, asked about once, and written as it was answered."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import Membership, RosterImport, RosterMeaning
from profiles.roster import answers_form
from profiles.roster.answers_form import AnswersForm
from profiles.roster.domain import understanding
from profiles.roster.domain.answers import NO_ONE, NOT_FACULTY
from profiles.roster.domain.files import LIMITS
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.roster.pages import HEAD, answered, answers, checked, confirm
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
WORKDAY = (
    "Faculty roster,,,,,,,\n"
    "Run on 11/30/2026 by HR,,,,,,,\n"
    "\n"
    "Employee ID,Worker,Work Email,Business Title,Supervisory Organization,Hire Date,Manager,Cost Center\n"
    'E1,"Okafor, Ada Chi",ada@x.example,Associate Professor of Medicine,Cardiology (Bo Birch),7/1/19,Bo Birch,CC1\n'
    'E2,"Birch, Bo",bo@x.example,Chair and Professor,Medicine (Cy Dean),3/15/2004,,CC1\n'
    'E3,"Lee, Ann",ann@x.example,Staff Scientist,Cardiology (Bo Birch),2/3/2020,"Birch, Bo",CC1\n'
    'E4,"Roe, Zoë",zoe@x.example,Clinical Instructor,Cardiology (Bo Birch),43831,B. Birch,CC1\n'
    "Total,4,,,,,,\n"
)


def page_of(client: Client, row: RosterImport, query: str = "") -> str:
    address = reverse("profiles:roster_import", args=[row.pk])
    return on_one_line(client.get(address + query).content.decode())


def member(key: str) -> Membership:
    return Membership.objects.select_related("unit", "supervisor").get(external_id=key)


def test_export_of_a_personnel_system_is_read_and_only_asked_what_it_does_not_tell(
    client, director
):
    row = checked(client, WORKDAY)
    page = page_of(client, row)
    assert "The column names are in row 4." in page
    assert "“Okafor, Ada Chi”: first name Ada Chi, last name Okafor" in page
    assert row.counts["bad_rows"] == 1
    assert [one["text"] for one in row.findings["how"]["titles"] if one["asked"]] == [
        "Staff Scientist"
    ]
    assert row.findings["how"]["left_out_count"] >= 1

    row = answered(client, row, {"Staff Scientist": NOT_FACULTY, "B. Birch": "E2"})
    assert "Zoë Roe" in page_of(client, row)
    assert "Ann Lee is not faculty." in page_of(client, row)
    row = confirm(client, row)
    assert (row.state, row.counts["added"], row.answers, bytes(row.listing)) == ("done", 3, {}, b"")
    ada, zoe = member("E1"), member("E4")
    assert (ada.given_name, ada.family_name, ada.rank) == ("Ada Chi", "Okafor", "associate")
    assert (ada.unit.name, ada.supervisor.external_id) == ("Cardiology", "E2")
    assert [ada.start_date.isoformat(), zoe.start_date.isoformat()] == ["2019-07-01", "2020-01-01"]
    assert zoe.supervisor.external_id == "E2"
    assert not Membership.objects.filter(external_id="E3").exists()


def test_page_says_how_many_questions_are_open_and_leads_to_the_first(client, director):
    people = "1,a@x.example,Ada,Ash,Lab Wizard\n2,b@x.example,Bo,Birch,Bench Sage\n"
    row = checked(client, HEAD.replace("rank", "title") + people)
    page = page_of(client, row)
    assert page.count("2 questions need an answer before you can import.") == 2
    assert page.count('href="#answer_title-0"') == 2

    row = answered(client, row, {AnswersForm(row).fields["title-0"].label: "instructor"})
    page = page_of(client, row)
    assert "1 question needs an answer before you can import." in page
    left = next(one for one in AnswersForm(row).open_titles if not one["rank"])
    assert f'href="#{left["field"].id_for_label}"' in page

    row = answered(client, row, {left["text"]: NOT_FACULTY})
    assert "before you can import" not in page_of(client, row)


def test_answers_hold_for_the_next_file_and_no_one_left_out_is_missing(client, director):
    head = "Pers. Nr.,email,given_name,family_name,Title\n"
    people = "E1,a@x.example,Ada,Ash,Staff Scientist\nE2,b@x.example,Bo,Birch,Nurse Practitioner\n"
    row = checked(client, head + people)
    assert "This column is missing: external_id." in page_of(client, row)
    row = answered(client, row, {"Pers. Nr.": "external_id"})
    said = {"Staff Scientist": "instructor", "Nurse Practitioner": "instructor"}
    confirm(client, answered(client, row, said))
    assert Membership.objects.filter(rank="instructor").count() == 2
    RosterMeaning.objects.filter(text="nurse practitioner").update(meaning=NOT_FACULTY)

    again = checked(
        client,
        head + people.replace("Ada", "Ida") + f"D1,{director.email},D,D,Professor\n",
        end_missing="on",
    )
    assert (again.counts["bad_rows"], again.counts["ended"]) == (0, 0)
    assert [one[1] for one in again.findings["how"]["not_faculty"]] == ["Bo Birch"]
    confirm(client, again)
    assert member("E1").given_name == "Ida"
    assert member("E2").is_current


def test_order_of_days_is_asked_once_and_read_from_the_file_where_it_tells(client, director):
    head = HEAD.replace("rank", "rank,start_date")
    people = "1,a@x.example,Ada,Ash,full,3/4/2020\n2,b@x.example,Bo,Birch,full,5/6/2020\n"
    row = checked(client, head + people)
    assert "as in 3/4/2020" in page_of(client, row)
    assert confirm(client, row, skip="1").state == "checked"
    row = answered(client, row, {"Dates": "day_first"})
    assert "Start date: Apr 3, 2020" in page_of(client, row, "?show=added")
    confirm(client, row)
    assert member("2").start_date.isoformat() == "2020-06-05"

    both = checked(
        client,
        head
        + people
        + "3,c@x.example,Cy,Cedar,full,7/16/2020\n4,d@x.example,Di,Elm,full,16.7.2020\n",
    )
    assert both.counts["bad_rows"] == 2
    both = answered(client, both, {"Dates": "month_first"})
    assert both.counts["bad_rows"] == 1
    confirm(client, both, skip="1")
    tells = checked(client, head + people + "4,d@x.example,Di,Elm,full,16.7.2020\n")
    assert (tells.findings["open"], tells.counts["bad_rows"]) == (0, 0)
    confirm(client, tells)
    assert member("1").start_date.isoformat() == "2020-04-03"


def test_two_people_of_a_name_are_asked_and_never_guessed(client, director):
    for key in ("A1", "A2"):
        MembershipFactory(
            institution=director.institution, external_id=key, given_name="Ann", family_name="Lee"
        )
    head = HEAD.replace("rank", "rank,Manager")
    row = checked(
        client,
        head
        + '1,a@x.example,Ada,Ash,full,"Lee, Ann"\n2,b@x.example,Bo,Birch,full,No Such One\n'
        + "3,c@x.example,Cy,Cedar,full,Ann Lee (A2)\n",
    )
    page = page_of(client, row)
    assert "No Such One: 1 row" in page
    assert "Ann Lee (A1)" in page
    assert row.counts["bad_rows"] == 0
    one = answered(client, row, {"Lee, Ann": NO_ONE})
    assert "supervisor:" not in page_of(client, one, "?show=added&q=Ash")
    one = answered(client, one, {"Lee, Ann": "A1"})
    confirm(client, one)
    assert [getattr(member(key).supervisor, "external_id", None) for key in "123"] == [
        "A1",
        None,
        "A2",
    ]


def test_unit_of_another_name_is_asked_and_a_new_one_only_added_when_it_is_said(client, director):
    school = UnitFactory(institution=director.institution, name="School of Medicine")
    UnitFactory(institution=director.institution, name="Medicine", parent=school)
    path = "School of Medicine / Medicine"
    head = HEAD.replace("rank", "rank,Department")
    row = checked(
        client,
        head
        + '1,a@x.example,Ada,Ash,full,Dept. of Medicine\n2,b@x.example,Bo,B,full,"Medicine, Department of"\n'
        + "3,c@x.example,Cy,C,full,Medcine (new)\n",
    )
    assert confirm(client, row).state == "checked"
    row = answered(client, row, {"Dept. of Medicine": path, "Medicine, Department of": path})
    confirm(client, row)
    assert [member(key).unit.name for key in "123"] == ["Medicine", "Medicine", "Medcine (new)"]


def test_choices_are_kept_while_one_chooses_and_hold_only_when_the_file_is_read_again(
    client, director
):
    row = checked(client, HEAD + "1,a@x.example,Ada,Ash,Staff Scientist\n2,b@x.example,B,B,full\n")
    address = reverse("profiles:roster_answers", args=[row.pk])
    posted = answers(row, {"Staff Scientist": "associate"})
    saved = client.post(address, posted, headers={"HX-Request": "true"})
    assert "Saved" in saved.content.decode()
    assert 'value="associate" selected' in page_of(client, row)
    refused = client.post(
        reverse("profiles:roster_confirm", args=[row.pk]), {"skip": "1"}, follow=True
    )
    assert "You changed an answer" in refused.content.decode()
    assert not RosterMeaning.objects.exists()
    assert confirm(client, answered(client, row, {})).counts["added"] == 2
    assert member("1").rank == "associate"


def test_answers_to_questions_of_before_are_refused_and_others_are_not_lost(client, director):
    row = checked(client, HEAD + "1,a@x.example,Ada,Ash,Staff Scientist\n")
    answer = client.post(
        reverse("profiles:roster_answers", args=[row.pk]),
        answers(row, {"Staff Scientist": "full"}) | {"mark": "other"},
    )
    assert "The file was read again meanwhile" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.answers) == ("checked", {})


def test_everything_that_would_be_written_is_shown_searched_and_downloaded(client, director):
    known = MembershipFactory(
        institution=director.institution, external_id="K1", family_name="Öztürk", rank="assistant"
    )
    head = HEAD.replace("rank", "rank,specialty,expertise")
    row = checked(
        client,
        head
        + f"K1,{known.email},{known.given_name},Öztürk,full,,\n"
        + "1,a@x.example,Ada,O’Brien,full,Imaging,echo; grants\n",
    )
    added = page_of(client, row, "?show=added")
    for cell in ("Email: a@x.example", "Rank: Professor", "Specialty: Imaging", "echo; grants"):
        assert cell in added
    assert "Rank: Assistant professor → Professor" in page_of(client, row, "?show=changed&q=ozturk")
    assert "O’Brien" in page_of(client, row, "?show=added&q=obrien")
    assert "None." in page_of(client, row, "?show=added&q=nobody")
    address = reverse("profiles:roster_listing", args=[row.pk, "csv"])
    answer = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(answer)))
    assert [(one["external_id"], one["rank before"], one["rank"]) for one in lines] == [
        ("1", "", "full"),
        ("K1", "assistant", "full"),
    ]


def test_preview_that_another_director_changed_is_looked_at_again_before_it_is_imported(
    client, director
):
    row = checked(client, HEAD + "1,a@x.example,Ada,Ash,Staff Scientist\n2,b@x.example,B,B,full\n")
    row = answered(client, row, {"Staff Scientist": "associate"})
    (older,) = re.findall(r'name="seen"\s+value="(\w+)"', page_of(client, row))
    row = answered(client, row, {"Staff Scientist": "full"})

    page = client.post(
        reverse("profiles:roster_confirm", args=[row.pk]), {"seen": older}, follow=True
    )

    assert "The file was read again meanwhile" in page.content.decode()
    (newer,) = re.findall(r'name="seen"\s+value="(\w+)"', page.content.decode())
    assert confirm(client, row, seen=newer).counts["added"] == 2


def test_what_the_database_can_not_hold_stops_no_import(client, director):
    head = HEAD.replace("rank", "rank,Bad\x00ge,Manager,unit")
    row = checked(
        client,
        head
        + "1,a@x.example,Ada,Ash,full,x\x00,Zed\x00 Unknown,\n2,b@x.example,B\x00,B,full,,,U\x00",
    )

    assert (row.state, row.counts["bad_rows"]) == ("checked", 2)
    assert "Bad\ufffdge" in page_of(client, row)


def test_answers_are_a_directors(client, director):
    row = checked(client, HEAD + "1,a@x.example,Ada,Ash,Staff Scientist\n")
    posted = answers(row, {"Staff Scientist": "full"})
    address = reverse("profiles:roster_answers", args=[row.pk])
    coordinator = MembershipFactory(
        institution=director.institution, offices=[StaffRoleKind.COORDINATOR]
    )
    elsewhere = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    found = []
    for one in (coordinator, elsewhere):
        other = Client()
        other.force_login(one.user)
        found.append(other.post(address, posted).status_code)
    assert found == [403, 404]
    assert RosterMeaning.objects.count() == 0


def test_answers_that_a_page_has_no_room_for_are_not_lost(client, director, monkeypatch):
    monkeypatch.setattr(understanding, "MOST_SHOWN", 1)
    for key, family in (("A1", "Lee"), ("A2", "Lee"), ("B1", "Kim"), ("B2", "Kim")):
        MembershipFactory(
            institution=director.institution, external_id=key, given_name="Ann", family_name=family
        )
    row = checked(
        client,
        HEAD.replace("rank", "rank,Manager")
        + "1,a@x.example,Ada,Ash,full,Ann Lee\n2,b@x.example,Bo,Birch,full,Ann Kim\n",
    )
    row = answered(client, row, {"Ann Kim": "B1"})
    row = answered(client, row, {"Ann Lee": "A2"})
    confirm(client, row)

    assert [member(key).supervisor.external_id for key in "12"] == ["A2", "B1"]


def test_more_alike_units_than_a_page_has_room_for_are_asked_one_page_after_the_other(
    client, director, monkeypatch
):
    monkeypatch.setattr(answers_form, "MOST_SHOWN", 1)
    for name in ("Medicine", "Surgery"):
        UnitFactory(institution=director.institution, name=name)
    row = checked(
        client,
        HEAD.replace("rank", "rank,unit")
        + "1,a@x.example,Ada,Ash,full,Medcine\n2,b@x.example,Bo,Birch,full,Surgry\n",
    )
    assert "More units are shown when these are answered." in page_of(client, row)
    row = answered(client, row, {"Medcine": "Medicine"})
    assert row.findings["open"] == 1
    row = answered(client, row, {"Surgry": "Surgry"})
    confirm(client, row)

    assert [member(key).unit.name for key in "12"] == ["Medicine", "Surgry"]


def test_form_stays_below_the_fields_that_a_request_may_have(client, director, settings):
    kinds = ("titles", "tracks", "supervisors")
    most = [answers_form.MOST_SHOWN * (len(kinds) + 1), LIMITS.columns, 10]
    assert sum(most) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_all_that_was_read_is_a_file(client, director, monkeypatch):
    monkeypatch.setattr(understanding, "MOST_SHOWN", 1)
    row = checked(
        client,
        WORKDAY.replace("Total,", "Generated by HR,,,,,,,\nTotal,")
        + "E9,No One,n@x.example,Professor,X (Y),,Zed Unknown,CC1\nE8,No Two,m@x.example,Professor,X (Y),,Zed Other,CC1\n",
    )
    assert "The file “All that we read” has all." in page_of(client, row)
    address = reverse("profiles:roster_reading", args=[row.pk, "csv"])
    lines = list(csv.reader(io.StringIO(client.get(address).getvalue().decode("utf-8-sig"))))
    for line in (
        ["", "title", "Staff Scientist", "asked"],
        ["", "title", "Clinical Instructor", "Instructor"],
        ["", "unknown supervisor", "Zed Unknown", "left as it is"],
        ["", "unknown supervisor", "Zed Other", "left as it is"],
        ["10", "left out", "Total · 4", "It is a total."],
    ):
        assert line in lines, lines
