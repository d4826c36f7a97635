"""All that changed since a moment, of all that the caller may read, as lines of JSON in one stream.

1. The first line says from which moment to go on; it is read before anything else.
2. Each list is read in portions of its changes, by their key: a portion is a few short statements, so that
   no transaction is open while a slow reader takes them, and memory holds one portion.
3. The last line says how many there were: without it, the stream was cut off, and goes on at the `cursor` of
   the last line that has one: the end of a portion.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from mentornet.api.changes import Changed, read_changes, read_since
from mentornet.api.content import ApiRenderer
from mentornet.api.cursors import read_cursor, write_cursor
from mentornet.api.problems import BadParameter, Fault, InsufficientScope
from mentornet.api.scopes import FOR_CLIENTS_ALONE, scope_of
from mentornet.api.streams import stream
from mentornet.api.views import ApiViewSet
from mentornet.changes.horizon import synced_until
from mentornet.changes.models import Change

LINES = "application/x-ndjson"
PORTION = 1_000
ORDER = ("changed_at", "id")
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where a stream was cut off: in which list, behind which change, and what its first line said."""

    resource: str
    cursor: str
    synced_until: datetime

    def written(self) -> str:
        """Return it as a cursor for callers."""
        values = [self.resource, self.cursor, self.synced_until.isoformat()]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_place(given: str, resources: Sequence[str]) -> Place:
    """Return the place that a cursor names, in one of *resources*. Raise BadParameter."""
    try:
        padded = given + "=" * (-len(given) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        resource, cursor, until = values
        if resource not in resources or not isinstance(cursor, str):
            raise ValueError
        place = Place(resource, cursor, datetime.fromisoformat(until).astimezone(UTC))
    except (ValueError, TypeError, OverflowError) as error:
        words = gettext("This cursor is not from this list. Start without one.")
        raise BadParameter(faults=[Fault(words, where="parameter", at="cursor")]) from error
    read_cursor(cursor, Change, ORDER)
    return place


class LinesRenderer(BaseRenderer):
    """For those who ask for lines by name; the lines are made by the view."""

    media_type = LINES
    format = "ndjson"

    def render(self, data: Any, *_more: Any, **_context: Any) -> bytes:
        return json.dumps(data, cls=DjangoJSONEncoder).encode()


class ExportLine(serializers.Serializer):
    """One row. The first line has `synced_until` and `resources` alone, the last one `rows`."""

    resource = serializers.CharField(required=False, help_text="Which list it is from.")
    id = serializers.UUIDField(required=False)
    removed = serializers.BooleanField(required=False, help_text="It can’t be read any more.")
    data = serializers.DictField(  # type: ignore[assignment]
        required=False, help_text="The row, as its list shows it."
    )
    synced_until = serializers.DateTimeField(
        required=False, help_text="What to pass as `since` the next time."
    )
    resources = serializers.ListField(child=serializers.CharField(), required=False)
    cursor = serializers.CharField(
        required=False, help_text="On the last line of each portion: where to go on after a cut."
    )
    rows = serializers.IntegerField(required=False, help_text="How many lines there were.")


class ExportView(ApiViewSet):
    """`exported` are the lists that there are, by their addresses."""

    resource = "export"
    exported: Sequence[tuple[str, Any]] = ()
    serializer_class = ExportLine
    renderer_classes = (ApiRenderer, LinesRenderer)
    parameters = frozenset({"since", "resources", "cursor"})

    @extend_schema(
        operation_id="export",
        summary="Everything that changed since a time, as a stream of lines",
        description="One JSON object a line, list by list, of all lists that this client may read: give it "
        "their scopes, too. Without `since`, all that there is. The last line has `rows`: without it, the "
        "stream was cut off: ask again with the same parameters and the last `cursor` that you got. One at a time: "
        "beyond that, 503 says when to come again; who reads no portion within a minute is cut off. What people open of their self-assessments is read at "
        "`assessment-contents` alone, where each reading is noted.",
        parameters=[
            OpenApiParameter("since", datetime, description="`synced_until` of the time before."),
            OpenApiParameter("resources", str, description="Only these, with commas between them."),
            OpenApiParameter("cursor", str, description="Go on behind the line that had it."),
        ],
        responses={(200, LINES): ExportLine},
        filters=False,
    )
    def retrieve(self, request: Request) -> StreamingHttpResponse:
        given = request.query_params.get("since")
        here = self.caller.institution.pk
        since = read_since(given, at="since", institution_id=here) if given else None
        views = [self._view(viewset) for _name, viewset in self._wanted()]
        # Which fields will be in the lines is known by now, and said in the head where one is deprecated.
        for view in views:
            view.get_serializer().get_fields()
        asked = request.query_params.get("cursor")
        place = read_place(asked, [view.changes for view in views]) if asked else None
        found = lines(views, since=since, place=place)
        return stream(request._request, found, institution_id=here, content_type=LINES)

    def _wanted(self) -> list[tuple[str, Any]]:
        """The lists that are asked for. Raise BadParameter, and InsufficientScope for one of them."""
        lists = {
            name: viewset
            for name, viewset in self.exported
            if viewset.changes and _scope(viewset) not in FOR_CLIENTS_ALONE
        }
        given = self.request.query_params.get("resources")
        if given is None:
            return [(n, v) for n, v in lists.items() if _scope(v) in self.caller.scopes]
        names = list(dict.fromkeys(name for name in given.split(",") if name))
        if not set(names) <= set(lists):
            words = gettext("Use any of these, with commas between them: %(names)s") % {
                "names": ", ".join(lists)
            }
            raise BadParameter(faults=[Fault(words, where="parameter", at="resources")])
        for name in names:
            if _scope(lists[name]) not in self.caller.scopes:
                raise InsufficientScope(_scope(lists[name]))
        return [(name, lists[name]) for name in names]

    def _view(self, viewset: Any) -> Any:
        """The list as if it had been asked itself: the same rows, for the same caller."""
        view = viewset()
        view.request, view.action, view.kwargs, view.format_kwarg = self.request, "list", {}, None
        return view


def lines(
    views: Sequence[Any], *, since: datetime | None, place: Place | None = None
) -> Iterator[bytes]:
    """Yield the lines of *views*, in portions; those behind *place*."""
    names = [view.changes for view in views]
    until = place.synced_until if place else synced_until()
    yield _line({"synced_until": until, "resources": names})
    count = 0
    for view in views[names.index(place.resource) if place else 0 :]:
        start = place.cursor if place and place.resource == view.changes else None
        for page in _pages(view, since or EVER, start):
            view.page_rows = page.rows
            shown = view.get_serializer(page.rows, many=True).data
            said = [{"resource": view.changes, "id": one["id"], "data": one} for one in shown]
            # Whoever has nothing yet needs not be told what is gone.
            gone = page.removed if since else []
            said += [{"resource": view.changes, "id": key, "removed": True} for key in gone]
            if said:
                end = Place(view.changes, write_cursor(page.last, ORDER), until)
                said[-1]["cursor"] = end.written()
            count += len(said)
            yield b"".join(map(_line, said))
    yield _line({"rows": count})


def _pages(view: Any, since: datetime, cursor: str | None = None) -> Iterator[Changed]:
    while True:
        rows = view.get_queryset()
        page = read_changes(
            view.changes_of(), rows, rows, since=since, limit=PORTION, cursor=cursor
        )
        yield page
        if not page.has_more:
            return
        cursor = write_cursor(page.last, ORDER)


def _scope(viewset: Any) -> str:
    return scope_of(viewset.resource, "GET", reading=viewset.reading)


def _line(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":")).encode() + b"\n"
