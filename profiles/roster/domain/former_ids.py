"""Rows under an ID that someone had before their directory gave them another. Pure.

Such a row is that person's where its email is theirs as well. An ID of before by itself tells no one: it
may have been given to someone else, who must not be taken for them. Nor does it tell whoever has it now: a
row that has neither their name nor their email may be about the one before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.moments import number
from profiles.roster.domain.rows import RosterRow, RowError
from profiles.roster.domain.snapshot import KnownMember

NAMED = 3
Holders = Mapping[str, list[KnownMember]]


@dataclass(frozen=True)
class Followed:
    """Rows as those of the people whom they mean, what is wrong with others, and a note on it."""

    rows: dict[int, RosterRow]
    errors: list[RowError]
    notes: list[str]


def holders_of(members: Mapping[str, KnownMember]) -> Holders:
    """Return by each ID of before who had it, but for those that someone has now."""
    found: dict[str, list[KnownMember]] = defaultdict(list)
    for known in members.values():
        for former in known.former_ids:
            if former not in members:
                found[former].append(known)
    return found


def passed_on(members: Mapping[str, KnownMember]) -> Mapping[str, tuple[KnownMember, KnownMember]]:
    """Return by each ID that someone has now and another had before: who has it, and who had it."""
    return {
        former: (members[former], known)
        for known in members.values()
        for former in known.former_ids
        if former in members and members[former] is not known
    }


def taken_for_another(
    rows: Mapping[int, RosterRow], passed: Mapping[str, tuple[KnownMember, KnownMember]]
) -> list[RowError]:
    """Return what is wrong with the *rows* that could be about whoever had their ID before."""
    errors = []
    for row in rows.values():
        if row.external_id not in passed:
            continue
        now, before = passed[row.external_id]
        has_name = (row.given_name, row.family_name) == (now.given_name, now.family_name)
        if not has_name and row.email not in (now.email, now.login_email):
            errors.append(_is_anothers(row, now, before))
    return errors


def follow(rows: Mapping[int, RosterRow], holders: Holders) -> Followed:
    """Return the *rows* that name someone by an ID of before, with the ID that they have now."""
    changed: dict[int, RosterRow] = {}
    errors: list[RowError] = []
    said: list[str] = []
    for at, row in rows.items():
        found = row
        if row.supervisor and len(holders.get(row.supervisor, ())) == 1:
            found = replace(found, supervisor=holders[row.supervisor][0].external_id)
        if had := holders.get(row.external_id):
            own = next((one for one in had if one.email == row.email), None)
            if own is None:
                errors.append(_was_theirs(row, had[0]))
                continue
            found = replace(found, external_id=own.external_id)
            said.append(f"{at} ({row.external_id} → {own.external_id})")
        if found is not row:
            changed[at] = found
    return Followed(changed, errors, _notes(said))


def _was_theirs(row: RosterRow, known: KnownMember) -> RowError:
    words = {"who": known.name, "now": known.external_id}
    message = (
        _("This ID was that of %(who)s, who has %(now)s now. Use %(now)s, or an ID that is new.")
        % words
    )
    return RowError(row.number, "external_id", message, row.external_id, "former_id")


def _is_anothers(row: RosterRow, now: KnownMember, before: KnownMember) -> RowError:
    words = {"before": before.name, "new": before.external_id, "who": now.name}
    message = (
        _(
            "This ID was that of %(before)s, who has %(new)s now, and is that of %(who)s today. This row has "
            "neither the name nor the email of %(who)s. Correct the ID, or change one of the two first."
        )
        % words
    )
    return RowError(row.number, "external_id", message, row.external_id, "former_id")


def _notes(said: list[str]) -> list[str]:
    if not said:
        return []
    words = ngettext(
        "Row %(rows)s has an ID that the directory has changed. We matched the person by that ID and "
        "the email.",
        "%(count)s rows have an ID that the directory has changed, such as rows %(rows)s. We matched "
        "these people by that ID and the email.",
        len(said),
    )
    return [words % {"count": number(len(said)), "rows": ", ".join(said[:NAMED])}]
