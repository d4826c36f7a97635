"""Titles that were answered, seen and corrected by directors, and what the next file makes of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentornet.audit_verbs import Verb
from mentornet.tenancy.scope import in_institution
from profiles.models import AuditEvent, Membership, RosterMeaning
from profiles.roster.domain.known_titles import change_title
from profiles.roster.domain.meanings import remember_titles, remembered_titles
from profiles.vocabulary import StaffRoleKind
from profiles.words.domain.own import add_word
from profiles.words.domain.titles import NOT_FACULTY, Sure, rank_of
from tests.factories import MembershipFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client) -> Membership:
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.force_login(one.user)
    remember_titles(
        one.institution, {"Chief Resident": "trainee", "Nurse Practitioner": NOT_FACULTY}, by=None
    )
    return one


def text(client) -> str:
    return on_one_line(client.get(reverse("profiles:roster_titles")).content.decode())


def answer(client, title: str, meaning: str):
    row = RosterMeaning.objects.get(text=title)
    address = reverse("profiles:roster_title", args=[row.pk])
    form = client.get(address).context["form"]
    return client.post(address, {form.mark_name: form.mark, "meaning": meaning})


def test_correction_is_shown_recorded_and_read_by_the_next_file(client, director):
    here = director.institution
    word = add_word(here, kind="rank", label="House officer", standard="trainee", by=director.user)

    answer(client, "chief resident", word.key)
    answer(client, "nurse practitioner", "instructor")

    found = [
        rank_of(one, remembered_titles(here)) for one in ("Chief resident", "NURSE practitioner")
    ]
    assert [(one.sure, one.rank) for one in found] == [
        (Sure.RANK, word.key),
        (Sure.RANK, "instructor"),
    ]
    assert "House officer" in text(client)
    assert AuditEvent.objects.filter(institution=here, verb=Verb.TITLE_CHANGED).count() == 2


def test_title_is_asked_again_and_then_no_longer_listed(client, director):
    assert "chief resident" in text(client)

    answer(client, "chief resident", "")

    assert "chief resident" not in text(client)
    assert rank_of("Chief Resident", remembered_titles(director.institution)).sure == Sure.ASK


def test_what_is_no_rank_here_is_refused_and_the_same_answer_changes_nothing(client, director):
    response = answer(client, "chief resident", "king")
    answer(client, "chief resident", "trainee")

    assert "Select a valid choice" in on_one_line(response.content.decode())
    row = RosterMeaning.objects.get(text="chief resident")
    with in_institution(director.institution_id), pytest.raises(ValueError, match="king"):
        change_title(row, meaning="king", by=director.user)
    assert not AuditEvent.objects.filter(verb=Verb.TITLE_CHANGED).exists()


def test_list_costs_the_same_for_one_and_for_three(client, director):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            text(client)
        return len(seen)

    text(client)
    before = queries()
    remember_titles(director.institution, {"Hospitalist": "assistant"}, by=None)
    assert queries() == before
