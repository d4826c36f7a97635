"""Everything that is held about one person: what, who can see it, what they can delete.

One entry a kind of row, in the `…_kinds` beside this. A test walks all models and fails for one that
speaks of a person and is neither there nor among those that `explained` names.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.forms.models import model_to_dict

from evaluations.files.models import Attachment
from evaluations.home.my_data.domain.kind import Kind
from evaluations.home.my_data.domain.meeting_kinds import MEETINGS
from evaluations.home.my_data.domain.person_kinds import PERSON
from evaluations.home.my_data.domain.record_kinds import RECORDS
from evaluations.home.my_data.domain.relationship_kinds import RELATIONSHIPS
from evaluations.sessions.reflections.domain.answers import texts_of
from evaluations.sessions.reflections.models import Reflection
from matching.models import (
    PairRequest,
    Proposal,
)
from mentornet.audit_verbs import Verb, current
from mentornet.models import OutboxMessage
from networks.concerns.domain.readers import readers_of
from networks.concerns.domain.threads import read_thread
from networks.models import (
    Concern,
    Tie,
)
from profiles.institution.domain.audit import record
from profiles.models import (
    AuditEvent,
    Membership,
    Photo,
)

# Keys, counters and what the software notes for itself say nothing about a person.
NOT_SHOWN = frozenset(
    {
        "id",
        "institution",
        "revision",
        "said_unit",
        "agreed_revision",
        "agree_from",
        "part_marks",
        "saved_by_tab",
        "password",
        "search",
        "sort_key",
        "sealed",
        "code_hash",
        "stored",
        # Rank and track are shown in the institution's words, of which these are the keys.
        "rank_word",
        "track_word",
        # What waits to be sent may hold a link that opens an account.
        "body_text",
        "body_html",
        "headers",
        "recipient_mark",
        "password_mark",
    }
)
# What a program's run knows of a pair betrays the other side's wishes.
OF_THE_OTHER_SIDE: dict[type[models.Model], frozenset[str]] = {
    # One's own answer stands on the page of the question, until it is closed and the answers are deleted.
    PairRequest: frozenset({"protege_answer", "mentor_answer", "third_answer"}),
    Proposal: frozenset({"parts", "choice", "cause", "score", "engine_mentor", "leads", "nth"}),
}
# Keys and codes of rows whose own words say the same: a subject, the name of a file.
SAID_IN_WORDS: dict[type[models.Model], frozenset[str]] = {
    Attachment: frozenset({"kind"}),
    OutboxMessage: frozenset({"key", "kind"}),
}
# How the protégé sees a tie is for the protégé alone.
OF_THE_PROTEGE = frozenset({"closeness", "frequency", "stage"})
SHOWN_ROWS = 200

KINDS = (*PERSON, *RELATIONSHIPS, *MEETINGS, *RECORDS)
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Held:
    """One kind as a person is shown it: how many rows, and the first of them."""

    kind: Kind
    count: int
    rows: list[dict[str, Any]]
    records: list[models.Model]


def everything(member: Membership, *, most: int | None = SHOWN_ROWS) -> list[Held]:
    """Return all that is held about *member*, in the order of the page."""
    found = []
    for kind in KINDS:
        rows = kind.rows(member)
        count = rows.count()
        shown = list(rows[:most] if most else rows) if count else []
        found.append(Held(kind, count, [_plain(row, member) for row in shown], shown))
    return found


def export(member: Membership) -> dict[str, Any]:
    """Return all of it as plain values, for JSON: kind → rows."""
    encoder = DjangoJSONEncoder()
    found = {
        one.kind.key: [
            {name: _value(value, encoder) for name, value in row.items()} for row in one.rows
        ]
        for one in everything(member, most=None)
    }
    for row, photo in zip(found["photo"], Photo.objects.filter(member=member), strict=True):
        row["jpeg_base64"] = b64encode(bytes(photo.large)).decode("ascii")
    return found


def _value(value: Any, encoder: DjangoJSONEncoder) -> Any:
    if isinstance(value, str | int | float | bool | list | dict | None):
        return value
    return encoder.default(value)


def _plain(row: models.Model, member: Membership) -> dict[str, Any]:
    """A row as names and values; people and other rows by what they are called."""
    found: dict[str, Any] = {}
    given = model_to_dict(row)
    hidden = NOT_SHOWN.union(
        *(fields.get(type(row), ()) for fields in (OF_THE_OTHER_SIDE, SAID_IN_WORDS))
    )
    if isinstance(row, Tie) and row.protege_id != member.pk:
        hidden |= OF_THE_PROTEGE
    for field in row._meta.concrete_fields:
        if field.name in hidden or isinstance(field, models.BinaryField):
            continue
        value = given.get(field.name, field.value_from_object(row))
        if field.is_relation:
            related = getattr(row, field.name)
            value = str(related) if related is not None else None
        if value not in (None, "", [], {}):
            found[field.name] = value
    if isinstance(row, AuditEvent):
        found["verb"] = current(row.verb)
    if isinstance(row, Reflection):
        found |= dict(zip(("helped", "hindered"), texts_of(row), strict=True))
    if isinstance(row, Concern):
        found.pop("ombuds", None)
        found["messages"] = [one.text for one in read_thread(row)]
        found["can_read"] = [one.member.name for one in readers_of(row) if one.reads]
    return found


@transaction.atomic
def delete_kinds(member: Membership, *, keys: Sequence[str]) -> int:
    """Delete the rows of these kinds, those that must stay excepted; return how many."""
    deleted = 0
    for key in keys:
        kind = BY_KEY.get(key)
        if kind is None or kind.stays:
            continue
        rows = kind.rows(member)
        deleted += rows.count()
        rows.delete()
        record(
            Verb.OWN_DATA_DELETED,
            detail=key,
            actor=member.user,
            institution=member.institution,
            subject=member,
        )
    return deleted
