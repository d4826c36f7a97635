"""What this SCIM service says of itself (RFC 7643, sections 5 to 7)."""

from __future__ import annotations

from typing import Any

from profiles.provisioning.domain.scim_resources import CORE, ENTERPRISE, FACULTY, GROUP, USER
from profiles.vocabulary import Rank, Track

CONFIGURATION: dict[str, Any] = {
    "schemas": [f"{CORE}:ServiceProviderConfig"],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
    "filter": {"supported": True, "maxResults": 200},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": False},
    "authenticationSchemes": [
        {
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "A token that a program director makes under Roster, Provisioning.",
            "primary": True,
        }
    ],
    "meta": {"resourceType": "ServiceProviderConfig"},
}


def _attribute(name: str, description: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": "string",
        "multiValued": False,
        "description": description,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **more,
    }


def _complex(
    name: str, description: str, parts: list[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    made = _attribute(name, description, type="complex", subAttributes=parts, **more)
    made.pop("caseExact")
    return made


def _schema(key: str, name: str, description: str, *attributes: Any) -> dict[str, Any]:
    return {
        "schemas": [f"{CORE}:Schema"],
        "id": key,
        "name": name,
        "description": description,
        "attributes": list(attributes),
        "meta": {"resourceType": "Schema", "location": f"/scim/v2/Schemas/{key}"},
    }


READ_ONLY = {"mutability": "readOnly"}
SCHEMAS = [
    _schema(
        USER,
        "User",
        "A person of the institution",
        _attribute("userName", "What the directory calls them", required=True, uniqueness="server"),
        _attribute("externalId", "The directory's own key", caseExact=True),
        _complex(
            "name",
            "Their name",
            [
                _attribute("givenName", "Given name", required=True),
                _attribute("familyName", "Family name", required=True),
                _attribute("formatted", "Both", **READ_ONLY),
            ],
        ),
        _attribute("displayName", "Read where there is no name"),
        _attribute("title", "Read as the rank where it is one"),
        _attribute("active", "Whether they are here; false ends their time", type="boolean"),
        _complex(
            "emails",
            "The address with which they sign in: the primary, else the one for work",
            [
                _attribute("value", "The address", required=True),
                _attribute("type", "work", canonicalValues=["work"]),
                _attribute("primary", "Whether it is the one", type="boolean"),
            ],
            multiValued=True,
        ),
    ),
    _schema(
        ENTERPRISE,
        "EnterpriseUser",
        "Their place in the institution",
        _attribute("employeeNumber", "The roster's number; set once", mutability="immutable"),
        _attribute("department", "A unit by its name, or by its path with / between the parts"),
        _attribute("division", "A unit below the department"),
        _complex(
            "manager",
            "Who supervises them",
            [
                _attribute("value", "The id of that user", caseExact=True),
                _attribute("displayName", "That person's name", **READ_ONLY),
            ],
        ),
    ),
    _schema(
        FACULTY,
        "Faculty",
        "What faculty have beside",
        _attribute("rank", "Academic rank", canonicalValues=list(Rank.values)),
        _attribute("track", "Track", canonicalValues=list(Track.values)),
        _attribute("specialty", "Up to 200 characters"),
    ),
    _schema(
        GROUP,
        "Group",
        "A unit of the institution; everybody is in one at most",
        _attribute("displayName", "Its name, or its path with / between the parts", required=True),
        _complex(
            "members",
            "The people of the unit itself",
            [
                _attribute("value", "The id of a user", mutability="immutable", caseExact=True),
                _attribute("display", "That person's name", **READ_ONLY),
            ],
            multiValued=True,
        ),
    ),
]
RESOURCE_TYPES = [
    {
        "schemas": [f"{CORE}:ResourceType"],
        "id": name,
        "name": name,
        "endpoint": f"/{name}s",
        "schema": schema,
        "schemaExtensions": [{"schema": one, "required": False} for one in extensions],
        "meta": {"resourceType": "ResourceType", "location": f"/scim/v2/ResourceTypes/{name}"},
    }
    for name, schema, extensions in (("User", USER, [ENTERPRISE, FACULTY]), ("Group", GROUP, []))
]
