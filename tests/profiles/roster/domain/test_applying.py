"""The import: a file's rows against what the database holds."""

import pytest

from profiles.models import AuditEvent, Membership, Unit
from profiles.roster.domain.applying import RosterHasErrors, apply_import
from profiles.signals import membership_ended
from tests.factories import MembershipFactory, UserFactory
from tests.profiles.roster.steps import HEADER, plan, run

pytestmark = pytest.mark.django_db


def test_apply_import_of_new_people_makes_logins_units_and_supervision(institution):
    run(
        institution,
        "1,A@x.example,Ada,Ash,assistant,2,Med / Cardiology,a; b",
        "2,b@x.example,Bo,Birch,Professor,,Med,",
        header=HEADER + ",supervisor_external_id,unit,expertise",
    )
    ada, bo = Membership.objects.order_by("external_id")
    assert (ada.supervisor, ada.unit.name, ada.unit.parent.name) == (bo, "Cardiology", "Med")
    assert (ada.expertise, ada.user.email, bo.rank) == (["a", "b"], "a@x.example", "full")
    assert bo.expertise == []
    assert not ada.user.has_usable_password()
    assert Unit.objects.count() == 2
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["roster.imported"]


def test_apply_import_twice_changes_nothing(institution):
    lines = ["1,a@x.example,Ada,Ash,assistant,Med", "2,b@x.example,Bo,Birch,full,med"]
    run(institution, *lines, header=HEADER + ",unit")
    again = plan(institution, *lines, header=HEADER + ",unit")
    assert again.counts["unchanged"] == 2
    assert Unit.objects.count() == 1


def test_apply_import_of_changes_shows_old_and_new(institution):
    MembershipFactory(institution=institution, external_id="1", family_name="Old", specialty="Kept")
    member = Membership.objects.get()
    made = plan(institution, f"1,{member.user.email},Ada,New,associate")
    assert [(c.field, c.old, c.new) for c in made.people[0].changes] == [
        ("family_name", "Old", "New"),
        ("rank", "assistant", "associate"),
    ]
    apply_import(made, actor=None)
    member.refresh_from_db()
    assert (member.family_name, member.rank, member.specialty) == ("New", "associate", "Kept")


def test_apply_import_swaps_two_addresses_in_one_file(institution):
    for number, email in (("1", "a@x.example"), ("2", "b@x.example")):
        MembershipFactory(institution=institution, external_id=number, user__email=email)
    run(institution, "1,b@x.example,Ada,Ash,full", "2,a@x.example,Bo,Birch,full")
    emails = Membership.objects.order_by("external_id").values_list("user__email", flat=True)
    assert list(emails) == ["b@x.example", "a@x.example"]


def test_apply_import_gives_a_freed_address_to_a_new_login(institution):
    old = MembershipFactory(institution=institution, external_id="1", user__email="a@x.example")
    run(institution, "2,a@x.example,New,Person,full", "1,z@x.example,Ada,Ash,full")
    old.user.refresh_from_db()
    assert old.user.email == "z@x.example"
    assert Membership.objects.get(external_id="2").user_id != old.user_id


def test_apply_import_leaves_a_login_that_serves_another_institution(institution):
    user = UserFactory(email="a@x.example")
    member = MembershipFactory(institution=institution, external_id="1", user=user)
    MembershipFactory(user=user)
    run(institution, "1,z@x.example,Ada,Ash,full")
    member.refresh_from_db()
    assert (member.email, member.user.email) == ("z@x.example", "a@x.example")


def test_apply_import_leaves_the_login_of_an_operator(institution):
    user = UserFactory(email="a@x.example", is_staff=True, is_superuser=True)
    member = MembershipFactory(institution=institution, external_id="1", user=user)
    run(institution, "1,z@x.example,Ada,Ash,full")
    member.refresh_from_db()
    assert (member.email, member.user.email) == ("z@x.example", "a@x.example")


def test_apply_import_joins_no_login_of_another_institution(institution):
    elsewhere = MembershipFactory(user__email="a@x.example")
    run(institution, "1,A@x.example,Ada,Ash,full")
    member = Membership.objects.get(institution=institution)
    assert member.user_id != elsewhere.user_id
    assert (member.email, member.user.is_active) == ("a@x.example", False)


def test_apply_import_ends_and_returns_people(institution):
    MembershipFactory(institution=institution, external_id="1", user__email="a@x.example")
    heard: list[str] = []

    def listen(membership, **_):
        heard.append(membership.external_id)

    membership_ended.connect(listen)
    header = HEADER + ",end_date"
    run(institution, "1,a@x.example,Ada,Ash,full,2026-01-31", header=header)
    membership_ended.disconnect(listen)
    assert heard == ["1"]
    assert str(Membership.objects.get().end_date) == "2026-01-31"
    assert run(institution, "1,a@x.example,Ada,Ash,full,", header=header)["returned"] == 1
    assert Membership.objects.get().end_date is None


def test_apply_import_skips_the_rows_that_hang_on_bad_ones(institution):
    lines = [
        "1,a@x.example,Ada,Ash,wizard,",
        "2,b@x.example,Bo,Birch,full,1",
        "3,c@x.example,Cy,Cedar,full,2",
        "4,d@x.example,Di,Elm,full,",
    ]
    header = HEADER + ",supervisor_external_id"
    made = plan(institution, *lines, header=header)
    assert made.bad_rows == [2, 3, 4]
    with pytest.raises(RosterHasErrors):
        apply_import(made, actor=None)
    assert Membership.objects.count() == 0
    assert apply_import(made, actor=None, skip_bad_rows=True).skipped_rows == [2, 3, 4]
    assert Membership.objects.get().external_id == "4"
