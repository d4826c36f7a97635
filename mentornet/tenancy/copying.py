"""For migrations: a table whose rows take their institution from the row that they hang on.

A trigger fills the column in, so that no code has to, and code from before goes on working; the
composite foreign keys (see parents.py) hold it equal to the parent's.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

# One function for each table: its plan is kept, where a general one would plan at each row.
_TRIGGER = """
CREATE FUNCTION mentornet_institution_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.institution_id IS NULL THEN
        SELECT institution_id INTO NEW.institution_id FROM {parent} WHERE id = NEW.{column};
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER copy_institution BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION mentornet_institution_of_{table}();
UPDATE {table} AS row SET institution_id = parent.institution_id
    FROM {parent} AS parent WHERE parent.id = row.{column};
"""
_NO_TRIGGER = """
DROP TRIGGER copy_institution ON {table};
DROP FUNCTION mentornet_institution_of_{table}();
"""


def copy_institution(*, app: str, model: str, parent: str, column: str) -> list[Operation]:
    """Return what gives *model* its institution, that of the row of *parent* in *column*."""
    names = {"table": f"{app}_{model}", "parent": parent, "column": column}
    return [
        migrations.AddField(model, "institution", _institution(null=True)),
        migrations.RunSQL(_TRIGGER.format(**names), _NO_TRIGGER.format(**names)),
        migrations.AlterField(model, "institution", _institution(null=False)),
    ]


def copy_institution_to_link(*, table: str, parent: str, column: str) -> Operation:
    """Do the same for the table of a many-to-many field, which has no model of its own."""
    names = {"table": table, "parent": parent, "column": column}
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD COLUMN institution_id uuid REFERENCES profiles_institution;"
        + _TRIGGER.format(**names)
        + f"ALTER TABLE {table} ALTER COLUMN institution_id SET NOT NULL;"
        f"CREATE INDEX {table}_institution ON {table} (institution_id);",
        _NO_TRIGGER.format(**names) + f"ALTER TABLE {table} DROP COLUMN institution_id;",
    )


def _institution(*, null: bool) -> models.ForeignKey[models.Model, models.Model]:
    return models.ForeignKey(
        "profiles.Institution",
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        editable=False,
        null=null,
    )
