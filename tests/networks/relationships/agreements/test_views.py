"""Agreements: proposed by either, in force with both, seen by no one else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.outbox import OutboxMessage
from networks.models import Agreement, Tie
from networks.relationships.agreements.domain.confirming import suggest_agreement
from profiles.models import Membership
from tests.factories import ExternalContactFactory, TieFactory

pytestmark = pytest.mark.django_db


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def terms(**more: str) -> dict[str, str]:
    review = (timezone.localdate() + timedelta(days=90)).isoformat()
    return {
        "cadence": "monthly",
        "minutes": "45",
        "answer_within": "2",
        "confidentiality": "All of it",
        "review_on": review,
        **more,
    }


def propose(tie: Tie, member: Membership, **more: str):
    address = reverse("networks:agreement", args=[tie.pk])
    return client_of(member).post(address, terms(**more), follow=True)


def confirm(row: Agreement, member: Membership):
    address = reverse("networks:agreement_confirm", args=[row.pk])
    return client_of(member).post(address, follow=True)


def states(tie: Tie) -> list[tuple[int, str]]:
    return list(
        Agreement.objects.filter(tie=tie).order_by("number").values_list("minutes", "state")
    )


def test_proposal_is_in_force_once_both_have_confirmed() -> None:
    tie = TieFactory()

    propose(tie, tie.protege)
    row = Agreement.objects.get()
    assert row.state == "proposed"
    assert "I agree" not in propose(tie, tie.protege).content.decode()
    assert (
        "I agree"
        in client_of(tie.mentor).get(reverse("networks:agreement", args=[tie.pk])).content.decode()
    )
    confirm(row, tie.mentor)
    confirm(row, tie.mentor)

    assert states(tie) == [(45, "in_force")]
    assert sorted(OutboxMessage.objects.values_list("kind", "recipient")) == [
        ("agreement_confirmed", tie.protege.user.email),
        ("agreement_proposed", tie.mentor.user.email),
    ]


def test_change_needs_both_and_keeps_what_was_agreed_until_then() -> None:
    tie = TieFactory()
    propose(tie, tie.protege)
    confirm(Agreement.objects.get(), tie.mentor)

    propose(tie, tie.mentor, minutes="30")
    assert states(tie) == [(45, "in_force"), (30, "proposed")]
    confirm(Agreement.objects.get(state="proposed"), tie.protege)

    assert states(tie) == [(45, "replaced"), (30, "in_force")]


def test_counter_proposal_replaces_the_first() -> None:
    tie = TieFactory()
    propose(tie, tie.protege)
    first = Agreement.objects.get()

    propose(tie, tie.mentor, minutes="30")
    page = confirm(first, tie.mentor).content.decode()

    assert states(tie) == [(45, "replaced"), (30, "proposed")]
    assert "There is a newer proposal. Open that one instead." in page


def test_same_terms_from_the_other_side_are_a_yes() -> None:
    tie = TieFactory()
    propose(tie, tie.protege)

    propose(tie, tie.mentor)

    assert states(tie) == [(45, "in_force")]


def test_program_s_suggestion_waits_for_both() -> None:
    tie = TieFactory()
    row = suggest_agreement(tie, cadence="monthly", minutes=60)
    assert suggest_agreement(tie, cadence="weekly", minutes=30) == row

    confirm(row, tie.mentor)
    assert states(tie) == [(60, "proposed")]
    home = client_of(tie.protege).get("/").content.decode()
    assert "proposed how the two of you work together" in home
    confirm(row, tie.protege)

    assert states(tie) == [(60, "in_force")]
    assert (
        "proposed how the two of you work together"
        not in client_of(tie.protege).get("/").content.decode()
    )


def test_review_day_makes_a_task_for_both() -> None:
    tie = TieFactory()
    propose(tie, tie.protege)
    confirm(Agreement.objects.get(), tie.mentor)
    assert "Time to review" not in client_of(tie.mentor).get("/").content.decode()

    Agreement.objects.update(review_on=timezone.localdate() - timedelta(days=1))

    for member in (tie.protege, tie.mentor):
        assert "Time to review" in client_of(member).get("/").content.decode()


def test_mentor_or_boss_is_asked_where_one_supervises_the_other() -> None:
    tie = TieFactory()
    Membership.objects.filter(pk=tie.protege_id).update(supervisor=tie.mentor)

    answer = propose(tie, tie.protege)

    assert list(answer.context["form"].errors) == ["mentor_or_boss"]
    assert answer.context["form"]["confidentiality"].value() == "All of it"
    propose(tie, tie.protege, mentor_or_boss="Boss on Mondays")
    assert Agreement.objects.get().mentor_or_boss == "Boss on Mondays"


@pytest.mark.parametrize(
    ("field", "value"),
    [("review_on", "2020-01-01"), ("review_on", "2999-01-01"), ("minutes", "0"), ("cadence", "x")],
)
def test_wrong_terms_are_said_at_the_field(field, value) -> None:
    tie = TieFactory()

    answer = propose(tie, tie.protege, **{field: value})

    assert list(answer.context["form"].errors) == [field]
    assert Agreement.objects.count() == 0


def test_mentor_elsewhere_agrees_by_word_of_mouth() -> None:
    contact = ExternalContactFactory()
    tie = TieFactory(
        protege=contact.owner, institution=contact.institution, mentor=None, external=contact
    )

    propose(tie, tie.protege)

    assert states(tie) == [(45, "in_force")]


def test_ended_tie_has_no_agreement_to_change() -> None:
    tie = TieFactory(state="ended", ended_on="2026-01-01")

    assert propose(tie, tie.protege).status_code == 404
