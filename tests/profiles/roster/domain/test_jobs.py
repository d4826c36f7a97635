"""What a worker does with a roster: again after a lost wake-up, after another, and shown again."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from profiles.institution.domain.lock import lock_roster
from profiles.models import Membership, RosterImport, User
from profiles.roster.tasks import advance_roster_import, advance_waiting_imports
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.profiles.roster.pages import GOOD, checked, confirm, upload
from tests.profiles.roster.steps import HEADER, plan
from tests.support.locks import waiting_for_locks

pytestmark = pytest.mark.django_db


def test_roster_that_changed_since_is_shown_again(client, director):
    row = checked(client, GOOD)
    MembershipFactory(
        institution=director.institution, external_id="1", given_name="Ada", rank="associate"
    )
    row = confirm(client, row)
    assert row.state == "checked"
    assert (
        "since you checked this file"
        in client.get(reverse("profiles:roster_import", args=[row.pk])).content.decode()
    )
    assert confirm(client, row).state == "done"


def test_lost_wake_up_is_sent_again(client, director):
    upload(client, GOOD)
    assert advance_waiting_imports() == 1
    row = RosterImport.objects.get()
    assert row.state == "checked"
    client.post(reverse("profiles:roster_confirm", args=[row.pk]))
    assert advance_waiting_imports() == 1
    assert advance_waiting_imports() == 0
    assert Membership.objects.count() == 3


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_wrong_with_rows_is_said_in_the_language_of_who_sent_the_file(
    client, director, language
):
    User.objects.filter(pk=director.user_id).update(language=language)
    with translation.override(language):
        said = [one.message for one in plan(director.institution, "3,no-email,Cy,Cole").errors]

    row = checked(client, HEADER + "\n3,no-email,Cy,Cole\n")

    assert said
    assert [one["message"] for one in row.findings["errors"]] == said


@pytest.mark.django_db(transaction=True)
def test_import_waits_for_one_that_is_being_written(client):
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], external_id="D1")
    client.force_login(director.user)
    row = checked(client, GOOD)
    client.post(reverse("profiles:roster_confirm", args=[row.pk]))
    order: list[str] = []

    def work() -> None:
        try:
            advance_roster_import(str(row.pk))
            order.append("imported")
        finally:
            connection.close()

    with transaction.atomic():
        lock_roster(director.institution)
        other = threading.Thread(target=work)
        other.start()
        while not waiting_for_locks():
            assert other.is_alive()
        assert Membership.objects.count() == 1
        order.append("released")
    other.join(20)
    assert order == ["released", "imported"]
    assert Membership.objects.count() == 3
