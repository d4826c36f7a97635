# The deliveries that are under way are counted at each claim.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mentornet", "0026_changes_unlocked"),
        ("profiles", "0048_scim_words"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(
                condition=models.Q(("claimed_until__isnull", False), ("state", "pending")),
                fields=["claimed_until"],
                name="webhook_delivery_under_way",
            ),
        ),
    ]
