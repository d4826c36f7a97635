"""Writing to both people of a pair that needs help, from the page that says so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from matching.models import Program
from mentornet.audit_verbs import Verb
from mentornet.mail.outbox import OutboxMessage
from networks.models import Tie
from profiles.models import AuditEvent
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import InstitutionFactory, TieFactory
from tests.support.html import on_one_line
from tests.support.matching import director_at

pytestmark = pytest.mark.django_db


def help_for(program: Program, tie: Tie) -> str:
    return reverse("evaluations:pair_help", args=[program.pk, tie.pk])


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="pair_help"))


def test_advice_has_its_act_beside_it_and_names_lead_to_the_people() -> None:
    program, client = running(1)
    tie = Tie.objects.get()

    page = client.get(reverse("evaluations:program_pairs", args=[program.pk])).content.decode()

    for chosen in ("ask", "times", "another"):
        assert f"{help_for(program, tie)}?with={chosen}" in page
        assert client.get(help_for(program, tie), {"with": chosen}).status_code == 200
    assert reverse("networks:person", args=[tie.protege_id]) in page


def test_both_get_the_email_once_it_is_confirmed_and_answers_go_to_the_director() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    given = {"subject": "How is\nit going?", "text": "Shall I <help>?"}

    asks = on_one_line(client.post(help_for(program, tie), given).content.decode())
    assert "get “How is it going?” by email" in asks
    assert not mails()

    client.post(help_for(program, tie), given | {"sure": "1"})

    told = mails()
    assert {one.recipient for one in told} == {tie.protege.user.email, tie.mentor.user.email}
    assert all("Shall I <help>?" in one.body_text for one in told)
    assert all(one.subject == "How is it going?" for one in told)
    assert AuditEvent.objects.filter(verb=Verb.PAIR_WRITTEN_TO, subject_id=tie.pk).count() == 1
    assert "Written before" in client.get(help_for(program, tie)).content.decode()


def test_pairs_that_the_program_did_not_make_or_that_ended_are_not_there() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    own = TieFactory(protege=tie.protege)

    assert client.get(help_for(program, own)).status_code == 404
    assert _elsewhere().get(help_for(program, tie)).status_code == 404
    Tie.objects.filter(pk=tie.pk).update(state=Tie.State.ENDED, ended_on=tie.started_on)
    assert client.get(help_for(program, tie)).status_code == 404


def _elsewhere() -> Client:
    return director_at(InstitutionFactory())


def test_a_pair_is_ended_for_its_program_once_it_is_confirmed_and_both_are_told_alike() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    end = reverse("evaluations:pair_end", args=[program.pk, tie.pk])
    assert (
        end in client.get(reverse("evaluations:program_pairs", args=[program.pk])).content.decode()
    )

    asks = on_one_line(client.post(end, {"words": "Thank you both."}).content.decode())
    assert "both get an email" in asks
    assert Tie.objects.get().state == Tie.State.ACTIVE

    answer = client.post(end, {"words": "Thank you both.", "sure": "1"})
    client.post(end, {"words": "Thank you both.", "sure": "1"})

    ended = Tie.objects.get()
    assert (ended.state, ended.ended_by) == (Tie.State.ENDED, None)
    told = OutboxMessage.objects.filter(kind="program_ended_tie")
    assert sorted(told.values_list("recipient", flat=True)) == sorted(
        [tie.protege.user.email, tie.mentor.user.email]
    )
    assert all("Thank you both." in one.body_text for one in told)
    # One comes to the page that proposes another mentor to the mentee; both are asked there.
    assert answer["Location"].startswith(reverse("matching:pair_request_new"))
    page = client.get(answer["Location"]).content.decode()
    assert tie.protege.name in page
    assert client.get(end).status_code == 404


def test_no_one_else_ends_a_pair_and_no_relationship_of_ones_own_is_ended() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    own = TieFactory(protege=tie.protege)
    given = {"words": "", "sure": "1"}

    assert (
        client.post(reverse("evaluations:pair_end", args=[program.pk, own.pk]), given).status_code
        == 404
    )
    end = reverse("evaluations:pair_end", args=[program.pk, tie.pk])
    assert _elsewhere().post(end, given).status_code == 404
    assert set(Tie.objects.values_list("state", flat=True)) == {Tie.State.ACTIVE}
