"""How many people a figure speaks of at least: never under five, and lowered only for what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from profiles.institution.domain.thresholds import ThresholdTooLow, change_threshold, thresholds_of
from profiles.models import AuditEvent, Institution, ThresholdChange
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


def test_no_door_lowers_it_under_five(here: Institution) -> None:
    with pytest.raises(ThresholdTooLow):
        change_threshold(here, to=4, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=here.pk).update(suppression_threshold=4)
    here.suppression_threshold = 4
    with pytest.raises(ValidationError):
        here.full_clean()

    here.refresh_from_db()
    assert (here.suppression_threshold, ThresholdChange.objects.count()) == (5, 0)


def test_a_change_is_noted_once_with_who_and_what(here: Institution) -> None:
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR]).user

    row = change_threshold(here, to=8, by=director)
    assert change_threshold(here, to=8, by=director) is None

    assert row is not None
    assert (row.previous, row.value, row.changed_by) == (5, 8, director)
    events = AuditEvent.objects.values_list("verb", "actor", "subject_id")
    assert list(events) == [("threshold.raised", director.pk, row.pk)]


def test_what_began_under_a_higher_threshold_keeps_it(here: Institution) -> None:
    moments = [timezone.now() - timedelta(days=days) for days in (30, 20, 10, 0)]
    for to, at in ((20, moments[1]), (6, moments[2])):
        row = change_threshold(here, to=to, by=None)
        assert row is not None
        ThresholdChange.objects.filter(pk=row.pk).update(changed_at=at)

    since = thresholds_of(here)

    assert [since(at - timedelta(hours=1)) for at in moments] == [20, 20, 20, 6]


def test_in_the_administration_a_change_has_its_verb_and_its_record(client) -> None:
    operator = UserFactory(is_staff=True, is_superuser=True)
    here = InstitutionFactory()
    client.force_login(operator)
    posted = {
        "name": here.name,
        "slug": here.slug,
        "time_zone": "UTC",
        "holiday_region": "US",
        "protege_label": "mentee",
        "suppression_threshold": "5",
        "publication_days": "14",
        "invitation_lapse_days": "14",
        "address_claim_days": "7",
        "second_factor": "roles",
        "own_device_days": "14",
    }
    address = reverse("admin:profiles_institution_change", args=[here.pk])
    client.post(address, posted)
    client.post(address, posted | {"suppression_threshold": "9"})
    client.post(address, posted | {"suppression_threshold": "4"})
    client.post(address, posted | {"suppression_threshold": "6"})

    saved = Institution.objects.get(pk=here.pk)
    assert (saved.suppression_threshold, saved.publication_days) == (6, 14)
    told = AuditEvent.objects.filter(verb="publication_days.changed", actor=operator)
    assert told.count() == 1
    changes = ThresholdChange.objects.order_by("changed_at")
    assert list(changes.values_list("previous", "value", "changed_by")) == [
        (5, 9, operator.pk),
        (9, 6, operator.pk),
    ]


def test_the_history_is_read_by_the_institution_s_people_alone(here: Institution) -> None:
    row = change_threshold(here, to=8, by=None)
    own, other = MembershipFactory(institution=here), MembershipFactory()

    assert list(ThresholdChange.objects.visible_to(own.user)) == [row]
    assert list(ThresholdChange.objects.visible_to(other.user)) == []
