"""Looking up a colleague by name, before something is done with them: the same on every page."""

from __future__ import annotations

from typing import Any

from networks.relationships.domain.queries.colleagues import find_colleagues
from networks.relationships.forms.colleague import ColleagueSearchForm
from profiles.access.members import MemberRequest


def look_up(request: MemberRequest) -> dict[str, Any]:
    """Return for a template the search form, the words that were typed, and who was found by them."""
    search = ColleagueSearchForm(request.GET or None)
    words = search.cleaned_data["q"] if search.is_bound and search.is_valid() else ""
    found = find_colleagues(request.membership, words=words)
    return {"search": search, "words": words, "found": found}
