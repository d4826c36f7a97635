"""Instruments, what was asked with them, and what came of it in figures that give no one away."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.surveys.domain import instruments as domain
from evaluations.surveys.domain.instruments import InstrumentDraft, ItemDraft
from evaluations.surveys.domain.report import Line, SurveyReport, survey_reports
from evaluations.surveys.errors import BadInstrument
from evaluations.surveys.models import Instrument, Item, Survey
from matching.programs.api import ProgramBrief
from mentornet.api.bodies import Body, checked
from mentornet.api.filters import FilterSet, FlagFilter, IdFilter
from mentornet.api.problems import Fault, Problem
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet, idempotent


class ItemResource(Resource):
    """One question. On a scale, `labels` name the steps from `lowest` up; a number has none."""

    labels = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Item
        fields = (
            "id",
            "position",
            "part",
            "text",
            "kind",
            "labels",
            "lowest",
            "highest",
            "turned",
        )


class InstrumentResource(Resource):
    """Questions in fixed words. One that is there is never changed; it can be retired."""

    items = ItemResource(many=True, read_only=True)

    class Meta:
        model = Instrument
        fields = (
            "id",
            "name",
            "about",
            "source",
            "built_in",
            "items",
            "created_at",
            "retired_at",
        )


class InstrumentBrief(Resource):
    class Meta:
        model = Instrument
        fields = ("id", "name", "retired_at")


class ItemInput(Body):
    """With `labels` a scale, whose steps count up from `lowest`; else a number up to `highest`."""

    shown_as = ItemResource

    text = serializers.CharField(max_length=domain.TEXT)
    part = serializers.CharField(
        max_length=domain.PART,
        required=False,
        allow_blank=True,
        default="",
        help_text="Items with the same part are averaged together. Empty: the item is reported by itself.",
    )
    labels = serializers.ListField(
        child=serializers.CharField(max_length=domain.LABEL),
        max_length=domain.MOST_STEPS,
        required=False,
        default=list,
    )
    lowest = serializers.IntegerField(
        min_value=0,
        max_value=domain.HIGHEST_NUMBER,
        required=False,
        help_text="Left out: 1 for a scale, 0 for a number.",
    )
    highest = serializers.IntegerField(
        min_value=0,
        max_value=domain.HIGHEST_NUMBER,
        required=False,
        help_text="For a number; left out: 100. A scale ends with its last label.",
    )
    turned = serializers.BooleanField(
        required=False,
        default=False,
        help_text="The item is reverse-scored: agreeing means the opposite of the rest of its part.",
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        labels, highest = given["labels"], given.get("highest")
        last = given.get("lowest", 1) + len(labels) - 1
        if labels and highest is not None and highest != last:
            words = gettext("This scale ends with %(last)d, its last label. Leave the field out.")
            raise serializers.ValidationError({"highest": [words % {"last": last}]})
        return given


class InstrumentInput(Body):
    """An instrument with its questions, in the order in which they are asked."""

    shown_as = InstrumentResource
    name = serializers.CharField(max_length=domain.NAME)
    about = serializers.CharField(
        max_length=domain.ABOUT, required=False, allow_blank=True, default=""
    )
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=domain.SOURCE,
        required=False,
        allow_blank=True,
        default="",
        help_text="The authors and your license, shown below the questions.",
    )
    items = serializers.ListField(child=ItemInput(), min_length=1, max_length=domain.MOST_ITEMS)


class InstrumentFilters(FilterSet):
    current = FlagFilter(field_name="retired_at", lookup_expr="isnull")

    class Meta:
        model = Instrument
        fields = ("built_in",)


EXAMPLE = OpenApiExample(
    "Two statements and a number",
    {
        "name": "Our meetings",
        "source": "Written by the office of faculty affairs",
        "items": [
            {
                "text": "I look forward to our meetings.",
                "part": "Meetings",
                "labels": ["No", "Rather not", "Rather", "Yes"],
            },
            {
                "text": "Our meetings cost more than they give.",
                "part": "Meetings",
                "labels": ["No", "Rather not", "Rather", "Yes"],
                "turned": True,
            },
            {"text": "How many meetings did you have?", "lowest": 0, "highest": 50},
        ],
    },
    request_only=True,
)


@extend_schema_view(
    list=extend_schema(
        summary="Instruments",
        description=(
            "Those that the institution added, and those from MentorNet that it has used."
        ),
    ),
    retrieve=extend_schema(summary="One instrument with its questions"),
    create=extend_schema(
        summary="Load an instrument",
        description=(
            "You confirm that you may use its questions. Directors plan surveys with it in the browser."
        ),
        request=InstrumentInput,
        responses={201: InstrumentResource},
        examples=[EXAMPLE],
    ),
)
class InstrumentViewSet(ReadViewSet):
    resource = "instruments"
    changes = "instruments"
    serializer_class = InstrumentResource
    filterset_class = InstrumentFilters
    queryset = Instrument.objects.none()

    def rows(self) -> Any:
        return Instrument.objects.of(self.caller.institution).prefetch_related("items")

    @idempotent
    def create(self, request: Request) -> Response:
        values = checked(InstrumentInput, request.data)
        items = tuple(_drafted(one) for one in values.pop("items"))
        draft = InstrumentDraft(items=items, **values)
        try:
            row = domain.load_instrument(
                self.caller.institution, draft=draft, actor=self.caller.user
            )
        except BadInstrument as error:
            raise Problem(
                str(error.message),
                faults=[
                    Fault(
                        one.message,
                        at=f"/items/{one.item}/{one.field}"
                        if one.item is not None
                        else f"/{one.field}",
                    )
                    for one in error.faults
                ],
            ) from error
        self.note("instrument_loaded")
        return self.made(row, status=201)


def _drafted(given: dict[str, Any]) -> ItemDraft:
    labels = tuple(given["labels"])
    left_out = {"lowest": 1 if labels else 0, "highest": 100}
    return ItemDraft(**{**left_out, **given, "labels": labels})


class SurveyResource(Resource):
    """An instrument, asked once. Without a program: of the whole institution.

    How many were asked and have answered is told when it is counted, not while it is open.
    """

    instrument_id = serializers.UUIDField(read_only=True)
    program_id = serializers.UUIDField(read_only=True, allow_null=True)
    asked = serializers.SerializerMethodField()
    answered = serializers.SerializerMethodField()
    expandable: ClassVar[dict[str, Any]] = {"instrument": InstrumentBrief, "program": ProgramBrief}

    class Meta:
        model = Survey
        fields = (
            "id",
            "instrument_id",
            "program_id",
            "occasion",
            "opens_on",
            "closes_on",
            "opened_at",
            "counted_at",
            "asked",
            "answered",
        )

    def get_asked(self, survey: Survey) -> int | None:
        return survey.asked if survey.counted_at else None

    def get_answered(self, survey: Survey) -> int | None:
        return survey.answered if survey.counted_at else None


class SurveyFilters(FilterSet):
    instrument_id = IdFilter(field_name="instrument")
    program_id = IdFilter(field_name="program")
    counted = FlagFilter(field_name="counted_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Survey
        fields = ("occasion",)


class ResultGroup(serializers.Serializer):
    key = serializers.CharField(allow_blank=True, help_text="Empty: everyone.")
    label = serializers.CharField()  # type: ignore[assignment]


class ResultCell(serializers.Serializer):
    group = serializers.CharField(allow_blank=True)
    people = serializers.IntegerField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    above = serializers.IntegerField(
        allow_null=True, help_text="Percent above the middle of the scale."
    )


class ResultChange(serializers.Serializer):
    """Over those who answered at the start as well."""

    people = serializers.IntegerField()
    before = serializers.FloatField()
    after = serializers.FloatField()


class ResultLine(serializers.Serializer):
    """A part of the instrument, or (`item_id`) one of its questions."""

    part = serializers.CharField(allow_blank=True)
    item_id = serializers.UUIDField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]
    lowest = serializers.IntegerField()
    highest = serializers.IntegerField()
    cells = ResultCell(many=True)
    change = ResultChange(allow_null=True)


class ResultsBody(serializers.Serializer):
    survey_id = serializers.UUIDField()
    instrument_id = serializers.UUIDField()
    counted_at = serializers.DateTimeField(allow_null=True)
    least = serializers.IntegerField(
        allow_null=True, help_text="Figures about fewer people are null."
    )
    groups = ResultGroup(many=True)
    lines = ResultLine(many=True)
    questions = ResultLine(many=True)


@extend_schema_view(
    list=extend_schema(summary="Surveys"),
    retrieve=extend_schema(summary="One survey"),
)
class SurveyViewSet(ReadViewSet):
    resource = "results"
    changes = "surveys"
    serializer_class = SurveyResource
    filterset_class = SurveyFilters
    queryset = Survey.objects.none()

    def rows(self) -> Any:
        return Survey.objects.of(self.caller.institution)

    @extend_schema(
        summary="The results of a survey",
        description=(
            "Figures of parts and questions; `lines` is empty until the survey is counted, and "
            "where too few have answered. No one's answers can be read, with any scope."
        ),
        responses=ResultsBody,
    )
    @action(detail=True, methods=["get"], serializer_class=ResultsBody)
    def results(self, request: Request, pk: Any) -> Response:
        survey = self.get_object()
        found = survey_reports([survey], institution=self.caller.institution)
        return Response(_results(survey, found[0] if found else None))


def _results(survey: Survey, report: SurveyReport | None) -> dict[str, Any]:
    shown = report if report and report.is_shown else None
    return {
        "survey_id": str(survey.pk),
        "instrument_id": str(survey.instrument_id),
        "counted_at": survey.counted_at,
        "least": report.least if report else None,
        "groups": [{"key": key, "label": name} for key, name in shown.groups] if shown else [],
        "lines": [_line(line, shown) for line in shown.lines] if shown else [],
        "questions": [_line(line, shown) for line in shown.questions] if shown else [],
    }


def _line(line: Line, report: SurveyReport) -> dict[str, Any]:
    change = line.change
    return {
        "part": line.part,
        "item_id": str(line.item) if line.item else None,
        "label": line.label,
        "lowest": line.lowest,
        "highest": line.highest,
        "cells": [
            {"group": key, "people": cell.people, "mean": cell.mean, "above": cell.above}
            for (key, _name), cell in zip(report.groups, line.cells, strict=False)
        ],
        "change": change
        and {"people": change.people, "before": change.before, "after": change.after},
    }
