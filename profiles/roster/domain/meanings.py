"""What an institution said once about its files, for the next one: of headings, titles, and tracks."""

from __future__ import annotations

from collections.abc import Mapping

from profiles.models import Institution, RosterMeaning, User
from profiles.roster.domain.columns import plain
from profiles.words.domain.titles import plain_title

Kind = RosterMeaning.Kind


def remembered_headings(institution: Institution) -> dict[str, str]:
    """Return the column of each heading that was chosen, by its plain form; "" for one that is not used."""
    return _remembered(institution, Kind.HEADING)


def remembered_titles(institution: Institution) -> dict[str, str]:
    """Return the rank of each title that was asked, by its plain form, or that its people are no faculty."""
    return _remembered(institution, Kind.TITLE)


def remembered_tracks(institution: Institution) -> dict[str, str]:
    """Return the track of each word that was asked, by its plain form, or that it is none."""
    return _remembered(institution, Kind.TRACK)


def remember_headings(
    institution: Institution, said: Mapping[str, str], *, by: User | None
) -> None:
    """Keep what *said* headings mean, for the next file."""
    _remember(institution, Kind.HEADING, {plain(text): value for text, value in said.items()}, by)


def remember_titles(institution: Institution, said: Mapping[str, str], *, by: User | None) -> None:
    """Keep the ranks of *said* titles, for the next file; an empty one is asked again."""
    _remember(
        institution, Kind.TITLE, {plain_title(text): value for text, value in said.items()}, by
    )


def remember_tracks(institution: Institution, said: Mapping[str, str], *, by: User | None) -> None:
    """Keep the tracks that *said* words are, for the next file; an empty one is asked again."""
    _remember(institution, Kind.TRACK, {plain(text): value for text, value in said.items()}, by)


def _remembered(institution: Institution, kind: str) -> dict[str, str]:
    rows = RosterMeaning.objects.of(institution).filter(kind=kind)
    return dict(rows.values_list("text", "meaning"))


def _remember(
    institution: Institution, kind: str, said: Mapping[str, str], by: User | None
) -> None:
    known = {text[:300]: value for text, value in said.items() if text}
    if not known:
        return
    rows = [
        RosterMeaning(institution=institution, kind=kind, text=text, meaning=value, said_by=by)
        for text, value in known.items()
    ]
    RosterMeaning.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["institution", "kind", "text"],
        update_fields=["meaning", "said_by", "said_at"],
    )
