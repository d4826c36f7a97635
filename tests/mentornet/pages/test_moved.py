from uuid import UUID

import pytest

from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, ProgramFactory
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db

ROW = UUID("00000000-0000-4000-8000-00000000000a")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("/directing/", "/dashboard/"),
        ("/directors/", "/dashboard/"),
        (f"/directing/{ROW}/", f"/dashboard/programs/{ROW}/"),
        (f"/directing/{ROW}/enrolments/", f"/dashboard/programs/{ROW}/enrollments/"),
        (f"/directing/enrolments/{ROW}/left-out/", f"/dashboard/enrollments/{ROW}/left-out/"),
        ("/directing/new/pairs/", "/dashboard/programs/new/pairs/"),
        (f"/directing/runs/{ROW}/", f"/dashboard/runs/{ROW}/"),
        ("/directing/gaps/rank/professor/", "/dashboard/gaps/rank/professor/"),
        ("/directors/roster/?page=2&q=a%26b", "/dashboard/roster/?page=2&q=a%26b"),
    ],
)
def test_an_address_of_before_leads_to_its_page_for_good(client, before, now):
    answer = client.get(before)

    assert (answer.status_code, answer["Location"]) == (301, now)


def test_a_form_that_was_open_before_the_move_is_not_lost(client):
    answer = client.post("/directors/roster/activation/", {"note": "typed"})

    assert (answer.status_code, answer["Location"]) == (308, "/dashboard/roster/activation/")


def test_an_address_of_before_never_leads_away_from_the_site(client):
    for rest in ("//evil.example/", "https://evil.example/", "\\evil.example"):
        answer = client.get(f"/directing/{rest}")
        assert answer["Location"].startswith("/dashboard/")


def test_an_old_link_to_a_program_opens_it():
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    program = ProgramFactory(institution=director.institution)

    answer = client_of(director).get(f"/directing/{program.pk}/", follow=True)

    assert answer.status_code == 200
    assert program.name in answer.content.decode()
