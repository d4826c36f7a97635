"""What all views of the API share: one institution, one way in, one way to answer."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from mentornet.api.caller import Caller, caller_of
from mentornet.api.content import MAX_BODY, MergePatchParser
from mentornet.api.idempotency import claim, digest_of
from mentornet.api.limits import headers_for
from mentornet.api.problems import (
    LONGEST_HEADER,
    MAX_PARAMETER,
    BadParameter,
    Fault,
    InProgress,
    PreconditionFailed,
    PreconditionRequired,
    Problem,
)
from mentornet.api.resources import Resource, check_fields, expanded_in
from mentornet.api.share import take
from mentornet.audit_verbs import Verb
from mentornet.changes.models import Change
from mentornet.lost_races import is_lock_timeout
from profiles.institution.domain.audit import record

Handler = Callable[..., Response]
KEPT_HEADERS = ("Location",)
KEY = re.compile(r"[!-~]{1,255}")


class ApiViewSet(GenericViewSet):
    """Rows of the caller's institution. `resource` names the scopes, `keyset` the order of pages.

    `reading` is the verb of the scope that lets read, where that is not the resource's usual one;
    `changes` is the name of what `updated_since` lists (see mentornet/changes/sources.py).
    """

    resource = ""
    reading = "read"
    keyset: tuple[str, ...] = ("id",)
    changes = ""
    # What of a row changes without anyone's doing: no one's change of the row has to wait for it.
    noted: frozenset[str] = frozenset()
    # Whether a client may send its secret itself instead of a token.
    takes_secret = False
    parameters: frozenset[str] = frozenset()
    max_body = MAX_BODY
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    lookup_value_converter = "uuid"

    @property
    def caller(self) -> Caller:
        return caller_of(self.request)

    def rows(self) -> QuerySet[Any]:
        """The rows that the caller may read. A view that forgets to say has none."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        rows = self.rows()
        serializer = self.get_serializer_class()
        if not issubclass(serializer, Resource) or self.request.method not in ("GET", "HEAD"):
            return rows
        check_fields(self.request, serializer)
        # Without a name, select_related would take along whatever there is.
        names = expanded_in(self.request, serializer)
        return rows.select_related(*names) if names else rows

    def get_parsers(self) -> list[Any]:
        kinds = list(self.parser_classes)
        if self.request is not None and self.request.method == "PATCH":
            kinds.append(MergePatchParser)
        return [kind() for kind in kinds]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        # Filters are for lists: a row that a list leaves out is there all the same.
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def changes_of(self) -> QuerySet[Change]:
        """The changes of the rows that the caller may read, and may have read before."""
        return Change.objects.filter(
            institution=self.caller.institution, resource=self.changes_name()
        )

    def changes_name(self) -> str:
        """The name under which the changes of these rows are written down."""
        return self.changes

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        take(request._request, self.caller.institution.pk)
        known = {*self.known_parameters()}
        faults = [
            Fault(
                gettext("There is no such parameter."), code="unknown", where="parameter", at=name
            )
            for name in request.query_params
            if name not in known
        ]
        faults += [
            Fault(gettext("It contains a NUL character."), where="parameter", at=name)
            for name, value in [*request.query_params.items(), *kwargs.items()]
            if "\x00" in str(value)
        ]
        faults += [
            Fault(gettext("Leave it out, or give it a value."), where="parameter", at=name)
            for name, value in request.query_params.items()
            if not value
        ]
        too_long = gettext("Use at most %(most)d characters.") % {"most": MAX_PARAMETER}
        faults += [
            Fault(too_long, where="parameter", at=name)
            for name, value in request.query_params.items()
            if len(value) > MAX_PARAMETER
        ]
        too_long = gettext("Use at most %(most)d characters.") % {"most": LONGEST_HEADER}
        faults += [
            Fault(too_long, where="header", at=name)
            for name in ("If-Match", "If-None-Match")
            if len(request.headers.get(name, "")) > LONGEST_HEADER
        ]
        if faults:
            raise BadParameter(faults=faults)

    def known_parameters(self) -> set[str]:
        """The query parameters of this action."""
        known = set(self.parameters)
        if self.request.method not in ("GET", "HEAD"):
            return known
        serializer = self.get_serializer_class() if self.serializer_class else None
        if serializer and issubclass(serializer, Resource):
            known |= {"fields", "expand"} if serializer.expandable else {"fields"}
        if self.action == "list":
            known |= {"limit", "cursor", *(["updated_since"] if self.changes else [])}
            if filterset := getattr(self, "filterset_class", None):
                known |= set(filterset.base_filters)
        return known

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        found = super().finalize_response(request, response, *args, **kwargs)
        found["Cache-Control"] = "private, no-cache"
        if limit := getattr(request, "rate_limit", None):
            for name, value in headers_for(*limit).items():
                found[name] = value
        is_read = request.method in ("GET", "HEAD") and found.status_code == 200
        if is_read and not found.streaming:
            found.add_post_render_callback(_conditional(request))
        return found

    # Acts -----------------------------------------------------------------------------------

    def version_of(self, row: Any) -> str:
        """The ETag of a row as it is now, whatever part of it is asked for."""
        context = {**self.get_serializer_context(), "request": None}
        return self.tag_of(self.get_serializer_class()(row, context=context).data)

    def tag_of(self, found: Any) -> str:
        """The ETag of a whole row as it is shown: its version, and with a dot what was *noted* beside it."""
        if not self.noted:
            return etag_of(found)
        version = etag_of({name: found[name] for name in found if name not in self.noted})
        rest = etag_of({name: found[name] for name in self.noted})
        return f'{version[:-1]}.{rest[1:9]}"'

    def check_version(self, row: Any, *, required: bool) -> None:
        """Compare If-Match with *row*. Raise PreconditionFailed, PreconditionRequired."""
        given = self.request.headers.get("If-Match", "").strip()
        if not given:
            if required:
                raise PreconditionRequired(
                    faults=[Fault(gettext("This is required here."), where="header", at="If-Match")]
                )
            return
        tags = {one.strip() for one in given.split(",")}
        if "*" not in tags and _version(self.version_of(row)) not in set(map(_version, tags)):
            raise PreconditionFailed

    def made(self, row: Any, *, status: int) -> Response:
        """Answer a POST to a list with the *row* that it made, and where that stands from now on."""
        location = self.request.build_absolute_uri(f"{self.request.path}/{row.pk}")
        found = self.get_serializer(row).data
        return Response(found, status=status, headers={"Location": location})

    def note(self, action: str) -> None:
        """Record the client's *action* in the audit log; a person's is recorded under their name."""
        if self.caller.client:
            record(
                Verb.API_CLIENT_ACTED,
                detail=action,
                actor=None,
                institution=self.caller.institution,
                subject=self.caller.client,
            )


class ReadViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    """A list and its single rows, to read."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object())

    def shown(self, row: Any) -> Response:
        """Answer a GET of one *row*."""
        found = self.get_serializer(row).data
        # The tag of a whole row is its version; a part of one gets a tag of its own bytes.
        is_part = {"fields", "expand"} & set(self.request.query_params)
        return Response(found, headers={} if is_part else {"ETag": self.tag_of(found)})


def _version(tag: str) -> str:
    return tag.partition(".")[0].rstrip('"')


def etag_of(value: Any) -> str:
    """Return a strong ETag of a JSON value."""
    text = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _conditional(request: Any) -> Callable[[Any], Any]:
    """Give an answer its ETag, and 304 to whom has it already."""

    def finish(response: Any) -> Any:
        if not response.has_header("ETag"):
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request._request, etag=response["ETag"], response=response)

    return finish


def idempotent(handler: Handler) -> Handler:
    """Act once for each Idempotency-Key: a second request gets the first one's answer.

    The act and its answer are one transaction. A refusal is not kept, so the same key may be used
    again for what was mended.
    """

    @wraps(handler)
    def wrapped(view: ApiViewSet, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            with transaction.atomic():
                return handler(view, request, *args, **kwargs)
        if not KEY.fullmatch(key):
            fault = Fault(
                "1 to 255 printable ASCII characters without blanks.",
                where="header",
                at="Idempotency-Key",
            )
            raise BadParameter(faults=[fault])
        asked = json.dumps(request.data, sort_keys=True, cls=_Digestible)
        digest = digest_of(request.method or "", request.get_full_path(), asked.encode())
        with transaction.atomic():
            row, is_ours = _claimed(view.caller, key, digest)
            if row.digest != digest:
                raise Problem(
                    "This key was used for another request within the last day.",
                    code="idempotency_key_reused",
                    faults=[Fault(gettext("Use a new one."), where="header", at="Idempotency-Key")],
                )
            if not is_ours:
                headers = {**row.headers, "Idempotent-Replayed": "true"}
                return Response(json.loads(bytes(row.body)), status=row.status, headers=headers)
            response = handler(view, request, *args, **kwargs)
            row.status = response.status_code
            row.body = json.dumps(response.data, cls=DjangoJSONEncoder).encode()
            row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            row.save(update_fields=["status", "body", "headers"])
            return response

    wrapped.is_idempotent = True  # type: ignore[attr-defined]
    return wrapped


def _claimed(caller: Caller, key: str, digest: str) -> Any:
    try:
        return claim(
            institution_id=caller.institution.pk, caller=caller.key, key=key, digest=digest
        )
    except OperationalError as error:
        if not is_lock_timeout(error):
            raise
        raise InProgress from error


class _Digestible(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, bytes):
            return hashlib.sha256(o).hexdigest()
        return super().default(o)
