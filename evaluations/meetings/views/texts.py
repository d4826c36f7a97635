"""The texts of a meeting's page: agenda, shared notes, and what each keeps for themselves.

With scripts each is sent by itself. Without, all of them are sent at once, and the button says which
one is to be saved: the others stay in their fields as they were typed. No one publishes a half-written
note by saving something else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from django.http import Http404, QueryDict

from evaluations.meetings.domain import lifecycle as domain
from evaluations.meetings.errors import EditedMeanwhile
from evaluations.meetings.forms import MeetingTextForm
from evaluations.meetings.models import Meeting, PrivateNote
from profiles.models import Membership

SHARED = ("agenda", "notes")
PRIVATE = "private"
FIELDS = (*SHARED, PRIVATE)
Sent = dict[str, dict[str, str]]


@dataclass(frozen=True)
class PageTexts:
    """What the page shows. `theirs` is the other side's text where both edited the one to be saved."""

    meeting: Meeting
    agenda: MeetingTextForm
    notes: MeetingTextForm
    private: MeetingTextForm
    theirs: str = ""
    saved: str = ""
    unsaved: tuple[str, ...] = ()


def texts_of(meeting: Meeting, *, reader: Membership) -> PageTexts:
    """Return the texts of *meeting* as *reader* may read them. One query."""
    own = PrivateNote.objects.filter(meeting=meeting, author=reader).first()
    stored = {field: getattr(meeting, field) for field in SHARED} | {
        PRIVATE: own.text if own else ""
    }
    forms: dict[str, Any] = {
        field: MeetingTextForm(
            initial={"text": text, "revision": getattr(meeting, f"{field}_revision", 0)},
            auto_id=f"{field}-%s",
        )
        for field, text in stored.items()
    }
    return PageTexts(meeting, **forms)


def save_sent(page: PageTexts, post: QueryDict, *, by: Membership) -> PageTexts:
    """Save the one text that the button names, and return the page with all others as they were typed.

    `saved` is empty where it could not be saved: its form says why. Raise Http404 where nothing is
    named, and what `save_text` raises.
    """
    sent = _sent(post)
    chosen = post.get("save") or next(iter(sent))
    if chosen not in sent:
        raise Http404
    unsaved = tuple(
        field
        for field, row in sent.items()
        if field != chosen and not _is_same(row["text"], getattr(page, field).initial["text"])
    )
    form, theirs = _save(page.meeting, chosen, sent[chosen], by=by)
    if form is None:
        # What was counted on is asked for again: the page shows what stands there now.
        page.meeting.refresh_from_db(fields=[*SHARED, *(f"{one}_revision" for one in SHARED)])
        page = replace(texts_of(page.meeting, reader=by), saved=chosen)
    else:
        refused: dict[str, Any] = {chosen: form}
        page = replace(page, theirs=theirs, **refused)
    typed: dict[str, Any] = {
        field: MeetingTextForm(sent[field], auto_id=f"{field}-%s") for field in unsaved
    }
    return replace(page, unsaved=unsaved, **typed)


def _sent(post: QueryDict) -> Sent:
    """Return what was typed, by text; one that is not among FIELDS is a 404."""
    fields, texts = post.getlist("field"), post.getlist("text")
    if not fields or not set(fields) <= set(FIELDS) or len(fields) != len(texts):
        raise Http404
    rows = zip_longest(fields, texts, post.getlist("revision")[: len(fields)])
    return {
        field: {"text": text, "revision": "0" if field == PRIVATE else revision or ""}
        for field, text, revision in rows
    }


def _is_same(typed: str, stored: str) -> bool:
    return typed.replace("\r\n", "\n").strip() == stored.strip()


def _save(
    meeting: Meeting, field: str, sent: dict[str, str], *, by: Membership
) -> tuple[MeetingTextForm | None, str]:
    """Save one text; the form to be shown again, and the other side's text, where it was not saved."""
    form = MeetingTextForm(sent, auto_id=f"{field}-%s")
    if not form.is_valid():
        return form, ""
    text = form.cleaned_data["text"]
    if field == PRIVATE:
        domain.save_private_note(meeting, by=by, text=text)
        return None, ""
    try:
        domain.save_text(
            meeting, by=by, field=field, text=text, revision=form.cleaned_data["revision"]
        )
    except EditedMeanwhile as error:
        form = MeetingTextForm(sent | {"revision": str(error.revision)}, auto_id=f"{field}-%s")
        form.add_error("text", str(error.message))
        return form, error.theirs
    return None, ""
