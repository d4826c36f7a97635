from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from evaluations.check_ins.early_warning.domain.health import MEANINGS, PRESSING
from evaluations.check_ins.early_warning.domain.pairs import counts_of, pairs_of
from evaluations.check_ins.early_warning.labels import LABELS
from evaluations.check_ins.feedback.domain.trend import feedback_trend
from evaluations.check_ins.feedback.models import Feedback
from evaluations.dashboard.pair_help.notes import latest_notes
from matching.programs.access import directed_or_404, director_required
from profiles.access.members import MemberRequest

FEEDBACK = {
    "time": _("Time for each other"),
    "listening": _("Listening"),
    "useful": _("Useful"),
    "safe": _("Safe"),
    "goals": _("Goals"),
}


@director_required
def program_pairs(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show how a program's pairs are doing: state and count of meetings, never a word of them."""
    program = directed_or_404(request, pk)
    rows = pairs_of(program)
    notes = latest_notes(program, [row.tie.pk for row in rows])
    trend = feedback_trend(program)
    context = {
        "program": program,
        "rows": [(row, *LABELS[row.health.state], notes.get(row.tie.pk)) for row in rows],
        "feedback_items": [FEEDBACK[item] for item in Feedback.ITEMS],
        "feedback": [
            (one.begins, [(FEEDBACK[item], one.means[item]) for item in Feedback.ITEMS])
            for one in trend.quarters
        ],
        "feedback_withheld": trend.withholds,
        "threshold": program.institution.suppression_threshold,
        "meanings": [(LABELS[state][0], MEANINGS[state]) for state in PRESSING],
        "counts": [(LABELS[state][0], count) for state, count in counts_of(rows)],
    }
    return render(request, "evaluations/dashboard/pairs.html", context)
