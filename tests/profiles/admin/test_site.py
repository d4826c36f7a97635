"""The administration through its pages: what directors and operators do there, and may not."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import Approval, AuditEvent, Institution, Membership, Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(client):
    one = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.force_login(one.user)
    return one


@pytest.fixture
def operator(client):
    one = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(one)
    return one


def change(row) -> str:
    return reverse(f"admin:profiles_{row._meta.model_name}_change", args=[row.pk])


def test_director_sees_only_their_own_institution(client, director):
    UnitFactory(institution=director.institution, name="Here")
    theirs = UnitFactory(name="Elsewhere")
    page = client.get(reverse("admin:profiles_unit_changelist")).content.decode()
    assert ("Here" in page, "Elsewhere" in page) == (True, False)
    assert client.get(change(theirs)).status_code == 404
    assert client.get(change(theirs.institution)).status_code == 404
    assert client.get(change(MembershipFactory())).status_code == 404


def test_index_offers_a_director_no_logins(client, director):
    page = client.get(reverse("admin:index")).content.decode()
    assert "/admin/profiles/membership/" in page
    assert "/admin/profiles/user/" not in page


def test_index_opens_for_someone_with_a_password(client, director):
    director.user.set_password("correct horse 7")
    director.user.save()
    client.force_login(director.user)
    assert "/admin/password/" in client.get(reverse("admin:index")).content.decode()


def test_director_adds_a_unit_to_their_own_institution(client, director):
    theirs = UnitFactory()
    url = reverse("admin:profiles_unit_add")
    client.post(url, {"name": "Geriatrics", "parent": "", "institution": theirs.institution_id})
    assert Unit.objects.get(name="Geriatrics").institution == director.institution
    answer = client.post(url, {"name": "Cardiology", "parent": str(theirs.pk)})
    assert list(answer.context["adminform"].form.errors) == ["parent"]


def act(client, action, *members):
    """Choose *members* on the list and do *action*; the words of the page that answers."""
    keys = [str(one.pk) for one in members]
    data = {"action": action, "_selected_action": keys}
    page = client.post(reverse("admin:profiles_membership_changelist"), data, follow=True)
    return " ".join(str(one) for one in page.context["messages"])


def roles_of(member):
    member.refresh_from_db()
    return member.offices


def test_director_grants_and_revokes_a_facilitator(client, director):
    member = MembershipFactory(institution=director.institution)
    act(client, "grant_facilitator", member)
    granted = roles_of(member)
    act(client, "revoke_facilitator", member)

    assert (granted, roles_of(member)) == (["facilitator"], [])
    assert list(AuditEvent.objects.order_by("at").values_list("verb", "actor")) == [
        ("staff_role.granted", director.user.pk),
        ("staff_role.revoked", director.user.pk),
    ]


@pytest.mark.parametrize("role", ["ombuds", "director"])
def test_a_role_that_opens_confidences_waits_for_a_second_person(client, director, role):
    member = MembershipFactory(institution=director.institution)
    words = act(client, f"grant_{role}", member)

    assert "A second person has to approve it" in words
    assert (roles_of(member), Approval.objects.get().gains) == ([], member.user)


def test_roles_cannot_be_typed_into_the_page_of_a_member(client, director):
    client.post(change(director), {"offices": ["facilitator", "ombuds"]})

    assert roles_of(director) == ["director"]


def test_what_the_roster_says_cannot_be_changed_here(client, director):
    member = MembershipFactory(institution=director.institution, rank="assistant")
    client.post(change(member), {"rank": "full", "family_name": "Other"})
    assert Membership.objects.get(pk=member.pk).rank == "assistant"


def test_director_sets_the_threshold_and_not_the_name(client, director):
    here = director.institution
    posted = {
        "time_zone": "Europe/Lisbon",
        "holiday_region": "PT",
        "protege_label": "mentee",
        "suppression_threshold": "7",
        "publication_days": "7",
        "invitation_lapse_days": "14",
        "address_claim_days": "7",
        "second_factor": "roles",
        "own_device_days": "14",
        "name": "Renamed",
        "slug": "renamed",
    }
    client.post(change(here), posted)
    saved = Institution.objects.get(pk=here.pk)
    assert (saved.suppression_threshold, saved.name) == (7, here.name)


def test_operator_cannot_take_the_last_director_away(client, operator):
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    words = act(client, "revoke_director", director)

    assert ("only program director" in words, roles_of(director)) == (True, ["director"])


def test_appoint_command_makes_the_first_director(capsys):
    member = MembershipFactory()
    here = member.institution.slug
    call_command("appoint", member.user.email.upper(), "director", "--institution", here)
    member.refresh_from_db()
    assert member.offices == ["director"]
    with pytest.raises(CommandError, match="only program director"):
        call_command("appoint", member.user.email, "director", "--institution", here, "--dismiss")
    with pytest.raises(CommandError, match="Import the roster"):
        call_command("appoint", "nobody@x.example", "director", "--institution", here)


def test_someone_who_left_is_not_appointed():
    member = MembershipFactory(end_date="2026-01-31")
    with pytest.raises(CommandError, match="has left"):
        call_command(
            "appoint", member.user.email, "ombuds", "--institution", member.institution.slug
        )


def test_list_of_people_stays_within_its_budget(client, director, django_assert_num_queries):
    unit = UnitFactory(institution=director.institution)
    MembershipFactory.create_batch(3, institution=director.institution, unit=unit)
    with django_assert_num_queries(7):
        page = client.get(reverse("admin:profiles_membership_changelist"))
    assert page.context["cl"].result_count == 4


def test_operator_s_home_leads_to_what_they_run(client, operator):
    page = client.get("/").content.decode()

    for name in ("admin:index", "profiles:operating_emails"):
        assert f'href="{reverse(name)}"' in page
    assert "not at an institution right now" not in page


def test_operators_see_what_has_failed_without_its_text_and_have_it_tried_again(client, operator):
    row = OutboxMessage.objects.create(
        key="tie-1",
        kind="tie_ended",
        recipient="a@example.org",
        subject="Secret subject",
        body_text="Secret body",
        due_at=timezone.now(),
        state="failed",
        attempts=8,
        last_error="OSError: 550",
    )
    address = reverse("admin:mentornet_outboxmessage_changelist")

    pages = (
        client.get(address).content.decode()
        + client.get(
            reverse("admin:mentornet_outboxmessage_change", args=[row.pk])
        ).content.decode()
    )
    client.post(address, {"action": "send_again", "_selected_action": [str(row.pk)]})

    assert ("OSError: 550" in pages, "Secret" in pages) == (True, False)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)
