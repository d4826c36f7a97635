"""What the pages of all runs share: how far the work is."""

from __future__ import annotations

from django.http import HttpResponse

from matching.programs.runs.domain.publications import latest_of
from matching.programs.runs.models import MatchRun
from mentornet.pages.polling import answer_poll
from profiles.access.members import MemberRequest

SHOWN = (MatchRun.State.DONE, MatchRun.State.PUBLISHED)


def progress_of(request: MemberRequest, row: MatchRun, template: str) -> HttpResponse:
    """Answer a run's page that asks how far the work is; once it is done, have the page reloaded."""
    if row.is_working:
        return answer_poll(request, template, {"run": row}, working=True)
    publication = latest_of(row)
    context = {"run": row, "publication": publication}
    working = publication is not None and publication.is_working
    return answer_poll(request, "matching/programs/runs/_publishing.html", context, working=working)
