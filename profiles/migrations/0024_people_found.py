from django.db import migrations

from profiles.sql import DROP_PEOPLE_FOUND, PEOPLE_FOUND


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0023_roster_import_failed"),
    ]

    operations = [migrations.RunSQL(PEOPLE_FOUND, DROP_PEOPLE_FOUND)]
