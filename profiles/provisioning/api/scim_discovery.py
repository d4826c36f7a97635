"""What this SCIM service says of itself (RFC 7643, sections 5 to 7)."""

from __future__ import annotations

from functools import cache
from typing import Any

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    Context,
    ETag,
    Filter,
    Meta,
    Patch,
    Resource,
    ResourceType,
    ServiceProviderConfig,
    Sort,
)

from profiles.provisioning.api.scim_bulk import MAX_PAYLOAD, MOST_OPERATIONS
from profiles.provisioning.api.scim_search import MOST_RESULTS
from profiles.provisioning.domain.scim_models import EnterpriseUser, Faculty, Group, Person, User
from profiles.provisioning.domain.scim_persons import base


def _said(resource: Resource[Any], kind: str, key: str = "") -> dict[str, Any]:
    location = f"{base()}/{kind}s/{key}" if key else f"{base()}/{kind}"
    resource.meta = Meta(resource_type=kind, location=location)
    found: dict[str, Any] = resource.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return found


@cache
def configuration() -> dict[str, Any]:
    """Return what the service can do."""
    scheme = AuthenticationScheme(
        type=AuthenticationScheme.Type.oauthbearertoken,
        name="Bearer token",
        description="A token that a program director makes under Settings, Provisioning.",
        primary=True,
    )
    found = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=MAX_PAYLOAD),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[scheme],
    )
    return _said(found, "ServiceProviderConfig")


@cache
def schemas() -> list[dict[str, Any]]:
    """Return the schemas of people and units."""
    models = (User, EnterpriseUser, Faculty, Group)
    found = []
    for model in models:
        schema = model.to_schema()
        schema.description = (model.__doc__ or "").strip().rstrip(".")
        found.append(_said(schema, "Schema", str(schema.id)))
    return found


@cache
def resource_types() -> list[dict[str, Any]]:
    """Return people and units as kinds of resources."""
    found = []
    for model in (Person, Group):
        kind = ResourceType.from_resource(model)
        kind.description = (model.__doc__ or User.__doc__ or "").strip().rstrip(".")
        found.append(_said(kind, "ResourceType", str(kind.id)))
    return found
