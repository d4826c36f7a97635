from django.db import migrations

from profiles.sql import PEOPLE_FOUND


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0054_by_language_order"),
    ]

    # The function of before serves no one better; a step back leaves this one.
    operations = [migrations.RunSQL(PEOPLE_FOUND, migrations.RunSQL.noop)]
