"""Coverage and gaps as last published: null is what may not be shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.gaps.domain.report import GroupRow, NeedRow, Report, Share, build_report
from evaluations.gaps.domain.requests import ask_for_report
from evaluations.gaps.models import GapReport
from evaluations.privacy.models import Dimension, FigurePublication
from mentornet.api.bodies import NoFields, checked
from mentornet.api.problems import BadParameter, Fault
from mentornet.api.resources import Resource
from mentornet.api.views import ApiViewSet, ReadViewSet, idempotent

DIMENSIONS = [str(one) for one in Dimension]


AS_OF = (
    "The day since which the figure has not changed. It changes after enough people have changed."
)


class ReportShare(serializers.Serializer):
    count = serializers.IntegerField(allow_null=True)
    of = serializers.IntegerField(allow_null=True)
    as_of = serializers.DateField(allow_null=True, help_text=AS_OF)


class ReportFigures(serializers.Serializer):
    """Each as so many of so many."""

    with_mentor = ReportShare()
    with_network = ReportShare()
    with_peer = ReportShare()
    conflict = ReportShare()
    offering = ReportShare()
    overloaded = ReportShare()
    met_soon = ReportShare()
    on_rhythm = ReportShare()


class ReportNeed(serializers.Serializer):
    """One role or area: who needs it, has it, has it from one person alone, offers it."""

    kind = serializers.ChoiceField(choices=("role", "area"))
    value = serializers.CharField()
    demand = serializers.IntegerField(allow_null=True)
    filled = serializers.IntegerField(allow_null=True)
    unmet = serializers.IntegerField(allow_null=True)
    thin = serializers.IntegerField(allow_null=True)
    supply = serializers.IntegerField(allow_null=True)
    places = serializers.IntegerField(allow_null=True)
    as_of = serializers.DateField(allow_null=True, help_text=AS_OF)


class ReportGroup(serializers.Serializer):
    dimension = serializers.ChoiceField(choices=DIMENSIONS)
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    people = serializers.IntegerField(allow_null=True)
    with_mentor = ReportShare()
    with_network = ReportShare()
    with_peer = ReportShare()


class ReportTrend(serializers.Serializer):
    day = serializers.DateField()
    with_mentor = ReportShare()
    with_network = ReportShare()
    with_peer = ReportShare()


class ReportHead(serializers.Serializer):
    day = serializers.DateField()
    dimension = serializers.ChoiceField(choices=DIMENSIONS)
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    threshold = serializers.IntegerField(help_text="Figures about fewer people are null.")
    next_on = serializers.DateField(help_text="When the next publication is due.")


class CoverageReport(ReportHead):
    needs = ReportNeed(many=True)


class GapsReport(ReportHead):
    figures = ReportFigures()
    capacity = serializers.IntegerField(allow_null=True)
    places_free = serializers.IntegerField(allow_null=True)
    groups = ReportGroup(many=True)
    trend = ReportTrend(many=True)


PARAMETERS = [
    OpenApiParameter("dimension", str, enum=DIMENSIONS, default="institution"),
    OpenApiParameter("key", str, description="Which unit (id), rank, track or program (id)."),
    OpenApiParameter("day", date, description="As it was on that day; else the latest."),
]


class ReportView(ApiViewSet):
    """404 until the first publication; the next ones follow by themselves, weekly by default."""

    resource = "reports"
    parameters = frozenset({"dimension", "key", "day"})
    queryset = FigurePublication.objects.none()
    filter_backends = ()
    pagination_class = None

    @extend_schema(
        operation_id="reports_coverage",
        summary="How many people need, have and offer each role and area",
        parameters=PARAMETERS,
        responses=CoverageReport,
    )
    def coverage(self, request: Request) -> Response:
        return Response(coverage_of(self.report(request)))

    @extend_schema(
        operation_id="reports_gaps",
        summary="How many people have a mentor, a network, a peer or group",
        parameters=PARAMETERS,
        responses=GapsReport,
    )
    def gaps(self, request: Request) -> Response:
        return Response(gaps_of(self.report(request)))

    def report(self, request: Request) -> Report:
        """Return what the parameters ask for, as published. Raise Http404, BadParameter."""
        dimension = request.query_params.get("dimension", "institution")
        if dimension not in DIMENSIONS:
            words = _("Use one of these: %(values)s.") % {"values": ", ".join(DIMENSIONS)}
            raise BadParameter(faults=[Fault(words, where="parameter", at="dimension")])
        key = request.query_params.get("key", "")
        try:
            given = request.query_params.get("day")
            day = date.fromisoformat(given) if given else None
        except ValueError as error:
            fault = Fault(_("Use a date such as 2026-07-01."), where="parameter", at="day")
            raise BadParameter(faults=[fault]) from error
        try:
            report = build_report(self.caller.institution, dimension=dimension, key=key, day=day)
        except KeyError as error:
            raise Http404 from error
        if report is None:
            raise Http404
        return report


def coverage_of(report: Report) -> dict[str, Any]:
    """Return what is answered about roles and areas."""
    return {**_head(report), "needs": [_need(row) for row in report.needs]}


def gaps_of(report: Report) -> dict[str, Any]:
    """Return what is answered about people, their groups, and how it went over time."""
    return {
        **_head(report),
        "figures": {name: _share(share) for name, share in report.figures.items()},
        "capacity": report.capacity,
        "places_free": report.places_free,
        "groups": [_group(row) for rows in report.groups.values() for row in rows],
        "trend": [
            {"day": day, **{name: _share(share) for name, share in shares.items()}}
            for day, shares in report.trend
        ],
    }


def _head(report: Report) -> dict[str, Any]:
    names = ("day", "dimension", "key", "label", "threshold", "next_on")
    return {name: getattr(report, name) for name in names}


def _share(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, "as_of": share.as_of}


def _need(row: NeedRow) -> dict[str, Any]:
    names = ("kind", "value", "demand", "filled", "unmet", "thin", "supply", "places", "as_of")
    return {name: getattr(row, name) for name in names}


def _group(row: GroupRow) -> dict[str, Any]:
    return {
        "dimension": row.dimension,
        "key": row.key,
        "label": row.label,
        "people": row.people,
        "with_mentor": _share(row.with_mentor),
        "with_network": _share(row.with_network),
        "with_peer": _share(row.with_peer),
    }


class CountResource(Resource):
    """A request for the latest figures; when it is `done`, `day` is the publication to read."""

    class Meta:
        model = GapReport
        fields = ("id", "state", "day", "progress_done", "progress_total", "created_at")


@extend_schema_view(
    list=extend_schema(summary="Requests for the latest figures, newest first"),
    retrieve=extend_schema(summary="The progress of a request"),
    create=extend_schema(
        summary="Ask for the latest figures",
        description="This counts nothing out of turn: the answer is the last publication, or a new one if that "
        "is due. While a request waits, asking again returns that one.",
        request=None,
        responses={202: CountResource},
    ),
)
class CountViewSet(ReadViewSet):
    resource = "reports"
    changes = "reports/counts"
    serializer_class = CountResource
    queryset = GapReport.objects.none()
    keyset = ("-created_at", "-id")

    def rows(self) -> Any:
        return GapReport.objects.of(self.caller.institution)

    @idempotent
    def create(self, request: Request) -> Response:
        checked(NoFields, request.data)
        row = ask_for_report(
            self.caller.institution, by=getattr(self.caller.user, "current_membership", None)
        )
        self.note("report_asked")
        return self.made(row, status=202)
