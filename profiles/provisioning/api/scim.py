"""SCIM 2.0 over HTTP (RFC 7644): one token, one institution; what it does stands in domain/."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q, QuerySet
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from scim2_filter_parser.lexer import SCIMLexer
from scim2_filter_parser.parser import SCIMParserError
from scim2_filter_parser.transpilers.django_q_object import get_query

from mentornet.api.problems import Busy
from mentornet.api.share import take
from mentornet.lost_races import is_lock_timeout
from profiles.models import Institution, Membership, ProvisioningToken, Unit
from profiles.people.models.membership import words_for_waiting
from profiles.provisioning.api.scim_discovery import CONFIGURATION, RESOURCE_TYPES, SCHEMAS
from profiles.provisioning.domain import scim_groups as groups
from profiles.provisioning.domain import scim_users as domain
from profiles.provisioning.domain.scim_resources import ScimError, operations_of, patched
from profiles.provisioning.domain.tokens import token_of
from profiles.roster.domain.snapshot import path_in_words, unit_paths

MESSAGES = "urn:ietf:params:scim:api:messages:2.0"
MOST_RESULTS = 200
LONGEST_FILTER = 1_000
MAX_BYTES = 2 * 1024**2
USER_FILTERS = {
    ("id", None, None): "pk",
    ("userName", None, None): "scim_user_name",
    ("externalId", None, None): "scim_external_id",
    ("active", None, None): "scim_active",
    ("emails", None, None): "address",
    ("emails", "value", None): "address",
    ("emails", "type", None): "scim_email_type",
    ("name", "givenName", None): "given_name",
    ("name", "familyName", None): "family_name",
}
NAME_ASKED = re.compile(r'\s*userName\s+eq\s+"([^"\\]{1,254})"\s*', re.IGNORECASE)
CORE_PREFIX = "urn:ietf:params:scim:schemas:core:2.0:User:"


class ScimJSONParser(JSONParser):
    media_type = "application/scim+json"


class ScimJSONRenderer(JSONRenderer):
    media_type = "application/scim+json"
    charset = "utf-8"


class BearerToken(BaseAuthentication):
    """The institution's provisioning token; sessions and cookies mean nothing here."""

    def authenticate(self, request: Request) -> tuple[Any, ProvisioningToken]:
        scheme, _blank, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        token = token_of(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
        if token is None:
            raise AuthenticationFailed("Send a valid bearer token.")
        return None, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="scim"'


class HasToken(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, ProvisioningToken)


def scim_error(error: Exception, context: Any) -> Response | None:
    """Every error in the protocol's own form (RFC 7644, 3.12)."""
    del context
    headers: dict[str, str] = {}
    scim_type = ""
    if isinstance(error, ScimError):
        status, detail, scim_type = error.status, str(error.message), error.scim_type
    elif isinstance(error, Busy):
        status, detail = Busy.status_code, str(error.detail)
        headers["Retry-After"] = str(Busy.wait)
    elif isinstance(error, APIException):
        status, detail = error.status_code, str(error.detail)
        scim_type = "invalidSyntax" if status == 400 else ""
        if header := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = header
    elif isinstance(error, ValidationError):
        status, detail, scim_type = 400, " ".join(error.messages), "invalidValue"
    elif isinstance(error, IntegrityError):
        status, detail = 409, "Somebody changed the same in the meantime. Try again."
    elif is_lock_timeout(error):
        status, detail = Busy.status_code, str(Busy.default_detail)
        headers["Retry-After"] = str(Busy.wait)
    else:
        return None
    body = {"schemas": [f"{MESSAGES}:Error"], "status": str(status), "detail": detail}
    if scim_type:
        body["scimType"] = scim_type
    return Response(body, status=status, headers=headers)


class ScimView(APIView):
    authentication_classes = (BearerToken,)
    permission_classes = (HasToken,)
    parser_classes = (ScimJSONParser, JSONParser)
    renderer_classes = (ScimJSONRenderer, JSONRenderer)
    throttle_classes = ()
    schema = None

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return scim_error

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        take(request._request, self.institution.pk)
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > MAX_BYTES:
            raise ScimError("The request is too large.", status=413, scim_type="")
        if request.method in ("POST", "PUT", "PATCH") and not isinstance(request.data, dict):
            raise ScimError("The body is an object.", scim_type="invalidSyntax")

    @property
    def token(self) -> ProvisioningToken:
        return cast(ProvisioningToken, self.request.auth)

    @property
    def institution(self) -> Institution:
        return self.token.institution

    @property
    def base(self) -> str:
        return f"{settings.SITE_URL}/scim/v2"

    def page(self, rows: QuerySet[Any]) -> tuple[list[Any], dict[str, Any]]:
        """The part of *rows* that startIndex and count ask for, and what frames it."""
        start = max(_number(self.request, "startIndex", 1), 1)
        count = min(max(_number(self.request, "count", 100), 0), MOST_RESULTS)
        found = list(rows[start - 1 : start - 1 + count])
        return found, {
            "schemas": [f"{MESSAGES}:ListResponse"],
            "totalResults": rows.count(),
            "startIndex": start,
            "itemsPerPage": len(found),
        }


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    try:
        return min(int(text), 10_000_000) if text else default
    except ValueError:
        raise ScimError(f"{name} is a number.") from None


def _filtered(rows: QuerySet[Any], text: str, names: dict[Any, str]) -> QuerySet[Any]:
    """Those of *rows* that the filter *text* picks; raise ScimError (invalidFilter)."""
    if not text:
        return rows
    refused = ScimError(f"“{text[:100]}” is not understood.", scim_type="invalidFilter")
    if len(text) > LONGEST_FILTER:
        raise refused
    bare = text.replace(CORE_PREFIX, "")
    known = {part.lower() for path in names for part in path if part}
    try:
        # The parser passes over what it does not know, and would answer with too many.
        said = {one.value.lower() for one in SCIMLexer().tokenize(bare) if one.type == "ATTRNAME"}
        if not said <= known:
            raise refused
        query: Q | None = get_query(bare, names)
        if query is None:
            raise refused
        with transaction.atomic():
            found = rows.filter(query)
            found.exists()
    except (
        SCIMParserError,
        FieldError,
        ValidationError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        DataError,
        RecursionError,
    ) as error:
        raise refused from error
    return found


class Users(ScimView):
    """The institution's people."""

    def get(self, request: Request) -> Response:
        rows: Any = domain.people_of(self.institution)
        text = request.query_params.get("filter", "")
        if match := NAME_ASKED.fullmatch(text):
            rows = rows.filter(pk__in=domain.keys_of_name(self.institution, match[1]))
        else:
            rows = _filtered(rows, text, USER_FILTERS)
        found, frame = self.page(rows)
        return Response({**frame, "Resources": _users(self, found)})

    def post(self, request: Request) -> Response:
        member = domain.create_person(self.token, request.data)
        (body,) = _users(self, [member])
        return Response(body, status=201, headers={"Location": body["meta"]["location"]})


def _users(view: ScimView, members: list[Membership]) -> list[dict[str, Any]]:
    paths = unit_paths(view.institution) if any(one.unit_id for one in members) else {}
    return [
        domain.user_resource(
            one,
            unit_path=path_in_words(paths[one.unit_id]) if one.unit_id else "",
            base=view.base,
        )
        for one in members
    ]


class User(ScimView):
    """One of them."""

    def get(self, request: Request, pk: str) -> Response:
        return Response(_users(self, [domain.person_or_404(self.institution, pk)])[0])

    def put(self, request: Request, pk: str) -> Response:
        member = domain.person_or_404(self.institution, pk)
        return self._answered(domain.replace_person(self.token, member, request.data))

    def patch(self, request: Request, pk: str) -> Response:
        member = domain.person_or_404(self.institution, pk)
        (present,) = _users(self, [member])
        changed = domain.patch_person(
            self.token, member, operations_of(request.data), present=present
        )
        return self._answered(changed)

    def delete(self, request: Request, pk: str) -> Response:
        member = domain.person_or_404(self.institution, pk)
        if not domain.withdraw_person(self.token, member):
            return _waiting()
        return Response(status=204)

    def _answered(self, changed: Membership) -> Response:
        return _waiting() if changed.end_held else Response(_users(self, [changed])[0])


def _waiting() -> Response:
    """What a directory is told whose end waits; it tries again, and is done once a director confirms."""
    found = scim_error(ScimError(words_for_waiting(), status=409, scim_type=""), None)
    assert found is not None  # noqa: S101  (every ScimError is answered)
    return found


class Groups(ScimView):
    """The institution's units."""

    def get(self, request: Request) -> Response:
        rows: Any = Unit.objects.of(self.institution).order_by("id")
        text = request.query_params.get("filter", "")
        if name := _name_asked(text):
            rows = rows.filter(pk__in=_named(self.institution, name))
        elif text:
            rows = _filtered(rows, text, {("id", None, None): "pk"})
        found, frame = self.page(rows)
        return Response({**frame, "Resources": _groups(self, found)})

    def post(self, request: Request) -> Response:
        name, members = _group_in(request.data)
        unit = groups.create_group(self.institution, name=name, members=members)
        (body,) = _groups(self, [unit])
        return Response(body, status=201, headers={"Location": body["meta"]["location"]})


def _name_asked(text: str) -> str:
    """The name of a filter `displayName eq "…"`, which compares whole paths as well as names."""
    attribute, _blank, rest = text.strip().partition(" ")
    operator, _blank, value = rest.strip().partition(" ")
    value = value.strip()
    quoted = len(value) > 2 and value[0] == value[-1] == '"' and '"' not in value[1:-1]
    return value[1:-1] if attribute.lower() == "displayname" and operator == "eq" and quoted else ""


def _named(institution: Institution, name: str) -> list[Any]:
    """The unit with this path; else the units with this name, wherever they are."""
    paths = unit_paths(institution)
    wanted = name.casefold()
    whole = [pk for pk, path in paths.items() if path_in_words(path).casefold() == wanted]
    return whole or [pk for pk, path in paths.items() if path[-1].casefold() == wanted]


def _group_in(data: Any) -> tuple[str, list[str]]:
    plain = {str(key).lower(): value for key, value in data.items()}
    name = plain.get("displayname")
    if not isinstance(name, str) or not name.strip():
        raise ScimError("displayName must not be empty.")
    return name.strip(), _member_keys(plain.get("members"))


def _member_keys(rows: Any) -> list[str]:
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise ScimError("members is a list of objects with a value.")
    return [str(one.get("value", "")) for one in rows]


def _groups(view: ScimView, units: list[Unit]) -> list[dict[str, Any]]:
    paths = unit_paths(view.institution)
    hidden = "members" in view.request.query_params.get("excludedAttributes", "").split(",")
    members = {} if hidden else groups.members_of([one.pk for one in units])
    return [
        groups.group_resource(
            one,
            path=path_in_words(paths[one.pk]),
            members=None if hidden else members[one.pk],
            base=view.base,
        )
        for one in units
    ]


class Group(ScimView):
    """One of them."""

    def get(self, request: Request, pk: str) -> Response:
        return Response(_groups(self, [groups.unit_or_404(self.institution, pk)])[0])

    def put(self, request: Request, pk: str) -> Response:
        unit = groups.unit_or_404(self.institution, pk)
        name, members = _group_in(request.data)
        with transaction.atomic():
            groups.rename_group(self.institution, unit, name=name)
            groups.set_members(self.institution, unit, wanted=members)
        return Response(_groups(self, [unit])[0])

    def patch(self, request: Request, pk: str) -> Response:
        unit = groups.unit_or_404(self.institution, pk)
        people = groups.members_of([unit.pk])[unit.pk]
        path = path_in_words(unit_paths(self.institution)[unit.pk])
        present = groups.group_resource(unit, path=path, members=people, base=self.base)
        changed = patched(present, operations_of(request.data))
        with transaction.atomic():
            name = changed.get("displayName")
            if name != path:
                groups.rename_group(self.institution, unit, name=str(name or ""))
            groups.set_members(self.institution, unit, wanted=_member_keys(changed.get("members")))
        return Response(status=204)

    def delete(self, request: Request, pk: str) -> Response:
        groups.delete_group(self.institution, groups.unit_or_404(self.institution, pk))
        return Response(status=204)


class ServiceProviderConfig(ScimView):
    def get(self, request: Request) -> Response:
        return Response(CONFIGURATION)


class About(ScimView):
    """Schemas and resource types: all of a kind, or one by its id."""

    kind = "Schemas"

    def get(self, request: Request, key: str = "") -> Response:
        rows: list[dict[str, Any]] = {"Schemas": SCHEMAS, "ResourceTypes": RESOURCE_TYPES}[
            self.kind
        ]
        if key:
            found = next((one for one in rows if one["id"] == key), None)
            if found is None:
                raise ScimError("There is no such thing.", status=404, scim_type="")
            return Response(found)
        frame = {"schemas": [f"{MESSAGES}:ListResponse"], "startIndex": 1}
        count = {"totalResults": len(rows), "itemsPerPage": len(rows)}
        return Response({**frame, **count, "Resources": rows})
