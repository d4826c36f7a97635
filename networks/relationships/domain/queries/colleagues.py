"""The people of one's institution, as pages list them and forms look them up."""

import re

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from profiles.models import Membership
from profiles.people.names.domain import named

SHOWN = 20
WORDS_READ = 8


def colleagues(member: Membership) -> QuerySet[Membership]:
    """Everyone here now, for lists: with unit, offer, training and photo, without what is long."""
    return (
        Membership.objects.visible_to(member.user)
        .of(member.institution)
        .select_related("unit", "offer", "mentor_training", "photo")
        .defer("search", "photo__small", "photo__large")
    )


def find_colleagues(member: Membership, *, words: str) -> list[Membership]:
    """Return up to twenty current colleagues of *member* whose name has every one of *words*."""
    here = Membership.objects.current().of(member.institution).exclude(pk=member.pk)
    rows = named(here, words, institution=member.institution_id)
    return list(rows.select_related("unit").defer("search").order_by("sort_key", "id")[:SHOWN])


def words_query(words: str, *, names_only: bool = False) -> SearchQuery | None:
    """Return what looks up people by *words*; None where there is no word among them.

    Every word must begin a word of the name, or, unless *names_only*, occur in specialty or expertise.
    """
    whole: SearchQuery | None = None
    # A name is read as PostgreSQL reads it, with its points and hyphens; other words piece by piece.
    named = [one for one in words.replace("\0", " ").split() if re.search(r"\w", one)]
    pieces = named if names_only else re.findall(r"\w+", words)
    for word in pieces[:WORDS_READ]:
        quoted = word.replace("\\", "\\\\").replace("'", "''")
        label = ":*A" if names_only else ":*"
        one = SearchQuery(f"'{quoted}'{label}", search_type="raw", config="simple")
        if not names_only:
            one |= SearchQuery(word, config="english")
        whole = one if whole is None else whole & one
    return whole
