from django.db import migrations

from profiles.people.names.domain import BATCH, index_names
from profiles.sql import DROP_NAME_CHANGED, NAME_CHANGED


def index_all(apps, schema_editor):
    """Index everyone, a batch a transaction, so that no one waits for all of them."""
    rows = apps.get_model("profiles", "Membership").objects.using(schema_editor.connection.alias)
    rows = rows.filter(sort_key="").order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    while keys:
        index_names(keys)
        keys = list(rows.filter(pk__gt=keys[-1]).values_list("pk", flat=True)[:BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("profiles", "0036_name_tokens")]

    operations = [
        migrations.RunSQL(NAME_CHANGED, DROP_NAME_CHANGED),
        migrations.RunPython(index_all, migrations.RunPython.noop),
    ]
