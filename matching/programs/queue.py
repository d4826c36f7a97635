"""Rows of the queue of those who run programs: which programs are theirs, and the columns of a program."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from matching.programs.models import Program
from mentornet.pages.attention import once, shape
from profiles.models import Membership


def programs_run_by(member: Membership) -> QuerySet[Program, Program]:
    """Return the programs that *member* runs, worked out once in the statement of the queue."""
    return once(
        member,
        "programs",
        lambda: Program.objects.directed_by(member.user).filter(institution=member.institution_id),
    )


def rows_of_programs(programs: QuerySet[Any, Any], **columns: Any) -> QuerySet[Any, Any]:
    """Return *programs* as rows of the queue, with what else they say."""
    key = Cast("pk", CharField())
    return shape(
        programs, subject=key, program="pk", program_name="name", unit="unit_id", **columns
    )
