import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0037_index_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="setup_skipped",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="unit_choices",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
