"""Answering a survey: kept as it is typed, sent once the person says so, changed until it is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.errors import NothingSaid
from evaluations.surveys.domain.planning import is_open
from evaluations.surveys.domain.running import message_key
from evaluations.surveys.errors import AnswerOutOfRange, SurveyOver
from evaluations.surveys.models import Answer, Item, Response, Survey
from mentornet.mail.outbox import cancel


@transaction.atomic
def keep_answers(
    response: Response,
    *,
    given: Mapping[UUID, int | None],
    send: bool = False,
    now: datetime | None = None,
) -> Response:
    """Keep answers by the keys of the items; None takes one back, what is not named stays.

    With *send* they count; anyone who has sent may go on changing them until the survey is over.
    Raise SurveyOver, AnswerOutOfRange, and NothingSaid where nothing is answered to be sent. It
    leaves no audit event: that someone answers is theirs alone.
    """
    survey = _lock_for_update(response.survey_id)
    if not is_open(survey, now=now):
        raise SurveyOver
    row: Response = Response.objects.select_for_update().get(pk=response.pk)
    items = {one.pk: one for one in Item.objects.filter(instrument=survey.instrument_id)}
    for key, value in given.items():
        _check(items.get(key), key, value)
    gone = [key for key, value in given.items() if value is None]
    if gone:
        Answer.objects.filter(response=row, item__in=gone).delete()
    Answer.objects.bulk_create(
        [
            Answer(response=row, item_id=key, value=value)
            for key, value in given.items()
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["response", "item"],
        update_fields=["value"],
    )
    if not send:
        return row
    if not Answer.objects.filter(response=row).exists():
        raise NothingSaid(_("Answer at least one question before you send."))
    if row.submitted_at is None:
        row.submitted_at = now or timezone.now()
        row.save(update_fields=["submitted_at"])
        for again in (False, True):
            cancel(message_key(survey.pk, row.member_id, again=again))
    return row


def _lock_for_update(pk: UUID) -> Survey:
    """Return the survey, kept from being counted; any number of people may hold it at a time.

    Counting holds the same row for itself: an answer is counted, or refused, never half of each.
    """
    # Django has no word for this lock.
    found: Survey = Survey.objects.raw(
        "SELECT * FROM evaluations_survey WHERE id = %s FOR KEY SHARE", [pk]
    )[0]
    return found


def _check(item: Item | None, key: UUID, value: int | None) -> None:
    if item is None:
        raise AnswerOutOfRange(key, _("This question is not part of this survey."))
    if value is not None and not item.lowest <= value <= item.highest:
        words = _("Enter a whole number from %(lowest)d to %(highest)d.")
        raise AnswerOutOfRange(key, words % {"lowest": item.lowest, "highest": item.highest})


def answers_of(response: Response) -> dict[UUID, int]:
    """Return what stands so far, by the keys of the items."""
    return dict(Answer.objects.filter(response=response).values_list("item", "value"))
