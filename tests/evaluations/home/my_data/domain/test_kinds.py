"""A person's own data: complete, theirs alone, and deleted where nothing keeps it."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from evaluations.home.my_data.domain.kinds import KINDS, everything
from evaluations.models import Meeting, PrivateNote
from profiles.assessment.domain.writing import submit_assessment
from profiles.models import Membership, User
from tests.contract.world import World
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import (
    GoalFactory,
    MembershipFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db
OURS = {"mentornet", "profiles", "networks", "matching", "evaluations"}


def export(member: Membership) -> dict[str, list[dict[str, object]]]:
    answer = client_of(member).get(reverse("evaluations:my_data_file"))
    return json.loads(answer.content)  # type: ignore[no-any-return]


def test_export_holds_what_one_wrote_and_what_one_shares(world: World) -> None:

    found = export(world.protege)

    assert [row["text"] for row in found["goals"]] == [world.rows["goal"].text]
    assert [row["messages"] for row in found["concerns"]] == [["A word"]]
    assert [row["helps"] for row in found["feedback"]] == ["Your questions"]
    assert len(found["meetings"]) == 2
    assert len(found["actions"]) == 1
    assert "password" not in json.dumps(found)


def test_nobody_gets_what_is_another_s_alone() -> None:
    tie = TieFactory()
    meeting = Meeting.objects.create(
        institution=tie.institution, tie=tie, state="held", starts_at=timezone.now()
    )
    PrivateNote.objects.create(
        institution=tie.institution, meeting=meeting, author=tie.mentor, text="He seems tired"
    )
    GoalFactory(member=tie.protege, text="Leave medicine")

    assert "He seems tired" not in json.dumps(export(tie.protege))
    assert "Leave medicine" not in json.dumps(export(tie.mentor))
    assert "He seems tired" in json.dumps(export(tie.mentor))


def test_page_shows_every_kind_with_who_sees_it() -> None:
    member = MembershipFactory()

    page = client_of(member).get(reverse("evaluations:my_data")).content.decode()

    assert page.count("Who can see it:") == len(KINDS)


def test_ticked_kinds_are_deleted_after_a_question_and_others_stay() -> None:
    tie = TieFactory()
    member = tie.protege
    GoalFactory(member=member)
    client = client_of(member)
    address = reverse("evaluations:my_data")

    asked = client.post(address, {"kind": ["goals", "ties", "nonsense"]})
    assert "Delete this permanently?" in asked.content.decode()
    assert {one.kind.key: one.count for one in everything(member)}["goals"] == 1
    client.post(address, {"kind": ["goals", "ties", "roster"], "sure": "1"})

    counts = {one.kind.key: one.count for one in everything(member)}
    assert (counts["goals"], counts["ties"], counts["roster"]) == (0, 1, 1)
    assert User.objects.filter(pk=member.user_id).exists()


def test_all_of_it_is_a_readable_pdf_file(pango: None) -> None:
    member = MembershipFactory(family_name="Okafor-Reyes")
    GoalFactory(member=member, institution=member.institution, text="Lead a trial of my own")
    submit_assessment(member)

    response = client_of(member).get(reverse("evaluations:my_data_pdf"))

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert "Okafor-Reyes" in text
    assert "Lead a trial of my own" in text
    assert "{" not in text


def test_without_the_libraries_the_page_offers_print_alone(monkeypatch) -> None:
    monkeypatch.setattr("mentornet.pdf._library", lambda: None)
    client = client_of(MembershipFactory())

    assert "Download PDF" not in client.get(reverse("evaluations:my_data")).content.decode()
    told = client.get(reverse("evaluations:my_data_pdf"), follow=True).content.decode()
    assert "Print the page instead" in told
