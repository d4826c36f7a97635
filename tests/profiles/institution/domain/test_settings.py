"""Settings of an institution: only what was changed is written, and only over what was seen."""

import pytest

from profiles.institution.domain.settings import SettingRefused, SettingsChanged, change_settings
from profiles.models import Institution
from tests.factories import InstitutionFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_only_what_differs_from_what_was_seen_is_written():
    here = InstitutionFactory(name="School", time_zone="America/New_York")
    was = {"name": "School", "time_zone": "America/New_York"}
    Institution.objects.filter(pk=here.pk).update(time_zone="America/Chicago")

    changed = change_settings(here, was=was, wanted={**was, "name": "Harbor"}, by=UserFactory())

    here.refresh_from_db()
    assert (changed, here.name, here.time_zone) == (["name"], "Harbor", "America/Chicago")
    with pytest.raises(SettingsChanged):
        change_settings(here, was=was, wanted={**was, "time_zone": "UTC"}, by=UserFactory())


def test_only_an_operator_turns_two_factor_authentication_off():
    here = InstitutionFactory()
    was, wanted = {"second_factor": "roles"}, {"second_factor": "no_one"}
    with pytest.raises(SettingRefused):
        change_settings(here, was=was, wanted=wanted, by=UserFactory())
    change_settings(here, was=was, wanted=wanted, by=UserFactory(is_superuser=True))
    assert Institution.objects.get(pk=here.pk).second_factor == "no_one"
