from django.db import migrations

from mentornet.tenancy.copying import copy_institution


class Migration(migrations.Migration):
    """Rows that hung on another row say themselves which institution they belong to."""

    dependencies = [
        ("networks", "0007_group_peers"),
        ("profiles", "0012_copied_institution"),
    ]

    operations = [
        *copy_institution(
            app="networks",
            model="concernaccess",
            parent="networks_concern",
            column="concern_id",
        ),
        *copy_institution(
            app="networks",
            model="concernmessage",
            parent="networks_concern",
            column="concern_id",
        ),
        *copy_institution(
            app="networks", model="stagereached", parent="networks_tie", column="tie_id"
        ),
    ]
