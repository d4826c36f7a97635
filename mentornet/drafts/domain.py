"""Keeping drafts, giving them back to their author, and deleting them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.drafts.encryption import (
    Content,
    decrypt,
    encrypt,
    is_confidential,
    place_of,
    places_of,
)
from mentornet.drafts.models import Draft
from mentornet.moments import number

LONGEST = 100_000
MOST = 300
"""How many drafts one person may have in an institution."""
KEPT_FOR = timedelta(days=30)
"""How long a draft is kept after it was last changed."""
PURGE_BATCH = 5_000
LONGEST_PLACE = 600


@dataclass(frozen=True)
class Author:
    """Who writes: a login, the institution for which they act, and a number of their device."""

    user: UUID
    institution: UUID
    device: str = ""


@dataclass(frozen=True)
class Saved:
    """A draft as its author sees it. `text` is empty once it was sent."""

    content: Content
    revision: int
    saved_at: datetime
    is_sent: bool = False

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def saved_on(self) -> date:
        """Return the day; a confidential draft has no more, as midnight in UTC."""
        return self.saved_at.astimezone(UTC).date()


class DraftRefused(Exception):
    """A text that cannot be kept as a draft; `message` says why."""

    code = "draft_refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DraftConflict(Exception):
    """The author has saved another text elsewhere since; `saved` is that one."""

    code = "draft_conflict"

    def __init__(self, saved: Saved) -> None:
        super().__init__("The draft was changed elsewhere.")
        self.saved = saved


def save_draft(
    author: Author,
    content: Content,
    *,
    base: int,
    confidential: bool = False,
    writer: str = "",
    is_last: bool = False,
) -> Saved:
    """Keep *content*, whose author had seen revision *base* last (0: none).

    The same text twice is kept once. With *is_last* a form was sent, so that what the same *writer* had
    still under way, and was not told of, is older. Raise DraftConflict where another text was kept meanwhile, and
    DraftRefused where it is too long or there are too many. The days of a concern's drafts are kept,
    not their times.
    """
    now = _now(confidential)
    if len(content.text) > LONGEST:
        raise DraftRefused(
            _("Too long for a draft. Use at most %(most)s characters, or save it.")
            % {"most": number(LONGEST)}
        )
    if max(len(content.action), len(content.field), len(content.page)) > LONGEST_PLACE:
        raise DraftRefused(
            _("We can’t keep a draft here, because this page’s address is too long.")
        )
    content = replace(
        content, label=content.label[:200], title=content.title[:200], was=content.was[:64],
        device=author.device, at=now.isoformat(),
    )  # fmt: skip
    with transaction.atomic():
        row = _row(author, content.action, content.field, lock=True)
        if row is None:
            row, is_new = _create(author, content, confidential=confidential, writer=writer)
            if is_new:
                return Saved(content, row.revision, now)
        before = _saved(row)
        if before is not None and not row.is_sent and before.text == content.text:
            return before
        is_older = is_last and _is_of(row, writer)
        if row.revision != base and before is not None and not is_older:
            raise DraftConflict(before)
        row.writer = writer
        row.sealed = encrypt(content, confidential=confidential)
        row.place = place_of(author.user, content.action, content.field)
        row.revision, row.saved_at, row.is_sent = row.revision + 1, _day_of(now), False
        row.save(update_fields=["sealed", "place", "revision", "saved_at", "is_sent", "writer"])
    return Saved(content, row.revision, now)


def _is_of(row: Draft, writer: str) -> bool:
    return bool(writer) and row.writer == writer


def _create(
    author: Author, content: Content, *, confidential: bool, writer: str
) -> tuple[Draft, bool]:
    """Return the row of a new draft, or the one that came first; and whether it is new."""
    rows = _rows(author)
    if rows.filter(is_sent=False).count() >= MOST:
        raise DraftRefused(
            ngettext(
                "You have %(count)d draft already. Send or discard it first.",
                "You have %(count)d drafts already. Send or discard some first.",
                MOST,
            )
            % {"count": MOST}
        )
    row, is_new = Draft.objects.select_for_update().get_or_create(
        institution_id=author.institution,
        author_id=author.user,
        place=place_of(author.user, content.action, content.field),
        defaults={
            "sealed": encrypt(content, confidential=confidential),
            "saved_at": _day_of(timezone.now()),
            "writer": writer,
        },
    )
    return row, is_new


def read_draft(author: Author, action: str, field: str) -> Saved | None:
    """Return the draft of one field, a sent one too; None where there is none. One query."""
    row = _row(author, action, field)
    return _saved(row) if row is not None else None


def read_drafts(author: Author, asked: Sequence[tuple[str, str]]) -> list[Saved | None]:
    """Return the draft of each (action, field) of *asked*, in that order. One query."""
    places = [places_of(author.user, action, field) for action, field in asked]
    rows = {
        row.place: row
        for row in _rows(author).filter(place__in=[one for some in places for one in some])
    }
    found = [next((rows[one] for one in some if one in rows), None) for some in places]
    return [_saved(row) if row is not None else None for row in found]


def list_drafts(author: Author) -> list[Saved]:
    """Return what the author has not sent yet, the latest first. One query."""
    rows = _rows(author).filter(is_sent=False).order_by("-pk")
    found = [saved for saved in map(_saved, rows) if saved is not None]
    return sorted(found, key=lambda one: one.saved_at, reverse=True)


def count_drafts(author: Author) -> int:
    """Return how many drafts the author has not sent yet. One query."""
    count: int = _rows(author).filter(is_sent=False).count()
    return count


def find_draft(author: Author, action: str, field: str) -> Draft | None:
    """Return the row of a draft that was not sent; None where there is none. One query."""
    row = _row(author, action, field)
    return None if row is None or row.is_sent else row


def discard_draft(author: Author, action: str, field: str, *, base: int | None = None) -> None:
    """Delete a draft. With *base*, only if it has not changed since; else raises DraftConflict."""
    with transaction.atomic():
        row = _row(author, action, field, lock=True)
        if row is None:
            return
        saved = _saved(row)
        if base is not None and saved is not None and row.revision != base and not row.is_sent:
            raise DraftConflict(saved)
        row.delete()


def settle_draft(
    author: Author,
    action: str,
    field: str,
    *,
    base: int,
    text: str,
    confidential: bool = False,
    writer: str = "",
) -> None:
    """Note that *text* was saved or sent with its form, whose author had seen revision *base*.

    A draft that was changed elsewhere since stays, by another *writer* than the form's. Of a concern nothing is left; of any other draft
    a row that says that it was sent, of the latest MOST such.
    """
    if max(len(action), len(field)) > LONGEST_PLACE:
        return
    with transaction.atomic():
        row = _row(author, action, field, lock=True)
        if row is None and confidential:
            return
        if row is None:
            row = Draft(
                institution_id=author.institution,
                author_id=author.user,
                place=place_of(author.user, action, field),
                revision=base,
            )
            _purge_sent(author)
        saved = _saved(row) if row.sealed else None
        newer = row.revision > base and saved is not None and saved.text != text
        newer = newer and not _is_of(row, writer)
        if newer and not row.is_sent:
            return
        if confidential:
            row.delete()
            return
        now = timezone.now()
        sent = Content(text="", action=action, field=field, at=now.isoformat())
        row.sealed = encrypt(sent, confidential=False)
        row.revision, row.saved_at, row.is_sent = row.revision + 1, _day_of(now), True
        row.save()


def _purge_sent(author: Author) -> None:
    """Make room for one more note that a draft was sent."""
    sent = _rows(author).filter(is_sent=True).order_by("-saved_at", "-pk")
    if surplus := list(sent.values_list("pk", flat=True)[MOST - 1 :]):
        Draft.objects.filter(pk__in=surplus).delete()


def purge_drafts(*, now: datetime | None = None) -> int:
    """Delete drafts that no one has changed for thirty days, at most a batch; return how many."""
    before = (now or timezone.now()) - KEPT_FOR
    due = Draft.objects.filter(saved_at__lt=before).order_by("saved_at")[:PURGE_BATCH]
    return Draft.objects.filter(pk__in=list(due.values_list("pk", flat=True))).delete()[0]


def rotate_drafts(*, confidential: bool) -> int:
    """Encrypt all drafts with the newest keys, with *confidential* those of concerns alone; how many.

    Raise InvalidToken where no key opens one.
    """
    count = 0
    for row in Draft.objects.order_by("pk").iterator(chunk_size=500):
        is_one = is_confidential(row.sealed)
        if confidential and not is_one:
            continue
        content = decrypt(row.sealed)
        row.sealed = encrypt(content, confidential=is_one)
        row.place = place_of(row.author_id, content.action, content.field)
        row.save(update_fields=["sealed", "place"])
        count += 1
    return count


def _rows(author: Author) -> Any:
    return Draft.objects.filter(institution=author.institution, author=author.user)


def _row(author: Author, action: str, field: str, *, lock: bool = False) -> Draft | None:
    rows = _rows(author).filter(place__in=places_of(author.user, action, field))
    found: Iterable[Draft] = rows.select_for_update() if lock else rows
    return next(iter(found), None)


def _saved(row: Draft) -> Saved | None:
    """Return the row as its author reads it; None where no key opens it any more."""
    try:
        content = decrypt(row.sealed)
    except InvalidToken:
        return None
    at = datetime.fromisoformat(content.at) if content.at else row.saved_at
    return Saved(content, row.revision, at, row.is_sent)


def _now(confidential: bool) -> datetime:
    now = timezone.now()
    return _day_of(now) if confidential else now


def _day_of(moment: datetime) -> datetime:
    """The table has no times: one without would be that of a concern."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
