"""Publications in the database: loaded into what the pure calculation takes, and written back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from evaluations.privacy.domain.publication.states import (
    Cell,
    Change,
    Facts,
    Known,
    Publication,
    Row,
)
from evaluations.privacy.domain.publication.structure import Groups, Structure
from evaluations.privacy.models import FigurePublication, PublishedPerson, PublishedRow
from profiles.models import Institution

BATCH = 5_000

# Anyone who is here now or was published, where the two are not the same.
CHANGED = """
SELECT coalesce(was.person, now.key)::text, was.groups, was.facts, was.moved_on,
       coalesce(now.groups, '{}'), coalesce(now.facts, '{}')
FROM figure_person now
FULL JOIN (SELECT * FROM evaluations_publishedperson WHERE institution_id = %s) was
    ON was.person = now.key
WHERE coalesce(now.groups, '{}') IS DISTINCT FROM was.groups
   OR coalesce(now.facts, '{}') IS DISTINCT FROM was.facts
ORDER BY 1
"""
POPULATION = """
SELECT groups, count(*) FROM evaluations_publishedperson
WHERE institution_id = %s AND groups <> '{}' GROUP BY groups
"""
EVERYBODY = """
INSERT INTO evaluations_publishedperson (id, institution_id, person, groups, facts)
SELECT gen_random_uuid(), %s, key, groups, facts FROM figure_person
"""
COUNTED = """
SELECT measure || '|' || value, grp, sum(n)
FROM figure_person JOIN figure_fact USING (member), unnest(figure_person.groups) grp
WHERE measure <> 'people' GROUP BY 1, 2
"""


def latest_of(institution: Institution, *, day: date | None = None) -> FigurePublication | None:
    """Return the last publication, or that of *day*."""
    rows = FigurePublication.objects.filter(institution=institution)
    found: FigurePublication | None = (rows.filter(day=day) if day else rows).first()
    return found


def next_day(row: FigurePublication, institution: Institution) -> date:
    """Return when the publication after this one is due."""
    return row.day + timedelta(days=institution.publication_days)


def load(row: FigurePublication) -> Publication:
    """A publication with its whole table."""
    rows = PublishedRow.objects.filter(publication=row)
    return Publication(row.day, row.threshold, {one.group: row_of(one) for one in rows})


def row_of(row: PublishedRow) -> Row:
    """One group's figures as the calculation knows them."""
    cells = {
        name: Cell(count, date.fromordinal(as_of), bool(shown))
        for name, (count, as_of, shown) in row.cells.items()
    }
    return Row(row.open, row.since, cells)


def save(
    made: Publication, structure: Structure, *, institution: Institution, salt: UUID
) -> FigurePublication:
    """Write a publication. Two statements for any number of people."""
    row: FigurePublication = FigurePublication.objects.create(
        institution=institution,
        day=made.day,
        threshold=made.threshold,
        salt=salt,
        families=[dict(one) for one in structure.families],
    )
    PublishedRow.objects.bulk_create(
        PublishedRow(
            institution=institution,
            publication=row,
            group=group,
            open=line.open,
            since=line.since,
            cells={
                name: [cell.count, cell.as_of.toordinal(), int(cell.shown)]
                for name, cell in line.cells.items()
            },
        )
        for group, line in made.table.items()
    )
    return row


def publish_everybody(institution: Institution) -> None:
    """Take everyone in `figure_person` as published."""
    with connection.cursor() as cursor:
        cursor.execute(EVERYBODY, [institution.pk])


def population_of(institution: Institution) -> Counter[Groups]:
    """Return how many people are published in each combination of groups."""
    with connection.cursor() as cursor:
        cursor.execute(POPULATION, [institution.pk])
        return Counter({tuple(groups): count for groups, count in cursor.fetchall()})


def counted() -> Mapping[str, Mapping[str, int]]:
    """Return what everyone in `figure_person` counts to, by column and group."""
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        for name, group, count in cursor.fetchall():
            found.setdefault(name, {})[group] = int(count)
    return found


def changes_of(institution: Institution) -> list[Change]:
    """Return everyone of whom something else is so in `figure_person` than what is published."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [institution.pk])
        return [
            Change(
                person,
                None if was is None else Known(tuple(was), _facts(said), moved_on),
                tuple(groups),
                _facts(facts),
            )
            for person, was, said, moved_on, groups, facts in cursor.fetchall()
        ]


def remember(institution: Institution, taken: Mapping[str, Known], *, before: date) -> None:
    """Write what is published of the people whose changes were taken.

    Who left and last changed before a day is forgotten.
    """
    rows = PublishedPerson.objects.filter(institution=institution)
    rows.filter(person__in=list(taken)).delete()
    rows.filter(groups=[], moved_on__lt=before).delete()
    PublishedPerson.objects.bulk_create(
        (
            PublishedPerson(
                institution=institution,
                person=person,
                groups=list(known.groups),
                facts=_texts(known.facts),
                moved_on=known.moved_on,
            )
            for person, known in taken.items()
        ),
        batch_size=BATCH,
    )


def _facts(texts: Iterable[str] | None) -> Facts:
    found: dict[str, int] = {}
    for text in texts or ():
        name, _is, count = text.rpartition("=")
        found[name] = int(count)
    return found


def _texts(facts: Facts) -> list[str]:
    """In the order of the bytes, as the database writes them."""
    return sorted(f"{name}={count}" for name, count in facts.items())
