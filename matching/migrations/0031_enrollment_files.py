import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0030_sheet_tables"),
        ("profiles", "0054_by_language_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EnrollmentFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField(default=b"")),
                ("table", models.BinaryField(default=b"")),
                ("columns", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                (
                    "does",
                    models.CharField(
                        choices=[
                            ("invite", "Invite them to enroll"),
                            ("enroll", "Enroll them: each confirms by email"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("protege", "Mentee"), ("mentor", "Mentor")], max_length=10
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000)),
                ("sent_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(default=dict)),
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
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="matching.program",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        fields=["program", "-created_at"], name="matching_en_program_1ca961_idx"
                    )
                ],
            },
        ),
    ]
