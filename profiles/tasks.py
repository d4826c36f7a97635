"""Where Celery looks for the tasks of profiles; each neighborhood has its own."""

import profiles.institution.tasks
import profiles.people.tasks
import profiles.roster.tasks
import profiles.sign_on.tasks  # noqa: F401
