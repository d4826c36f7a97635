"""What evaluations adds to the navigation of the dashboard."""

from django.utils.translation import gettext_lazy as _

from mentornet.pages import dashboard
from mentornet.pages.dashboard import DashboardPage, register_page

DIRECT = "matching.direct_programs"
WHOLE = "profiles.direct_institution"
PAGES = (
    DashboardPage(
        "settings",
        _("Setup"),
        "evaluations:setup",
        "profiles.direct_institution",
        order=5,
        rooms=("evaluations.dashboard.setup",),
    ),
    DashboardPage(
        "messages",
        _("Messages"),
        "evaluations:desk_messages",
        DIRECT,
        rooms=("evaluations.dashboard.messages",),
    ),
    DashboardPage(
        "overview",
        _("What is coming"),
        "evaluations:desk_calendar",
        DIRECT,
        order=40,
        rooms=("evaluations.dashboard.calendar",),
    ),
    DashboardPage(
        "activity",
        _("Activity"),
        "evaluations:desk_activity",
        DIRECT,
        rooms=("evaluations.dashboard.activity",),
    ),
    DashboardPage(
        "activity",
        _("Audit log"),
        "evaluations:audit",
        DIRECT,
        order=10,
    ),
    DashboardPage("sessions", _("Sessions"), "evaluations:directing_sessions", DIRECT),
    DashboardPage(
        "overview",
        _("Overview"),
        "evaluations:dashboard",
        dashboard.USE,
        rooms=("evaluations.dashboard.desk",),
    ),
    DashboardPage(
        "overview",
        _("Needs attention"),
        "evaluations:attention",
        dashboard.USE,
        order=10,
        rooms=("evaluations.dashboard.attention",),
    ),
    # Coordinators, who name one too, can't open the staff roles.
    DashboardPage(
        "overview",
        _("Your deputy"),
        "profiles:deputies",
        dashboard.USE,
        order=50,
    ),
    DashboardPage(
        "programs",
        _("Pairs"),
        "evaluations:pairs",
        DIRECT,
        order=30,
        rooms=("evaluations.dashboard.pair_help",),
    ),
    DashboardPage(
        "groups",
        _("Groups"),
        "evaluations:directing_groups",
        DIRECT,
        rooms=("evaluations.sessions", "networks.peer_groups"),
    ),
    DashboardPage(
        "groups",
        _("Curricula"),
        "evaluations:curricula",
        WHOLE,
        order=50,
        rooms=("evaluations.sessions.curriculum",),
    ),
    DashboardPage(
        "surveys",
        _("Surveys"),
        "evaluations:directing_surveys",
        DIRECT,
        rooms=("evaluations.surveys",),
    ),
    DashboardPage(
        "surveys",
        _("Questionnaires"),
        "evaluations:instruments",
        WHOLE,
        order=50,
        rooms=("evaluations.surveys.views.instruments",),
    ),
    DashboardPage(
        "reports",
        _("Figures"),
        "evaluations:desk_figures",
        "profiles.view_figures",
        order=-10,
        rooms=("evaluations.dashboard.figures",),
    ),
    DashboardPage(
        "reports",
        _("Gap report"),
        "evaluations:gaps",
        "profiles.view_figures",
        rooms=("evaluations.gaps",),
    ),
    DashboardPage(
        "reports",
        _("Survey results"),
        "evaluations:survey_results",
        "profiles.view_figures",
        order=10,
        rooms=("evaluations.surveys.views.results",),
    ),
)
# Pages of a program that evaluations adds lie under the programs, which matching registers.
UNDER_PROGRAMS = (
    "evaluations.dashboard.views",
    "evaluations.outcomes.closing",
    "evaluations.privacy",
    "evaluations.sessions.office",
)


def register_pages() -> None:
    """Register them all. Called once at start-up."""
    for page in PAGES:
        register_page(page)
    dashboard.OVERVIEW.provide("evaluations:dashboard")
    dashboard.FIGURES.provide("evaluations:gaps")
    for room in UNDER_PROGRAMS:
        dashboard.add_room("matching:directing_programs", room)
