"""What can go wrong with questions."""

from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError


class QuestionAnswered(DomainError):
    code = "question_answered"
    message = _(
        "People already answered this question. Delete it with its answers, or add another one."
    )


class TooManyQuestions(DomainError):
    code = "too_many_questions"
    message = _("A program asks at most 20 questions. Delete one first.")


class QuestionReworded(DomainError):
    code = "question_reworded"
    message = _("This question changed since you opened the page. Read it again, then save.")
