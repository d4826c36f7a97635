"""A roster from rows to its result, without pages."""

import io
from typing import Any

from profiles.models import Institution
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.files import read_roster
from profiles.roster.domain.plan import ImportPlan, plan_import

HEADER = "external_id,email,given_name,family_name,rank"


def plan(institution: Institution, *lines: str, header: str = HEADER, **options: Any) -> ImportPlan:
    text = "\n".join([header, *lines])
    sheet = read_roster(io.BytesIO(text.encode()))
    return plan_import(sheet.rows, institution=institution, **options)


def run(institution: Institution, *lines: str, **options: Any) -> dict[str, int]:
    skip = options.pop("skip_bad_rows", False)
    made = plan(institution, *lines, **options)
    return apply_import(made, actor=None, skip_bad_rows=skip).counts


def errors(made: ImportPlan) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in made.errors]
