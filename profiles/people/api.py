"""How people of the roster look outside, and how they are sent in."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentornet.api.bodies import Body
from mentornet.api.resources import Resource
from mentornet.api.words import LONGEST, StandardWord, Word
from profiles.institution.api import UnitBrief
from profiles.models import Membership
from profiles.people.models.membership import words_for_waiting
from profiles.vocabulary import Rank, Track

MEMBER = {
    "external_id": "F10482",
    "email": "ada.moreno@school.example",
    "given_name": "Ada",
    "family_name": "Moreno",
    "rank": "assistant",
    "track": "investigator",
    "unit_path": ["School of Medicine", "Medicine", "Cardiology"],
    "supervisor_external_id": "F10007",
    "start_date": "2023-07-01",
    "specialty": "Cardiac imaging",
    "expertise": ["grant writing", "echocardiography"],
    "orcid": "0000-0002-1825-0097",
}


SHOWN = {
    "id": "6f0d2f0e-8c5b-4f6f-9c3a-2f1f3f0d7a11",
    **MEMBER,
    "standard_rank": "assistant",
    "standard_track": "investigator",
    "email_state": "current",
    "unit_id": "0c9b6f6e-3a55-4c7e-8f43-1a2b3c4d5e6f",
    "supervisor_id": "b3f1c1de-7d2a-4a43-9a90-0f1e2d3c4b5a",
    "end_date": None,
    "state": "current",
    "end_waits": False,
    "message": "",
    "activated_at": "2026-01-12T14:03:11Z",
    "updated_at": "2026-06-30T02:00:07.120000Z",
}


RANK = "Academic rank, as the institution has it."
TRACK = "What the appointment is mainly for, as the institution has it."


class MemberBrief(Resource):
    rank = Word(source="rank_key", help_text=RANK)
    standard_rank = StandardWord(source="rank", values=Rank.values)

    class Meta:
        model = Membership
        fields = ("id", "external_id", "given_name", "family_name", "rank", "standard_rank")


class MemberResource(Resource):
    """A person as the roster knows them. `state` is `ended` for those who have left."""

    email = serializers.EmailField(read_only=True)
    rank = Word(source="rank_key", help_text=RANK)
    standard_rank = StandardWord(source="rank", values=Rank.values)
    track = Word(source="track_key", help_text=f"{TRACK} Empty where no one said.")
    standard_track = StandardWord(source="track", values=Track.values)
    email_state = serializers.SerializerMethodField(
        help_text="`waiting` while the person has not confirmed that they sign in with `email`."
    )
    unit_id = serializers.UUIDField(read_only=True, allow_null=True)
    unit_path = serializers.SerializerMethodField(help_text="From the school down.")
    supervisor_id = serializers.UUIDField(read_only=True, allow_null=True)
    supervisor_external_id = serializers.CharField(read_only=True, allow_null=True)
    end_waits = serializers.SerializerMethodField(
        help_text="Whether the end of the membership waits for a director, since more people would "
        "leave within 24 hours than the institution lets pass."
    )
    message = serializers.SerializerMethodField(help_text="That in words, or empty.")
    expertise = serializers.ListField(child=serializers.CharField(), read_only=True)
    state = serializers.SerializerMethodField()
    activated_at = serializers.DateTimeField(
        source="joined_at",
        read_only=True,
        allow_null=True,
        help_text="Since when the person uses their account here.",
    )
    expandable: ClassVar[dict[str, Any]] = {"unit": UnitBrief, "supervisor": MemberBrief}

    class Meta:
        model = Membership
        fields = (
            "id",
            "external_id",
            "email",
            "email_state",
            "given_name",
            "family_name",
            "rank",
            "standard_rank",
            "track",
            "standard_track",
            "unit_id",
            "unit_path",
            "supervisor_id",
            "supervisor_external_id",
            "start_date",
            "end_date",
            "specialty",
            "expertise",
            "orcid",
            "state",
            "end_waits",
            "message",
            "activated_at",
            "updated_at",
        )

    def get_unit_path(self, member: Membership) -> list[str]:
        return list(self.context["view"].path_of(member))

    @extend_schema_field({"type": "string", "enum": ["current", "waiting"]})
    def get_email_state(self, member: Membership) -> str:
        return "waiting" if getattr(member, "email_waits", False) else "current"

    def get_end_waits(self, member: Membership) -> bool:
        return bool(getattr(member, "end_waits", False))

    def get_message(self, member: Membership) -> str:
        return words_for_waiting() if self.get_end_waits(member) else ""

    @extend_schema_field({"type": "string", "enum": ["current", "ended"]})
    def get_state(self, member: Membership) -> str:
        return member.state


RANKS = (
    f"One of: {', '.join(Rank.values)}. The same other words are understood as in a roster file, such "
    "as “Asst. Professor”."
)


ONE_NAME = "Of people with one name, one of the two is empty; everyone has at least one."


class MemberInput(Body):
    """A person as they shall be. What is left out stays as it is, but for a name; null or "" empties it."""

    shown_as = MemberResource

    external_id = serializers.CharField(max_length=100)
    email = serializers.EmailField(max_length=254)
    given_name = serializers.CharField(
        max_length=100,
        default="",
        allow_blank=True,
        allow_null=True,
        help_text=f"Given name. {ONE_NAME}",
    )
    family_name = serializers.CharField(
        max_length=100,
        default="",
        allow_blank=True,
        allow_null=True,
        help_text=f"Family name. {ONE_NAME}",
    )
    rank = serializers.CharField(max_length=LONGEST, help_text=f"{RANK} {RANKS}")
    track = serializers.CharField(
        max_length=LONGEST,
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text=f"{TRACK} One of: {', '.join(Track.values)}.",
    )
    unit_path = serializers.ListField(
        child=serializers.CharField(max_length=200),
        required=False,
        allow_null=True,
        max_length=6,
        help_text="From the school down. New units are added.",
    )
    supervisor_external_id = serializers.CharField(
        max_length=100, required=False, allow_blank=True, allow_null=True
    )
    start_date = serializers.DateField(required=False, allow_null=True)
    end_date = serializers.DateField(
        required=False, allow_null=True, help_text="The last day. null brings the person back."
    )
    specialty = serializers.CharField(
        max_length=200, required=False, allow_blank=True, allow_null=True
    )
    expertise = serializers.ListField(
        child=serializers.CharField(max_length=100), required=False, allow_null=True, max_length=40
    )
    orcid = serializers.CharField(max_length=60, required=False, allow_blank=True, allow_null=True)


class MemberPut(MemberInput):
    """A person as they shall be; their external ID is in the address."""

    external_id = None  # type: ignore[assignment]


class MemberPatch(MemberPut):
    """What is to be changed of a person; what is left out stays."""

    email = serializers.EmailField(max_length=254, required=False)
    given_name = serializers.CharField(
        max_length=100,
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text=f"Given name. {ONE_NAME}",
    )
    family_name = serializers.CharField(
        max_length=100,
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text=f"Family name. {ONE_NAME}",
    )
    rank = serializers.CharField(max_length=LONGEST, required=False, help_text=f"{RANK} {RANKS}")


class MemberEnd(Body):
    """The day on which someone leaves."""

    shown_as = MemberResource
    last_day = serializers.DateField(help_text="A day that has come; one ahead ends nobody yet.")


MAX_BULK_MEMBERS = 10_000


class MembersBulk(Body):
    """The people, up to 10,000. More go as `application/x-ndjson`, one object a line."""

    members = serializers.ListField(child=MemberInput(), max_length=MAX_BULK_MEMBERS)
