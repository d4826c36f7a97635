"""The undo that the queue offers after an act, on the page that follows and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import AttentionState
from profiles.models import Membership
from tests.evaluations.dashboard.attention.working import act, closing, texts
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
KIND = "enrollment_closing"


@pytest.fixture
def director() -> Membership:
    return MembershipFactory(offices=["director", "ombuds"], user__activated_at=timezone.now())


@pytest.fixture
def client(director) -> Client:
    return client_of(director)


def banner(page) -> tuple[str, list[str]]:
    """Return what the page says of the last act, and the address that undoes it."""
    html = lxml.html.fromstring(page.content)
    said = html.xpath("//div[contains(@class, 'notice--success')]")
    text = " ".join(" ".join(one.text_content().split()) for one in said)
    return text, [path for one in said for path in one.xpath(".//form/@action")]


def test_what_was_done_is_said_and_undone(client, director) -> None:
    program = closing(director, name="Larkspur")
    colleague = MembershipFactory(
        institution=director.institution,
        offices=["director"],
        given_name="Cleo",
        family_name="Able",
        user__activated_at=timezone.now(),
    )
    later = director.institution.local_date() + timedelta(days=2)
    for what, given, begins in (
        ("done", {}, "Done: Larkspur: enrollment closes on"),
        ("snooze", {"until": later.isoformat()}, "Snoozed: Larkspur"),
        ("note", {"note": "Called."}, "Note saved: Larkspur"),
        ("hand", {"to": str(colleague.pk)}, "Handed to Cleo Able: Larkspur"),
    ):
        text, [undo] = banner(act(client, KIND, program.pk, what, **given))
        assert text.startswith(begins)
        page = client.post(undo, {"place": "attention"}, follow=True)
        assert banner(page) == (
            text.replace(begins, f"Undone: {begins.partition(': ')[2]}")[:-5],
            [],
        )
        assert len(texts(client)) == 1
        row = AttentionState.objects.get()
        assert (row.done_at, row.snoozed_until, row.note, row.handed_to) == (None, None, "", None)


def test_the_undo_is_offered_on_the_page_that_follows_alone(client, director) -> None:
    program = closing(director, name="Larkspur")
    page = act(client, KIND, program.pk, "done")

    here = reverse("evaluations:attention")
    for address in (here, reverse("evaluations:dashboard"), f"{here}?last=a.b.c"):
        assert banner(client.get(address)) == ("", [])
    follows = page.redirect_chain[-1][0]
    assert banner(client.get(follows)) == banner(page)
    another = MembershipFactory(institution=director.institution, offices=["director"])
    assert banner(client_of(another).get(follows)) == ("", [])


def test_an_undo_that_was_not_offered_changes_nothing(client, director) -> None:
    one, other = closing(director, name="Larkspur"), closing(director, name="Aster")
    act(client, KIND, one.pk, "done")

    page = act(client, KIND, other.pk, "undo")

    assert "This can no longer be undone." in page.content.decode()
    assert [text[:5] for text in texts(client)] == ["Aster"]
    theirs = client_of(MembershipFactory(institution=director.institution, offices=["director"]))
    assert "no longer be undone" in act(theirs, KIND, one.pk, "undo").content.decode()


def test_scripts_get_the_undo_with_the_list(client, director) -> None:
    program = closing(director)
    address = reverse("evaluations:attention_act", args=[KIND, program.pk, "note"])

    page = client.post(
        address, {"place": "dashboard", "note": "Called."}, headers={"HX-Request": "true"}
    )

    assert banner(page)[1] == [address.replace("note", "undo")]
