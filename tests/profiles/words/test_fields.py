"""Forms whose choices are an institution's own words."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from mentornet.tenancy.scope import in_institution
from networks.relationships.forms.tie import TieForm
from profiles.models import Membership
from profiles.offer.forms import OfferForm
from profiles.vocabulary import StaffRoleKind
from profiles.words.domain.own import change_word
from tests.factories import MembershipFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client) -> Membership:
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.force_login(one.user)
    return one


def change(director: Membership, kind: str, key: str, **changes) -> None:
    given = {"label": "", "standard": key, "place": 1, "is_active": True}
    change_word(director.institution, kind=kind, key=key, by=director.user, **given | changes)


def test_page_offers_what_is_in_use_under_its_own_name_in_its_order(client, director):
    change(director, "area", "growth", is_active=False)
    change(director, "area", "research", label="Scholarship", place=1)

    page = on_one_line(client.get(reverse("profiles:offer")).content.decode())

    boxes = page.split('name="areas" value="')[1:]
    assert [one.split('"')[0] for one in boxes][:2] == ["research", "career"]
    assert "Scholarship" in boxes[0]
    assert 'value="growth"' not in page


def test_retired_word_that_someone_has_stays_a_choice_and_can_be_saved(director):
    form = OfferForm({"areas": ["growth"]}, initial={"areas": ["growth", "career"]})

    assert ("growth", "Personal growth") in form["areas"].field.choices
    form.is_valid()
    assert "areas" not in form.errors
    assert "areas" in _errors({"areas": ["robotics"]})


def test_kind_of_relationship_is_called_as_here_and_may_be_retired(director):
    change(director, "tie_kind", "traditional_dyad", label="Primary mentor", place=1)
    change(director, "tie_kind", "special_peer", is_active=False, place=2)

    with in_institution(director.institution_id):
        page, kept = (
            on_one_line(str(TieForm(initial={"kind": kind}, today=date(2026, 11, 30))["kind"]))
            for kind in ("traditional_dyad", "special_peer")
        )

    assert "Primary mentor" in page
    assert "A senior mentor" not in page
    assert 'value="special_peer"' not in page
    assert 'value="special_peer"' in kept


def _errors(data) -> dict[str, object]:
    form = OfferForm(data)
    form.is_valid()
    return dict(form.errors)
