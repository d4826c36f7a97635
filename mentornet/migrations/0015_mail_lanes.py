import uuid

from django.db import migrations, models
from django.db.models.functions import Coalesce, Collate

# Only what waits has a lane that matters.
LANES = """
UPDATE mentornet_outboxmessage
SET lane = CASE WHEN zone <> '' THEN 2 WHEN kind LIKE 'account:%' THEN 0 ELSE 1 END
WHERE state = 'pending';
UPDATE mentornet_outboxmessage SET state = 'failed' WHERE state = 'parked';
"""
PARKED = "UPDATE mentornet_outboxmessage SET state = 'parked' WHERE state = 'failed'"


class Migration(migrations.Migration):
    """Messages go by lanes, and what was parked is called failed, as everywhere."""

    dependencies = [
        ("mentornet", "0014_drafts"),
    ]

    operations = [
        migrations.AddField(
            "outboxmessage",
            "lane",
            models.SmallIntegerField(
                choices=[
                    (0, "Urgent: someone waits for it"),
                    (1, "Standard: what one person did, to those it concerns"),
                    (2, "Bulk: to many, or for working hours"),
                ],
                db_default=1,
                default=1,
            ),
        ),
        migrations.AlterField(
            "outboxmessage",
            "state",
            models.CharField(
                choices=[
                    ("pending", "Waiting"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                ],
                default="pending",
                max_length=10,
            ),
        ),
        migrations.RunSQL(LANES, PARKED),
        migrations.RemoveIndex("outboxmessage", "outbox_awaited"),
        migrations.RemoveIndex("outboxmessage", "outbox_pending_key"),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(
                Collate("key", "C"),
                condition=models.Q(state="pending"),
                name="outbox_waiting_key",
            ),
        ),
        migrations.AddIndex(
            "outboxmessage",
            models.Index(
                models.F("lane"),
                Coalesce(
                    "institution",
                    models.Value(uuid.UUID(int=0)),
                    output_field=models.UUIDField(),
                ),
                models.F("due_at"),
                condition=models.Q(state="pending"),
                name="outbox_turn",
            ),
        ),
    ]
