"""Results of surveys for those who read figures: within their role, without names, from one table."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from evaluations.models import Survey
from matching.models import Program
from profiles.models import Institution, Membership
from tests.evaluations.surveys.builders import answer, asked, over, people_in, program_with
from tests.factories import InstitutionFactory, MembershipFactory, StaffRoleFactory, UnitFactory
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db
LIST = "evaluations:survey_results"
ONE = "evaluations:survey_result"
FILE = "evaluations:survey_result_file"


@pytest.fixture
def here() -> Institution:
    found: Institution = InstitutionFactory(suppression_threshold=5)
    return found


def in_unit(here: Institution, name: str, people: int = 6) -> tuple[Program, Survey]:
    """Return a program of a unit of its own, and its survey, answered by all and counted."""
    program = program_with(*["protege"] * people, institution=here)
    Program.objects.filter(pk=program.pk).update(
        name=name, unit=UnitFactory(institution=here, name=name)
    )
    program.refresh_from_db()
    survey = asked(program)
    for one in people_in(program):
        answer(survey, one, [4, 2, 1, 3])
    return program, over(survey)


def analyst_of(here: Institution, kind: str = "institution", key: object = None) -> Membership:
    member: Membership = MembershipFactory(institution=here)
    StaffRoleFactory(membership=member, role="analyst", scope_kind=kind, scope_id=key)
    return member


def test_an_analyst_reads_the_results_of_their_part_alone(here: Institution) -> None:
    (ours, survey), (theirs, other) = in_unit(here, "Surgery"), in_unit(here, "Medicine")
    readers = {
        "unit": analyst_of(here, "unit", ours.unit_id),
        "program": analyst_of(here, "program", ours.pk),
        "whole": analyst_of(here),
        "elsewhere": analyst_of(InstitutionFactory()),
    }

    met = {}
    for name, member in readers.items():
        client = client_of(member)
        listed = client.get(reverse(LIST)).content.decode()
        met[name] = [
            (program.name in listed, client.get(reverse(ONE, args=[row.pk])).status_code)
            for program, row in ((ours, survey), (theirs, other))
        ]

    own, hidden = (True, 200), (False, 404)
    assert met == {
        "unit": [own, hidden],
        "program": [own, hidden],
        "whole": [own, own],
        "elsewhere": [hidden, hidden],
    }


def test_two_parts_laid_together_are_rows_of_what_the_whole_reads(here: Institution) -> None:
    """Nothing is counted for a reader: their tables are those of the directors, figure for figure."""
    parts = [in_unit(here, "Surgery"), in_unit(here, "Medicine")]
    whole = director_at(here)

    for program, survey in parts:
        reader = client_of(analyst_of(here, "unit", program.unit_id))
        read, all_of_it = (
            client.get(reverse(FILE, args=[survey.pk, "csv"])).getvalue()
            for client in (reader, whole)
        )
        assert read == all_of_it


def test_where_too_few_answered_not_even_how_many_is_said(here: Institution) -> None:
    _program, survey = in_unit(here, "Surgery", people=4)
    client = client_of(analyst_of(here))

    page = on_one_line(client.get(reverse(ONE, args=[survey.pk])).content.decode())

    assert "Fewer than 5 people answered" in page
    assert "<dt>Answered</dt>" not in page
    assert client.get(reverse(FILE, args=[survey.pk, "csv"])).status_code == 404


def test_no_page_of_an_analyst_names_anyone_or_leads_to_people(here: Institution) -> None:
    program, survey = in_unit(here, "Surgery")
    client = client_of(analyst_of(here))

    pages = [reverse(LIST), reverse(ONE, args=[survey.pk]), reverse("evaluations:desk_figures")]
    text = "".join(client.get(one).content.decode() for one in pages)

    for one in people_in(program):
        assert one.family_name not in text and one.address not in text
    assert "With a mentor, a network, or a peer" in text
    assert "Active relationships" not in text
    links = set(re.findall(r'href="(/dashboard/[^"?#]*)', text))
    assert {one for one in links if client.get(one).status_code != 200} == set()


@pytest.mark.parametrize("key", ["relationships", "programs", "activation", "check-ins"])
def test_live_figures_are_for_those_who_may_list_the_people(here: Institution, key: str) -> None:
    client = client_of(analyst_of(here))

    for name, args in (("desk_figure_chart", [key]), ("desk_figure_file", [key, "csv"])):
        assert client.get(reverse(f"evaluations:{name}", args=args)).status_code == 404


def test_an_open_survey_is_no_result(here: Institution) -> None:
    program = program_with(*["protege"] * 6, institution=here)
    survey = asked(program)
    client = client_of(analyst_of(here))

    assert program.name not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse(ONE, args=[survey.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    here: Institution, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        in_unit(here, f"Unit {number}", people=1)
    client = client_of(analyst_of(here))
    client.get(reverse(LIST))

    with django_assert_num_queries(5):
        client.get(reverse(LIST))
