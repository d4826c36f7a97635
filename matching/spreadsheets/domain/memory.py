"""What columns meant before at an institution: of a whole file, and of single headings that were corrected."""

from __future__ import annotations

from collections.abc import Mapping

from matching.spreadsheets.domain.columns import Field
from matching.spreadsheets.domain.guessing import guess
from matching.spreadsheets.domain.headings import plain_heading, says_nothing
from matching.spreadsheets.models import SheetMapping
from mentornet.tabular.parts import signature_of
from mentornet.tabular.tables import Table
from profiles.models import Institution

_ONLY = "0"


def meant_before(institution: Institution, table: Table) -> dict[str, str]:
    """Return what the columns of a file with these headings meant; empty where there was none."""
    row = SheetMapping.objects.of(institution).filter(signature=table.signature).first()
    return dict(row.columns) if row else {}


def corrected(institution: Institution, table: Table) -> dict[str, Field]:
    """Return what headings of *table* were corrected to, by plain heading. One query."""
    by_signature = {signature_of((one,)): one for one in _headings(table)}
    rows = SheetMapping.objects.of(institution).filter(signature__in=by_signature)
    return {
        by_signature[row.signature]: Field(row.columns[_ONLY])
        for row in rows
        if row.columns.get(_ONLY) in Field.values
    }


def remember(institution: Institution, table: Table, mapping: Mapping[int, Field]) -> None:
    """Keep what all columns mean together, and of each heading whether its guess was wrong."""
    SheetMapping.objects.update_or_create(
        institution=institution,
        signature=table.signature,
        defaults={"columns": {str(at): str(meant) for at, meant in mapping.items()}},
    )
    remember_headings(institution, table, mapping, guessed=guess(table))


def remember_headings(
    institution: Institution,
    table: Table,
    mapping: Mapping[int, Field],
    *,
    guessed: Mapping[int, Field],
) -> None:
    """Keep what each heading in *mapping* means where that is not what was *guessed*, for the next file."""
    right, wrong = [], {}
    for at, meant in mapping.items():
        if says_nothing(table.headers[at]):
            continue
        signature = signature_of((plain_heading(table.headers[at]),))
        if meant == guessed[at]:
            right.append(signature)
        else:
            wrong[signature] = {_ONLY: str(meant)}
    SheetMapping.objects.of(institution).filter(signature__in=set(right) - wrong.keys()).delete()
    SheetMapping.objects.bulk_create(
        [SheetMapping(institution=institution, signature=one, columns=wrong[one]) for one in wrong],
        update_conflicts=True,
        unique_fields=["institution", "signature"],
        update_fields=["columns"],
    )


def _headings(table: Table) -> list[str]:
    return [plain_heading(one) for one in table.headers if not says_nothing(one)]
