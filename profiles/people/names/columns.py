"""A person's whole name as the database puts it together: what `mentornet.names.full_name` says of the same row."""

from __future__ import annotations

from django.db.models import CharField, Func, Value
from django.db.models.functions import Concat, Trim


def full_name_of(person: str = "") -> Trim:
    """Return the name at the end of the relation *person*, such as "tie__mentor"; of the row itself for none."""
    path = f"{person}__" if person else ""
    whole = Concat(f"{path}given_name", Value(" "), f"{path}family_name")
    spaced = Func(whole, Value(r"\s+"), Value(" "), Value("g"), function="regexp_replace")
    return Trim(spaced, output_field=CharField())


def full_name_sql(table: str) -> str:
    """Return SQL for the name of a row of *table*; empty where an outer join found none."""
    whole = f"{table}.given_name || ' ' || {table}.family_name"
    return rf"coalesce(btrim(regexp_replace({whole}, '\s+', ' ', 'g')), '')"
