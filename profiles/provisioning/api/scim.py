"""The addresses of SCIM 2.0 (RFC 7644); what they do stands in domain/."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from profiles.provisioning.api.scim_bulk import MAX_PAYLOAD, results_of
from profiles.provisioning.api.scim_discovery import configuration, resource_types, schemas
from profiles.provisioning.api.scim_doors import GROUPS, USERS, Door
from profiles.provisioning.api.scim_search import answer, query_in, query_of
from profiles.provisioning.api.scim_view import ScimView, wanted_in
from profiles.provisioning.domain.scim_resources import MESSAGES, ScimError
from profiles.provisioning.domain.scim_versions import is_named, tags_in


def _answered(door: Door, resource: Any, request: Request, *, status: int = 200) -> Response:
    wanted = wanted_in(request.query_params, door.model)
    headers = {"ETag": resource.meta.version}
    if status == 201:
        headers["Location"] = resource.meta.location
    return Response(door.shown(resource, wanted), status=status, headers=headers)


class Collection(ScimView):
    """People, or units."""

    door: ClassVar[Door] = USERS

    def get(self, request: Request) -> Response:
        query = query_of(request.query_params, [self.door])
        return Response(answer(self.institution, query, [self.door]))

    def post(self, request: Request) -> Response:
        wanted_in(request.query_params, self.door.model)
        resource = self.door.create(self.token, request.data)
        return _answered(self.door, resource, request, status=201)


class Item(ScimView):
    """One of them."""

    door: ClassVar[Door] = USERS

    def get(self, request: Request, pk: str) -> Response:
        resource = self.door.find(self.token, pk)
        known = tags_in(request.headers.get("If-None-Match", ""))
        if known is not None and is_named(resource, known):
            return Response(status=304, headers={"ETag": resource.meta.version})
        return _answered(self.door, resource, request)

    def put(self, request: Request, pk: str) -> Response:
        wanted_in(request.query_params, self.door.model)
        resource = self.door.replace(self.token, pk, request.data, self.match)
        return _answered(self.door, resource, request)

    def patch(self, request: Request, pk: str) -> Response:
        wanted = wanted_in(request.query_params, self.door.model)
        resource = self.door.patch(self.token, pk, request.data, self.match)
        if wanted is None and not self.door.answers_patch:
            return Response(status=204, headers={"ETag": resource.meta.version})
        return _answered(self.door, resource, request)

    def delete(self, request: Request, pk: str) -> Response:
        self.door.delete(self.token, pk, self.match)
        return Response(status=204)


class Search(ScimView):
    """A list that is asked for by POST; at the root, of people and units together."""

    doors: ClassVar[Sequence[Door]] = (USERS, GROUPS)

    def post(self, request: Request) -> Response:
        query = query_in(request.data, self.doors)
        return Response(answer(self.institution, query, self.doors))


class Root(ScimView):
    """People and units together."""

    def get(self, request: Request) -> Response:
        query = query_of(request.query_params, [USERS, GROUPS])
        return Response(answer(self.institution, query, [USERS, GROUPS]))


class Bulk(ScimView):
    """Many operations in one request, each by itself."""

    max_body = MAX_PAYLOAD

    def post(self, request: Request) -> Response:
        operations = results_of(self.token, self.body)
        return Response({"schemas": [f"{MESSAGES}:BulkResponse"], "Operations": operations})


class Me(ScimView):
    """No one: a token is an institution's directory (RFC 7644, 3.11)."""

    def get(self, request: Request, rest: str = "") -> Response:
        raise ScimError(
            "The token is a directory's and no person's: there is no /Me.", status=501, scim_type=""
        )

    post = put = patch = delete = get


class Nothing(ScimView):
    """Every other address."""

    def get(self, request: Request, rest: str = "") -> Response:
        raise ScimError("There is no such address.", status=404, scim_type="")

    post = put = patch = delete = get


class ServiceProviderConfig(ScimView):
    def get(self, request: Request) -> Response:
        return Response(configuration())


class About(ScimView):
    """Schemas and resource types: all of a kind, or one by its id."""

    kind = "Schemas"

    def get(self, request: Request, key: str = "") -> Response:
        if request.query_params.get("filter"):
            # RFC 7644, 4: no filter here, and not one that is passed over either.
            raise ScimError("This is not filtered.", status=403, scim_type="")
        rows = schemas() if self.kind == "Schemas" else resource_types()
        if key:
            found = next((one for one in rows if one["id"].lower() == key.lower()), None)
            if found is None:
                raise ScimError("There is no such thing.", status=404, scim_type="")
            return Response(found)
        frame = {"schemas": [f"{MESSAGES}:ListResponse"], "startIndex": 1}
        count = {"totalResults": len(rows), "itemsPerPage": len(rows)}
        return Response({**frame, **count, "Resources": rows})
