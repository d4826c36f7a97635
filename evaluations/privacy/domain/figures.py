"""Every figure that anyone but the person reads, listed once: what it counts, where, and from what.

*Operational* figures count what their reader may list by name anyway. They are live, nothing of them
is hidden, and each opens its list. *Confidential* figures count what their reader may not list. They
are read from what was published or counted once, and there is no list behind them.

Doors are names of URLs. A director's page or an API route that stands neither here nor among those
without figures fails the build (tests/evaluations/privacy/domain/test_figures.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    OPERATIONAL = "operational"
    CONFIDENTIAL = "confidential"


class Source(StrEnum):
    """Where a figure is read from."""

    LIVE = "live"
    PUBLICATION = "publication"
    """The last publication of the institution: `FigurePublication`."""
    ONCE = "once"
    """Counted once, when what it speaks of was over: surveys, rated sessions, quarters."""


@dataclass(frozen=True)
class Figure:
    """One figure, or several of one table."""

    label: StrOrPromise
    kind: Kind
    source: Source
    doors: tuple[str, ...]


def _live(label: StrOrPromise, *doors: str) -> Figure:
    return Figure(label, Kind.OPERATIONAL, Source.LIVE, doors)


GAP_REPORT = (
    "evaluations:gaps",
    "evaluations:gaps_group",
    "evaluations:gaps_file",
    "evaluations:gaps_group_file",
    "evaluations:program_coverage",
    "api:reports-gaps",
    "api:reports-coverage",
    "api:reports-gaps-csv",
    "api:reports-coverage-csv",
)

# Each of them has its months, a chart and a table.
DESK_FIGURES = (
    "evaluations:desk_figures",
    "evaluations:desk_figure_chart",
    "evaluations:desk_figure_file",
)

FIGURES = (
    Figure(
        _("Who has a mentor, a network or a peer; who is mentored by their own supervisor"),
        Kind.CONFIDENTIAL,
        Source.PUBLICATION,
        (*GAP_REPORT, *DESK_FIGURES),
    ),
    Figure(
        _("Roles and areas that people need, have, or have from only one person"),
        Kind.CONFIDENTIAL,
        Source.PUBLICATION,
        GAP_REPORT,
    ),
    Figure(
        _("Who is available as a mentor, for which roles and areas, and with how many openings"),
        Kind.CONFIDENTIAL,
        Source.PUBLICATION,
        GAP_REPORT,
    ),
    Figure(
        _("How soon people first met, and whether they meet as often as they agreed"),
        Kind.CONFIDENTIAL,
        Source.PUBLICATION,
        GAP_REPORT,
    ),
    Figure(
        _("Survey results"),
        Kind.CONFIDENTIAL,
        Source.ONCE,
        (
            "evaluations:directing_survey",
            "evaluations:survey_file",
            "evaluations:survey_result",
            "evaluations:survey_result_file",
            "evaluations:instrument",
            "api:surveys-results",
        ),
    ),
    Figure(
        _("How many people have answered a survey"),
        Kind.CONFIDENTIAL,
        Source.ONCE,
        (
            "evaluations:directing_surveys",
            "evaluations:directing_surveys_file",
            "evaluations:directing_survey",
            "evaluations:survey_file",
            "evaluations:survey_result",
            "evaluations:survey_result_file",
            "api:surveys-list",
            "api:surveys-detail",
        ),
    ),
    Figure(
        _("How sure people felt about a skill before and after a session"),
        Kind.CONFIDENTIAL,
        Source.ONCE,
        ("evaluations:directing_group_skills", "evaluations:session_skills"),
    ),
    Figure(
        _("Development plans and papers in a program that has ended"),
        Kind.CONFIDENTIAL,
        Source.ONCE,
        ("evaluations:cohort",),
    ),
    Figure(
        _("Feedback that people agreed to have counted, by quarter"),
        Kind.CONFIDENTIAL,
        Source.ONCE,
        ("evaluations:program_pairs",),
    ),
    Figure(
        _("How many people in pairs of programs answered check-ins, by month"),
        Kind.CONFIDENTIAL,
        Source.ONCE,
        DESK_FIGURES,
    ),
    Figure(
        _("Enrollment answers that are only counted"),
        Kind.CONFIDENTIAL,
        Source.ONCE,
        ("evaluations:question_counts", "evaluations:question_counts_file"),
    ),
    _live(
        _("Who can come on a program’s dates, and enrollment answers that directors read by name"),
        "matching:program_answers",
        "evaluations:question_counts",
        "evaluations:question_counts_file",
    ),
    _live(
        _("What needs the attention of those who run programs, counted by kind"),
        "evaluations:dashboard",
        "evaluations:attention",
    ),
    _live(
        _("Accounts and people on the roster"),
        "profiles:roster",
        "profiles:held_endings",
        "profiles:imports",
        "profiles:imports_file",
        "profiles:units",
        "profiles:unit",
        "profiles:word",
        "evaluations:setup",
        "profiles:directed_people",
        "profiles:directed_people_file",
        "api:members-list",
        *DESK_FIGURES,
    ),
    _live(
        _("Mentors with an open profile, and how many mentees programs gave them"),
        "profiles:directed_mentors",
        "profiles:directed_mentors_file",
        "matching:openings",
        "matching:openings_file",
    ),
    _live(
        _("Pairs that programs made, month by month: new, ended, and how many met as agreed"),
        *DESK_FIGURES,
    ),
    _live(
        _("Enrollments in a program, and how many people each person named"),
        "matching:directing_programs",
        "matching:directing_programs_file",
        "matching:directing",
        "matching:directing_people",
        "matching:program_remind",
        "matching:enrollments",
        "matching:enrollments_file",
        "matching:waiting",
        "matching:waiting_file",
        "matching:newcomers",
        "matching:newcomers_file",
        "matching:newcomer_welcome",
        "matching:pair_requests",
        "matching:pair_requests_file",
        "api:programs-list",
        "api:programs-detail",
        "api:enrollments-list",
    ),
    _live(
        _("A program’s proposed pairs and groups, and its wait list"),
        "matching:run",
        "matching:run_compare",
        "matching:proposal",
        "matching:run_table",
        "matching:project_list",
        "matching:project_run",
        "matching:project_run_table",
        "matching:weights",
        "matching:group_run",
        "matching:group_table",
        "matching:sheet",
        "matching:sheet_table",
        "api:runs-list",
        "api:runs-detail",
        "api:pairs-list",
    ),
    _live(
        _("A program’s pairs and how they are doing: meetings held and check-ins sent"),
        "evaluations:pairs",
        "evaluations:pairs_file",
        "evaluations:program_pairs",
        "api:ties-list",
        "api:check-ins-list",
        "api:check-ins-detail",
    ),
    _live(_("A program’s teams and their status"), "matching:program_teams"),
    _live(
        _("How many people at a program’s sessions have food or access needs, or can’t come"),
        "evaluations:program_sessions",
        "evaluations:program_sessions_file",
    ),
    _live(
        _("Groups, their sessions, and how many people came"),
        "evaluations:directing_groups",
        "evaluations:directing_groups_file",
        "evaluations:directing_sessions",
        "evaluations:directing_sessions_file",
        "evaluations:directing_group",
        "evaluations:program_sessions",
        "evaluations:program_sessions_file",
        "evaluations:cohort",
        "api:groups-list",
        "api:group-members-list",
        "api:sessions-list",
        "api:sessions-detail",
    ),
)

DOORS = frozenset(door for figure in FIGURES for door in figure.doors)


def figures_of(kind: Kind) -> list[Figure]:
    """Return the figures of one kind, in their order."""
    return [one for one in FIGURES if one.kind == kind]
