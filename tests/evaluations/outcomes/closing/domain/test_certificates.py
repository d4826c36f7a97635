"""Certificates: hours, a minimum, and a number that anyone can check."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from evaluations.models import Completion
from matching.models import AttendanceRules, Program
from mentornet.pdf import can_make_pdf
from profiles.models import Membership
from tests.evaluations.ending_programs import (
    client_of,
    close,
    group_of,
    page_of,
    person,
    session,
)
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(not can_make_pdf(), reason="this machine has no Pango")
def test_below_the_minimum_of_the_program_there_is_no_certificate(
    program: Program, director: Membership, client: Client
) -> None:
    group = group_of(program, "Adams", "Baker", facilitator="Lead")
    other = group_of(program, "Early", "Enough")
    for weeks in (2, 3):
        session(group, weeks, 60, Adams="present", Lead="present")
        session(other, weeks, 60, Enough="present")
    session(group, 4, 60, Adams="present", Baker="present", Lead="present")
    session(other, 4, 60, Early="present")
    AttendanceRules.objects.create(
        institution=program.institution, program=program, needed=2, planned=3, no_certificate=True
    )
    # They stay enrolled, on the wait list: leaving earns no certificate, and takes none away.
    other.members.update(left_on=timezone.localdate(), left_to="wait")

    close(program, director)

    enough = Completion.objects.values_list("member__family_name", "enough")
    assert dict(enough) == {
        "Adams": True,
        "Baker": False,
        "Lead": True,
        "Early": False,
        "Enough": True,
    }
    short = Completion.objects.get(member=person("Baker"))
    file = reverse("evaluations:certificate", args=[short.pk])
    assert client_of(short.member).get(file).status_code == 404
    number = {"number": short.number}
    page = client.post(reverse("evaluations:certificate_check"), number).content.decode()
    assert "This certificate is real" not in page


def test_certificate_states_hours_and_its_number_can_be_checked_by_anyone(
    program: Program, director: Membership, client: Client
) -> None:
    group = group_of(program, "Adams", "Baker", facilitator="Lead")
    session(group, 2, 480, Adams="present", Lead="present")
    session(group, 30, 60, Adams="present")
    close(program, director)
    row = Completion.objects.get(member=person("Adams"))

    file = client_of(row.member).get(reverse("evaluations:certificate", args=[row.pk]))

    pages = PdfReader(BytesIO(file.content)).pages
    text = re.sub(r"\s+", " ", pages[0].extract_text())
    assert len(pages) == 1
    for words in ("Adams", "Larkspur", "CMP", "2 sessions (9 hours in all)", "Dora Director"):
        assert words in text
    assert row.number_words in text
    check = reverse("evaluations:certificate_check")
    typed = row.number_words.lower().replace("0", "o").replace("1", "l")
    page = client.post(check, {"number": typed}).content.decode()
    assert "This certificate is real" in page
    assert row.name in page
    elsewhere = client_of(MembershipFactory())
    assert row.name in elsewhere.post(check, {"number": typed}).content.decode()
    for wrong in ("0000-0000-0000-0000", "1", Completion.objects.get(minutes=0).number):
        page = client.post(check, {"number": wrong}).content.decode()
        assert "No certificate has this number" in page
        assert "Adams" not in page
    absent = Completion.objects.get(member=person("Baker"))
    address = reverse("evaluations:certificate", args=[absent.pk])
    assert client_of(absent.member).get(address).status_code == 404
    assert "there is no certificate" in page_of(absent.member)
    address = reverse("evaluations:certificate", args=[row.pk])
    assert client_of(director).get(address).status_code == 404
