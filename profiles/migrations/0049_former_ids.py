"""IDs that a directory has replaced stay known, so that roster files with them mean the same person."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0048_scim_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="former_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("former_ids", []), _negated=True),
                fields=["former_ids"],
                name="member_former_ids",
            ),
        ),
    ]
