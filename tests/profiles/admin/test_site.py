"""The administration through its pages: what operators do there, and may not."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.models import OutboxMessage, WebhookDelivery, WebhookEvent
from profiles.api_access.domain.clients import create_client
from profiles.api_access.webhooks.domain import create_endpoint
from profiles.institution.domain.audit import record
from profiles.models import Approval, AuditEvent, Membership, RosterImport
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


def test_directors_have_the_dashboard_and_no_way_in(client, director):
    topbar = client.get("/").content.decode()

    assert reverse("admin:index") not in topbar
    for address in (reverse("admin:index"), reverse("admin:profiles_membership_changelist")):
        assert client.get(address).status_code == 403
    assert client.get(change(director)).status_code == 403


def test_pages_bring_the_look_of_the_product_and_nothing_inline(client, operator):
    for address in (reverse("admin:index"), reverse("admin:profiles_institution_changelist")):
        page = client.get(address).content.decode()

        assert page.index("admin/css/base.css") < page.index("css/tokens.css")
        assert page.index("admin/css/responsive.css") < page.index("css/admin.css")
        assert ("theme.js" in page, "style=" in page, "onclick" in page) == (False, False, False)
        assert re.findall(r"<script(?![^>]*src=)[^>]*>(?!\s*</script>)", page) == []


def act(client, action, *members):
    """Choose *members* on the list and do *action*; the words of the page that answers."""
    keys = [str(one.pk) for one in members]
    data = {"action": action, "_selected_action": keys}
    page = client.post(reverse("admin:profiles_membership_changelist"), data, follow=True)
    return " ".join(str(one) for one in page.context["messages"])


def roles_of(member):
    member.refresh_from_db()
    return member.offices


def test_operator_grants_and_revokes_a_facilitator(client, operator):
    member = MembershipFactory()
    act(client, "grant_facilitator", member)
    granted = roles_of(member)
    act(client, "revoke_facilitator", member)

    assert (granted, roles_of(member)) == (["facilitator"], [])
    assert list(AuditEvent.objects.order_by("at").values_list("verb", "actor")) == [
        ("staff_role.granted", operator.pk),
        ("staff_role.revoked", operator.pk),
    ]


@pytest.mark.parametrize("role", ["ombuds", "director"])
def test_a_role_that_opens_confidences_waits_for_a_second_person(client, operator, role):
    active = UserFactory(activated_at=timezone.now())
    director = MembershipFactory(user=active, offices=[StaffRoleKind.DIRECTOR])
    member = MembershipFactory(institution=director.institution)
    words = act(client, f"grant_{role}", member)

    assert "A second person has to approve it" in words
    assert (roles_of(member), Approval.objects.get().gains) == ([], member.user)


def test_roles_cannot_be_typed_into_the_page_of_a_member(client, operator):
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.post(change(director), {"offices": ["facilitator", "ombuds"]})

    assert roles_of(director) == ["director"]


def test_what_the_roster_says_cannot_be_changed_here(client, operator):
    member = MembershipFactory(rank="assistant")
    client.post(change(member), {"rank": "full", "family_name": "Other"})
    assert Membership.objects.get(pk=member.pk).rank == "assistant"


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


def test_list_of_people_stays_within_its_budget(client, operator, django_assert_num_queries):
    unit = UnitFactory()
    MembershipFactory.create_batch(4, institution=unit.institution, unit=unit)
    with django_assert_num_queries(5):
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


def test_audit_of_operators_is_of_their_office_alone(client, operator):
    """Someone who runs the service can be faculty: what they do as that is theirs."""
    own = MembershipFactory(user=operator)
    director = MembershipFactory(institution=own.institution, offices=[StaffRoleKind.DIRECTOR])
    here = {"institution": own.institution, "subject": own}
    shown = record(Verb.INSTITUTION_CHANGED, actor=operator, **here)
    record(Verb.CONCERN_REPORTED, actor=operator, **here)
    record(Verb.TIE_RECORDED, actor=operator, **here)
    record(Verb.INSTITUTION_CHANGED, actor=director.user, **here)

    listed = client.get(reverse("admin:profiles_auditevent_changelist")).context["cl"]

    assert list(listed.queryset) == [shown]


def test_webhooks_and_imports_show_their_state_and_no_content(client, operator):
    here = MembershipFactory(offices=[StaffRoleKind.DIRECTOR]).institution
    endpoint = create_endpoint(
        here, actor=operator, url="https://hooks.example.org/in?key=hidden", events=["*"]
    )
    event = WebhookEvent.objects.create(
        institution=here, name="program.closed", subject_id=here.pk, body="hidden"
    )
    WebhookDelivery.objects.create(
        institution=here,
        endpoint=endpoint,
        event=event,
        subject_id=here.pk,
        due_at=timezone.now(),
        state="failed",
        last_error="503",
    )
    RosterImport.objects.create(
        institution=here, file_name="hidden.csv", digest="x", upload=b"hidden", message="hidden"
    )
    create_client(here, name="Staff system", scopes=["members:read"], actor=operator)

    pages = {
        name: client.get(reverse(f"admin:{name}_changelist")).content.decode()
        for name in (
            "mentornet_webhookendpoint",
            "mentornet_webhookdelivery",
            "profiles_rosterimport",
            "profiles_apiclient",
        )
    }

    for name, seen in zip(
        pages, ("hooks.example.org", "program.closed", "Being checked", "members:read"), strict=True
    ):
        assert seen in pages[name]
        assert "hidden" not in re.sub(r'"[a-z ]*hidden"', "", pages[name])
    # Nor does the title of one endpoint's page, whose address can hold a key.
    one = client.get(reverse("admin:mentornet_webhookendpoint_change", args=[endpoint.pk]))
    assert "key=hidden" not in one.content.decode()
