"""How an author is asked: on a page here, or by a link where they have no account (any more)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from evaluations.writing.domain.project import notify
from evaluations.writing.models import ProjectAuthor, WritingProject
from mentornet.languages import Text, reading
from mentornet.mail import links
from mentornet.mail.outbox import queue_message
from mentornet.mail.purposes import Purpose
from profiles.models import Membership


def answers_by_link(author: ProjectAuthor) -> bool:
    """Return whether *author* is asked by a link: from outside, or gone and still reached by email."""
    return bool(author.email) and (author.is_outside or author.has_left)


def ask_author(
    author: ProjectAuthor,
    project: WritingProject,
    *,
    matter: Model,
    by: Membership,
    key: str,
    subject: Text,
    template: str,
    **context: Any,
) -> None:
    """Queue the mail that asks *author* about *matter*; nothing where no one can be reached.

    An earlier link about the same matter ends.
    """
    if not answers_by_link(author):
        if author.can_answer and author.member is not None:
            notify(
                author.member,
                project,
                key=key,
                subject=subject,
                template=template,
                by=by,
                **context,
            )
        return
    close_links([matter])
    token = links.issue(
        Purpose.AUTHOR, address=author.email, institution=project.institution, subject=matter
    )
    with reading(project.institution.reading):
        queue_message(
            key=key,
            to=author.email,
            subject=subject,
            template=f"{template}_outside",
            context={
                "institution": project.institution,
                "name": author.name,
                "project": project,
                "by": by,
                "link": settings.SITE_URL + reverse("evaluations:author_link", args=[token]),
                **context,
            },
            institution=project.institution,
        )


def close_links(matters: Iterable[Model]) -> None:
    """End the links about *matters*, where there are any."""
    if subjects := list(matters):
        links.revoke(purposes=[Purpose.AUTHOR], subjects=subjects)
