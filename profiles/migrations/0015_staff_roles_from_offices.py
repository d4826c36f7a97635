from django.db import migrations

from profiles import sql


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0014_staff_role"),
    ]

    operations = [
        migrations.RunSQL(sql.STAFF_ROLES_FROM_OFFICES, migrations.RunSQL.noop),
        migrations.RunSQL(sql.STAFF_ROLES, sql.DROP_STAFF_ROLES),
    ]
