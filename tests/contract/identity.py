"""The access matrix of sign-on, provisioning and expertise."""

from __future__ import annotations

from typing import Any

from tests.contract.matrix import (
    Expected,
    Kwargs,
    Outcome,
    Row,
    colleagues,
    everyone,
    members,
    only,
    signed_in,
)
from tests.contract.world import ROLES, World


def slug(world: World) -> dict[str, Any]:
    return {"slug": world.protege.institution.slug}


def saml(world: World) -> dict[str, Any]:
    return {"organization_slug": world.rows["sign_on"].app.provider_id}


def no_such_provider(world: World) -> dict[str, Any]:
    return {"provider_id": world.rows["sign_on"].app.provider_id}  # one, but of SAML


def directors() -> Expected:
    return only("director", "other_director", others=Outcome.DENIED)


def director_here() -> Expected:
    return {**directors(), "other_director": Outcome.HIDDEN}


def all_meet(outcome: Outcome) -> Expected:
    return dict.fromkeys(ROLES, outcome)


def act(**data: str) -> Row:
    """What a director does with the sign-on; another institution has none."""
    return Row(director_here(), method="post", data=lambda world: data)


def keyed(key: str, value: str) -> Kwargs:
    return lambda world: {key: value}


# Without a directory's token (see test_scim) nobody gets in, whoever is signed in.
SCIM: dict[str, Row] = {
    "profiles:scim_root": Row(all_meet(Outcome.DENIED)),
    "profiles:scim_search": Row(all_meet(Outcome.DENIED), method="post"),
    "profiles:scim_users_search": Row(all_meet(Outcome.DENIED), method="post"),
    "profiles:scim_groups_search": Row(all_meet(Outcome.DENIED), method="post"),
    "profiles:scim_bulk": Row(all_meet(Outcome.DENIED), method="post"),
    "profiles:scim_me": Row(all_meet(Outcome.DENIED)),
    "profiles:scim_nothing": Row(all_meet(Outcome.DENIED), kwargs=keyed("rest", "Colours/4")),
    "profiles:scim_config": Row(all_meet(Outcome.DENIED)),
    "profiles:scim_schemas": Row(all_meet(Outcome.DENIED)),
    "profiles:scim_schema": Row(all_meet(Outcome.DENIED), kwargs=keyed("key", "x")),
    "profiles:scim_resource_types": Row(all_meet(Outcome.DENIED)),
    "profiles:scim_resource_type": Row(all_meet(Outcome.DENIED), kwargs=keyed("key", "User")),
    "profiles:scim_users": Row(all_meet(Outcome.DENIED)),
    "profiles:scim_user": Row(
        all_meet(Outcome.DENIED), kwargs=lambda world: {"pk": str(world.protege.pk)}
    ),
    "profiles:scim_groups": Row(all_meet(Outcome.DENIED)),
    "profiles:scim_group": Row(
        all_meet(Outcome.DENIED), kwargs=lambda world: {"pk": str(world.rows["unit"].pk)}
    ),
}

IDENTITY: dict[str, Row] = {
    **SCIM,
    # Doors for strangers. What comes back from a provider opens something or not: see
    # test_sign_on_oidc and test_sign_on_saml.
    # Each shows or changes only what the reader's own session knows.
    "profiles:confirm": Row(signed_in()),
    "profiles:confirm_by_sign_on": Row(signed_in(), kwargs=slug, method="post"),
    "profiles:held": Row(signed_in()),
    "profiles:second_factor": Row(signed_in()),
    "profiles:find_sign_on": Row(
        everyone(), method="post", data=lambda world: {"email": "somebody@here.example"}
    ),
    "profiles:sign_on": Row(everyone(), kwargs=slug),
    "profiles:sign_on_required": Row(everyone(), kwargs=slug),
    "profiles:link_sign_on": Row(signed_in(), kwargs=slug),
    "profiles:unlink_sign_on": Row(signed_in(), kwargs=slug, method="post"),
    "saml_login": Row(everyone(), kwargs=saml),
    "saml_metadata": Row(everyone(), kwargs=saml),
    "saml_acs": Row(everyone(), kwargs=saml, method="post"),  # goes on to the next, which refuses
    "saml_finish_acs": Row(all_meet(Outcome.DENIED), kwargs=saml),
    "saml_sls": Row(all_meet(Outcome.DENIED), kwargs=saml),
    "openid_connect_login": Row(all_meet(Outcome.HIDDEN), kwargs=no_such_provider),
    "openid_connect_callback": Row(all_meet(Outcome.HIDDEN), kwargs=no_such_provider),
    "openid_connect_signed_out": Row(all_meet(Outcome.HIDDEN), kwargs=no_such_provider),
    # A token of the provider's own ends sessions there, and nothing else does: see test_sign_out.
    "openid_connect_back_channel": Row(
        all_meet(Outcome.HIDDEN), kwargs=no_such_provider, method="post"
    ),
    # Pages of the library, most of which lead elsewhere here.
    "socialaccount_login_cancelled": Row(everyone()),
    "socialaccount_login_error": Row(all_meet(Outcome.DENIED)),
    "socialaccount_connections": Row(signed_in()),
    "socialaccount_signup": Row(everyone()),
    "/accounts/social/login/cancelled/": Row(all_meet(Outcome.LOGIN)),
    "/accounts/social/login/error/": Row(all_meet(Outcome.LOGIN)),
    "/accounts/social/signup/": Row(everyone()),
    "/accounts/social/connections/": Row(everyone()),
    # Directors, each of their own institution's.
    "profiles:sign_on_setup": Row(directors()),
    "profiles:sign_on_connection": Row(directors(), kwargs=keyed("protocol", "saml")),
    "profiles:sign_on_test": act(),
    "profiles:sign_on_state": act(state="draft"),
    "profiles:sign_on_break_glass": act(),
    "profiles:sign_on_remove": act(),
    "profiles:sign_on_forget": act(email="somebody@here.example"),
    "profiles:provisioning": Row(directors()),
    "profiles:provisioning_revoke": Row(
        director_here(), kwargs=lambda world: {"pk": world.rows["token"].pk}, method="post"
    ),
    # Everybody their own.
    "profiles:expertise": Row(members()),
    "profiles:expertise_save": Row(members(), method="post"),
    "profiles:about_me": Row(members()),
    "profiles:photo_save": Row(members(), method="post"),
    "profiles:photo_remove": Row(members(), method="post"),
    "profiles:photo_restore": Row(members(), method="post"),
    "profiles:tip_dismiss": Row(
        members(), kwargs=lambda world: {"name": "network_map"}, method="post"
    ),
    "profiles:tips_show": Row(members(), method="post"),
    # A logo is for the people of its institution.
    "profiles:logo": Row(colleagues(), kwargs=lambda world: {"key": world.rows["logo"].key}),
    # A photo is for colleagues: another institution does not learn that it is there.
    "profiles:photo": Row(
        colleagues(),
        kwargs=lambda world: {"key": world.rows["photo"].key, "size": "small"},
    ),
}
