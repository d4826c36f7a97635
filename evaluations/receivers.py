"""What this app does when other apps, or its own lower parts, say that something happened."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models.signals import post_delete

from evaluations.check_ins.early_warning.domain.glossary import signs
from evaluations.files.domain.attachments import purge_file
from evaluations.files.models import Attachment
from evaluations.first_steps.domain.home import first_task
from evaluations.home.domain.meetings import home_meetings
from evaluations.home.domain.to_dos import home_tasks
from evaluations.home.domain.today import sessions_today
from evaluations.meetings.domain.answers import take_replies
from evaluations.meetings.domain.outside_mail import tell_planned
from evaluations.meetings.domain.reminders import register_details
from evaluations.meetings.models import Meeting
from evaluations.meetings.signals import group_notified
from evaluations.outcomes.closing.domain.ending import close as begin_ending
from evaluations.privacy.domain.question_counts import freeze_counts
from evaluations.relationship_page.domain.shared import shared_lines
from evaluations.sessions.guests.domain.messages import notify_guests
from evaluations.sessions.pages.domain.reminder_details import read_details
from evaluations.sessions.reflections.domain.release import rotate_waiting
from evaluations.sessions.schedule.domain import program_dates
from evaluations.sessions.schedule.domain.planning import cancel_ahead, notify_left
from evaluations.sessions.schedule.domain.welcome import welcome_dates
from evaluations.writing.domain.leaving import hand_back, hand_back_all
from matching.groups.membership.domain.welcome import register_dates
from matching.models import Program
from matching.signals import enrollment_closed, program_closed
from mentornet import crypto
from mentornet.mail.inbound.receive import register_reader
from networks.glossary.domain import register_chapter
from networks.home.domain.to_dos import register_first_task, register_home_tasks, register_shared
from networks.models import ExternalContact, PeerGroup
from networks.signals import group_ended, group_left, outside_emails_started
from profiles.models import Membership, User
from profiles.signals import membership_ended


def connect() -> None:
    """Connect receivers and register readers. Called once at start-up."""
    post_delete.connect(
        purge_its_file, sender=Attachment, dispatch_uid="evaluations.forget_its_file"
    )
    register_first_task(first_task)
    register_home_tasks(sessions_today)
    register_home_tasks(home_meetings)
    register_home_tasks(home_tasks)
    register_shared(shared_lines)
    register_chapter(signs)
    register_reader(take_replies)
    register_dates(welcome_dates)
    crypto.register_rotation(rotate_waiting)
    group_left.connect(give_back, dispatch_uid="evaluations.give_back")
    membership_ended.connect(give_all_back, dispatch_uid="evaluations.give_all_back")
    group_left.connect(clear_calendar, dispatch_uid="evaluations.clear_calendar")
    program_dates.connect()
    register_details(read_details)
    outside_emails_started.connect(tell_outside, dispatch_uid="evaluations.tell_outside")
    group_notified.connect(mail_guests, dispatch_uid="evaluations.mail_guests")
    enrollment_closed.connect(count_answers, dispatch_uid="evaluations.count_answers")
    group_ended.connect(clear_calendars, dispatch_uid="evaluations.clear_calendars")
    program_closed.connect(end_program, dispatch_uid="evaluations.end_program")


def count_answers(sender: Any, *, program: Program, **kwargs: Any) -> None:
    """Count the answers to enrollment questions once, when enrollment closes."""
    freeze_counts(program)


def purge_its_file(sender: Any, *, instance: Attachment, **kwargs: Any) -> None:
    """Delete a file with its row, also where the row was deleted with its group."""
    purge_file(instance)


def give_back(sender: Any, *, group: PeerGroup, member: Membership, **kwargs: Any) -> None:
    """Hand back what a person who has left a group was asked to do there."""
    hand_back(group, member)


def give_all_back(sender: Any, *, membership: Membership, **kwargs: Any) -> None:
    """Hand back everything that a person who has left the institution was asked to do."""
    hand_back_all(membership)


def clear_calendar(sender: Any, *, group: PeerGroup, member: Membership, **kwargs: Any) -> None:
    """Remove a group's sessions from the calendar of a person who has left it."""
    notify_left(group, member)


def clear_calendars(sender: Any, *, group: PeerGroup, actor: User, **kwargs: Any) -> None:
    """Cancel the sessions that lie ahead of a group that has ended."""
    cancel_ahead(group, actor=actor)


def end_program(
    sender: Any, *, program: Program, actor: User, groups: list[PeerGroup], **kwargs: Any
) -> None:
    """Begin the closing of a program: last survey, certificates, who goes on."""
    begin_ending(program, actor=actor, groups=groups)


def mail_guests(
    sender: Any, *, meetings: Sequence[Meeting], act: str, held: timedelta, **kwargs: Any
) -> None:
    """Tell guests what the members of a group are told of its sessions."""
    notify_guests(meetings, act=act, held=held)


def tell_outside(sender: Any, *, contact: ExternalContact, **kwargs: Any) -> None:
    """Send a mentor elsewhere, whose emails were just turned on, the meetings that lie ahead."""
    tell_planned(contact)
