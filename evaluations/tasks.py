"""Celery's way in. Each may be called twice, late, or by two workers at once."""

from uuid import UUID

from celery import shared_task

from evaluations.check_ins.domain import asking as check_in
from evaluations.files.domain import attachments as attachment
from evaluations.gaps.domain import requests as ask
from evaluations.gaps.domain import snapshot
from evaluations.meetings.domain import ended_relationships as ending
from evaluations.meetings.domain import reminders as reminder
from evaluations.outcomes.closing.domain import cohort
from evaluations.outcomes.closing.domain import continuation as going_on
from evaluations.outcomes.skills import domain as skill_rating
from evaluations.sessions.attendance.domain import mentor_skills as skills
from evaluations.sessions.attendance.domain import minimum as attendance_rules
from evaluations.sessions.reflections.domain import release
from evaluations.surveys.domain import planning as survey
from evaluations.writing.domain import author_order
from mentornet.jobs import worker
from mentornet.jobs.recurring import sweep
from mentornet.tenancy.scope import operations


@shared_task
def settle_ended_ties() -> int:
    """Close the meetings and actions of ties that have ended; how many."""
    return sweep("evaluations.settle_ended_ties", ending.settle_ended_ties)


@shared_task
def drop_notes_of_those_who_left() -> int:
    """Keep the rule on private notes of people who have left; how many went."""
    return sweep("evaluations.drop_notes_of_those_who_left", ending.drop_notes_of_those_who_left)


@shared_task
def settle_author_orders() -> int:
    """Go on with orders of authors that wait only for people who have left; how many."""
    return sweep("evaluations.settle_author_orders", author_order.settle_orders)


@shared_task
def settle_endings() -> int:
    """Let groups of closed programs go on or end, and count the cohorts; how many."""
    settled = sweep("evaluations.settle_continuations", going_on.settle_continuations)
    return settled + sweep("evaluations.count_cohorts", cohort.count_cohorts)


@shared_task
def settle_skills() -> int:
    """Note who has completed a mentors' group that has ended; for how many it is news."""
    return sweep("evaluations.settle_skills", skills.settle_skills)


@shared_task
def count_skills() -> int:
    """Count the skills of sessions whose ratings have closed; how many."""
    return sweep("evaluations.count_skills", skill_rating.count_skills)


@shared_task
def release_reflections() -> int:
    """Release anonymous answers of programs in which enough people wrote; how many."""
    return release.release_reflections()


@shared_task
def drop_stray_files() -> int:
    """Delete stored files that no row knows; how many."""
    # The folder is everybody's: an institution alone would take the others' files for strays.
    with operations():
        return attachment.drop_stray_files()


@shared_task
def plan_check_ins() -> int:
    """Write the check-ins that are due today; how many are new."""
    return check_in.plan_check_ins()


@shared_task
def ask_check_ins() -> int:
    """Queue the mails of the check-ins whose hour has come; how many people were asked."""
    return sweep("evaluations.ask_check_ins", check_in.ask_check_ins, queue="mail")


@shared_task
def remind_of_meetings() -> int:
    """Queue the reminders of meetings whose hour has come; how many people are reminded."""
    return reminder.remind_of_meetings()


@shared_task
def advance_surveys() -> int:
    """Open, remind of and count the surveys whose day it is; how many people were asked."""
    return sweep("evaluations.advance_surveys", survey.advance_surveys, queue="mail")


@shared_task
def take_snapshots() -> int:
    """Publish the figures of institutions whose publication is due; how many."""
    return snapshot.snapshot_all()


@shared_task
def advance_report(pk: str) -> None:
    """Answer one request for figures, if nobody else does."""
    ask.advance(UUID(pk))


@shared_task
def advance_waiting_reports() -> int:
    """Go on with requests for figures whose wake-up was lost or whose worker died; how many waited."""
    with operations():
        ask.adopt_reports()
    return worker.work(kinds=[ask.KIND])


@shared_task
def mail_monthly_reports() -> int:
    """Tell directors of the month's report, once; how many letters stand in the outbox or went."""
    return ask.mail_monthly()


@shared_task
def ask_absent() -> int:
    """Ask those who missed sessions, and tell whom the rules name; how many notices were sent."""
    return sweep("evaluations.ask_absent", attendance_rules.ask_absent, queue="mail")
