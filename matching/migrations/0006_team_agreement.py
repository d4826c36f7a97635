from django.db import migrations, models


class Migration(migrations.Migration):
    """Since which version of its plan a team's agreement holds."""

    dependencies = [
        ("matching", "0005_forgetting"),
    ]

    operations = [
        migrations.AddField(
            model_name="team",
            name="agree_from",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunSQL("UPDATE matching_team SET agree_from = revision", migrations.RunSQL.noop),
    ]
