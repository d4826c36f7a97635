from __future__ import annotations

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """How a person wants to be reached comes to people; the table stays, so nothing runs here.

    The table is made in evaluations, and stands with all its columns by the migration named below.
    """

    dependencies = [("profiles", "0026_paper"), ("evaluations", "0020_program_endings")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Preferences",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "check_ins_by_mail",
                            models.BooleanField(default=True, verbose_name="Check-ins by mail"),
                        ),
                        (
                            "check_ins_on_page",
                            models.BooleanField(
                                default=True, verbose_name="Check-ins on my pages here"
                            ),
                        ),
                        (
                            "meetings_by_mail",
                            models.BooleanField(
                                default=True, verbose_name="Reminders of meetings by mail"
                            ),
                        ),
                        (
                            "surveys_by_mail",
                            models.BooleanField(default=True, verbose_name="Surveys by mail"),
                        ),
                        (
                            "reports_by_mail",
                            models.BooleanField(
                                default=True, verbose_name="The monthly gap report by mail"
                            ),
                        ),
                        (
                            "away_from",
                            models.DateField(blank=True, null=True, verbose_name="Away from"),
                        ),
                        (
                            "away_until",
                            models.DateField(
                                blank=True, null=True, verbose_name="until and including"
                            ),
                        ),
                        (
                            "trouble",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("bounced", "Mail to you comes back"),
                                    ("complained", "Our mail was called unwanted"),
                                ],
                                editable=False,
                                max_length=20,
                            ),
                        ),
                        (
                            "institution",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="profiles.institution",
                            ),
                        ),
                        (
                            "member",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="preferences",
                                to="profiles.membership",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "evaluations_delivery",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("away_from", None),
                                    ("away_until", None),
                                    ("away_until__gte", models.F("away_from")),
                                    _connector="OR",
                                ),
                                name="delivery_leave_in_order",
                            )
                        ],
                    },
                )
            ]
        )
    ]
