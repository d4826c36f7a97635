"""Lists of people by file, as directors send them: whom they find, what they ask, and all of it or nothing."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from matching.models import Enrollment, EnrollmentFile, Program
from profiles.models import Membership, Preferences
from profiles.vocabulary import Rank
from tests.factories import EnrollmentFactory
from tests.support.enrollment import mails, person
from tests.support.html import on_one_line
from tests.support.matching import client_of, post

pytestmark = pytest.mark.django_db


def upload(client: Client, program: Program, content: str | bytes, **more: str) -> EnrollmentFile:
    raw = content if isinstance(content, bytes) else content.encode()
    given = {
        "file": SimpleUploadedFile("list.csv", raw),
        "does": "enroll",
        "side": "protege",
        **more,
    }
    client.post(reverse("matching:enrollment_files", args=[program.pk]), given)
    return EnrollmentFile.objects.latest("created_at")


def page_of(client: Client, row: EnrollmentFile) -> str:
    answer = client.get(reverse("matching:enrollment_file", args=[row.pk]))
    return on_one_line(answer.content.decode())


def groups_of(client: Client, row: EnrollmentFile) -> dict[str, list[int]]:
    answer = client.get(reverse("matching:enrollment_file", args=[row.pk]))
    return {
        str(one["fate"]): [line["row"] for line in one["lines"]] for one in answer.context["groups"]
    }


def mark_of(client: Client, row: EnrollmentFile) -> str:
    found = re.search(r'name="mark" value="(\w+)"', page_of(client, row))
    assert found is not None
    return found[1]


def test_each_row_is_told_apart_before_anything_is_sent(program: Program, director: Client) -> None:
    ada, senior = person(program, "Stone"), person(program, "Old", rank=Rank.FULL)
    there, bounced = person(program, "There"), person(program, "Bounced")
    EnrollmentFactory(program=program, member=there)
    Preferences.objects.create(
        member=bounced, institution=bounced.institution, trouble=Preferences.Trouble.BOUNCED
    )
    rows = [
        "Which areas?;Your e-mail;Full name",
        f"Research;{ada.email};Ada Stone",
        f"Teaching;{senior.email};",
        f";{there.email.upper()};",
        f";{bounced.email};",
        ";;Stone, Ada",
        ";who@elsewhere.example;Nemo Nescio",
        "Research;;",
    ]

    row = upload(director, program, "\n".join(rows))

    assert groups_of(director, row) == {
        "told": [2],
        "unknown": [7],
        "ineligible": [3],
        "there": [4],
        "unreachable": [5],
        "twice": [6],
        "unreadable": [8],
    }
    page = page_of(director, row)
    assert "Email 1 person" in page
    assert "The same person as in row 2." in page
    assert "1 column that doesn’t say who someone is" in page
    assert not mails("enrollment_confirm")


def test_people_are_asked_to_confirm_once_and_that_is_undone(
    program: Program, director: Client
) -> None:
    people = [person(program, name) for name in ("Stone", "Reed", "Hill")]
    row = upload(director, program, "Email\n" + "\n".join(one.email for one in people))
    mark = mark_of(director, row)

    for _twice in range(2):
        page = post(director, "enrollment_file_send", row.pk, mark=mark).content.decode()

    assert "We emailed 3 people." in page
    sent = mails("enrollment_confirm")
    assert [one.recipient for one in sent] == sorted(one.email for one in people)
    link = re.search(r"https?://[^/]+(/programs/confirm/\S+)", sent[0].body_text)
    assert link is not None
    Client().post(link[1], {"answer": "yes"})

    page = post(director, "enrollment_file_undo", row.pk).content.decode()

    assert "2 people are no longer asked to confirm." in page
    assert [one.member.email for one in Enrollment.objects.active()] == [sent[0].recipient]
    assert not Enrollment.objects.exclude(awaits="").exists()
    row.refresh_from_db()
    assert (bytes(row.content), bytes(row.table), row.answers) == (b"", b"", {})


def test_people_are_invited_on_the_side_that_the_file_says(
    program: Program, director: Client
) -> None:
    junior, senior = person(program, "Young"), person(program, "Old", rank=Rank.FULL)
    lines = ["Name,Are you a mentor or a mentee?"]
    lines += ["Ada Young,Mentee", "Ada Old,I can be a mentor", "Ada Young,Alumna", "Ada Old,"]

    row = upload(director, program, "\n".join(lines), does="invite", words="Do come.")

    assert groups_of(director, row) == {"told": [2, 3], "unreadable": [4, 5]}
    post(director, "enrollment_file_send", row.pk, mark=mark_of(director, row))
    sent = mails("program_invitation")
    assert [one.recipient for one in sent] == sorted([junior.email, senior.email])
    assert all("Do come." in one.body_text for one in sent)
    assert not Enrollment.objects.exists()


def test_who_may_be_meant_is_asked_and_the_answer_holds(program: Program, director: Client) -> None:
    twin = person(program, "Stone", external_id="F1")
    person(program, "Stone", external_id="F2")
    reed = person(program, "Reed", external_id="F3")
    row = upload(director, program, "ID,Name\n,Ada Stone\n,Ada Reeed\nF3,Bo Hill\nF3,Ada Reed\n")

    page = page_of(director, row)
    assert "Answer 3 questions first." in page
    assert "No one here has this name or email." in page
    assert "The ID and the name or email belong to different people." in page
    refused = post(director, "enrollment_file_send", row.pk, mark="").content.decode()
    assert "Choose who you mean first. Nothing was sent." in refused

    given = {"who:ada stone": twin.pk, "who:ada reeed": reed.pk, "who:bo hill": "-"}
    columns = {f"columns-{at}": meant for at, meant in row.columns.items()}
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    post(director, "enrollment_file_answers", row.pk, **columns, **given, seen=seen[1])

    assert groups_of(director, row) == {"told": [2, 3], "unknown": [4], "twice": [5]}
    post(director, "enrollment_file_send", row.pk, mark=mark_of(director, row))
    assert [one.recipient for one in mails("enrollment_confirm")] == sorted(
        [twin.email, reed.email]
    )


def test_nothing_is_sent_where_something_changed_since(program: Program, director: Client) -> None:
    ada, bo = person(program, "Stone"), person(program, "Reed")
    row = upload(director, program, f"Email\n{ada.email}\n{bo.email}\n")
    mark = mark_of(director, row)
    Membership.objects.filter(pk=bo.pk).update(rank=Rank.FULL)

    page = post(director, "enrollment_file_send", row.pk, mark=mark).content.decode()

    assert "so nothing was sent. Check it again." in page
    assert not mails("enrollment_confirm")
    Program.objects.update(state="closed")
    assert "This program isn’t open for enrollment now." in page_of(director, row)


def test_a_workbook_as_other_tools_write_it(program: Program, director: Client) -> None:
    ada, bo = person(program, "Stone"), person(program, "Reed")
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Export of 2026"])
    sheet = book.create_sheet("People")
    for cells in (
        ["Fellows 2026", None, None],
        ["Group", "Family name", "First name"],
        ["A", "Stone", "Ada"],
        [None, "Reed", "Ada"],
        ["Total", None, 2],
    ):
        sheet.append(cells)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    file = io.BytesIO()
    book.save(file)

    row = upload(director, program, file.getvalue())

    assert groups_of(director, row) == {"told": [3, 4]}
    page = page_of(director, row)
    assert re.search(r"[12] rows? left out", page)
    assert (ada.email in page, bo.email in page) == (True, True)
    notes = {"read": "columns", "columns-sheet": "Notes", "columns-header_row": "1"}
    said = post(director, "enrollment_file_answers", row.pk, **notes).content.decode()
    assert "rows" in said
    assert groups_of(director, row) == {"told": [3, 4]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty."),
        ("Email\n" + "a@b.example\n" * 501, "more than 500 rows"),
        ("Areas,Wishes\nResearch,none\nTeaching,none\n", "Choose the column with names"),
    ],
)
def test_files_that_name_no_one_are_refused_with_what_to_do(
    program: Program, director: Client, content: str, said: str
) -> None:
    given = {
        "file": SimpleUploadedFile("list.csv", content.encode()),
        "does": "enroll",
        "side": "protege",
    }
    page = director.post(
        reverse("matching:enrollment_files", args=[program.pk]), given, follow=True
    )
    assert said in page.content.decode()


def test_others_get_nothing_of_a_file_and_only_enrolling_goes_on_late(
    program: Program, director: Client
) -> None:
    row = upload(director, program, "Email\nada@school.example\n")
    other = client_of(person(program, "Stone"))

    assert other.get(reverse("matching:enrollment_file", args=[row.pk])).status_code == 403
    for name in ("enrollment_file_send", "enrollment_file_delete"):
        assert post(other, name, row.pk).status_code == 403
    Program.objects.update(enroll_until="2020-01-31", state="running")
    page = director.get(reverse("matching:enrollment_files", args=[program.pk]))
    assert [value for value, _label in page.context["form"].fields["does"].choices] == ["enroll"]
    post(director, "enrollment_file_delete", row.pk)
    assert not EnrollmentFile.objects.exists()


def test_questions_of_yes_or_no_tell_who_is_invited_as_what(
    program: Program, director: Client
) -> None:
    learner, senior = person(program, "Stone"), person(program, "Old", rank=Rank.FULL)
    text = f"Email,Mentor?,Mentee?\n{learner.user.email},No,Yes\n{senior.user.email},Yes,No\n"
    row = upload(director, program, text)

    post(director, "enrollment_file_send", row.pk, mark=mark_of(director, row))

    sides = Enrollment.objects.values_list("member__family_name", "side")
    assert set(sides) == {("Stone", "protege"), ("Old", "mentor")}


def test_who_is_both_in_one_row_counts_once(program: Program, director: Client) -> None:
    both = person(program, "Stone")
    row = upload(director, program, f"Email,Role\n{both.user.email},both\n", does="invite")
    assert "Email 1 person" in page_of(director, row)

    sent = post(director, "enrollment_file_send", row.pk, mark=mark_of(director, row))

    assert "We emailed 1 person." in sent.content.decode()
    assert "Got an email (2)" in page_of(director, row)
