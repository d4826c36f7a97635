"""What projects refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class TooManyProjects(MatchingError):
    code = "too_many_choices"


class ProjectNotOffered(MatchingError):
    """No one can choose it, or be placed on it."""

    code = "project_not_offered"
    message = _("This project isn’t offered now.")


class ProjectTitleTaken(MatchingError):
    code = "project_title_taken"
    message = _("This program already has a project with this title.")


class NotAMentorHere(MatchingError):
    code = "not_a_mentor_here"
    message = _("Only mentors who are enrolled in this program can have a project.")


class PlacesTaken(MatchingError):
    code = "places_taken"


class NothingToMatch(MatchingError):
    code = "nobody_to_match"
    message = _(
        "You need at least one mentee without a project, and a free place on a project of mentors with openings."
    )


class ProjectNotYours(MatchingError):
    """Only whoever leads it changes it, until a director has accepted it."""

    code = "project_not_yours"
    message = _("This project was accepted. Ask the director to change it.")


class ProjectWithdrawn(MatchingError):
    code = "project_withdrawn"
    message = _("The mentor withdrew this project. You see it again once they send it.")
