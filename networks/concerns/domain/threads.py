"""A confidential report to the ombuds, and the thread that follows it [C, P].

An anonymous reporter is nowhere in it: they hold a code, of which a hash is kept. Of every time, only
the day is kept. Who reads a concern is said in `networks/concerns/domain/readers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from mentornet.audit_verbs import Verb
from networks.concerns.domain.access import is_author, lock_for_update
from networks.concerns.domain.encryption import (
    CODE_LENGTH,
    code_hash,
    decrypt,
    encrypt,
    new_code,
    plain_code,
    rotate,
)
from networks.concerns.domain.notices import note, notify
from networks.concerns.domain.readers import add_readers, readers_of, recipients_of
from networks.concerns.errors import AuthorGone, ConcernClosed, NoReader, WrongCode
from networks.concerns.models import Concern, ConcernAccess, ConcernMessage
from networks.errors import NotYours
from profiles.models import Institution, Membership

State = Concern.State


@dataclass(frozen=True)
class Said:
    """One message as its readers see it; *by* names the ombuds who wrote it."""

    from_reporter: bool
    text: str
    at: date
    kind: str = ""
    about: str = ""
    by: str = ""


@transaction.atomic
def report_concern(
    reporter: Membership,
    *,
    kind: str,
    text: str,
    to: UUID | None = None,
    about: Membership | None = None,
    anonymous: bool = False,
) -> tuple[Concern, str]:
    """Report a concern to the ombuds *to*, or (None) to all ombuds who are not in conflict.

    Return it and, for an anonymous one, the code (else ""). Nothing is kept where it raises
    NoOmbuds, OmbudsGone or InLine.
    """
    able = recipients_of(reporter, chosen=to, about=about, anonymous=anonymous)
    code = new_code() if anonymous else ""
    today = reporter.institution.local_date()
    concern: Concern = Concern.objects.create(
        institution=reporter.institution,
        reporter=None if anonymous else reporter,
        code_hash=code_hash(code) if anonymous else "",
        created_on=today,
    )
    content = {"text": text, "kind": kind}
    if about is not None:
        content |= {"about": about.name, "about_id": str(about.pk)}
    _say(concern, from_reporter=True, content=content)
    add_readers(concern, able, today=today)
    # Who reported is in the concern, where it is named, and nowhere else.
    note(concern, verb=Verb.CONCERN_REPORTED)
    notify(able, key=f"received:{concern.pk}")
    return concern, code


def find_by_code(institution: Institution, code: str) -> Concern:
    """Return the anonymous concern that this code opens. Raise WrongCode."""
    found: Concern | None = (
        Concern.objects.of(institution)
        .filter(code_hash=code_hash(code))
        .select_related("institution")
        .first()
        if len(plain_code(code)) == CODE_LENGTH
        else None
    )
    if found is None:
        raise WrongCode
    return found


@transaction.atomic
def reply(
    concern: Concern, *, text: str, by: Membership | None = None, code: str = ""
) -> ConcernMessage:
    """Add a message to the thread, from the reporter (by name or code) or from a reader.

    Raise NotYours, ConcernClosed, and NoReader or AuthorGone where the other side could not read it.
    """
    row = lock_for_update(concern)
    from_reporter = is_author(row, by=by, code=code)
    reading = [one.member for one in readers_of(row) if one.reads]
    if not from_reporter and not _is_among(by, reading):
        raise NotYours
    if row.state == State.CLOSED:
        raise ConcernClosed
    if from_reporter:
        if not reading:
            raise NoReader
        recipients, content = reading, {"text": text}
    else:
        if not row.is_anonymous and (row.reporter is None or not row.reporter.is_current):
            raise AuthorGone
        recipients = [row.reporter] if row.reporter is not None else []
        content = {"text": text, "by": by.name if by is not None else ""}
    message = _say(row, from_reporter=from_reporter, content=content)
    notify(recipients, key=f"answer:{message.pk}")
    return message


@transaction.atomic
def set_concern_state(concern: Concern, *, state: str, by: Membership) -> Concern:
    """Set the state of the concern, as one of its readers. Raise NotYours."""
    row = lock_for_update(concern)
    if not _is_among(by, [one.member for one in readers_of(row) if one.reads]):
        raise NotYours
    if row.state != state:
        row.state = state
        row.save(update_fields=["state"])
        if state == State.CLOSED:
            row.readers.filter(kept=True).update(kept=False)
        note(row, verb=Verb.CONCERN_STATE_CHANGED, actor=by.user)
    return row


def read_thread(concern: Concern, *, reader: Membership | None = None) -> list[Said]:
    """Return the messages; record the access of an ombuds once a day, for the reporter to see."""
    if reader is not None:
        today = {"member": reader, "at": concern.institution.local_date()}
        if not concern.accesses.filter(**today).exists():
            ConcernAccess.objects.create(concern=concern, institution=concern.institution, **today)
    found = []
    for message in concern.messages.order_by("place"):
        content = decrypt(message.sealed)
        content.pop("about_id", None)
        found.append(Said(message.from_reporter, at=message.at, **content))
    return found


def rotate_keys() -> int:
    """Encrypt every message with the first key; return how many. Raise InvalidToken."""
    count = 0
    for message in ConcernMessage.objects.iterator(chunk_size=200):
        message.sealed = rotate(message.sealed)
        message.save(update_fields=["sealed"])
        count += 1
    return count


def _say(concern: Concern, *, from_reporter: bool, content: dict[str, str]) -> ConcernMessage:
    last = concern.messages.aggregate(last=Max("place"))["last"] or 0
    message: ConcernMessage = ConcernMessage.objects.create(
        concern=concern,
        institution=concern.institution,
        from_reporter=from_reporter,
        sealed=encrypt(content),
        place=last + 1,
        at=concern.institution.local_date(),
    )
    return message


def _is_among(by: Membership | None, reading: list[Membership]) -> bool:
    return by is not None and not by.roles_closed and by.pk in {one.pk for one in reading}
