"""What matching adds to the navigation of the dashboard."""

from django.utils.translation import gettext_lazy as _

from mentornet.pages.dashboard import DashboardPage, register_page

PAGES = (
    DashboardPage(
        "programs",
        _("Programs"),
        "matching:directing_programs",
        "matching.direct_programs",
        rooms=("matching",),
    ),
    DashboardPage(
        "programs",
        _("Enrollments"),
        "matching:enrollments",
        "matching.direct_programs",
        order=20,
        rooms=("matching.programs.recruiting",),
    ),
    DashboardPage(
        "programs",
        _("Wait list"),
        "matching:waiting",
        "matching.direct_programs",
        order=22,
    ),
    DashboardPage(
        "programs",
        _("Mentors’ capacity"),
        "matching:openings",
        "matching.direct_programs",
        order=23,
    ),
    DashboardPage(
        "programs",
        _("Newcomers"),
        "matching:newcomers",
        "matching.direct_programs",
        order=25,
        rooms=("matching.newcomers",),
    ),
    DashboardPage(
        "programs",
        _("Pairs you proposed"),
        "matching:pair_requests",
        "matching.direct_programs",
        order=40,
        rooms=("matching.pairing",),
    ),
    DashboardPage(
        "programs",
        _("Match from spreadsheets"),
        "matching:sheets",
        "profiles.direct_institution",
        order=90,
        rooms=("matching.spreadsheets",),
    ),
)


def register_pages() -> None:
    """Register them all. Called once at start-up."""
    for page in PAGES:
        register_page(page)
