"""Where Celery looks for the tasks of evaluations; each neighborhood has its own."""

import evaluations.check_ins.tasks
import evaluations.files.tasks
import evaluations.gaps.tasks
import evaluations.meetings.tasks
import evaluations.outcomes.closing.tasks
import evaluations.outcomes.skills.tasks
import evaluations.sessions.attendance.tasks
import evaluations.sessions.reflections.tasks
import evaluations.surveys.tasks
import evaluations.writing.tasks  # noqa: F401
