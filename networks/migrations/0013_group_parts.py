from django.db import migrations, models

# Groups in which no one ever facilitated go on as they did: their members run them.
WITHOUT_FACILITATOR = """
UPDATE networks_peergroup SET self_led = true
WHERE NOT EXISTS (
    SELECT 1 FROM networks_groupmember AS one
    WHERE one.group_id = networks_peergroup.id AND one.part <> 'member'
)
"""
# No page made two of one part; were there two, the first stays.
ONCE = """
UPDATE networks_groupmember AS one SET part = 'member', led_until = now()
WHERE one.left_on IS NULL AND one.part <> 'member' AND EXISTS (
    SELECT 1 FROM networks_groupmember AS other
    WHERE other.group_id = one.group_id AND other.part = one.part AND other.left_on IS NULL
        AND (other.joined_on, other.id) < (one.joined_on, one.id)
)
"""


class Migration(migrations.Migration):
    """Parts in a group change: since when somebody leads, until when they did; groups without."""

    dependencies = [("networks", "0012_leaving_groups")]

    operations = [
        migrations.AddField(
            model_name="peergroup",
            name="self_led",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="While no one facilitates it, its members run its sessions.",
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="leads_from",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="led_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(WITHOUT_FACILITATOR, migrations.RunSQL.noop),
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on", None), models.Q(("part", "member"), _negated=True)),
                fields=("group", "part"),
                name="group_leading_part_once",
            ),
        ),
    ]
