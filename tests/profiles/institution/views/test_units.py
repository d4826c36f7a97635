"""The units of an institution through the pages of its directors."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from profiles.models import Membership, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, StaffRoleFactory, UnitFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db
UNITS = "profiles:units"


@pytest.fixture
def director(client) -> Membership:
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.force_login(one.user)
    return one


@pytest.fixture
def medicine(director) -> Unit:
    return UnitFactory(institution=director.institution, name="Medicine")


def listed(client, **search) -> list[str]:
    rows = client.get(reverse(UNITS), search).context["rows"]
    return [" / ".join(one["path"]) for one in rows]


def words(client, response) -> str:
    return on_one_line(client.get(response["Location"]).content.decode())


def test_units_are_listed_in_the_order_of_the_tree_and_found_by_words(client, director, medicine):
    UnitFactory(institution=director.institution, parent=medicine, name="Cardiology")
    UnitFactory(institution=director.institution, name="Anesthesia")
    UnitFactory(name="Elsewhere")

    assert listed(client) == ["Anesthesia", "Medicine", "Medicine / Cardiology"]
    assert listed(client, q="cardio med") == ["Medicine / Cardiology"]
    assert listed(client, q="elsewhere") == []
    page = client.get(reverse(UNITS), {"q": "elsewhere"}).content.decode()
    assert "No unit matches." in page


def test_people_are_counted_with_all_units_below(client, director, medicine):
    renal = UnitFactory(institution=director.institution, parent=medicine, name="Renal")
    inner = UnitFactory(institution=director.institution, parent=renal, name="Dialysis")
    for unit in (medicine, renal, inner, inner):
        MembershipFactory(institution=director.institution, unit=unit)
    MembershipFactory(institution=director.institution, unit=inner, end_date=date(2020, 1, 1))
    elsewhere = UnitFactory(name="Elsewhere")
    MembershipFactory(institution=elsewhere.institution, unit=elsewhere)

    rows = client.get(reverse(UNITS)).context["rows"]

    assert [(one["path"][-1], one["people"]) for one in rows] == [
        ("Medicine", 4),
        ("Renal", 3),
        ("Dialysis", 2),
    ]


def test_page_without_units_leads_to_the_roster(client, director):
    assert "No units yet" in client.get(reverse(UNITS)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow(client, director, django_assert_num_queries, count):
    for unit in UnitFactory.create_batch(count, institution=director.institution):
        MembershipFactory(institution=director.institution, unit=unit)
    client.get(reverse(UNITS))
    with django_assert_num_queries(5):
        client.get(reverse(UNITS))


def test_unit_is_added_below_one_that_is_typed(client, director, medicine):
    client.post(reverse(UNITS), {"name": "  Heart   failure ", "parent": "medic"})
    answer = client.post(reverse(UNITS), {"name": "Heart failure", "parent": "Medicine"})

    assert Unit.objects.get(name="Heart failure").parent == medicine
    assert list(answer.context["form"].errors) == ["__all__"]


def test_unit_is_renamed_and_moved_but_not_below_itself(client, director, medicine):
    inner = UnitFactory(institution=director.institution, parent=medicine, name="Renal")
    page = reverse("profiles:unit", args=[inner.pk])
    client.post(page, {"name": "Nephrology", "parent": ""})
    inner.refresh_from_db()
    assert (inner.name, inner.parent) == ("Nephrology", None)

    client.post(reverse("profiles:unit", args=[medicine.pk]), {"name": "M", "parent": "nephro"})
    answer = client.post(page, {"name": "Nephrology", "parent": "Nephrology / M"})
    assert list(answer.context["form"].errors) == ["parent"]
    inner.refresh_from_db()
    assert inner.parent is None


def test_merging_says_what_moves_before_it_moves(client, director, medicine):
    here = director.institution
    wrong = UnitFactory(institution=here, name="Medcine")
    UnitFactory(institution=here, parent=wrong, name="Renal")
    one, two = MembershipFactory.create_batch(2, institution=here, unit=wrong)
    page = reverse("profiles:unit_merge", args=[wrong.pk])

    asked = on_one_line(client.post(page, {"into": "Medicine"}).content.decode())
    assert "Merge Medcine into Medicine?" in asked
    assert "These move: 2 people, 1 unit." in asked
    assert Membership.objects.get(pk=one.pk).unit == wrong
    answer = client.post(page, {"into": "Medicine", "sure": "1"})

    assert "Merged Medcine into Medicine. 2 people moved." in words(client, answer)
    assert set(Membership.objects.filter(unit=medicine)) == {one, two}
    assert set(Unit.objects.values_list("name", flat=True)) == {"Medicine", "Renal"}


def test_merging_into_what_is_unclear_or_below_is_refused_at_the_field(client, director, medicine):
    UnitFactory(institution=director.institution, parent=medicine, name="Renal")
    page = reverse("profiles:unit_merge", args=[medicine.pk])
    for typed in ("astrology", "Renal", "Medicine"):
        answer = client.post(page, {"into": typed, "sure": "1"})
        assert list(answer.context["merge"].errors) == ["into"]
    assert Unit.objects.count() == 2


def test_only_an_empty_unit_offers_to_be_deleted(client, director, medicine):
    full = UnitFactory(institution=director.institution, parent=medicine, name="Renal")
    MembershipFactory(institution=director.institution, unit=full)
    page = client.get(reverse("profiles:unit", args=[full.pk])).content.decode()
    assert "Delete unit" not in page
    answer = client.post(reverse("profiles:unit_delete", args=[full.pk]))
    assert "Only an empty unit can be deleted." in words(client, answer)

    Membership.objects.filter(unit=full).update(unit=None)
    assert "Delete unit" in client.get(reverse("profiles:unit", args=[full.pk])).content.decode()
    answer = client.post(reverse("profiles:unit_delete", args=[full.pk]))
    assert "Deleted Renal." in words(client, answer)
    assert Unit.objects.count() == 1


def test_members_are_offered_the_units_that_match_what_they_type(client, medicine):
    inner = UnitFactory(institution=medicine.institution, parent=medicine, name="Cardiology")
    UnitFactory(name="Cardiology elsewhere")
    client.force_login(MembershipFactory(institution=medicine.institution).user)
    find = reverse("profiles:units_find")

    assert client.get(find, {"unit": "cardio"}).content.decode().strip() == (
        f'<option value="Medicine / {inner.name}"></option>'
    )
    assert client.get(find, {"unit": ""}).content.decode().strip() == ""


def test_unit_with_a_staff_role_names_who_has_it_and_stays(client, director, medicine):
    unit = UnitFactory(institution=director.institution)
    member = MembershipFactory(institution=director.institution)
    role = StaffRoleFactory(
        membership=member, role="coordinator", scope_kind="unit", scope_id=unit.pk
    )
    page = client.get(reverse("profiles:unit", args=[unit.pk])).content.decode()
    answer = client.post(reverse("profiles:unit_delete", args=[unit.pk]))

    assert (member.name in page, "Delete unit" in page) == (True, False)
    assert reverse("profiles:staff_role_revoke", args=[role.pk]) in page
    assert "Revoke it first." in words(client, answer)
    assert Unit.objects.filter(pk=unit.pk).exists()


@pytest.mark.parametrize("role", [None, StaffRoleKind.FACILITATOR, StaffRoleKind.OMBUDS])
def test_no_one_but_a_director_changes_units(client, medicine, role):
    roles = [role] if role else []
    client.force_login(MembershipFactory(institution=medicine.institution, offices=roles).user)
    for name, args in ((UNITS, []), ("profiles:unit", [medicine.pk])):
        assert client.get(reverse(name, args=args)).status_code == 403
        assert client.post(reverse(name, args=args), {"name": "X"}).status_code == 403
    for name in ("profiles:unit_merge", "profiles:unit_delete"):
        assert client.post(reverse(name, args=[medicine.pk])).status_code == 403
    assert Unit.objects.get().name == "Medicine"
