"""Where Celery discovers matching's tasks; each lies in its neighborhood, under its old name."""

from matching.newcomers.tasks import find_newcomers
from matching.pairing.tasks import close_pair_requests
from matching.programs.dates.tasks import remind_chiefs
from matching.programs.recruiting.tasks import forget_enrollment_files
from matching.programs.runs.tasks import (
    advance_publication,
    advance_run,
    advance_waiting_publications,
    advance_waiting_runs,
    purge_run_inputs,
)
from matching.spreadsheets.tasks import advance_sheet, advance_waiting_sheets

__all__ = [
    "advance_publication",
    "advance_run",
    "advance_sheet",
    "advance_waiting_publications",
    "advance_waiting_runs",
    "advance_waiting_sheets",
    "close_pair_requests",
    "find_newcomers",
    "forget_enrollment_files",
    "purge_run_inputs",
    "remind_chiefs",
]
