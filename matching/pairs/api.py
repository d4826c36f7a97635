"""Match runs, the pairs that they propose, and the relationships that came of them: never a word."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import TruncDate
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from matching.pairs.domain.run import start_run
from matching.pairs.models import PAIR_KIND, Proposal, made_by_programs
from matching.programs.api import ProgramBrief
from matching.programs.models import Program
from matching.programs.runs.domain.lifecycle import cancel_run
from matching.programs.runs.models import MatchRun
from mentornet.api.bodies import Body, Choice, NoFields, checked
from mentornet.api.filters import FilterSet, FlagFilter, IdFilter
from mentornet.api.resources import Resource
from mentornet.api.views import ReadViewSet, idempotent
from mentornet.api.words import StandardWord, Word, WordFilter
from networks.models import Tie
from profiles.people.api import MemberBrief
from profiles.vocabulary import TieKind


class RunResource(Resource):
    """One matching of a program's people. The same digest gives the same pairs."""

    program_id = serializers.UUIDField(read_only=True)
    expandable: ClassVar[dict[str, Any]] = {"program": ProgramBrief}

    class Meta:
        model = MatchRun
        fields = (
            "id",
            "program_id",
            "number",
            "state",
            "method",
            "seed",
            "engine_version",
            "digest",
            "progress_done",
            "progress_total",
            "message",
            "created_at",
            "finished_at",
            "published_at",
        )


class RunInput(Body):
    """Whose people are to be matched, and how."""

    shown_as = RunResource
    program_id = serializers.UUIDField()
    method = Choice(choices=Program.Method.choices)
    seed = serializers.IntegerField(default=0, min_value=0, max_value=2**31 - 1)


class RunFilters(FilterSet):
    program_id = IdFilter(field_name="program")

    class Meta:
        model = MatchRun
        fields = ("state",)


@extend_schema_view(
    list=extend_schema(summary="Match runs, the latest first"),
    retrieve=extend_schema(summary="How far a run is"),
    create=extend_schema(
        summary="Match a program's people",
        description="The run works in the background; read its state. A director publishes it on the web.",
        request=RunInput,
        responses={202: RunResource},
        examples=[
            OpenApiExample(
                "By the mentees' preferences",
                {"program_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "method": "stable"},
                request_only=True,
            )
        ],
    ),
)
class RunViewSet(ReadViewSet):
    resource = "matches"
    changes = "runs"
    serializer_class = RunResource
    filterset_class = RunFilters
    queryset = MatchRun.objects.none()
    keyset = ("-created_at", "-id")

    def rows(self) -> Any:
        return MatchRun.objects.light().of(self.caller.institution)

    @idempotent
    def create(self, request: Request) -> Response:
        values = checked(RunInput, request.data)
        own = Program.objects.of(self.caller.institution).select_related("institution")
        program = own.filter(pk=values.pop("program_id")).first()
        if program is None:
            raise serializers.ValidationError({"program_id": ["There is no such program."]})
        run = start_run(program, actor=self.caller.user, **values)
        self.note("run_started")
        return self.made(run, status=202)

    @extend_schema(summary="Stop a run that works", request=None, responses=RunResource)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request: Request, pk: Any) -> Response:
        checked(NoFields, request.data)
        run = cancel_run(self.get_object(), actor=self.caller.user)
        self.note("run_cancelled")
        return Response(self.get_serializer(run).data)


class PairResource(Resource):
    """What a run proposes for one protégé; without a mentor: no one. No one's wishes are told.

    A program may give a protégé several mentors: then there is one pair for each that they may have.
    """

    run_id = serializers.UUIDField(read_only=True)
    protege_id = serializers.UUIDField(source="protege.member_id", read_only=True)
    mentor_id = serializers.SerializerMethodField()
    tie_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = Proposal
        fields = ("id", "run_id", "protege_id", "mentor_id", "source", "score", "tie_id")

    def get_mentor_id(self, pair: Proposal) -> str | None:
        return str(pair.mentor.member_id) if pair.mentor else None


class PairFilters(FilterSet):
    run_id = IdFilter(field_name="run")
    protege_id = IdFilter(field_name="protege__member")
    mentor_id = IdFilter(field_name="mentor__member")
    matched = FlagFilter(field_name="mentor", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Proposal
        fields = ("source",)


@extend_schema_view(
    list=extend_schema(summary="Pairs that runs propose"),
    retrieve=extend_schema(summary="One pair of a run"),
)
class PairViewSet(ReadViewSet):
    resource = "matches"
    changes = "pairs"
    serializer_class = PairResource
    filterset_class = PairFilters
    queryset = Proposal.objects.none()

    def rows(self) -> Any:
        own = Proposal.objects.of(self.caller.institution)
        return own.select_related("protege", "mentor").defer("parts", "cause")


class TieResource(Resource):
    """A relationship. How the mentee sees it, and what the two say, stays with them."""

    kind = Word(
        source="made_as",
        help_text="What the program made of the two. What they call it themselves stays with them.",
    )
    standard_kind = StandardWord(source="made_as", values=TieKind.values)
    protege_id = serializers.UUIDField(read_only=True)
    mentor_id = serializers.UUIDField(read_only=True, allow_null=True)
    program_id = serializers.UUIDField(
        read_only=True,
        allow_null=True,
        help_text="The program whose published run made the pair. If several did: the last one.",
    )
    run_id = serializers.UUIDField(read_only=True, allow_null=True, help_text="That run.")
    started_on = serializers.DateField(
        source="began",
        read_only=True,
        allow_null=True,
        help_text="The day on which a program first made them a pair.",
    )
    created_at = serializers.DateTimeField(source="known_at", read_only=True)
    expandable: ClassVar[dict[str, Any]] = {"protege": MemberBrief, "mentor": MemberBrief}

    class Meta:
        model = Tie
        fields = (
            "id",
            "protege_id",
            "mentor_id",
            "program_id",
            "run_id",
            "kind",
            "standard_kind",
            "state",
            "started_on",
            "ended_on",
            "created_at",
        )


class TieFilters(FilterSet):
    protege_id = IdFilter(field_name="protege")
    mentor_id = IdFilter(field_name="mentor")
    program_id = IdFilter(method="of_program", help_text="Pairs of this program.")
    run_id = IdFilter(field_name="run_id")
    kind = WordFilter(field_name="made_as", choices=TieKind.choices)

    class Meta:
        model = Tie
        fields = ("state",)

    def of_program(self, rows: Any, name: str, value: UUID) -> Any:
        # By the index of runs first: what a row shows is worked out for those alone.
        own = Proposal.objects.filter(run__program=value, tie__isnull=False)
        return rows.filter(pk__in=own.values("tie"), program_id=value)


@extend_schema_view(
    list=extend_schema(
        summary="Pairs that programs made",
        description="Ties that people found by themselves, and the teams that they choose, are theirs and "
        "are not listed; gap reports count them.",
    ),
    retrieve=extend_schema(summary="One pair"),
)
class TieViewSet(ReadViewSet):
    resource = "ties"
    changes = "ties"
    serializer_class = TieResource
    filterset_class = TieFilters
    queryset = Tie.objects.none()

    def rows(self) -> Any:
        made_by = Proposal.objects.filter(tie=OuterRef("pk")).order_by(
            F("run__published_at").desc(nulls_last=True), "-run__created_at", "pk"
        )
        zone = self.caller.institution.zone
        return made_by_programs(Tie.objects.of(self.caller.institution)).annotate(
            program_id=Subquery(made_by.values("run__program")[:1]),
            run_id=Subquery(made_by.values("run")[:1]),
            # Kind and first day on the row are the mentee's to change, and theirs to know.
            made_as=Value(PAIR_KIND.value),
            began=TruncDate("made", tzinfo=zone),
            known_at=F("made"),
        )
