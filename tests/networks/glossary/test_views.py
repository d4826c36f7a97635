"""The glossary: every word that the product uses in a sense of its own, with its meaning."""

import pytest
from django.urls import reverse

from evaluations.check_ins.early_warning.domain.health import LABELS
from networks.concerns.models import Concern
from networks.invitations.models import Invitation
from networks.phrases import COVERAGE_MEANING, KIND_LABELS
from networks.relationships.agreements.models import Agreement
from networks.relationships.models import Tie
from profiles.vocabulary import Area, MentorRole, StaffRoleKind, TieKind
from tests.factories import MembershipFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db

EXPLAINED = (
    MentorRole,
    TieKind,
    Area,
    StaffRoleKind,
    Tie.State,
    Tie.Stage,
    Invitation.State,
    Agreement.State,
    Concern.State,
)


def page(client) -> str:
    client.force_login(MembershipFactory().user)
    return on_one_line(client.get(reverse("networks:glossary")).content.decode())


@pytest.mark.parametrize("choices", EXPLAINED, ids=lambda choices: choices.__qualname__)
def test_each_word_stands_there_with_its_meaning(client, choices):
    text = page(client)

    for one in choices:
        meaning = str(one.meaning)
        shown = f"<dt>{one.label}</dt><dd>{meaning[0].upper()}{meaning[1:]}.</dd>"
        assert shown in text


def test_words_of_other_pages_stand_there_too(client):
    text = page(client)

    names = [*LABELS.values(), *KIND_LABELS.values(), *Tie.Closeness.labels]
    names += [name for name, _meaning in COVERAGE_MEANING.values()]
    assert [str(name) for name in names if f"<dt>{name}</dt>" not in text] == []


def test_no_two_words_of_a_chapter_are_the_same(client):
    client.force_login(MembershipFactory().user)
    chapters = client.get(reverse("networks:glossary")).context["chapters"]

    for chapter in chapters:
        assert len({term.name for term in chapter.terms}) == len(chapter.terms)
        assert len({term.meaning for term in chapter.terms}) == len(chapter.terms)


def test_the_footer_leads_there(client):
    assert f'href="{reverse("networks:glossary")}"' in page(client)


def test_it_asks_to_sign_in(client):
    answer = client.get(reverse("networks:glossary"))
    assert (answer.status_code, "login" in answer.url) == (302, True)
