"""The roster pages, from the upload to the result, with the tasks that do the work."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles.models import Membership, RosterImport, Unit
from profiles.roster.domain.found_errors import errors_of
from profiles.roster.domain.imports import drop_abandoned_imports
from profiles.roster.tasks import advance_roster_import, advance_waiting_imports
from tests.factories import MembershipFactory, UnitFactory
from tests.profiles.roster.pages import (
    GOOD,
    HEAD,
    URL,
    answered,
    answers,
    checked,
    confirm,
    upload,
)
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
BAD = GOOD + f"3,nonsense,Cy,Cedar,full\n4,di@x.example,{'D' * 101},Date,full\n"


def test_clean_file_is_looked_at_and_imported(client, director):
    row = checked(client, GOOD)
    page = client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    assert "Import all" in page
    assert "Ada Ash" in page
    assert Membership.objects.count() == 1
    row = confirm(client, row)
    assert (row.state, row.counts["added"], bytes(row.upload), row.findings) == (
        "done",
        2,
        b"",
        {},
    )
    assert Membership.objects.count() == 3
    assert (
        "Imported on"
        in client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    )


def test_all_errors_are_shown_by_row_and_column_and_as_a_file(client, director):
    row = checked(client, BAD)
    page = client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    assert "Skip bad rows" in page
    assert "Import all" not in page
    answer = client.get(reverse("profiles:roster_errors", args=[row.pk]))
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [line[:2] for line in lines] == [["row", "column"], ["4", "email"], ["5", "given_name"]]


def test_one_mistake_in_many_rows_is_one_line_and_does_not_drown_the_others(client, director):
    people = "".join(f"{n},p{n}@x.example,Ada,Ash,full,summer 21\n" for n in range(70))
    row = checked(
        client,
        HEAD.replace("rank", "rank,start_date")
        + people
        + f"x,x@x.example,Bo,{'sorcerer' * 20},full,\n",
    )
    address = reverse("profiles:roster_import", args=[row.pk])
    for _state in ("checked", "done"):
        page = on_one_line(client.get(address).content.decode())
        assert page.count("70 rows, such as row 2") == 1
        assert "sorcerer" in page
        table = client.get(reverse("profiles:roster_errors", args=[row.pk])).getvalue().decode()
        assert table.count("summer 21") == 70
        row = confirm(client, row, skip="1")


def test_bad_rows_are_skipped_only_when_chosen(client, director):
    row = checked(client, BAD)
    assert confirm(client, row).state == "checked"
    assert Membership.objects.count() == 1
    assert confirm(client, row, skip="1").state == "done"
    assert Membership.objects.count() == 3


def test_skipped_rows_can_be_read_until_they_are_fixed(client, director):
    row = checked(client, BAD)
    before = client.get(reverse("profiles:roster_errors", args=[row.pk])).getvalue()
    row = confirm(client, row, skip="1")
    address = reverse("profiles:roster_import", args=[row.pk])

    assert "Skipped rows" in client.get(address).content.decode()
    assert client.get(reverse("profiles:roster_errors", args=[row.pk])).getvalue() == before
    drop_abandoned_imports(timezone.now() + timedelta(days=300))
    assert "Skipped rows" in client.get(address).content.decode()
    client.post(reverse("profiles:roster_fixed", args=[row.pk]))
    assert "Skipped rows" not in client.get(address).content.decode()


def test_list_of_skipped_rows_is_kept_for_a_year_at_most(client, director):
    row = confirm(client, checked(client, BAD), skip="1")
    drop_abandoned_imports(timezone.now() + timedelta(days=366))
    row.refresh_from_db()
    assert row.findings == {}


UNITS = "external_id,email,given_name,family_name,rank,unit\n"


def test_misspelled_unit_is_asked_and_new_ones_are_said(client, director):
    UnitFactory(institution=director.institution, name="Medicine")
    row = checked(
        client, UNITS + "1,ada@x.example,Ada,Ash,full,Medcine\n2,b@x.example,B,B,full,Renal\n"
    )
    address = reverse("profiles:roster_import", args=[row.pk])
    page = on_one_line(client.get(address).content.decode())
    assert 'value="Medicine" selected>Use “Medicine”' in page
    assert "Import all" not in page
    assert confirm(client, row).state == "checked"

    row = answered(client, row, {"Medcine": "Medicine"})
    assert "1 new unit is added, too." in on_one_line(client.get(address).content.decode())
    confirm(client, row)
    assert set(Unit.objects.values_list("name", flat=True)) == {"Medicine", "Renal"}
    assert Membership.objects.get(external_id="1").unit.name == "Medicine"


@pytest.mark.parametrize("start", ["/dashboard/roster/", "/dashboard/setup/roster/"])
def test_first_file_is_asked_about_its_own_misspelled_units(client, director, start):
    assert client.get(start, follow=True).redirect_chain[-1:] in ([], [("/dashboard/roster/", 302)])
    names = ["Medicine / Cardiology"] * 3 + ["Medicine / Cardiolgy"] * 2 + ["Medicine / Cardilgy"]
    people = (f"{n},p{n}@x.example,Ada,Ash,full,{unit}\n" for n, unit in enumerate(names))
    row = checked(client, UNITS + "".join(people))
    page = client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    assert on_one_line(page).count('value="Medicine / Cardiology" selected') == 1

    right = "Medicine / Cardiology"
    row = answered(client, row, {"Medicine / Cardiolgy": right, "Medicine / Cardilgy": right})
    confirm(client, row)
    assert set(Unit.objects.values_list("name", flat=True)) == {"Medicine", "Cardiology"}
    assert Membership.objects.filter(unit__name="Cardiology").count() == 6


def test_questions_are_answered_only_while_the_file_waits(client, director):
    row = checked(client, GOOD)
    posted = answers(row, {})
    confirm(client, row)
    answer = client.post(reverse("profiles:roster_answers", args=[row.pk]), posted, follow=True)
    assert "no longer waiting" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.answers) == ("done", {})


def test_another_email_of_the_only_director_is_shown(client, director):
    row = checked(
        client,
        HEAD + f"D1,new@x.example,{director.given_name},{director.family_name},{director.rank}\n",
    )
    page = client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    assert "changes the email of your only program director" in page


def test_names_that_lost_letters_are_noted_and_not_refused(client, director):
    row = checked(client, HEAD + "1,e@x.example,E??bieta,Nowak,full\n")
    page = on_one_line(
        client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    )
    assert "the name in row 2 (E??bieta Nowak) were lost when the file was saved" in page
    assert confirm(client, row).counts["added"] == 1


def test_confirming_twice_imports_once(client, director):
    row = checked(client, GOOD)
    confirm(client, row)
    assert confirm(client, row).state == "done"
    assert Membership.objects.count() == 3


def test_cancelled_import_keeps_nothing(client, director):
    row = checked(client, GOOD)
    for _time in range(2):
        assert client.post(reverse("profiles:roster_cancel", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.state, bytes(row.upload)) == ("cancelled", b"")
    assert confirm(client, row).state == "cancelled"
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02" * 50, "not a text file"),
        ("é".encode() + b"\n" + "é\n".encode("cp1252"), "encodings are mixed"),
        (("\ufeff" + HEAD).encode(), "no rows below it"),
    ],
)
def test_file_that_is_no_roster_is_refused_with_the_reason(client, director, content, told):
    answer = upload(client, content)
    if answer.status_code == 302:
        advance_roster_import(str(RosterImport.objects.get().pk))
        answer = client.get(answer["Location"])
        assert RosterImport.objects.get().state == "refused"
    assert told in answer.content.decode()


def test_formula_and_nul_in_cells_are_errors(client, director):
    row = checked(
        client, HEAD + '1,a@x.example,"=cmd()",Ash,full\n2,b@x.example,B\x00,Birch,full\n'
    )
    assert [(error["row"], error["column"]) for error in errors_of(row)] == [
        (2, "given_name"),
        (3, "given_name"),
    ]
    answer = client.get(reverse("profiles:roster_errors", args=[row.pk]))
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert lines[1][2] == "'=cmd()"


def test_duplicate_ids_are_errors_in_both_rows(client, director):
    row = checked(client, HEAD + "1,a@x.example,A,Ash,full\n1,b@x.example,B,Birch,full\n")
    assert [error["row"] for error in errors_of(row)] == [2, 3]


def test_upload_that_announces_a_gigabyte_is_refused_unread(client, director):
    class Unread(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            raise AssertionError("The body was read.")

    answer = client.generic(
        "POST",
        URL,
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(1024**3),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "50 MB" in answer.content.decode()


def test_upload_needs_its_token(director):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(director.user)
    assert upload(strict, GOOD).status_code == 403
    assert RosterImport.objects.count() == 0


def test_same_file_twice_is_one_import(client, director):
    first, second = upload(client, GOOD), upload(client, GOOD)
    assert first["Location"] == second["Location"]
    assert RosterImport.objects.count() == 1


def test_second_file_is_told_of_the_first(client, director):
    upload(client, GOOD)
    answer = upload(client, BAD)
    assert list(answer.context["form"].errors) == ["file"]
    assert RosterImport.objects.count() == 1


def test_people_not_in_the_file_leave_only_when_it_lists_everyone(client, director):
    gone = MembershipFactory(institution=director.institution, external_id="G1")
    everybody = (
        GOOD + f"D1,{director.user.email},{director.given_name},{director.family_name},full\n"
    )
    row = confirm(client, checked(client, everybody, end_missing="on"))
    gone.refresh_from_db()
    assert (row.state, gone.is_current) == ("done", False)


def test_import_without_any_director_left_is_refused(client, director):
    row = checked(client, GOOD, end_missing="on")
    assert confirm(client, row, skip="1").state == "checked"
    assert Membership.objects.count() == 1


def test_abandoned_import_is_dropped_with_its_file(client, director):
    row = checked(client, GOOD)
    RosterImport.objects.update(uploaded_at=timezone.now() - timezone.timedelta(days=8))
    advance_waiting_imports()
    row.refresh_from_db()
    assert (row.state, bytes(row.upload)) == ("cancelled", b"")


def test_working_page_asks_again_and_then_reloads(client, director):
    upload(client, GOOD)
    row = RosterImport.objects.get()
    url = reverse("profiles:roster_import", args=[row.pk])
    assert 'hx-trigger="every 1s"' in client.get(url).content.decode()
    asked = {"HX-Request": "true"}
    assert "Being checked" in client.get(url, headers=asked).content.decode()
    advance_roster_import(str(row.pk))
    assert client.get(url, headers=asked)["HX-Refresh"] == "true"


def test_template_goes_through_the_check(client, director):
    content = client.get(reverse("profiles:roster_template")).content
    assert checked(client, content).counts["bad_rows"] == 0


@pytest.mark.parametrize("count", [1, 3])
def test_history_takes_the_same_queries_at_one_and_three(
    client, director, django_assert_num_queries, count
):
    for number in range(count):
        RosterImport.objects.create(
            institution=director.institution,
            uploaded_by=director.user,
            file_name=f"{number}.csv",
            digest=str(number),
            state="done",
        )
    with django_assert_num_queries(7):
        page = client.get(URL)
    assert page.content.decode().count(".csv</") == count


def test_roster_beyond_the_largest_attachment_is_read(client, director, settings):
    settings.LARGEST_UPLOAD = 0
    rows = "".join(f"{at},p{at}@x.example,{'A' * 90},Ash,full\n" for at in range(12_000))
    assert upload(client, HEAD + rows).status_code == 302
    assert RosterImport.objects.count() == 1
