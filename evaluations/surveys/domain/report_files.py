"""A survey's report as a file, with the same tables as the page. What may not be shown is "–"."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from evaluations.privacy.domain.suppression import HIDDEN
from evaluations.surveys.domain.report import Line as ReportLine
from evaluations.surveys.domain.report import SurveyReport
from mentornet.tabular.writing import Line, Table


def head_of(report: SurveyReport) -> Line:
    """Return what a file begins with: what was asked, of whom, on which occasion."""
    survey = report.survey
    whom = survey.program.name if survey.program else _("The whole institution")
    until = survey.closes_on.isoformat()
    return [survey.instrument.name, whom, str(survey.get_occasion_display()), until]


def tables_of(report: SurveyReport) -> Iterator[Table]:
    """Participation, the figures by group, the change since the start, the single questions."""
    survey = report.survey
    yield (
        _("Participation"),
        [[_("Asked"), _("Answered")], [survey.asked, survey.answered]],
    )
    if not report.is_shown:
        return
    yield _("Figures"), [_heading(), *_by_group(report)]
    if report.has_changes:
        heading: Line = [_("Measure"), _("People"), _("Start"), _("Now"), _("Change")]
        changed: list[Line] = [
            [line.label, line.change.people, line.change.before, line.change.after, line.change.by]
            for line in report.lines
            if line.change
        ]
        yield _("Change since the start"), [heading, *changed]
    if report.withholds_changes:
        said = _(
            "Some changes since the start are hidden. Too few people answered both times, or so few "
            "answered only once that their answers could be worked out."
        )
        yield _("Hidden"), [[said]]
    if report.questions:
        lines = [_cells(line.part, line.label, line, 0) for line in report.questions]
        head = _heading()
        head[1] = _("Question")
        yield _("Questions"), [head, *lines]


def _heading() -> list[str]:
    return [
        _("Measure"),
        _("Group"),
        _("Lowest"),
        _("Highest"),
        _("People"),
        _("Average"),
        _("Above the middle, percent"),
    ]


def _by_group(report: SurveyReport) -> Iterator[Line]:
    for line in report.lines:
        for at, (_key, name) in enumerate(report.groups):
            yield _cells(line.label, name, line, at)


def _cells(first: str, second: str, line: ReportLine, at: int) -> Line:
    cell = line.cells[at]
    figures = (cell.people, cell.mean, cell.above)
    shown = [HIDDEN if one is None else one for one in figures]
    return [first, second, line.lowest, line.highest, *shown]
