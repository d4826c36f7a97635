import uuid

import django.db.models.deletion
from django.db import migrations, models

# In the order in which they were written.
PLACES = """
UPDATE networks_concernmessage AS message SET place = numbered.place
FROM (
    SELECT id, row_number() OVER (PARTITION BY concern_id ORDER BY at, id) AS place
    FROM networks_concernmessage
) AS numbered
WHERE numbered.id = message.id
"""
# Who handled a concern until now reads it by the role that they hold now, or no more.
READERS = """
INSERT INTO networks_concernreader
    (id, institution_id, concern_id, member_id, staff_role_id, since, kept)
SELECT gen_random_uuid(), concern.institution_id, concern.id, concern.ombuds_id, (
    SELECT role.id FROM profiles_staffrole AS role
    WHERE role.membership_id = concern.ombuds_id AND role.role = 'ombuds'
        AND role.ended_at IS NULL
    ORDER BY role.starts_on, role.id LIMIT 1
), concern.created_on, false
FROM networks_concern AS concern WHERE concern.ombuds_id IS NOT NULL
"""


class Migration(migrations.Migration):
    """A concern says who reads it, and by which role; its messages have an order beside their time."""

    dependencies = [
        ("networks", "0009_group_openings"),
        ("profiles", "0018_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConcernReader",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateField()),
                ("kept", models.BooleanField(default=False)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readers",
                        to="networks.concern",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="profiles.membership",
                    ),
                ),
                (
                    "staff_role",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="profiles.staffrole",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("concern", "member"), name="concern_reader_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="concernmessage",
            name="place",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.RunSQL(PLACES, migrations.RunSQL.noop),
        migrations.RunSQL(READERS, migrations.RunSQL.noop),
    ]
