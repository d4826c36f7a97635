from django.db import connection, migrations, transaction

from mentornet.names import sort_key
from profiles.people.names.domain import email_tokens, name_tokens
from profiles.sql import DROP_NAME_CHANGED, NAME_CHANGED


BATCH = 5_000
ADD = """
INSERT INTO profiles_nametoken (institution_id, member_id, token)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) ON CONFLICT DO NOTHING
"""
SORT = """
UPDATE profiles_membership AS m SET sort_key = n.sort_key
FROM unnest(%s::uuid[], %s::text[]) AS n (id, sort_key) WHERE m.id = n.id
"""


def index_names(rows):
    """Index these, with the columns that there are now."""
    keys, words = [], []
    for pk, here, given, family, address in rows:
        keys.append((str(pk), sort_key(given, family)))
        found = name_tokens(given, family) | email_tokens(address)
        words += [(str(here), str(pk), word) for word in sorted(found)]
    with transaction.atomic(), connection.cursor() as cursor:
        if words:
            cursor.execute(ADD, [list(column) for column in zip(*words, strict=True)])
        cursor.execute(SORT, [list(column) for column in zip(*keys, strict=True)])


def index_all(apps, schema_editor):
    """Index everyone, a batch a transaction, so that no one waits for all of them."""
    rows = apps.get_model("profiles", "Membership").objects.using(schema_editor.connection.alias)
    rows = rows.filter(sort_key="").order_by("pk")
    rows = rows.values_list("pk", "institution_id", "given_name", "family_name", "address")
    batch = list(rows[:BATCH])
    while batch:
        index_names(batch)
        batch = list(rows.filter(pk__gt=batch[-1][0])[:BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("profiles", "0036_name_tokens")]

    operations = [
        migrations.RunSQL(NAME_CHANGED, DROP_NAME_CHANGED),
        migrations.RunPython(index_all, migrations.RunPython.noop),
    ]
