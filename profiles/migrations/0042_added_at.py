"""When the roster named someone first: empty for those who are there already."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("profiles", "0041_operators_pages")]

    operations = [
        # In two steps: a column that comes with a default fills the rows that are there.
        migrations.AddField(
            model_name="membership",
            name="added_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="membership",
            name="added_at",
            field=models.DateTimeField(blank=True, db_default=Now(), editable=False, null=True),
        ),
    ]
