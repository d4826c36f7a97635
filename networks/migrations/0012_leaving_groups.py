from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0011_concern_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="groupmember",
            name="left_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("self", "Left by themselves"),
                    ("director", "Taken out by a director"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="left_to",
            field=models.CharField(
                blank=True,
                choices=[
                    ("group", "Another group"),
                    ("wait", "The wait list"),
                    ("out", "Out of the program"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="left_to_group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="networks.peergroup",
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="asks_for_place",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="authorship_awaited",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asks_for_place", False),
                    models.Q(("left_on__isnull", False), ("left_to", "group")),
                    _connector="OR",
                ),
                name="group_place_asked_by_who_left",
            ),
        ),
    ]
