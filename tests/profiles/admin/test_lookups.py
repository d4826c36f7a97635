"""Nothing that an administration page does not show can be asked for through its address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.hashers import make_password
from django.urls import NoReverseMatch, reverse

from mentornet.mail.outbox import CONFIDENTIAL, queue_message
from mentornet.models import OutboxMessage
from profiles.admin import site
from profiles.admin.site import TenantAdmin
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

REGISTERED = [
    "mentornet.job",
    "mentornet.outboxmessage",
    "mentornet.webhookdelivery",
    "mentornet.webhookendpoint",
    "profiles.apiclient",
    "profiles.approval",
    "profiles.auditevent",
    "profiles.institution",
    "profiles.membership",
    "profiles.rosterimport",
    "profiles.user",
]
# What holds a secret, or what someone wrote, by whatever name: no page lists, searches or shows it.
SECRET = (
    "password",
    "token",
    "secret",
    "hash",
    "body",
    "sealed",
    "payload",
    "calendar",
    "headers",
    "subject",
)
ORACLES = ("", "__startswith", "__regex", "__gt", "__in", "__isnull", "__exact")


@pytest.fixture
def operator(client):
    one = UserFactory(is_staff=True, is_superuser=True, password=make_password("a password"))
    client.force_login(one)
    return one


def test_these_and_no_other_models_have_pages():
    assert sorted(model._meta.label_lower for model in site._registry) == REGISTERED


def test_every_page_has_the_common_rules():
    assert [one for one in site._registry.values() if not isinstance(one, TenantAdmin)] == []


def paths(model, *, deep: bool = True) -> Iterator[str]:
    """Every field of a model, and of what it is related to in either direction."""
    for field in model._meta.get_fields():
        yield field.name
        if deep and field.related_model and field.related_model is not model:
            for further in paths(field.related_model, deep=False):
                yield f"{field.name}__{further}"


@pytest.mark.parametrize("every", [20, pytest.param(2, marks=pytest.mark.long)])
@pytest.mark.parametrize("label", REGISTERED)
def test_list_answers_no_look_up_that_its_page_does_not_offer(client, operator, label, every):
    [(model, page)] = [one for one in site._registry.items() if one[0]._meta.label_lower == label]
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    request = client.get(address).wsgi_request
    offered = page.offered_lookups(request)

    asked = [
        f"{path}{oracle}"
        for path in paths(model)
        for oracle in (ORACLES if "__" not in path else ("__startswith", "__regex"))
    ]
    answered = [
        one
        for one in asked[::every]
        if one not in offered and client.get(address, {one: "a"}).status_code != 400
    ]

    assert len(asked) > 50
    assert answered == []


@pytest.mark.parametrize(
    ("label", "lookup"),
    [
        ("profiles_user", "password__startswith"),
        ("profiles_user", "password__regex"),
        ("profiles_user", "authenticator__data__startswith"),
        ("profiles_user", "usersession__session_key__startswith"),
        ("profiles_user", "emailaddress__emailconfirmation__key__startswith"),
        ("profiles_user", "socialaccount__socialtoken__token__startswith"),
        ("profiles_membership", "user__password__startswith"),
        ("profiles_membership", "institution__sign_on__app__secret__startswith"),
        ("mentornet_outboxmessage", "body_text__regex"),
        ("mentornet_outboxmessage", "subject__startswith"),
        ("profiles_institution", "webhookendpoint__sealed_secret__startswith"),
    ],
)
def test_secrets_are_not_read_letter_by_letter(client, operator, label, lookup):
    address = reverse(f"admin:{label}_changelist")

    assert [client.get(address, {lookup: one}).status_code for one in "$ab"] == [400, 400, 400]


def test_director_is_told_no_whatever_they_ask(client):
    director = MembershipFactory(offices=["director"])
    client.force_login(director.user)

    for page in site._registry:
        address = reverse(f"admin:{page._meta.label_lower.replace('.', '_')}_changelist")
        assert [client.get(address, {one: "a"}).status_code for one in ("id", "q")] == [403, 403]


def test_offered_filters_work(client, operator):
    member = MembershipFactory(rank="assistant")
    people = reverse("admin:profiles_membership_changelist")
    logins = reverse("admin:profiles_user_changelist")

    found = client.get(people, {"rank__exact": "assistant", "here": "yes"}).context["cl"]
    assert list(found.queryset) == [member]
    assert client.get(logins, {"is_active__exact": "0"}).context["cl"].queryset.count() == 0


def test_rows_are_opened_by_their_key_alone(client, operator):
    address = reverse("admin:profiles_user_changelist")
    page = reverse("admin:profiles_user_change", args=[operator.pk])

    for door in (address, page):
        for field in ("password", "email", "is_active"):
            assert client.get(door, {"_to_field": field}).status_code == 400
    opened = client.get(page, {"_to_field": "id", "_popup": "1"})
    assert opened.context["original"] == operator


def test_no_page_lists_searches_or_shows_a_secret():
    for page in site._registry.values():
        named = [*page.list_display, *page.search_fields, *page.readonly_fields]
        named += [one for one in page.list_filter if isinstance(one, str)]
        named += list(page.fields or ())

        assert [name for name in named if any(word in str(name) for word in SECRET)] == []


def test_order_of_a_list_follows_its_columns_alone(client, operator):
    """Sorting by a hidden field would tell which of two is smaller."""
    UserFactory.create_batch(3)
    for column in ("99", "password", "-password"):
        shown = client.get(reverse("admin:profiles_user_changelist"), {"o": column})

        assert "password" not in str(shown.context["cl"].queryset.query.order_by)


def test_doors_beside_the_pages_are_not_there(client, operator):
    for name in ("autocomplete", "view_on_site", "profiles_user_delete"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:{name}", args=[] if name == "autocomplete" else ["1", "1"])
    assert client.get("/admin/autocomplete/").status_code == 404
    assert client.get(f"/admin/profiles/user/{operator.pk}/delete/").status_code == 404


def test_what_libraries_register_with_the_framework_has_no_page(client, operator):
    others = [model._meta for model in admin.site._registry]

    assert {"emailaddress", "authenticator", "socialapp", "periodictask"} <= {
        one.model_name for one in others
    }
    for one in others:
        for prefix in ("admin", "django-admin"):
            address = f"/{prefix}/{one.app_label}/{one.model_name}/"
            if f"{one.app_label}.{one.model_name}" not in REGISTERED:
                assert client.get(address).status_code == 404


def test_password_of_a_login_is_on_no_page_of_it(client, operator):
    pages = "".join(
        client.get(reverse(f"admin:profiles_user_{name}", args=[operator.pk])).content.decode()
        for name in ("change", "history")
    )

    assert "changelist" not in pages.split("<title>")[0]
    assert operator.email in pages
    assert operator.password not in pages
    assert operator.password[:8] not in pages


def test_operator_cannot_find_out_who_got_a_confidential_message(client, operator):
    context = {"name": "Ada", "link": "https://mentornet.example/", "institution": "Lakeside"}
    for key, confidential in (("plain", False), ("hidden", True)):
        queue_message(
            key=key,
            to="ada@school.example",
            subject="You have a message",
            template="message_waiting",
            context=context,
            confidential=confidential,
        )
    hidden = OutboxMessage.objects.get(kind=CONFIDENTIAL)
    address = reverse("admin:mentornet_outboxmessage_changelist")

    found = client.get(address, {"q": "ada@school.example"})
    listed = client.get(address, {"kind__exact": CONFIDENTIAL})
    shown = client.get(reverse("admin:mentornet_outboxmessage_change", args=[hidden.pk]))

    assert [one.key for one in found.context["cl"].queryset] == ["plain"]
    assert list(listed.context["cl"].queryset) == [hidden]
    assert "ada@school.example" not in (listed.content + shown.content).decode()
