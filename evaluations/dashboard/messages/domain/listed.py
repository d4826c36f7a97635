"""What was sent to whom for programs and rosters: kinds of messages, their readers, what they were about.

The outbox keeps no address and no text of a message that was sent. Its key names the rows that it was
about, and these say for whom it was. Only the kinds of `LISTED` are ever read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from evaluations.outcomes.closing.models import Completion
from matching.models import Enrollment, MatchRun, Program, ProgramGroup, Proposal
from mentornet.mail.marks import marks_of
from mentornet.mail.models import LISTED
from mentornet.models import OutboxMessage
from networks.models import PeerGroup
from profiles.models import Institution, Membership, User

MOST_PEOPLE = 200
# The kinds whose keys name a program, a run, or a group.
OF_PROGRAMS = {"enrollment_closed", "program_dates_changed", "program_invitation"}
OF_RUNS = {"group_made"}
OF_GROUPS = {"group_made", "sessions_changed"}
UUID_LENGTH = 36
# The first key of a row that stands in a message's key, as the database reads it.
_HEX = "[0-9a-f]"
FIRST_KEY = Cast(
    Func(
        F("key"),
        Value(f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"),
        function="substring",
    ),
    UUIDField(),
)


class By(StrEnum):
    """Which row of its key says for whom a message was."""

    USER = "user"
    MEMBER = "member"
    ENROLLMENT = "enrollment"
    PROPOSAL = "proposal"
    COMPLETION = "completion"


@dataclass(frozen=True)
class Kind:
    """What a kind is called, and which of the keys in a message's key is its reader: the first or the last."""

    label: StrOrPromise
    by: By
    last: bool = False


KINDS: dict[str, Kind] = {
    "activation": Kind(_("Account activation"), By.USER),
    "enrolled": Kind(_("You are enrolled"), By.ENROLLMENT),
    "enrollment_answer": Kind(_("Answer to an enrollment"), By.ENROLLMENT),
    "enrollment_closed": Kind(_("Enrollment has closed"), By.MEMBER, last=True),
    "enrollment_confirm": Kind(_("Please confirm your enrollment"), By.ENROLLMENT),
    "enrollment_withdrawn_for": Kind(_("You were withdrawn"), By.ENROLLMENT),
    "group_made": Kind(_("Your group"), By.MEMBER),
    "group_waiting": Kind(_("Wait list for a group"), By.ENROLLMENT, last=True),
    "pair_made": Kind(_("Your pair"), By.PROPOSAL),
    "pair_waiting": Kind(_("Wait list for a mentor"), By.ENROLLMENT, last=True),
    "program_dates_changed": Kind(_("Program dates changed"), By.MEMBER, last=True),
    "program_ended": Kind(_("The program has ended"), By.COMPLETION),
    "program_invitation": Kind(_("Invitation to enroll"), By.MEMBER, last=True),
    "sessions_changed": Kind(_("Sessions changed"), By.MEMBER, last=True),
}


@dataclass(frozen=True)
class About:
    """Whom a message was for, and which program or group it was about; empty where that is gone."""

    name: str = ""
    subject: str = ""
    bounces: bool = False


def sent_here(user: User, institution: Any) -> QuerySet[OutboxMessage]:
    """Return the messages of *institution* that *user* may read of.

    All of them for its directors. Who runs a part of it: those for the programs that they run, and the
    activation emails to their people.
    """
    rows: QuerySet[OutboxMessage] = OutboxMessage.objects.filter(
        institution=institution, kind__in=LISTED
    )
    if not Institution.objects.directed_by(user).filter(pk=institution.pk).exists():
        rows = rows.alias(of=FIRST_KEY).filter(_within(user, institution))
    return rows.defer("body_text", "body_html", "headers", "calendar", "subject", "last_error")


def _within(user: User, institution: Any) -> Q:
    """Say which messages are for what *user* runs: the first key in a message's key is its subject."""
    programs = Program.objects.directed_by(user).filter(institution=institution)
    people = Membership.objects.directed_by(user).filter(institution=institution)
    inside = Q(of__in=programs.values("pk"))
    for model, field in (
        (Enrollment, "program"),
        (MatchRun, "program"),
        (Proposal, "run__program"),
        (Completion, "program"),
    ):
        rows = model._default_manager.filter(**{f"{field}__in": programs})
        inside |= Q(of__in=rows.values("pk"))
    groups = ProgramGroup.objects.filter(program__in=programs)
    inside |= Q(of__in=groups.values("group"))
    return inside | Q(kind="activation", of__in=people.values("user"))


def sent_to(rows: QuerySet[OutboxMessage], people: QuerySet[Membership]) -> QuerySet[OutboxMessage]:
    """Return those of *rows* that went to an address of *people*, of whom at most 200 are looked up."""
    found = people.values_list("user__email", "address")[:MOST_PEOPLE]
    addresses = {address for pair in found for address in pair if address}
    return rows.filter(
        recipient_mark__in=[mark for address in addresses for mark in marks_of(address)]
    )


def about(messages: Sequence[OutboxMessage], institution: Any) -> dict[UUID, About]:
    """Return for whom each of *messages* was and what it was about.

    One query for each table that their keys name, seven at most, for any number.
    """
    rows = _Rows(institution, messages)
    return {one.pk: rows.about(one) for one in messages}


class _Rows:
    """The rows that the keys of messages name, read a table at a time."""

    def __init__(self, institution: Any, messages: Sequence[OutboxMessage]) -> None:
        self.keys = {one.pk: _keys_in(one.key) for one in messages}
        named = {key for found in self.keys.values() for key in found}
        kinds = {one.kind for one in messages}
        ways = {KINDS[kind].by for kind in kinds}

        def read(model: Any, needed: bool, *, of: str = "pk", also: tuple[str, ...] = ()) -> Any:
            if not needed:
                return {}
            rows = model.objects.filter(**{f"{of}__in": named}, institution=institution)
            return {getattr(one, of): one for one in rows.select_related(*also)}

        self.readers = {
            By.USER: read(Membership, By.USER in ways, of="user_id", also=("preferences",)),
            By.MEMBER: read(Membership, By.MEMBER in ways, also=("preferences",)),
            By.ENROLLMENT: read(
                Enrollment, By.ENROLLMENT in ways, also=("member__preferences", "program")
            ),
            By.COMPLETION: read(Completion, By.COMPLETION in ways, also=("member__preferences",)),
            By.PROPOSAL: read(
                Proposal,
                By.PROPOSAL in ways,
                also=(
                    "protege__member__preferences",
                    "mentor__member__preferences",
                    "run__program",
                ),
            ),
        }
        self.named: dict[UUID, Any] = {
            **read(Program, bool(kinds & OF_PROGRAMS)),
            **read(MatchRun, bool(kinds & OF_RUNS), also=("program",)),
            **read(PeerGroup, bool(kinds & OF_GROUPS)),
        }

    def about(self, message: OutboxMessage) -> About:
        """Return for whom *message* was, and what it was about."""
        keys, kind = self.keys[message.pk], KINDS[message.kind]
        rows = self.readers[kind.by]
        ours = [rows[key] for key in keys if key in rows]
        row = (ours[-1] if kind.last else ours[0]) if ours else None
        member = _reader(row, message)
        trouble = getattr(getattr(member, "preferences", None), "trouble", "")
        subject = next((self.named[key] for key in keys if key in self.named), row)
        return About(member.name if member else "", _subject(subject), bool(trouble))


def _reader(row: Any, message: OutboxMessage) -> Membership | None:
    if isinstance(row, Proposal):
        # The key ends with the side of the pair that it was for.
        row = row.mentor if message.key.endswith("mentor") else row.protege
    found: Membership | None = row if row is None or isinstance(row, Membership) else row.member
    return found


def _subject(row: Any) -> str:
    if isinstance(row, Proposal):
        row = row.run
    if isinstance(row, Completion):
        return row.program_name
    if isinstance(row, Enrollment | MatchRun):
        row = row.program
    return row.name if isinstance(row, Program | PeerGroup) else ""


def _keys_in(text: str) -> list[UUID]:
    """Return the keys of rows that stand in a message's key, in their order."""
    found, at = [], 0
    while at + UUID_LENGTH <= len(text):
        part = text[at : at + UUID_LENGTH]
        if part[8] == part[13] == "-":
            try:
                found.append(UUID(part))
            except ValueError:
                at += 1
            else:
                at += UUID_LENGTH
        else:
            at += 1
    return found
