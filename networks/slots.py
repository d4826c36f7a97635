"""What pages of networks leave open for the apps above, and what it adds to pages below."""

from mentornet.pages.slots import Page, Slot
from profiles import slots as profiles

AGREEMENT_REVIEW = Slot("networks.agreement.review")
"""Below an agreement that is in force, with its `tie`: what to do before looking at it again."""

GROUPS = Page("networks.groups")
"""The list of the groups in which somebody is."""
MEETINGS = Page("networks.meetings")
"""The list of all meetings of somebody."""
DIRECTED_GROUP = Page("networks.directed_group")
"""The page of a group, by its key, for directors."""
DIRECTED_GROUPS = Page("networks.directed_groups")
"""The list of all groups, for directors."""


def fill_slots() -> None:
    """Fill the slots of the app below. Called once at start-up."""
    profiles.ASSESSMENT_SUBMITTED.fill("networks/slots/assessment_submitted.html")
    profiles.ASSESSMENT_VERSION.fill("networks/slots/assessment_version.html")
    profiles.OFFER_ACTIONS.fill("networks/slots/offer_actions.html")
    profiles.ABOUT_ME_ACTIONS.fill("networks/slots/offer_actions.html")
