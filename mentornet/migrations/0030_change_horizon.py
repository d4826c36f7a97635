# What tells that a row is gone is kept for a time: since when, by institution.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mentornet", "0029_withheld"),
        ("profiles", "0048_scim_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeHorizon",
            fields=[
                (
                    "institution",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="profiles.institution",
                    ),
                ),
                ("kept_since", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
