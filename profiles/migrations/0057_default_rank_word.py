from django.db import migrations, models


class Migration(migrations.Migration):
    """A directory's rank for new people may be a word of the institution's own."""

    dependencies = [("profiles", "0056_roster_tracks")]

    operations = [
        migrations.AlterField(
            model_name="provisioningtoken",
            name="default_rank",
            field=models.CharField(
                max_length=40, verbose_name="Rank for new people without a known title"
            ),
        ),
    ]
