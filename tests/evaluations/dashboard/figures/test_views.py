"""The page of figures: each with its chart, its table and its files; for directors alone."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.dashboard.figures.domain.figures import BUILDERS
from networks.models import Tie
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db

PAGE = "evaluations:desk_figures"


def test_each_figure_has_its_chart_and_the_same_in_a_table() -> None:
    program, client = running(2)

    answer = client.get(reverse(PAGE))

    page = on_one_line(answer.content.decode())
    for key in BUILDERS:
        assert f'id="figure-{key}"' in page
    for key in ("relationships", "rhythm", "changes", "programs", "activation"):
        url = reverse("evaluations:desk_figure_chart", args=[key])
        assert f'src="{url}" alt="' in page
        assert f'srcset="{url}?dark=1"' in page
    assert "Active relationships. Active: 0 in" in page
    assert f'<th scope="row">{program.name}</th><td class="number">2</td>' in page
    assert "Nothing is published yet." in page
    today = program.institution.local_date()
    assert f"Latest month: {today:%b %Y}" in page
    people = reverse("profiles:directed_people")
    assert f'<a href="{people}?account=active">Show the people</a>' in page
    assert f'<a href="{reverse("matching:enrollments")}">Show the enrollments</a>' in page


def test_no_name_of_anyone_stands_on_the_page() -> None:
    _program, client = running(2)
    names = {one.protege.family_name for one in Tie.objects.all()}

    page = client.get(reverse(PAGE)).content.decode()

    assert [name for name in names if f">{name}<" in page or f" {name} " in page] == []


def test_a_chart_is_an_image_that_runs_nothing() -> None:
    client = director_at(InstitutionFactory())
    url = reverse("evaluations:desk_figure_chart", args=["relationships"])

    answer = client.get(url)
    again = client.get(url, HTTP_IF_NONE_MATCH=answer["ETag"])

    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<script" not in answer.content
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert again.status_code == 304
    assert client.get(f"{url}?dark=1").content != answer.content


@pytest.mark.parametrize("pairs", [1, 3])
def test_queries_of_the_page_do_not_grow(pairs: int, django_assert_num_queries) -> None:
    _program, client = running(pairs)
    client.get(reverse(PAGE))

    with django_assert_num_queries(15):
        client.get(reverse(PAGE))


def test_the_first_page_of_the_dashboard_shows_charts_and_counts_nothing() -> None:
    page = director_at(InstitutionFactory()).get(reverse("evaluations:dashboard")).content.decode()

    for key in ("relationships", "rhythm"):
        assert f'src="{reverse("evaluations:desk_figure_chart", args=[key])}"' in page
    assert f'href="{reverse(PAGE)}"' in page


@pytest.mark.parametrize("name", ["nothing", "../roster"])
def test_there_is_no_chart_of_another_name(name: str) -> None:
    client = director_at(InstitutionFactory())

    assert client.get(f"/dashboard/figures/{name}/chart.svg").status_code == 404


def test_the_table_as_files() -> None:
    program, client = running(2)

    written = client.get(reverse("evaluations:desk_figure_file", args=["programs", "csv"]))
    book = client.get(reverse("evaluations:desk_figure_file", args=["programs", "xlsx"]))

    lines = list(csv.reader(StringIO(written.content.decode("utf-8-sig"))))
    assert lines[-2:] == [
        ["Program", "Enrolled", "Matched", "Meeting"],
        [program.name, "2", "2", "0"],
    ]
    sheet = load_workbook(BytesIO(book.content)).worksheets[0]
    assert [cell.value for cell in sheet[sheet.max_row]] == [program.name, 2, 2, 0]
    assert client.get("/dashboard/figures/programs/table.exe").status_code == 404


@pytest.mark.parametrize("offices", [[], [StaffRoleKind.FACILITATOR], [StaffRoleKind.OMBUDS]])
def test_others_get_no_figures(offices: list[str]) -> None:
    client = client_of(MembershipFactory(offices=offices))
    key = ["relationships"]

    answers = [
        client.get(reverse(PAGE)),
        client.get(reverse("evaluations:desk_figure_chart", args=key)),
        client.get(reverse("evaluations:desk_figure_file", args=[*key, "csv"])),
    ]

    assert [one.status_code for one in answers] == [403] * 3
