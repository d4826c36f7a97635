"""Published figures as plain tables, for Power BI, Tableau, and spreadsheets.

Each is made of what the API answers as JSON, so that nothing is shown here that is hidden there: what is
null there is an empty cell here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.gaps.api import PARAMETERS, CountResource, ReportView, coverage_of, gaps_of
from evaluations.gaps.models import GapReport
from mentornet.tabular.writing import CSV, Line, write_csv
from profiles.api_access.api.authentication import ClientAuthentication, DirectorAuthentication
from profiles.api_access.api.basic import SecretAuthentication

HEAD = ("day", "dimension", "key", "label", "threshold")
GAPS = ("table", *HEAD, "figure", "count", "of", "as_of")
NEED = ("kind", "value", "demand", "filled", "unmet", "thin", "supply", "places", "as_of")
COVERAGE = (*HEAD, *NEED)
COUNTS = tuple(CountResource.Meta.fields)
COUNTS_SHOWN = 500
SHOWN = {
    "gaps": "figures,2026-06-29,institution,,School of Medicine,5,with_mentor,148,212,2026-06-22",
    "coverage": "2026-06-29,institution,,School of Medicine,5,role,sponsor,96,41,55,12,30,48,2026-06-22",
    "counts": "4e5f6a7b-8c9d-4e0f-a1b2-c3d4e5f6a7b8,done,2026-06-29,212,212,2026-06-29 08:15:00+00:00",
}
SHARES = ("with_mentor", "with_network", "with_peer")
READ_BY = (
    "CSV in UTF-8 with a byte order mark. Beside a token, the client's id and secret are taken here by HTTP "
    "Basic. An empty cell is what JSON has as null."
)


class TableRenderer(BaseRenderer):
    """Lines as CSV. A refusal stays a problem, which is JSON."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, *_more: Any, **_context: Any) -> bytes:
        if isinstance(data, Mapping):
            return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
        out = StringIO(newline="")
        write_csv(out, data)
        return out.getvalue().encode("utf-8-sig")


def _table(name: str, columns: tuple[str, ...], lines: Iterable[Line]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="mentornet-{name}.csv"'}
    return Response([columns, *lines], content_type=CSV, headers=headers)


def _described(name: str, columns: tuple[str, ...], summary: str, parameters: list[Any]) -> Any:
    text = f"\ufeff{','.join(columns)}\r\n{SHOWN[name]}\r\n"
    shown = OpenApiExample("A line", value=text, media_type="text/csv")
    return extend_schema(
        operation_id=f"reports_{name}_csv",
        summary=summary,
        description=f"{READ_BY} Columns: {', '.join(columns)}.",
        parameters=parameters,
        responses={(200, "text/csv"): OpenApiTypes.STR},
        examples=[shown],
    )


class TableView(ReportView):
    """The address says that it is CSV, whatever the tool says that it accepts."""

    authentication_classes = (SecretAuthentication, ClientAuthentication, DirectorAuthentication)
    renderer_classes = (TableRenderer,)
    takes_secret = True

    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[TableRenderer, str]:
        return TableRenderer(), TableRenderer.media_type

    def known_parameters(self) -> set[str]:
        return set() if self.action == "counts" else super().known_parameters()

    @_described(
        "gaps",
        GAPS,
        "How many people have a mentor, a network, a peer or group, as CSV",
        PARAMETERS,
    )
    def gaps(self, request: Request) -> Response:
        return _table("gaps", GAPS, _gap_lines(gaps_of(self.report(request))))

    @_described(
        "coverage",
        COVERAGE,
        "How many people need, have and offer each role and area, as CSV",
        PARAMETERS,
    )
    def coverage(self, request: Request) -> Response:
        found = coverage_of(self.report(request))
        head = [found[name] for name in HEAD]
        lines = ([*head, *(row[name] for name in NEED)] for row in found["needs"])
        return _table("coverage", COVERAGE, lines)

    @_described(
        "counts", COUNTS, f"The latest {COUNTS_SHOWN} requests for the latest figures, as CSV", []
    )
    def counts(self, request: Request) -> Response:
        rows = GapReport.objects.of(self.caller.institution).order_by("-created_at", "-id")
        return _table("counts", COUNTS, rows.values_list(*COUNTS)[:COUNTS_SHOWN])


def _gap_lines(found: Mapping[str, Any]) -> Iterator[Line]:
    """Yield a line for each figure: `table` says whether of all, of a group in it, or of another day."""
    head = [found[name] for name in HEAD]
    for name, share in found["figures"].items():
        yield _line("figures", head, name, share)
    for name in ("capacity", "places_free"):
        yield _line("figures", head, name, {"count": found[name]})
    for row in found["groups"]:
        start = [found["day"], row["dimension"], row["key"], row["label"], found["threshold"]]
        yield _line("groups", start, "people", {"count": row["people"]})
        for name in SHARES:
            yield _line("groups", start, name, row[name])
    for row in found["trend"]:
        for name in SHARES:
            yield _line("trend", [row["day"], *head[1:]], name, row[name])


def _line(table: str, head: list[Any], name: str, share: Mapping[str, Any]) -> Line:
    return [table, *head, name, share["count"], share.get("of"), share.get("as_of")]
