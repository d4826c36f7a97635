"""What evaluations adds to pages of the apps below, and the pages that it has for them."""

from matching import slots as matching
from mentornet.pages.slots import Slot
from networks import slots as networks
from profiles import slots as profiles

DASHBOARD_OVERVIEW = Slot("evaluations.dashboard.overview")
"""Below what needs attention, on the first page of the dashboard."""


def fill_slots() -> None:
    """Fill the slots of the apps below and provide their pages. Called once at start-up."""
    DASHBOARD_OVERVIEW.fill("evaluations/slots/dashboard_figures.html", order=30)
    DASHBOARD_OVERVIEW.fill("evaluations/slots/dashboard_answers.html", order=20)
    DASHBOARD_OVERVIEW.fill("evaluations/slots/dashboard_setup.html", order=-100)
    DASHBOARD_OVERVIEW.fill("evaluations/slots/dashboard_start.html", order=100)
    networks.GROUPS.provide("evaluations:groups")
    networks.MEETINGS.provide("evaluations:meetings")
    networks.DIRECTED_GROUP.provide("evaluations:directing_group")
    networks.DIRECTED_GROUPS.provide("evaluations:directing_groups")
    profiles.ASSESSMENT_MORE.fill("evaluations/slots/assessment_more.html")
    profiles.SETTINGS_NOTIFICATIONS.fill("evaluations/slots/settings_notifications.html")
    profiles.SETTINGS_DATA.fill("evaluations/slots/settings_data.html")
    networks.AGREEMENT_REVIEW.fill("evaluations/slots/agreement_review.html")
    matching.PROGRAMS_ACTIONS.fill("evaluations/slots/programs_actions.html")
    matching.DESK_PEOPLE.fill("evaluations/slots/desk_survey.html")
    matching.DESK_WATCH.fill("evaluations/slots/desk_coverage.html")
    matching.DESK_PAIRS.fill("evaluations/slots/desk_pairs.html")
    matching.DESK_SESSIONS.fill("evaluations/slots/desk_sessions.html")
    matching.DESK_GROUPS.fill("evaluations/slots/desk_reflections.html", order=1)
    matching.DESK_GROUPS.fill("evaluations/slots/desk_ending.html", order=2)
    matching.CLOSING.fill("evaluations/slots/closing.html")
    matching.ANSWERS_COUNTED.fill("evaluations/slots/answers_counted.html")
