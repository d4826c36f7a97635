"""What pages of profiles leave open for the apps above."""

from mentornet.pages.slots import Slot

ASSESSMENT_SUBMITTED = Slot("profiles.assessment.submitted")
"""Where all of a self-assessment is submitted: what comes next, as buttons."""
ASSESSMENT_MORE = Slot("profiles.assessment.more")
"""Links to what goes with a self-assessment."""
ASSESSMENT_VERSION = Slot("profiles.assessment.version")
"""Links on the page of one submitted version."""
OFFER_ACTIONS = Slot("profiles.offer.actions")
"""Links beside a mentor profile, with its `membership`."""
ABOUT_ME_ACTIONS = Slot("profiles.about_me.actions")
"""Links beside what a person says of themselves, with their `membership`."""
SETTINGS_NOTIFICATIONS = Slot("profiles.settings.notifications")
SETTINGS_DATA = Slot("profiles.settings.data")
