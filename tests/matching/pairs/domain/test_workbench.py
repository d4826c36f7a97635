"""The pairs of a run as a table, its note, and the email before it goes out."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Enrollment, MatchRun, Program, Proposal
from matching.tasks import advance_waiting_publications
from mentornet.mail.outbox import OutboxMessage
from tests.factories import InstitutionFactory
from tests.support.html import on_one_line
from tests.support.matching import director_at, finished, mentor, post, proposal_of, protege

pytestmark = pytest.mark.django_db


def rows(client: Client, run: MatchRun, **query: str) -> list[str]:
    """The mentees of the table, in its order."""
    page = client.get(reverse("matching:run", args=[run.pk]), query)
    return [row.proposal.protege.member.family_name for row in page.context["pairs"]]


def test_table_is_filtered_sorted_searched_and_paged(program: Program, director: Client) -> None:
    for at in range(30):
        protege(program, f"Mentee{at:02}")
        mentor(program, f"Mentor{at:02}")
    run = finished(program, director)
    changed = proposal_of(run, "Mentee07")
    post(director, "proposal_change", changed.pk, to="nobody")
    post(director, "proposal_change", changed.pk, to=str(changed.mentor_id))
    locked = proposal_of(run, "Mentee03")
    post(director, "proposal_decide", locked.pk, "lock")
    Proposal.objects.filter(pk=proposal_of(run, "Mentee05").pk).update(score=0.01)

    assert rows(director, run) == [f"Mentee{at:02}" for at in range(25)]
    assert len(rows(director, run, page="2")) == 5
    assert rows(director, run, sort="-mentee")[0] == "Mentee29"
    assert rows(director, run, sort="score")[0] == "Mentee05"
    assert rows(director, run, show="locked") == ["Mentee03"]
    assert "Mentee05" in rows(director, run, show="weak")
    assert len(rows(director, run, show="weak")) < 30
    assert rows(director, run, q="ménteé1") == [f"Mentee1{at}" for at in range(10)]
    assert rows(director, run, show="not-chosen", q="Mentee29") == ["Mentee29"]
    for nonsense in ({"show": "x"}, {"sort": "x"}, {"q": "\x00"}, {"page": "x"}):
        assert len(rows(director, run, **nonsense)) == 25


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_the_same_queries_for_any_number(
    program: Program,
    spares: list[Enrollment],
    director: Client,
    number: int,
    django_assert_num_queries,
) -> None:
    for at in range(number):
        protege(program, f"Mentee{at}")
        mentor(program, f"Mentor{at}")
    run = finished(program, director)
    one = Proposal.objects.filter(run=run).first()
    page = reverse("matching:run", args=[run.pk])
    choices = reverse("matching:proposal", args=[one.pk])
    director.get(page)

    with django_assert_num_queries(9):
        director.get(page)
    with django_assert_num_queries(9):
        director.get(choices)


def test_note_is_kept_for_other_directors_and_never_overwritten_in_silence(
    two_pairs: MatchRun, program: Program, director: Client
) -> None:
    note, page = (reverse(f"matching:{name}", args=[two_pairs.pk]) for name in ("run_note", "run"))
    other = director_at(program.institution)
    mark = re.search(r'name="opened" value="([^"]*)"', other.get(page).content.decode())
    assert mark is not None

    director.post(note, {"note": "Ask X first."})
    sent = {"note": "Mine", "opened": mark[1].replace("&quot;", '"')}
    answer = on_one_line(other.post(note, sent).content.decode())

    two_pairs.refresh_from_db()
    assert two_pairs.note == "Ask X first."
    assert "Saved now: Ask X first." in answer
    assert "Ask X first." in other.get(page).content.decode()
    assert director_at(InstitutionFactory()).post(note, {"note": "x"}).status_code == 404


def test_email_is_read_before_publishing_with_own_words_and_goes_out_with_them(
    spares: list[Enrollment], two_pairs: MatchRun, director: Client
) -> None:
    publish = reverse("matching:run_publish", args=[two_pairs.pk])

    page = on_one_line(director.get(publish).content.decode())
    assert "You and Ada X are paired in" in page

    given = {"words": "Lunch is on us <once>."}
    page = director.post(publish, given | {"preview": "1"}).content.decode()
    two_pairs.refresh_from_db()
    assert "Lunch is on us &lt;once&gt;." in page
    assert two_pairs.state == MatchRun.State.DONE
    assert not OutboxMessage.objects.filter(kind="pair_made").exists()

    director.post(publish, given)
    advance_waiting_publications()
    bodies = OutboxMessage.objects.filter(kind="pair_made").values_list("body_text", flat=True)
    assert len(bodies) == 4
    assert all("Lunch is on us <once>." in body for body in bodies)


def test_pairs_that_changed_after_the_preview_are_not_published(
    two_pairs: MatchRun, director: Client
) -> None:
    publish = reverse("matching:run_publish", args=[two_pairs.pk])
    mark = re.search(r'name="pairs" value="(\w+)"', director.get(publish).content.decode())
    assert mark is not None
    post(director, "proposal_change", proposal_of(two_pairs, "One").pk, to="nobody")

    given = {"words": "Lunch is on us.", "pairs": mark[1]}
    page = director.post(publish, given).content.decode()
    advance_waiting_publications()

    two_pairs.refresh_from_db()
    assert "The pairs changed while this page was open." in page
    assert "Lunch is on us." in page
    assert two_pairs.state == MatchRun.State.DONE
    mark = re.search(r'name="pairs" value="(\w+)"', page)
    assert mark is not None
    director.post(publish, given | {"pairs": mark[1]})
    advance_waiting_publications()
    two_pairs.refresh_from_db()
    assert two_pairs.state == MatchRun.State.PUBLISHED
