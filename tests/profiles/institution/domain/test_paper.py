"""Letter or A4: by the institution's choice, else by where its clock is."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from mentornet.pdf import can_make_pdf
from profiles.institution.domain.paper import paper_of
from tests.factories import InstitutionFactory, MembershipFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "chosen", "paper"),
    [
        ("America/New_York", "", "Letter"),
        ("America/Toronto", "", "Letter"),
        ("America/Sao_Paulo", "", "A4"),
        ("Europe/Berlin", "", "A4"),
        ("UTC", "", "Letter"),
        ("America/New_York", "a4", "A4"),
        ("Europe/Berlin", "letter", "Letter"),
    ],
)
def test_paper_follows_the_choice_then_the_clock(zone: str, chosen: str, paper: str) -> None:
    assert paper_of(InstitutionFactory(time_zone=zone, paper=chosen)) == paper


@pytest.mark.django_db
@pytest.mark.skipif(not can_make_pdf(), reason="no library that sets type")
@pytest.mark.parametrize(("chosen", "points"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_development_plan_is_a_file_on_that_paper(
    client, chosen: str, points: tuple[int, int]
) -> None:
    member = MembershipFactory(institution__paper=chosen)
    client.force_login(member.user)

    written = client.get(reverse("evaluations:plan_pdf")).content

    assert media_box(written) == points


def media_box(written: bytes) -> tuple[int, int]:
    """Return the size of the first page of a PDF file, in whole points."""
    box = PdfReader(BytesIO(written)).pages[0].mediabox
    return round(float(box.width)), round(float(box.height))
